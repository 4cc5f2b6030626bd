/**
 * The standard field names, told apart on bytes, once, when a head is cut: each has a number, and those that some
 * part of httpscope asks a head for have a bit as well, so that a head can say in one word which of them it holds.
 */

/** Names with a bit, and the number of each. A record: the compiler looks a constant up in it once. */
const IDS = {
  host: 0,
  "content-length": 1,
  "transfer-encoding": 2,
  connection: 3,
  "content-type": 4,
  "content-encoding": 5,
  cookie: 6,
  "set-cookie": 7,
  upgrade: 8,
  "user-agent": 9,
  location: 10,
  referer: 11,
  date: 12,
  authorization: 13,
  "www-authenticate": 14,
  expect: 15,
} as const;

export type KnownHeader = keyof typeof IDS;

/** How many of the standard names have a bit; they come first. */
export const KNOWN_HEADER_COUNT = Object.keys(IDS).length;

/** Other names that are met every day, and those of the registry that are one letter from such a name. */
const OTHER_NAMES =
  "accept accept-ch accept-charset accept-encoding accept-language accept-patch accept-post accept-ranges " +
  "access-control-allow-credentials access-control-allow-headers access-control-allow-methods " +
  "access-control-allow-origin access-control-expose-headers access-control-max-age " +
  "access-control-request-headers access-control-request-method age allow alt-svc authentication-info " +
  "cache-control clear-site-data content-disposition content-language content-location content-md5 " +
  "content-range content-security-policy cookie2 dnt etag expires forwarded from http2-settings if-match " +
  "if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified link max-forwards " +
  "mime-version origin pragma proxy-authenticate proxy-authorization proxy-connection range referrer-policy " +
  "retry-after sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-websocket-accept " +
  "sec-websocket-extensions sec-websocket-key sec-websocket-protocol sec-websocket-version server " +
  "server-timing set-cookie2 strict-transport-security te timing-allow-origin trailer " +
  "upgrade-insecure-requests vary via warning x-cache x-wsse";

/** Lower case; the place of a name is its number. */
export const STANDARD_FIELDS: readonly string[] = [...Object.keys(IDS), ...OTHER_NAMES.split(" ")];

/** What a name has for a number that is none of them. */
export const NO_FIELD = 0xff;

/** Number of a name, also the number of its bit. */
export function knownHeaderId(name: KnownHeader): number {
  return IDS[name];
}

/** The bits of several names. */
export function headerMask(names: readonly KnownHeader[]): number {
  let mask = 0;
  for (const name of names) mask |= 1 << IDS[name];
  return mask;
}

const NAMES = STANDARD_FIELDS.map((name) => Buffer.from(name, "latin1"));
const LONGEST = Math.max(...STANDARD_FIELDS.map((name) => name.length));
const LETTERS = 32;

/** By length and first letter, which rarely two share: the first of such names, and for each name the next. */
const FIRST = new Uint8Array((LONGEST + 1) * LETTERS).fill(NO_FIELD);
const NEXT = new Uint8Array(STANDARD_FIELDS.length).fill(NO_FIELD);
NAMES.forEach((name, id) => {
  const slot = slotOf(name.length, name[0]!);
  NEXT[id] = FIRST[slot]!;
  FIRST[slot] = id;
});

function slotOf(size: number, firstByte: number): number {
  return size * LETTERS + (firstByte & (LETTERS - 1));
}

const WORD = 4;
/** All letters of a word in lower case; digits and hyphens as they are. */
const LOWER_BITS = 0x20202020;
/** The words of each name that are compared: those at 0, 4, 8 and so on, the last one as far back as it must lie. */
const WORDS_A_NAME = Math.ceil(LONGEST / WORD);
const NAME_WORDS = new Int32Array(STANDARD_FIELDS.length * WORDS_A_NAME);
NAMES.forEach((name, id) => {
  for (let word = 0; name.length >= WORD && word * WORD < name.length; word++)
    NAME_WORDS[id * WORDS_A_NAME + word] = name.readInt32LE(Math.min(word * WORD, name.length - WORD));
});

/**
 * Number of the standard name in bytes [start, end) of the view, in any case; NO_FIELD for another. No control
 * character may stand there: with its case taken away it would be a digit or a hyphen.
 */
export function fieldIdAt(words: DataView, start: number, end: number): number {
  const size = end - start;
  if (size === 0 || size > LONGEST) return NO_FIELD;
  let id = FIRST[slotOf(size, words.getUint8(start))]!;
  if (id === NO_FIELD) return NO_FIELD;
  const last = end - WORD;
  while (id !== NO_FIELD) {
    let word = id * WORDS_A_NAME;
    let at = start;
    if (last < start) {
      const name = NAMES[id]!;
      while (at < end && (words.getUint8(at) | 0x20) === name[at - start]) at += 1;
    } else {
      while (at < last && (words.getInt32(at, true) | LOWER_BITS) === NAME_WORDS[word]) {
        at += WORD;
        word += 1;
      }
      if (at >= last && (words.getInt32(last, true) | LOWER_BITS) === NAME_WORDS[word]) at = end;
    }
    if (at === end) return id;
    id = NEXT[id]!;
  }
  return NO_FIELD;
}
