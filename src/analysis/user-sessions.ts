/**
 * Visits: what one session-identifier cookie ties together across connections, clients and time. A visit is one
 * value of one cookie of one domain.
 */
import type { FindingCode } from "../core/findings.js";
import type { UserSessionRecord } from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import { ownCopy } from "../core/own-copy.js";
import type { Raise } from "./collector.js";
import type { CookieEntry, Sighting } from "./cookie-entry.js";
import { DistinctList } from "./distinct-list.js";
import { hasSessionName, looksRandom } from "./session-identifiers.js";
import { raiseListLimit, TableBound, type TableBudget } from "./tables.js";
import type { Visitor } from "./visitors.js";

/** An object of two fields. */
const CLIENT_BYTES = 40;

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

  /**
   * The visit that this value of the cookie identifies, begun where it is new; null where it identifies none, or
   * the table is full.
   */
  visit(cookie: CookieEntry, value: string, at: Readonly<Moment>, raise: Raise): UserSession | null {
    // No field holds a line feed, so it keeps the parts apart.
    const key = `${cookie.name}\n${cookie.domain}\n${value}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    if (value === "" || !isIdentifier(cookie, value)) return null;
    if (!this.#bound.admits(this.#byKey.size, key, raise)) return null;
    const userSession = new UserSession(cookie, ownCopy(key), at, this.#bound);
    this.#byKey.set(userSession.key, userSession);
    return userSession;
  }
}

/** By name, or set without a lifetime and too random to guess. */
function isIdentifier(cookie: CookieEntry, value: string): boolean {
  return hasSessionName(cookie.name) || (cookie.kind === "session" && looksRandom(value));
}

const NO_CODES: readonly FindingCode[] = [];

export class UserSession {
  /** Name, domain and value; the value is cut out of it when it is asked for. */
  readonly key: string;
  /** Its name. */
  readonly cookie: string;
  readonly #domain: string;
  readonly #clients: DistinctList<UserSessionRecord["clients"][number]>;
  readonly #sessions: DistinctList<number>;
  #start: Readonly<Moment>;
  #end: Readonly<Moment>;
  #transactions = 0;
  #lastTransaction = "";
  #codes: readonly FindingCode[] = NO_CODES;
  /** The transaction that told its client to forget it, and when; null while it lives. */
  ended: { readonly id: string; readonly atNs: number } | null = null;

  constructor(cookie: CookieEntry, key: string, at: Readonly<Moment>, bound: TableBound) {
    this.key = key;
    this.cookie = cookie.name;
    this.#domain = cookie.domain;
    this.#start = at;
    this.#end = at;
    this.#clients = new DistinctList(bound);
    this.#sessions = new DistinctList(bound);
  }

  /**
   * Once for each transaction, also where it carries the value both ways.
   * @param last when the transaction ended
   * @param isKnown the visitor has shown the value before, so no list has to be searched
   */
  add({ id, at, visitor }: Sighting, last: Readonly<Moment>, isKnown: boolean, raise: Raise): void {
    if (this.#lastTransaction === id) return;
    this.#lastTransaction = id;
    this.#transactions += 1;
    if (at.timeNs < this.#start.timeNs) this.#start = at;
    if (last.timeNs > this.#end.timeNs) this.#end = last;
    if (isKnown) return;
    if (this.#sessions.add(visitor.sessionPrint, raise)) {
      const isFull = this.#sessions.list(visitor.session, 0, raise);
      if (isFull) this.#raiseListLimit("sessions", raise);
    }
    if (this.#clients.add(visitor.clientPrint, raise)) this.#listClient(visitor, raise);
  }

  toRecord(clock: WallClock): UserSessionRecord {
    return {
      type: "userSession",
      cookie: this.cookie,
      value: this.key.slice(this.cookie.length + this.#domain.length + 2),
      domain: this.#domain,
      clients: this.#clients.items,
      clientCount: this.#clients.count,
      start: clock.format(this.#start),
      end: clock.format(this.#end),
      sessions: this.#sessions.items,
      sessionCount: this.#sessions.count,
      transactions: this.#transactions,
      findings: this.#codes,
    };
  }

  #listClient(visitor: Visitor, raise: Raise): void {
    const { ip, agent } = visitor;
    const bytes = CLIENT_BYTES + visitor.ipBytes + agent.bytes;
    visitor.ipBytes = 0;
    agent.bytes = 0;
    if (this.#clients.list({ ip, userAgent: agent.text }, bytes, raise))
      this.#raiseListLimit("clients", raise);
  }

  #raiseListLimit(list: string, raise: Raise): void {
    if (this.note("limit.list")) raiseListLimit(raise, list, this.cookie);
  }

  /** @returns whether the code is new of it */
  note(code: FindingCode): boolean {
    if (this.#codes.includes(code)) return false;
    this.#codes = [...this.#codes, code];
    return true;
  }

  get clientCount(): number {
    return this.#clients.count;
  }

  /** Who showed it first; null before anybody did. */
  get firstClient(): UserSessionRecord["clients"][number] | null {
    return this.#clients.items[0] ?? null;
  }
}
