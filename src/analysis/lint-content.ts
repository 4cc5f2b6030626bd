/**
 * What the first bytes of a body give to remark on: a label that says something else than they do (RFC 9110 §8.3),
 * text whose charset nobody tells or two tell differently (RFC 9110 §8.3.2, RFC 7303 §3), and JSON that is none
 * (RFC 8259). Only bodies that something can be said of have such bytes, so that all others pay nothing.
 */
import { quoted } from "../core/quoted.js";
import { isAscii, isUtf8 } from "node:buffer";
import { Remembered } from "../core/remembered.js";
import { isJson, wholeCharacters } from "../http/body-prefix.js";
import type { Direction } from "../http/direction.js";
import { contradiction, textStart } from "../http/signatures.js";
import type { RequestView, ResponseView } from "../http/views.js";
import { jsonError } from "../http/json-prefix.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const CONTENT_TYPE = fieldMask("content-type");

export class ContentLint {
  /** Of a Content-Type with parameters. */
  readonly #charsets = new Remembered(charsetOf);

  lint(subject: LintSubject): void {
    const { transaction, request, response } = subject;
    if (transaction === null) return;
    const asked = transaction.bodyPrefix("request");
    if (asked !== null && request !== null) this.#lintBody(subject, request, asked, "request");
    const answer = transaction.bodyPrefix("response");
    if (answer !== null && response !== null) this.#lintBody(subject, response, answer, "response");
  }

  #lintBody(
    subject: LintSubject,
    message: RequestView | ResponseView,
    prefix: Buffer,
    direction: Direction,
  ): void {
    const { contentType } = message;
    if (contentType === null || prefix.length === 0) return;
    if (isJson(contentType)) {
      lintJson(subject, message, prefix, direction);
      return;
    }
    const kind = contradiction(prefix, contentType);
    if (kind !== null) {
      const label = quoted(contentType);
      subject.tell("http.content-type-mismatch", direction, { direction, contentType: label, kind });
    }
    if (!contentType.startsWith("text/") && !contentType.endsWith("xml")) return;
    const fields = direction === "request" ? subject.requestFields : subject.responseFields;
    const text = isWholeBody(message, prefix) ? prefix : wholeCharacters(prefix);
    const outside = this.#charset(fields, contentType);
    if (outside === null) lintMissing(subject, contentType, text, direction);
    else lintConflict(subject, contentType, text, direction, outside);
  }

  /** The charset parameter of a Content-Type; null without one. */
  #charset(fields: FieldPlaces, contentType: string): string | null {
    const { head } = fields;
    if (head === null || !fields.has(CONTENT_TYPE)) return null;
    const index = fields.indexOf(CONTENT_TYPE);
    // Nothing behind the type itself, as with most.
    if (head.valueEnd(index) - head.valueStart(index) === contentType.length) return null;
    return this.#charsets.of(fields.value(CONTENT_TYPE));
  }
}

const isWholeBody = (message: RequestView | ResponseView, prefix: Buffer): boolean =>
  message.complete && message.missingBytes === 0 && sizeOf(message) === prefix.length;

/** Of the content; null where it is coded and was not decoded to its end. */
function sizeOf({ content, bodySize }: RequestView | ResponseView): number | null {
  if (content === null || content.encoding === "identity") return bodySize;
  return content.sha256 === null ? null : content.size;
}

function lintJson(
  subject: LintSubject,
  message: RequestView | ResponseView,
  prefix: Buffer,
  direction: Direction,
): void {
  const isWhole = isWholeBody(message, prefix);
  const at = jsonError(prefix, isWhole);
  if (at >= 0) {
    const why =
      at < prefix.length ? `${String.fromCharCode(prefix[at]!)} at byte ${at}` : "it ends too early";
    subject.tell("http.json-invalid", direction, { direction, why });
  } else if (!isUtf8(isWhole ? prefix : wholeCharacters(prefix))) {
    subject.tell("http.json-invalid", direction, { direction, why: "it is not in UTF-8" });
  }
}

/** Text types whose charset is always UTF-8, or is told by what they hold. */
const NEEDS_NO_CHARSET: ReadonlySet<string> = new Set([
  "text/cache-manifest",
  "text/calendar",
  "text/csv",
  "text/ecmascript",
  "text/event-stream",
  "text/javascript",
  "text/vcard",
  "text/vtt",
]);

function lintMissing(subject: LintSubject, contentType: string, text: Buffer, direction: Direction): void {
  // Who has nothing but ASCII needs not be told.
  if (isAscii(text) || contentType.endsWith("xml") || NEEDS_NO_CHARSET.has(contentType)) return;
  if (charsetInside(contentType, text) !== null) return;
  const looks = isUtf8(text) ? "UTF-8" : "no UTF-8";
  subject.tell("http.charset-missing", direction, { direction, contentType: quoted(contentType), looks });
}

function lintConflict(
  subject: LintSubject,
  contentType: string,
  text: Buffer,
  direction: Direction,
  outside: string,
): void {
  let inside = charsetInside(contentType, text);
  if (inside === null || isSameCharset(inside, outside))
    inside = isSameCharset(outside, "utf-8") && !isUtf8(text) ? "no UTF-8" : null;
  if (inside === null) return;
  const data = { direction, outside: quoted(outside), inside: quoted(inside) };
  subject.tell("http.charset-conflict", direction, data);
}

const CHARSET = "charset=";
const CHARSET_BYTES = Buffer.from(CHARSET, "latin1");
const ENCODING = "encoding=";

/** What a byte order mark, an XML declaration or a meta element says; null where nothing does. */
function charsetInside(contentType: string, prefix: Buffer): string | null {
  if (prefix[0] === 0xef && prefix[1] === 0xbb && prefix[2] === 0xbf) return "utf-8";
  if ((prefix[0] === 0xfe && prefix[1] === 0xff) || (prefix[0] === 0xff && prefix[1] === 0xfe))
    return "utf-16";
  if (contentType.endsWith("xml")) {
    const start = textStart(prefix);
    const end = prefix.indexOf("?>", start, "latin1");
    const text = end < 0 ? "" : prefix.toString("latin1", start, end);
    return text.startsWith("<?xml") ? labelBehind(text, ENCODING) : null;
  }
  if (contentType !== "text/html" || prefix.indexOf(CHARSET_BYTES) < 0) return null;
  const text = prefix.toString("latin1");
  const meta = text.toLowerCase().indexOf("<meta");
  return meta < 0 ? null : labelBehind(text.slice(meta), CHARSET);
}

/** The charset parameter of a Content-Type; null without one. */
function charsetOf(value: string): string | null {
  return labelBehind(value.toLowerCase(), CHARSET);
}

const LABEL = /^["']?([A-Za-z0-9_.:-]{1,40})/;

/** The name of a charset that follows `what`, quoted or not. */
function labelBehind(text: string, what: string): string | null {
  const at = text.indexOf(what);
  return at < 0 ? null : (LABEL.exec(text.slice(at + what.length))?.[1] ?? null);
}

/** Names of one charset, as browsers take them (WHATWG Encoding §4.2). */
const SAME = new Map([
  ["utf8", "utf-8"],
  ["iso-8859-1", "windows-1252"],
  ["iso8859-1", "windows-1252"],
  ["latin1", "windows-1252"],
  ["us-ascii", "windows-1252"],
  ["ascii", "windows-1252"],
  ["utf-16le", "utf-16"],
  ["utf-16be", "utf-16"],
]);

function isSameCharset(a: string, b: string): boolean {
  return a === b || nameOf(a) === nameOf(b);
}

function nameOf(label: string): string {
  const lower = label.toLowerCase();
  return SAME.get(lower) ?? lower;
}
