/**
 * How long a response may be used again, and what says so (RFC 9111 §4.2); what caches on the way had, what they may
 * not keep, and what a client asked for again although it still had it fresh.
 */
import { ownCopy } from "../core/own-copy.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import { cacheControlOf, NO_CACHE_CONTROL, type CacheControl, type Lifetime } from "./cache-control.js";
import type { Dates } from "./dates.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";
import { varyNames } from "./vary.js";

const AGE = fieldMask("age");
const CACHE_CONTROL = fieldMask("cache-control");
const DATE = fieldMask("date");
const EXPIRES = fieldMask("expires");
const PRAGMA = fieldMask("pragma");
const VARY = fieldMask("vary");
const ANY = AGE | CACHE_CONTROL | EXPIRES | PRAGMA;

/** Statements of one connection that are told once; what comes beyond them is told each time. */
const STATEMENTS = 16;
/** Responses that clients are taken to have kept. A memory, not a result: beyond, it starts anew. */
const KEPT = 4_096;
const AGENT_SIZE = 256;

interface Kept {
  readonly id: string;
  readonly client: string;
  readonly agent: string | null;
  readonly atNs: number;
  readonly seconds: number;
}

/** Stands among what was told for a response that may not be kept. */
const NOT_STORED: Lifetime = { seconds: 0, shared: null, source: "no-store" };

export class FreshnessLint {
  readonly #dates: Dates;
  /** By a print of the target and its host: what one client got last. */
  readonly #kept = new Map<number, Kept>();
  /** What was told, by session, of those still open: as many at most as there are open flows. */
  readonly #told = new Map<number, Lifetime[]>();

  constructor(dates: Dates) {
    this.#dates = dates;
  }

  lint(subject: LintSubject, transaction: TransactionView): void {
    const { request, response } = transaction;
    const { requestFields, responseFields } = subject;
    if (requestFields.has(CACHE_CONTROL)) readDirectives(subject, requestFields, "request");
    if (request !== null && this.#kept.size > 0) this.#lintAsked(subject, transaction, request);
    if (response === null || !responseFields.has(ANY)) return;
    if (responseFields.has(AGE)) tellAge(subject);
    if (responseFields.has(PRAGMA)) subject.tell("cache.pragma-in-response", "response", {});
    if (responseFields.has(CACHE_CONTROL | EXPIRES)) this.#lintLifetime(subject, transaction, response);
  }

  #lintLifetime(subject: LintSubject, transaction: TransactionView, response: ResponseView): void {
    const { request } = transaction;
    const { responseFields } = subject;
    const control = responseFields.has(CACHE_CONTROL)
      ? readDirectives(subject, responseFields, "response")
      : NO_CACHE_CONTROL;
    const isRead = request === null || request.method === "GET" || request.method === "HEAD";
    if (!isRead) return;
    if (control.isNoStore) {
      if (this.#isNews(transaction, NOT_STORED))
        subject.tell("cache.not-stored", "response", { source: NOT_STORED.source });
      return;
    }
    // What is not in the capture may say otherwise.
    if (response.head?.mayLackFields === true) return;
    const lifetime = this.#lifetimeOf(subject, response, control);
    if (lifetime === null) return;
    const { seconds, shared, source } = lifetime;
    if (this.#isNews(transaction, lifetime))
      subject.tell("cache.lifetime", "response", { seconds, shared, source });
    const isKept = seconds > 0 && request?.method === "GET" && response.status === 200 && response.complete;
    if (isKept && response.last.hasTime && variesByCodingOnly(responseFields))
      this.#keep(subject, transaction, request, response, seconds);
  }

  endSession(session: number): void {
    if (this.#told.size > 0) this.#told.delete(session);
  }

  /** A server says the same of nearly all that it sends. */
  #isNews({ session }: TransactionView, statement: Lifetime): boolean {
    const told = this.#told.get(session);
    if (told === undefined) {
      this.#told.set(session, [statement]);
      return true;
    }
    for (const each of told) if (each === statement || isSame(each, statement)) return false;
    if (told.length < STATEMENTS) told.push(statement);
    return true;
  }

  #lifetimeOf(subject: LintSubject, response: ResponseView, control: CacheControl): Lifetime | null {
    if (control.lifetime !== null) return control.lifetime;
    const { sharedMaxAge, isPrivate } = control;
    const { responseFields } = subject;
    if (responseFields.has(EXPIRES)) {
      const expires = this.#dates.secondsOf(responseFields, EXPIRES);
      // Without a date it counts from when it came (RFC 9111 §4.2.1 with RFC 9110 §6.6.1).
      const from = this.#dates.secondsOf(responseFields, DATE) ?? subject.epochSeconds(response.first);
      const seconds = expires === null || from === null ? 0 : Math.max(0, expires - from);
      return { seconds, shared: isPrivate ? null : (sharedMaxAge ?? seconds), source: "Expires" };
    }
    return sharedMaxAge === null || isPrivate
      ? null
      : { seconds: 0, shared: sharedMaxAge, source: "s-maxage" };
  }

  /** The client asks for what it should still have. */
  #lintAsked(subject: LintSubject, { id, client }: TransactionView, request: RequestView): void {
    if (request.method !== "GET" || !request.first.hasTime) return;
    const kept = this.#kept.get(subject.resourcePrint);
    if (kept === undefined || kept.client !== client.ip || kept.id === id) return;
    const ageNs = request.first.timeNs - kept.atNs;
    if (ageNs < 0 || ageNs >= kept.seconds * 1e9 || agentOf(request) !== kept.agent || isReload(subject))
      return;
    const age = Math.round(ageNs / 1e6) / 1e3;
    subject.tell(
      "cache.fetched-while-fresh",
      "request",
      { first: kept.id, age, seconds: kept.seconds },
      false,
    );
  }

  #keep(
    subject: LintSubject,
    { id, client }: TransactionView,
    request: RequestView,
    response: ResponseView,
    lifetime: number,
  ): void {
    const age = subject.responseFields.has(AGE) ? (ageIn(subject.responseFields) ?? 0) : 0;
    const agent = agentOf(request);
    if (lifetime <= age || (agent !== null && agent.length > AGENT_SIZE)) return;
    if (this.#kept.size >= KEPT) this.#kept.clear();
    this.#kept.set(subject.resourcePrint, {
      id,
      client: client.ip,
      agent: agent === null ? null : ownCopy(agent),
      atNs: response.last.timeNs,
      seconds: lifetime - age,
    });
  }
}

const isSame = (a: Lifetime, b: Lifetime): boolean =>
  a.seconds === b.seconds && a.shared === b.shared && a.source === b.source;

const agentOf = (request: RequestView): string | null => request.head.value("user-agent");

function readDirectives(
  subject: LintSubject,
  fields: FieldPlaces,
  direction: "request" | "response",
): CacheControl {
  const control = cacheControlOf(fields.list(CACHE_CONTROL));
  if (control.problem !== null)
    subject.tell("cache.bad-directive", direction, { direction, directive: control.problem });
  return control;
}

function tellAge(subject: LintSubject): void {
  const age = ageIn(subject.responseFields);
  if (age !== null) subject.tell("cache.hit", "response", { age });
}

function ageIn(fields: FieldPlaces): number | null {
  const text = fields.value(AGE);
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** The user asked for it anew, or may have; or a part or a condition is asked for, not the whole. */
function isReload({ requestFields }: LintSubject): boolean {
  if (requestFields.has(PRAGMA) || requestFields.head?.mayLackFields === true) return true;
  if (!requestFields.has(CACHE_CONTROL)) return false;
  const { isNoCache, isNoStore, maxAge } = cacheControlOf(requestFields.list(CACHE_CONTROL));
  return isNoCache || isNoStore || maxAge !== null;
}

/** By what else a response may vary is not compared. */
function variesByCodingOnly(fields: FieldPlaces): boolean {
  if (!fields.has(VARY)) return true;
  const names = varyNames(fields.value(VARY));
  return names.size === 1 && names.has("accept-encoding");
}
