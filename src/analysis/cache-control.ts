/** The directives of a Cache-Control field (RFC 9111 §5.2), each text read once. */
import { quoted } from "../core/quoted.js";
import { Remembered } from "../core/remembered.js";

/** How long a response stays fresh. */
export interface Lifetime {
  /** Seconds, for a browser. */
  readonly seconds: number;
  /** For caches that many share; null: they may not keep it. */
  readonly shared: number | null;
  readonly source: string;
}

export interface CacheControl {
  /** Seconds; null where it is not said. */
  readonly maxAge: number | null;
  readonly sharedMaxAge: number | null;
  readonly isPrivate: boolean;
  /** As far as the directives say it by themselves (RFC 9111 §4.2.1); null where Expires may. */
  readonly lifetime: Lifetime | null;
  readonly isNoStore: boolean;
  /** To be asked about before each use. */
  readonly isNoCache: boolean;
  /** A directive that is not to grammar; null for none. */
  readonly problem: string | null;
}

export const NO_CACHE_CONTROL: CacheControl = {
  maxAge: null,
  sharedMaxAge: null,
  isPrivate: false,
  lifetime: null,
  isNoStore: false,
  isNoCache: false,
  problem: null,
};

const remembered = new Remembered(readCacheControl);

export const cacheControlOf = (text: string): CacheControl => remembered.of(text);

/** More are not looked at. */
const DIRECTIVES = 64;
/** A name, and a value that is a token or a quoted string. */
const DIRECTIVE = /^([!#$%&'*+\-.^_`|~\w]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+\-.^_`|~\w/:]+)))?$/;
/** Those whose value is a number of seconds. */
const TIMED: ReadonlySet<string> = new Set([
  "max-age",
  "s-maxage",
  "stale-while-revalidate",
  "stale-if-error",
  "min-fresh",
]);

function readCacheControl(text: string): CacheControl {
  const seconds = new Map<string, number>();
  const names = new Set<string>();
  let problem: string | null = null;
  for (const part of pieces(text).slice(0, DIRECTIVES)) {
    const directive = part.trim();
    if (directive === "") continue;
    const [, name = "", inQuotes, token] = DIRECTIVE.exec(directive) ?? [];
    const lower = name.toLowerCase();
    const value = inQuotes ?? token ?? "";
    const isTimed = TIMED.has(lower);
    if (name === "" || (isTimed && !/^\d+$/.test(value))) {
      problem ??= quoted(directive);
      continue;
    }
    names.add(lower);
    // The first counts, and 2^31 seconds stand for all that is more (§4.2.1, §1.2.2).
    if (isTimed && !seconds.has(lower)) seconds.set(lower, Math.min(2 ** 31, Number(value)));
  }
  const maxAge = seconds.get("max-age") ?? null;
  const sharedMaxAge = seconds.get("s-maxage") ?? null;
  const isPrivate = names.has("private");
  return {
    maxAge,
    sharedMaxAge,
    isPrivate,
    lifetime: lifetimeOf(maxAge, sharedMaxAge, isPrivate, names.has("no-cache")),
    isNoStore: names.has("no-store"),
    isNoCache: names.has("no-cache"),
    problem,
  };
}

function lifetimeOf(
  maxAge: number | null,
  sharedMaxAge: number | null,
  isPrivate: boolean,
  isNoCache: boolean,
): Lifetime | null {
  if (isNoCache) return { seconds: 0, shared: isPrivate ? null : 0, source: "no-cache" };
  if (maxAge === null) return null;
  const source = sharedMaxAge === null ? "max-age" : "max-age and s-maxage";
  return { seconds: maxAge, shared: isPrivate ? null : (sharedMaxAge ?? maxAge), source };
}

/** Apart by commas that stand in no quoted string. */
function pieces(text: string): string[] {
  if (!text.includes('"')) return text.split(",", DIRECTIVES);
  const list: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at <= text.length; at++) {
    const character = text[at];
    if (isQuoted && character === "\\") at += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (at === text.length || (character === "," && !isQuoted)) {
      list.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return list;
}
