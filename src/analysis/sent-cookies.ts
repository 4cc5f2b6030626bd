/**
 * What the Cookie fields of a request mean: which cookies they carry, which visit each identifies. Clients send the
 * same field again and again, so what one means for one host stays resolved until a cookie is set in a way that may
 * change it.
 */
import { COOKIE_CACHE_BYTES, LINE_LIST_ENTRIES } from "../core/limits.js";
import { parseCookies } from "../http/cookie-fields.js";
import type { CookieEntry } from "./cookie-entry.js";
import { pathMatches } from "./cookie-scope.js";
import type { CookieTable } from "./cookie-table.js";
import type { UserSession } from "./user-sessions.js";

/** One pair of a field. */
export interface SentCookie {
  readonly name: string;
  readonly value: string;
  /** From 0, among the pairs of its name. */
  readonly nth: number;
  /** The cookies it may be, as far as name and host decide. */
  readonly candidates: readonly CookieEntry[];
  /** Which it was the last time, and the visit that it identified there. */
  entry: CookieEntry | null;
  visit: UserSession | null;
  /** Which it is where it is none of the candidates; null before somebody asks, and where the table is full. */
  unset: CookieEntry | null;
}

export interface SentCookies {
  readonly pairs: readonly SentCookie[];
  /** Pairs beyond LINE_LIST_ENTRIES were left out. */
  readonly isCut: boolean;
  /** The path of the request decides which cookies it carries. */
  readonly needsPath: boolean;
}

/** What a map, a pair, and a candidate of a pair take, rounded up. */
const MAP_BYTES = 400;
const PAIR_BYTES = 256;
const CANDIDATE_BYTES = 8;
/** A field that takes more of the memory than one part in so many is not kept. */
const SHARE = 64;

export class SentCookieCache {
  readonly #table: CookieTable;
  readonly #byHost = new Map<string, Map<string, SentCookies>>();
  #bytes = 0;

  constructor(table: CookieTable) {
    this.#table = table;
  }

  /** Call when a cookie was set that was not before, or with another scope or lifetime. */
  clear(): void {
    this.#byHost.clear();
    this.#bytes = 0;
  }

  /** @param field the Cookie field; several joined by a semicolon */
  resolve(host: string, field: string): SentCookies {
    const known = this.#byHost.get(host)?.get(field);
    if (known !== undefined) return known;
    const sent = this.#parse(host, field);
    this.#keep(host, field, sent);
    return sent;
  }

  #parse(host: string, field: string): SentCookies {
    const all = parseCookies([field]);
    const byName = new Map<string, { readonly candidates: readonly CookieEntry[]; count: number }>();
    // A head of 256 KiB has room for a hundred thousand; each is looked up among all of its name.
    const pairs = all.slice(0, LINE_LIST_ENTRIES).map(({ name, value }): SentCookie => {
      const same = byName.get(name) ?? { candidates: this.#table.candidates(name, host), count: 0 };
      byName.set(name, same);
      const nth = same.count++;
      return { name, value, nth, candidates: same.candidates, entry: null, visit: null, unset: null };
    });
    return {
      pairs,
      isCut: all.length > LINE_LIST_ENTRIES,
      needsPath: pairs.some(({ candidates }) => candidates.some((entry) => !entry.isForAllPaths)),
    };
  }

  #keep(host: string, field: string, sent: SentCookies): void {
    const { pairs } = sent;
    let bytes = MAP_BYTES + host.length + field.length + pairs.length * PAIR_BYTES;
    for (const { candidates } of pairs) bytes += candidates.length * CANDIDATE_BYTES;
    if (bytes > COOKIE_CACHE_BYTES / SHARE) return;
    if (this.#bytes + bytes > COOKIE_CACHE_BYTES) this.clear();
    this.#bytes += bytes;
    const fields = this.#byHost.get(host);
    if (fields === undefined) this.#byHost.set(host, new Map([[field, sent]]));
    else fields.set(field, sent);
  }
}

/** The candidate that the pair is on a request for this path; null where it is none of them. */
export function candidateFor({ candidates, nth }: SentCookie, path: string): CookieEntry | null {
  let matching = 0;
  for (const entry of candidates) {
    if (!entry.isForAllPaths && !pathMatches(path, entry.path ?? "/")) continue;
    if (matching === nth) return entry;
    matching += 1;
  }
  return null;
}
