/**
 * The header names that some part of httpscope asks for. Each has a bit, so that a head can say in one word which
 * of them it holds; names are matched on bytes, once, when the head is cut.
 */
export const KNOWN_HEADERS = [
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "content-type",
  "content-encoding",
  "cookie",
  "set-cookie",
  "upgrade",
  "user-agent",
  "location",
  "referer",
  "date",
  "authorization",
  "www-authenticate",
  "expect",
] as const;

export type KnownHeader = (typeof KNOWN_HEADERS)[number];

export type KnownHeaderId = number;

const IDS = new Map<string, KnownHeaderId>(KNOWN_HEADERS.map((name, id) => [name, id]));

/** Place of a name in the table, also the number of its bit. */
export function knownHeaderId(name: KnownHeader): KnownHeaderId {
  const id = IDS.get(name);
  if (id === undefined) throw new TypeError(`unknown header name: ${name}`);
  return id;
}

/** The bits of several names. */
export function headerMask(names: readonly KnownHeader[]): number {
  let mask = 0;
  for (const name of names) mask |= 1 << knownHeaderId(name);
  return mask;
}
