/**
 * The cookies of the capture, one entry a name, domain and path, and the question which of them a request carries:
 * of those that were set, the ones whose domain and path match, longest path first, as clients send them
 * (RFC 6265 §5.4).
 */
import type { FindingCode } from "../core/findings.js";
import { LINE_LIST_ENTRIES } from "../core/limits.js";
import type { CookieRecord } from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import type { TransactionView } from "../http/views.js";
import type { Raise } from "./collector.js";
import { domainsOf, pathMatches } from "./cookie-scope.js";
import { DistinctList, ownCopy, raiseListLimit, TableBound, type TableBudget } from "./tables.js";

/** Paths of one name and domain that are told apart: each request with that name looks at all of them. */
const PATHS = 256;

export class CookieTable {
  readonly #bound: TableBound;
  readonly #byName = new Map<string, Map<string, CookieEntry[]>>();
  readonly #entries: CookieEntry[] = [];

  constructor(budget: TableBudget) {
    this.#bound = new TableBound("cookies", budget);
  }

  /** All entries, first seen first. */
  get entries(): readonly CookieEntry[] {
    return this.#entries;
  }

  /** The entry of a cookie that is set; null where the table is full. */
  toSet(
    name: string,
    domain: string,
    path: string | null,
    at: Readonly<Moment>,
    raise: Raise,
  ): CookieEntry | null {
    return this.#find(name, domain, path) ?? this.#add(name, domain, path, at, raise);
  }

  /**
   * The entry of the cookie that a request carries as its `nth` (from 0) of that name; null where the table is
   * full. A cookie that nobody was seen to set gets an entry of its own.
   */
  sent(
    name: string,
    host: string,
    requestPath: string,
    nth: number,
    at: Readonly<Moment>,
    raise: Raise,
  ): CookieEntry | null {
    const byDomain = this.#byName.get(name);
    if (byDomain !== undefined) {
      const matching: CookieEntry[] = [];
      for (const domain of domainsOf(host)) {
        for (const entry of byDomain.get(domain) ?? []) {
          if (entry.setCount === 0 || (entry.hostOnly && domain !== host)) continue;
          if (entry.path === null || pathMatches(requestPath, entry.path)) matching.push(entry);
        }
      }
      if (matching.length > 1) matching.sort((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0));
      const entry = matching[nth];
      if (entry !== undefined) return entry;
    }
    return this.#find(name, host, null) ?? this.#add(name, host, null, at, raise);
  }

  #find(name: string, domain: string, path: string | null): CookieEntry | undefined {
    return this.#byName
      .get(name)
      ?.get(domain)
      ?.find((entry) => entry.path === path);
  }

  #add(
    name: string,
    domain: string,
    path: string | null,
    at: Readonly<Moment>,
    raise: Raise,
  ): CookieEntry | null {
    const siblings = this.#byName.get(name)?.get(domain);
    if (siblings !== undefined && siblings.length === PATHS) {
      siblings[0]!.raiseListLimit("paths", PATHS, raise);
      return null;
    }
    if (!this.#bound.admits(this.#entries.length, `${name}${domain}${path ?? ""}`, raise)) return null;
    const entry = new CookieEntry(
      ownCopy(name),
      ownCopy(domain),
      path === null ? null : ownCopy(path),
      at,
      this.#bound,
    );
    this.#entries.push(entry);
    let byDomain = this.#byName.get(entry.name);
    if (byDomain === undefined) this.#byName.set(entry.name, (byDomain = new Map<string, CookieEntry[]>()));
    const list = byDomain.get(entry.domain);
    if (list === undefined) byDomain.set(entry.domain, [entry]);
    else list.push(entry);
    return entry;
  }
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
  readonly #values = new Set<number>();
  readonly #clients = new DistinctList<string>();
  readonly #transactions: string[] = [];
  #transactionCount = 0;
  #lastTransaction = "";
  readonly #findings: FindingCode[] = [];

  /** @param at when it is first seen */
  constructor(name: string, domain: string, path: string | null, at: Readonly<Moment>, bound: TableBound) {
    this.name = name;
    this.domain = domain;
    this.path = path;
    this.#firstSeen = at;
    this.#lastSeen = at;
    this.#bound = bound;
  }

  addSet(value: string, life: CookieLife, at: Readonly<Moment>, by: TransactionView, raise: Raise): void {
    this.setCount += 1;
    this.hostOnly = life.hostOnly;
    this.#secure = life.secure;
    this.#httpOnly = life.httpOnly;
    this.#sameSite = life.sameSite === null ? null : ownCopy(life.sameSite);
    if (life.isDeletion) {
      this.#deleted = true;
    } else {
      this.kind = life.expires === null ? "session" : "persistent";
      this.#expires = life.expires;
      this.#addValue(value, raise);
    }
    this.#addSighting(at, by, raise);
  }

  addSent(value: string, at: Readonly<Moment>, by: TransactionView, raise: Raise): void {
    this.#sentCount += 1;
    this.#addValue(value, raise);
    this.#addSighting(at, by, raise);
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
      values: this.#values.size,
      firstSeen: clock.format(this.#firstSeen),
      lastSeen: clock.format(this.#lastSeen),
      expires: this.#expires,
      secure: this.#secure,
      httpOnly: this.#httpOnly,
      sameSite: this.#sameSite,
      deleted: this.#deleted,
      clients: this.#clients.items,
      clientCount: this.#clients.count,
      transactions: this.#transactions,
      transactionCount: this.#transactionCount,
      findings: this.#findings,
    };
  }

  /** Told apart by a fingerprint: a token that changes with every response would fill the tables with its text. */
  #addValue(value: string, raise: Raise): void {
    const print = fingerprint(value);
    if (this.#values.has(print)) return;
    if (this.#values.size === LINE_LIST_ENTRIES) this.raiseListLimit("values", LINE_LIST_ENTRIES, raise);
    else if (this.#bound.admitsListEntry("", raise)) this.#values.add(print);
  }

  #addSighting(at: Readonly<Moment>, { id, client }: TransactionView, raise: Raise): void {
    if (at.timeNs < this.#firstSeen.timeNs) this.#firstSeen = at;
    if (at.timeNs > this.#lastSeen.timeNs) this.#lastSeen = at;
    if (this.#clients.add(client.ip, () => client.ip, this.#bound, raise))
      this.raiseListLimit("clients", LINE_LIST_ENTRIES, raise);
    if (this.#lastTransaction === id) return;
    this.#lastTransaction = id;
    this.#transactionCount += 1;
    if (this.#transactionCount > LINE_LIST_ENTRIES)
      this.raiseListLimit("transactions", LINE_LIST_ENTRIES, raise);
    else if (this.#bound.admitsListEntry("", raise)) this.#transactions.push(id);
  }

  /** Once a line, whichever of its lists was full first. */
  raiseListLimit(list: string, limit: number, raise: Raise): void {
    if (this.#findings.includes("limit.list")) return;
    this.#findings.push("limit.list");
    raiseListLimit(raise, list, this.name, limit);
  }
}

/** 53 bits of a text: FNV-1a twice with different offsets. Who forges a collision makes his own count smaller. */
function fingerprint(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x050c5d1f;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x01000193) ^ (low >>> 15);
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
