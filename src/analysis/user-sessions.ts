/**
 * Visits: what one session-identifier cookie ties together across connections, clients and time. A visit is one
 * value of one cookie of one domain.
 */
import type { FindingCode } from "../core/findings.js";
import type { UserSessionRecord } from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import type { TransactionView } from "../http/views.js";
import type { Raise } from "./collector.js";
import type { CookieEntry } from "./cookie-table.js";
import { hasSessionName, looksRandom } from "./session-identifiers.js";
import { DistinctList, ownCopy, raiseListLimit, TableBound, type TableBudget } from "./tables.js";

export class UserSessionTable {
  readonly #bound: TableBound;
  readonly #byKey = new Map<string, UserSession>();

  constructor(budget: TableBudget) {
    this.#bound = new TableBound("userSessions", budget);
  }

  /** All of them, first seen first. */
  get entries(): Iterable<UserSession> {
    return this.#byKey.values();
  }

  /** Counts the transaction where this value of the cookie identifies a visit. */
  add(
    cookie: CookieEntry,
    value: string,
    at: Readonly<Moment>,
    transaction: TransactionView,
    raise: Raise,
  ): void {
    // No field holds a line feed, so it keeps the parts apart.
    const key = `${cookie.name}\n${cookie.domain}\n${value}`;
    let userSession = this.#byKey.get(key);
    if (userSession === undefined) {
      if (value === "" || !isIdentifier(cookie, value)) return;
      if (!this.#bound.admits(this.#byKey.size, key, raise)) return;
      userSession = new UserSession(cookie, ownCopy(value), at, this.#bound);
      this.#byKey.set(key, userSession);
    }
    userSession.add(at, transaction, raise);
  }
}

/** By name, or set without a lifetime and too random to guess. */
function isIdentifier(cookie: CookieEntry, value: string): boolean {
  return hasSessionName(cookie.name) || (cookie.kind === "session" && looksRandom(value));
}

class UserSession {
  readonly #cookie: string;
  readonly #value: string;
  readonly #domain: string;
  readonly #bound: TableBound;
  readonly #clients = new DistinctList<UserSessionRecord["clients"][number]>();
  readonly #sessions = new DistinctList<number>();
  #start: Readonly<Moment>;
  #end: Readonly<Moment>;
  #transactions = 0;
  #lastTransaction = "";
  readonly #findings: FindingCode[] = [];

  constructor(cookie: CookieEntry, value: string, at: Readonly<Moment>, bound: TableBound) {
    this.#cookie = cookie.name;
    this.#value = value;
    this.#domain = cookie.domain;
    this.#start = at;
    this.#end = at;
    this.#bound = bound;
  }

  /** Once for each transaction, also where it carries the value both ways. */
  add(at: Readonly<Moment>, transaction: TransactionView, raise: Raise): void {
    if (this.#lastTransaction === transaction.id) return;
    this.#lastTransaction = transaction.id;
    this.#transactions += 1;
    const { request, response, client, session } = transaction;
    const last = response?.last ?? at;
    if (at.timeNs < this.#start.timeNs) this.#start = at;
    if (last.timeNs > this.#end.timeNs) this.#end = last;
    if (this.#sessions.add(session, () => session, this.#bound, raise))
      this.#raiseListLimit("sessions", raise);
    // A response alone does not say who asked; its client is known, the program there is not.
    const userAgent = request?.head.value("user-agent") ?? null;
    const toClient = () => ({ ip: client.ip, userAgent: userAgent === null ? null : ownCopy(userAgent) });
    const isFull = this.#clients.add(`${client.ip}\n${userAgent ?? ""}`, toClient, this.#bound, raise);
    if (isFull) this.#raiseListLimit("clients", raise);
  }

  toRecord(clock: WallClock): UserSessionRecord {
    return {
      type: "userSession",
      cookie: this.#cookie,
      value: this.#value,
      domain: this.#domain,
      clients: this.#clients.items,
      clientCount: this.#clients.count,
      start: clock.format(this.#start),
      end: clock.format(this.#end),
      sessions: this.#sessions.items,
      sessionCount: this.#sessions.count,
      transactions: this.#transactions,
      findings: this.#findings,
    };
  }

  #raiseListLimit(list: string, raise: Raise): void {
    if (this.#findings.includes("limit.list")) return;
    this.#findings.push("limit.list");
    raiseListLimit(raise, list, this.#cookie);
  }
}
