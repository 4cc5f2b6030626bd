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
import type { Visitor } from "./visitors.js";

/** One pair of a field. */
export interface SentCookie {
  readonly name: string;
  readonly value: string;
  /** From 0, among the pairs of its name. */
  readonly nth: number;
  /** The cookies it may be, as far as name and host decide. */
  readonly candidates: readonly CookieEntry[];
  /** Which it was the last time, the visit that it identified there, and who sent it then. */
  entry: CookieEntry | null;
  visit: UserSession | null;
  visitor: Visitor | null;
  /** Which it is where it is none of the candidates; null before somebody asks, and where the table is full. */
  unset: CookieEntry | null;
}

export interface SentCookies {
  readonly host: string;
  readonly field: string;
  /** Of the cache, when it was resolved. */
  readonly generation: number;
  readonly pairs: readonly SentCookie[];
  /** Pairs beyond LINE_LIST_ENTRIES were left out. */
  readonly isCut: boolean;
  /** The path of the request decides which cookies it carries. */
  readonly needsPath: boolean;
  /** The pairs by name; null before somebody asks. */
  byName: ReadonlyMap<string, readonly SentCookie[]> | null;
}

/** What a map, a pair, and a candidate of a pair take, rounded up. */
const MAP_BYTES = 400;
const PAIR_BYTES = 256;
const CANDIDATE_BYTES = 8;
/** A field that takes more of the memory than one part in so many is not kept. */
const SHARE = 64;
/** Of a field that stays with its visitor as well: more than browsers send, and little even for all of them. */
const VISITOR_FIELD_SIZE = 4_096;
const VISITOR_PAIRS = 32;

/** Pairs of one name that are looked at: browsers send one for each path, and paths of one name are few. */
const SAME_NAME = 16;

export class SentCookieCache {
  readonly #table: CookieTable;
  readonly #byHost = new Map<string, Map<string, SentCookies>>();
  #bytes = 0;
  /** What was resolved before the last clear() is worth nothing. */
  #generation = 0;

  constructor(table: CookieTable) {
    this.#table = table;
  }

  /** Call when a cookie was set that was not before, or with another scope or lifetime. */
  clear(): void {
    this.#generation += 1;
    this.#byHost.clear();
    this.#bytes = 0;
  }

  /** @param field the Cookie field; several joined by a semicolon */
  resolve(host: string, field: string, visitor: Visitor): SentCookies {
    const { sent: last } = visitor;
    const isSame = last !== null && last.generation === this.#generation && last.field === field;
    if (isSame && last.host === host) return last;
    let sent = this.#byHost.get(host)?.get(field);
    if (sent === undefined) {
      sent = this.#parse(host, field);
      this.#keep(sent);
    }
    if (field.length <= VISITOR_FIELD_SIZE && sent.pairs.length <= VISITOR_PAIRS) visitor.sent = sent;
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
      return {
        name,
        value,
        nth,
        candidates: same.candidates,
        entry: null,
        visit: null,
        visitor: null,
        unset: null,
      };
    });
    return {
      host,
      field,
      generation: this.#generation,
      pairs,
      isCut: all.length > LINE_LIST_ENTRIES,
      needsPath: pairs.some(({ candidates }) => candidates.some((entry) => !entry.isForAllPaths)),
      byName: null,
    };
  }

  #keep(sent: SentCookies): void {
    const { host, field, pairs } = sent;
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

/** The pair that is this cookie, else the first one of its name; null for none. */
export function pairOf(sent: SentCookies, entry: CookieEntry): SentCookie | null {
  const same = (sent.byName ??= pairsByName(sent.pairs)).get(entry.name);
  return same?.find((pair) => pair.entry === entry) ?? same?.[0] ?? null;
}

function pairsByName(pairs: readonly SentCookie[]): ReadonlyMap<string, readonly SentCookie[]> {
  const byName = new Map<string, SentCookie[]>();
  for (const pair of pairs) {
    const same = byName.get(pair.name);
    if (same === undefined) byName.set(pair.name, [pair]);
    else if (same.length < SAME_NAME) same.push(pair);
  }
  return byName;
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
