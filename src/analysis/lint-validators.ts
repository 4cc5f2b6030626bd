/**
 * Conditional requests (RFC 9110 §13): whether the copy that a client has was still good, and what that saved; and what
 * entity tags look like (§8.8.3).
 */
import { ownCopy } from "../core/own-copy.js";
import { quoted } from "../core/quoted.js";
import { formatSecond } from "../core/time.js";
import type { ResponseView, TransactionView } from "../http/views.js";
import { shortHostOf } from "./cookie-scope.js";
import type { Dates } from "./dates.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import { PRINT_PRIME, PRINT_START, type LintSubject } from "./lint-subject.js";

const ETAG = fieldMask("etag");
const IF_MATCH = fieldMask("if-match");
const IF_MODIFIED_SINCE = fieldMask("if-modified-since");
const IF_NONE_MATCH = fieldMask("if-none-match");
const LAST_MODIFIED = fieldMask("last-modified");
const IF_UNMODIFIED_SINCE = fieldMask("if-unmodified-since");
const ASKED = IF_NONE_MATCH | IF_MODIFIED_SINCE;
const TAGGED = IF_NONE_MATCH | IF_MATCH;

/** Bodies whose size is remembered, for what a 304 saves: one place for all that meet there. A memory, not a result. */
const BODIES = 4_096;
/** A memory as well. */
const HOSTS = 1_024;

export class ValidatorLint {
  readonly #dates: Dates;
  /** Hosts of which it was told that their tags reveal files: a setting of the server. */
  readonly #fileTags = new Set<string>();
  /** Of each body the print of its target and host, and that of its tag or date. */
  #prints: Int32Array | null = null;
  #sizes = new Float64Array(0);

  constructor(dates: Dates) {
    this.#dates = dates;
  }

  lint(subject: LintSubject, transaction: TransactionView): void {
    const { request, response } = transaction;
    const { requestFields, responseFields } = subject;
    if (requestFields.has(TAGGED)) {
      lintTags(subject, requestFields, IF_NONE_MATCH, "If-None-Match");
      lintTags(subject, requestFields, IF_MATCH, "If-Match");
    }
    if (response === null || response.status === null) return;
    const { status } = response;
    if (responseFields.has(ETAG)) {
      lintTags(subject, responseFields, ETAG, "ETag");
      this.#lintFileTag(subject, transaction, response);
    }
    if (status === 304) this.#lintNotModified(subject, transaction);
    else if (status === 412) subject.tell("cache.precondition-failed", "response", {});
    else if (status === 200 && request !== null && request.method === "GET") {
      if (requestFields.has(ASKED)) lintModified(subject);
      if (responseFields.has(ETAG | LAST_MODIFIED)) this.#remember(subject, response);
    }
  }

  #lintNotModified(subject: LintSubject, { request, pairing }: TransactionView): void {
    const { requestFields } = subject;
    if (!requestFields.has(ASKED | IF_UNMODIFIED_SINCE | IF_MATCH)) {
      // The head of the request must be known whole, and to be the right one.
      const isKnown = request !== null && request.complete && pairing === "exact";
      if (isKnown) subject.tell("cache.unconditional-304", "response", {});
      return;
    }
    if (!requestFields.has(ASKED)) return;
    subject.tell("cache.revalidated", "response", { saved: this.#savedSize(subject) });
  }

  /** Size of the body that the client has, where it was seen with what it offers; null where not. */
  #savedSize(subject: LintSubject): number | null {
    if (this.#prints === null) return null;
    const print = subject.resourcePrint;
    const at = print & (BODIES - 1);
    if (this.#prints[at * 2] !== print) return null;
    const known = this.#prints[at * 2 + 1];
    const { requestFields, responseFields } = subject;
    const isOffered = [IF_NONE_MATCH, IF_MODIFIED_SINCE].some(
      (mask) => printOf(requestFields, mask) === known,
    );
    const isConfirmed = printOf(responseFields, responseFields.has(ETAG) ? ETAG : LAST_MODIFIED) === known;
    return isOffered || isConfirmed ? this.#sizes[at]! : null;
  }

  /** Apache's tag of old: inode, size and time of change in microseconds, in hexadecimal. */
  #lintFileTag(subject: LintSubject, transaction: TransactionView, response: ResponseView): void {
    const { responseFields } = subject;
    if (!hasParts(responseFields)) return;
    const host = shortHostOf(transaction);
    if (this.#fileTags.has(host)) return;
    const [, inode, sizeDigits = "", timeDigits = ""] = FILE_TAG.exec(responseFields.value(ETAG)) ?? [];
    if (inode === undefined) return;
    const size = Number.parseInt(sizeDigits, 16);
    const changed = Math.floor(Number.parseInt(timeDigits, 16) / MICROSECONDS);
    const isSize =
      size > 0 && (size === response.bodySize || String(size) === response.head?.value("content-length"));
    const isTime = changed === this.#dates.secondsOf(responseFields, LAST_MODIFIED);
    if (!isSize && !isTime) return;
    if (this.#fileTags.size >= HOSTS) this.#fileTags.clear();
    this.#fileTags.add(ownCopy(host));
    const facts = [`inode ${Number.parseInt(inode, 16)}`];
    if (isSize) facts.push(`size ${size}`);
    if (isTime) facts.push(`changed ${formatSecond(changed)}Z`);
    subject.tell("cache.etag-reveals-file", "response", { facts: facts.join(", ") }, false);
  }

  #remember(subject: LintSubject, response: ResponseView): void {
    if (!response.complete) return;
    if (this.#prints === null) {
      this.#prints = new Int32Array(BODIES * 2);
      this.#sizes = new Float64Array(BODIES);
    }
    const { responseFields } = subject;
    const print = subject.resourcePrint;
    const at = print & (BODIES - 1);
    this.#prints[at * 2] = print;
    this.#prints[at * 2 + 1] = printOf(responseFields, responseFields.has(ETAG) ? ETAG : LAST_MODIFIED);
    this.#sizes[at] = response.bodySize + response.missingBytes;
  }
}

/** Stands for the value of a field, as it was sent; 0 without it. */
function printOf(fields: FieldPlaces, mask: number): number {
  const { head } = fields;
  if (head === null || !fields.has(mask)) return 0;
  const index = fields.indexOf(mask);
  if (!head.hasValue(index)) return 0;
  const { bytes } = head;
  const end = head.valueEnd(index);
  let print = PRINT_START;
  for (let at = head.valueStart(index); at < end; at++) print = Math.imul(print ^ bytes[at]!, PRINT_PRIME);
  return print;
}

/** Without what marks it as weak: conditions on reading compare so (§13.1.2). */
const opaque = (tag: string): string => (tag.startsWith("W/") ? tag.slice(2) : tag);

/** The whole came, although a condition was made. */
function lintModified(subject: LintSubject): void {
  const { requestFields, responseFields } = subject;
  if (requestFields.has(IF_NONE_MATCH)) {
    const tag = opaque(responseFields.value(ETAG));
    const offered = requestFields.list(IF_NONE_MATCH);
    // Any copy would do: that says nothing of the one that the client has.
    if (offered === "*") return;
    const isOffered = tag !== "" && (offered.match(TAGS) ?? []).some((one) => opaque(one) === tag);
    if (isOffered) subject.tell("cache.validator-ignored", "response", { field: "ETag" });
    else if (tag !== "" || responseFields.lacks(ETAG)) subject.tell("cache.changed", "response", {});
    return;
  }
  const modified = responseFields.value(LAST_MODIFIED);
  const isOffered = modified !== "" && modified === requestFields.value(IF_MODIFIED_SINCE);
  if (isOffered) subject.tell("cache.validator-ignored", "response", { field: "Last-Modified" });
  else if (modified !== "" || responseFields.lacks(LAST_MODIFIED))
    subject.tell("cache.changed", "response", {});
}

/** One tag each, commas in it and all; or what stands for one without quotes. */
const TAGS = /(?:W\/)?"[^"]*"|[^\s,]+/g;
/** Recipients take empty elements for nothing (§5.6.1.2). */
const LIST = /^[\s,]*(?:(?:W\/)?"[^"]*"\s*(?:,[\s,]*|$))*$/;

/** Each tag in quotes, and none but `*` without. */
function lintTags(subject: LintSubject, fields: FieldPlaces, mask: number, field: string): void {
  if (!fields.has(mask) || isOneTag(fields, mask)) return;
  const value = fields.value(mask);
  if (value === "*" || LIST.test(value)) return;
  const direction = fields === subject.requestFields ? "request" : "response";
  subject.tell("cache.etag-unquoted", direction, { field, value: quoted(value) });
}

const QUOTE = 0x22;
const HYPHEN = 0x2d;

/** One strong tag in quotes: what nearly all are. */
function isOneTag(fields: FieldPlaces, mask: number): boolean {
  const { head } = fields;
  const index = fields.indexOf(mask);
  if (head === null || !head.hasValue(index)) return false;
  const start = head.valueStart(index);
  const last = head.valueEnd(index) - 1;
  if (last <= start || head.bytes[start] !== QUOTE || head.bytes[last] !== QUOTE) return false;
  let at = start + 1;
  while (at < last && head.bytes[at] !== QUOTE) at += 1;
  return at === last;
}

/** Parts with a hyphen between them. */
function hasParts(fields: FieldPlaces): boolean {
  const { head } = fields;
  if (head === null) return false;
  const index = fields.indexOf(ETAG);
  let at = head.valueStart(index);
  const end = head.valueEnd(index);
  while (at < end && head.bytes[at] !== HYPHEN) at += 1;
  return at < end;
}

const FILE_TAG = /^(?:W\/)?"([0-9a-f]{1,16})-([0-9a-f]{1,13})-([0-9a-f]{1,14})(?:[;"]|-)/;
const MICROSECONDS = 1e6;
