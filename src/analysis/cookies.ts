/**
 * Follows cookies through the capture: where each was set, with which lifetime, by whom it was sent back, and which
 * of them tie the requests of a visitor together.
 */
import type { CookieRecord, SetCookieRecord, UserSessionRecord } from "../core/records.js";
import { formatSecond, type WallClock } from "../core/time.js";
import { parseSetCookie } from "../http/cookie-fields.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { Collector, Raise } from "./collector.js";
import type { CookieEntry, CookieLife } from "./cookie-entry.js";
import { defaultPath, domainMatches, hostOf, pathOf } from "./cookie-scope.js";
import { CookieTable } from "./cookie-table.js";
import { lintSetting, lintVisit, tellForeignDomain } from "./lint-cookies.js";
import { candidateFor, pairOf, SentCookieCache, type SentCookie, type SentCookies } from "./sent-cookies.js";
import { raiseListLimit, type TableBudget } from "./tables.js";
import { UserSessionTable } from "./user-sessions.js";
import { Visitors, type Visitor } from "./visitors.js";

interface CookieResults {
  readonly cookies: Iterable<CookieRecord>;
  readonly userSessions: Iterable<UserSessionRecord>;
}

export class CookiesCollector implements Collector<CookieResults> {
  readonly headers = ["cookie", "set-cookie"] as const;
  readonly #clock: WallClock;
  readonly #cookies: CookieTable;
  readonly #userSessions: UserSessionTable;
  readonly #sent: SentCookieCache;
  readonly #visitors = new Visitors();

  /** @param clock of the packets, for what "expires in a minute" and "expired" mean */
  constructor(clock: WallClock, budget: TableBudget) {
    this.#clock = clock;
    this.#cookies = new CookieTable(budget);
    this.#userSessions = new UserSessionTable(budget);
    this.#sent = new SentCookieCache(this.#cookies);
  }

  onTransaction(transaction: TransactionView, raise: Raise): void {
    const { request, response } = transaction;
    const visitor = this.#visitors.of(transaction);
    const sent =
      request?.head.has("cookie") === true ? this.#addSent(request, transaction, visitor, raise) : null;
    if (response?.head?.has("set-cookie") === true) {
      for (const text of response.head.values("set-cookie")) {
        const cookie = parseSetCookie(text);
        if (cookie !== null) this.#addSet(cookie, response, transaction, visitor, sent, raise);
      }
    }
  }

  onEnd(): void {}

  onSession(): void {}
  onFinding(): void {}

  result(clock: WallClock): CookieResults {
    return {
      cookies: records(this.#cookies.entries, clock),
      userSessions: records(this.#userSessions.entries, clock),
    };
  }

  #addSent(request: RequestView, transaction: TransactionView, visitor: Visitor, raise: Raise): SentCookies {
    const host = hostOf(transaction);
    const sent = this.#sent.resolve(host, request.head.values("cookie").join(";"), visitor);
    if (sent.isCut) raiseListLimit(raise, "cookies", transaction.id);
    const path = sent.needsPath ? pathOf(request.target) : "/";
    const at = request.first;
    const last = transaction.response?.last ?? at;
    const sighting = { id: transaction.id, at, visitor };
    for (const pair of sent.pairs) {
      const entry =
        candidateFor(pair, path) ?? (pair.unset ??= this.#cookies.unset(pair.name, host, at, raise));
      if (entry === null) continue;
      const isOther = entry !== pair.entry;
      if (isOther) entry.addValue(this.#visitors.print(pair.value), raise);
      const isKnown = !isOther && pair.visitor === visitor;
      entry.addSent(sighting, isKnown, raise);
      if (isOther) {
        pair.entry = entry;
        pair.visit = this.#userSessions.visit(entry, pair.value, at, raise);
      }
      pair.visitor = visitor;
      if (pair.visit === null) continue;
      pair.visit.add(sighting, last, isKnown, raise);
      if (!isKnown || pair.visit.ended !== null) lintVisit(transaction, pair.visit, visitor, raise);
    }
    return sent;
  }

  #addSet(
    cookie: SetCookieRecord,
    response: ResponseView,
    transaction: TransactionView,
    visitor: Visitor,
    sent: SentCookies | null,
    raise: Raise,
  ): void {
    const { request } = transaction;
    const host = hostOf(transaction);
    // §5.3 step 6: a client refuses a cookie for somebody else's domain, so it does not exist.
    const isHostKnown = request !== null && request.host !== null;
    if (cookie.domain !== null && isHostKnown && !domainMatches(host, cookie.domain)) {
      tellForeignDomain(transaction, cookie, host, raise);
      return;
    }
    const path = cookie.path ?? (request === null ? null : defaultPath(pathOf(request.target)));
    const at = response.first;
    const entry = this.#cookies.toSet(cookie.name, cookie.domain ?? host, path, at, raise);
    if (entry === null) return;
    const life = this.#lifeOf(cookie, response);
    const pair = sent === null ? null : pairOf(sent, entry);
    const now = this.#clock.epochSeconds(response.first.timeNs);
    const { setCount } = entry;
    lintSetting({ transaction, cookie, entry, life, sent: pair?.value ?? null, setCount, now }, raise);
    const sighting = { id: transaction.id, at, visitor };
    if (entry.addSet(this.#visitors.print(cookie.value), life, sighting, raise)) this.#sent.clear();
    if (life.isDeletion) {
      // What the client showed is what ends with it.
      if (pair !== null && pair.visit !== null && isSame(pair.entry, entry))
        pair.visit.ended = { id: transaction.id, atNs: response.last.timeNs };
      return;
    }
    const visit = this.#userSessions.visit(entry, cookie.value, at, raise);
    if (visit === null) return;
    visit.ended = null;
    visit.add(sighting, response.last, false, raise);
  }

  /** §5.3 step 3: Max-Age has precedence over Expires; without both the cookie lives until the client closes. */
  #lifeOf(cookie: SetCookieRecord, response: ResponseView): CookieLife {
    const now = this.#clock.epochSeconds(response.first.timeNs);
    const expires = cookie.maxAge === null ? cookie.expires : `${formatSecond(now + cookie.maxAge)}Z`;
    return {
      hostOnly: cookie.domain === null,
      expires,
      // RFC 3339 of one form: the order of the texts is that of the times.
      isDeletion: expires !== null && expires <= `${formatSecond(now)}Z`,
      secure: cookie.secure,
      httpOnly: cookie.httpOnly,
      sameSite: cookie.sameSite,
    };
  }
}

/** Whether a deletion is one of what was sent: one of the same path, or of all where nobody saw it set. */
const isSame = (sent: SentCookie["entry"], deleted: CookieEntry): boolean =>
  sent === deleted || (sent !== null && sent.setCount === 0 && deleted.isForAllPaths);

function* records<Kind>(
  entries: Iterable<{ toRecord(clock: WallClock): Kind }>,
  clock: WallClock,
): Iterable<Kind> {
  for (const entry of entries) yield entry.toRecord(clock);
}
