/** One cookie: how it was set, by whom and how often it was sent, as its line says. */
import type { FindingCode } from "../core/findings.js";
import { LINE_LIST_ENTRIES } from "../core/limits.js";
import type { CookieRecord } from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import { ownCopy } from "../core/own-copy.js";
import type { Raise } from "./collector.js";
import { DistinctList } from "./distinct-list.js";
import type { Print } from "./keyed-hash.js";
import { raiseListLimit, textBytes, type TableBound } from "./tables.js";
import type { Visitor } from "./visitors.js";

/** Where and when a cookie was seen. */
export interface Sighting {
  /** Of the transaction. */
  readonly id: string;
  readonly at: Readonly<Moment>;
  readonly visitor: Visitor;
}

/** How a cookie was set, with its lifetime worked out. */
export interface CookieLife {
  readonly hostOnly: boolean;
  /** RFC 3339; null: until the client closes. */
  readonly expires: string | null;
  /** Its end lies in the past: the client is told to forget it. */
  readonly isDeletion: boolean;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: string | null;
}

const NO_CODES: readonly FindingCode[] = [];

export class CookieEntry {
  readonly name: string;
  readonly domain: string;
  readonly path: string | null;
  hostOnly = true;
  kind: CookieRecord["kind"] = "unknown";
  setCount = 0;
  readonly #bound: TableBound;
  #sentCount = 0;
  #expires: string | null = null;
  #secure = false;
  #httpOnly = false;
  #sameSite: string | null = null;
  #deleted = false;
  #firstSeen: Readonly<Moment>;
  #lastSeen: Readonly<Moment>;
  readonly #values: DistinctList<never>;
  readonly #clients: DistinctList<string>;
  #transactions: string[] | null = null;
  #transactionCount = 0;
  #lastTransaction = "";
  /** Codes of what was found about it. */
  #codes: readonly FindingCode[] = NO_CODES;

  /** @param at when it is first seen */
  constructor(name: string, domain: string, path: string | null, at: Readonly<Moment>, bound: TableBound) {
    this.name = name;
    this.domain = domain;
    this.path = path;
    this.#firstSeen = at;
    this.#lastSeen = at;
    this.#bound = bound;
    this.#values = new DistinctList(bound);
    this.#clients = new DistinctList(bound);
  }

  /** Any request to its domain, or below it, carries it. */
  get isForAllPaths(): boolean {
    return this.path === null || this.path === "/";
  }

  /** @returns whether it may go with other requests than before, or mean something else there */
  addSet(value: Print, life: CookieLife, sighting: Sighting, raise: Raise): boolean {
    const { hostOnly, kind } = this;
    this.setCount += 1;
    this.hostOnly = life.hostOnly;
    this.#secure = life.secure;
    this.#httpOnly = life.httpOnly;
    this.#setSameSite(life.sameSite, raise);
    if (life.isDeletion) {
      this.#deleted = true;
    } else {
      this.kind = life.expires === null ? "session" : "persistent";
      this.#expires = life.expires;
      this.addValue(value, raise);
    }
    this.#addSighting(sighting, false, raise);
    return this.setCount === 1 || hostOnly !== this.hostOnly || kind !== this.kind;
  }

  /**
   * A request carries it; its value goes to addValue, unless that knows it already.
   * @param isKnown the visitor has sent it before, so no list has to be searched
   */
  addSent(sighting: Sighting, isKnown: boolean, raise: Raise): void {
    this.#sentCount += 1;
    this.#addSighting(sighting, isKnown, raise);
  }

  addValue(print: Print, raise: Raise): void {
    if (this.#values.has(print)) return;
    if (this.#values.count === LINE_LIST_ENTRIES) this.raiseListLimit("values", LINE_LIST_ENTRIES, raise);
    else this.#values.add(print, raise);
  }

  toRecord(clock: WallClock): CookieRecord {
    return {
      type: "cookie",
      name: this.name,
      domain: this.domain,
      path: this.path,
      kind: this.kind,
      setCount: this.setCount,
      sentCount: this.#sentCount,
      values: this.#values.count,
      firstSeen: clock.format(this.#firstSeen),
      lastSeen: clock.format(this.#lastSeen),
      expires: this.#expires,
      secure: this.#secure,
      httpOnly: this.#httpOnly,
      sameSite: this.#sameSite,
      deleted: this.#deleted,
      clients: this.#clients.items,
      clientCount: this.#clients.count,
      transactions: this.#transactions ?? [],
      transactionCount: this.#transactionCount,
      findings: this.#codes,
    };
  }

  #addSighting({ id, at, visitor }: Sighting, isKnown: boolean, raise: Raise): void {
    if (at.timeNs < this.#firstSeen.timeNs) this.#firstSeen = at;
    if (at.timeNs > this.#lastSeen.timeNs) this.#lastSeen = at;
    if (!isKnown && this.#clients.add(visitor.ipPrint, raise)) {
      const bytes = visitor.ipBytes;
      visitor.ipBytes = 0;
      const isFull = this.#clients.list(visitor.ip, bytes, raise);
      if (isFull) this.raiseListLimit("clients", LINE_LIST_ENTRIES, raise);
    }
    if (this.#lastTransaction === id) return;
    this.#lastTransaction = id;
    this.#transactionCount += 1;
    if (this.#transactionCount > LINE_LIST_ENTRIES) {
      this.raiseListLimit("transactions", LINE_LIST_ENTRIES, raise);
    } else if (this.#bound.admitsItem(textBytes(id), raise)) {
      if (this.#transactions === null) this.#transactions = [id];
      else this.#transactions.push(id);
    }
  }

  /** Any length is legal, so what is kept of it is taken into account. */
  #setSameSite(text: string | null, raise: Raise): void {
    if (text === this.#sameSite) return;
    this.#sameSite = text !== null && this.#bound.admits(0, text, raise) ? ownCopy(text) : null;
  }

  /** Once a line, whichever of its lists was full first. */
  raiseListLimit(list: string, limit: number, raise: Raise): void {
    if (this.note("limit.list")) raiseListLimit(raise, list, this.name, limit);
  }

  /** @returns whether the code is new of it */
  note(code: FindingCode): boolean {
    if (this.#codes.includes(code)) return false;
    this.#codes = [...this.#codes, code];
    return true;
  }
}
