/**
 * The cookies of the capture, one entry a name, domain and path, and the question which of them may go with a
 * request: of those that were set, the ones whose domain matches, longest path first, as clients send them
 * (RFC 6265 §5.4).
 */
import type { Moment } from "../core/time.js";
import { ownCopy } from "../core/own-copy.js";
import type { Raise } from "./collector.js";
import { CookieEntry } from "./cookie-entry.js";
import { domainsOf } from "./cookie-scope.js";
import { TableBound, type TableBudget } from "./tables.js";

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

  /** The cookies of that name which were set and may go to the host, longest path first. */
  candidates(name: string, host: string): readonly CookieEntry[] {
    const byDomain = this.#byName.get(name);
    const candidates: CookieEntry[] = [];
    if (byDomain === undefined) return candidates;
    for (const domain of domainsOf(host)) {
      for (const entry of byDomain.get(domain) ?? []) {
        if (entry.setCount > 0 && (domain === host || !entry.hostOnly)) candidates.push(entry);
      }
    }
    return candidates.toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0));
  }

  /** The entry of a cookie that is sent and that nobody was seen to set; null where the table is full. */
  unset(name: string, host: string, at: Readonly<Moment>, raise: Raise): CookieEntry | null {
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
