/**
 * Follows cookies through the capture: where each was set, with which lifetime, by whom it was sent back, and which
 * of them tie the requests of a visitor together.
 */
import { LINE_LIST_ENTRIES } from "../core/limits.js";
import type { CookieRecord, SetCookieRecord, UserSessionRecord } from "../core/records.js";
import { formatSecond, type WallClock } from "../core/time.js";
import { parseCookies, parseSetCookie } from "../http/cookie-fields.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { Collector, Raise } from "./collector.js";
import { defaultPath, domainMatches, hostOf, pathOf } from "./cookie-scope.js";
import { CookieTable, type CookieLife } from "./cookie-table.js";
import { raiseListLimit, type TableBudget } from "./tables.js";
import { UserSessionTable } from "./user-sessions.js";

interface CookieResults {
  readonly cookies: Iterable<CookieRecord>;
  readonly userSessions: Iterable<UserSessionRecord>;
}

export class CookiesCollector implements Collector<CookieResults> {
  readonly headers = ["cookie", "set-cookie"] as const;
  readonly #clock: WallClock;
  readonly #cookies: CookieTable;
  readonly #userSessions: UserSessionTable;

  /** @param clock of the packets, for what "expires in a minute" and "expired" mean */
  constructor(clock: WallClock, budget: TableBudget) {
    this.#clock = clock;
    this.#cookies = new CookieTable(budget);
    this.#userSessions = new UserSessionTable(budget);
  }

  onTransaction(transaction: TransactionView, raise: Raise): void {
    const { request, response } = transaction;
    if (request?.head.has("cookie") === true) this.#addSent(request, transaction, raise);
    if (response?.head?.has("set-cookie") === true) {
      for (const text of response.head.values("set-cookie")) {
        const cookie = parseSetCookie(text);
        if (cookie !== null) this.#addSet(cookie, response, transaction, raise);
      }
    }
  }

  onSession(): void {}
  onFinding(): void {}

  result(clock: WallClock): CookieResults {
    return {
      cookies: records(this.#cookies.entries, clock),
      userSessions: records(this.#userSessions.entries, clock),
    };
  }

  #addSent(request: RequestView, transaction: TransactionView, raise: Raise): void {
    const host = hostOf(transaction);
    const path = pathOf(request.target);
    const seen = new Map<string, number>();
    const pairs = parseCookies(request.head.values("cookie"));
    // A head of 256 KiB has room for a hundred thousand; each is looked up among all of its name.
    if (pairs.length > LINE_LIST_ENTRIES) raiseListLimit(raise, "cookies", transaction.id);
    for (const { name, value } of pairs.slice(0, LINE_LIST_ENTRIES)) {
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const entry = this.#cookies.sent(name, host, path, nth, request.first, raise);
      if (entry === null) continue;
      entry.addSent(value, request.first, transaction, raise);
      this.#userSessions.add(entry, value, request.first, transaction, raise);
    }
  }

  #addSet(cookie: SetCookieRecord, response: ResponseView, transaction: TransactionView, raise: Raise): void {
    const { request } = transaction;
    const host = hostOf(transaction);
    // §5.3 step 6: a client refuses a cookie for somebody else's domain, so it does not exist.
    const isHostKnown = request !== null && request.host !== null;
    if (cookie.domain !== null && isHostKnown && !domainMatches(host, cookie.domain)) return;
    const path = cookie.path ?? (request === null ? null : defaultPath(pathOf(request.target)));
    const entry = this.#cookies.toSet(cookie.name, cookie.domain ?? host, path, response.first, raise);
    if (entry === null) return;
    const life = this.#lifeOf(cookie, response);
    entry.addSet(cookie.value, life, response.first, transaction, raise);
    if (!life.isDeletion) this.#userSessions.add(entry, cookie.value, response.first, transaction, raise);
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

function* records<Kind>(
  entries: Iterable<{ toRecord(clock: WallClock): Kind }>,
  clock: WallClock,
): Iterable<Kind> {
  for (const entry of entries) yield entry.toRecord(clock);
}
