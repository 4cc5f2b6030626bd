/**
 * Where the standard fields of a head lie, found in one pass over the names. Every lint of a message asks for some
 * of them and most messages have nothing to say about any, so names are told apart on bytes, once, and no text is
 * made. Names that are not standard are listed, for the lint that looks for slips of the pen.
 */
import type { Head } from "../http/head.js";
import { KNOWN_HEADERS, headerMask } from "../http/known-headers.js";

/** What some lint asks for: each has a bit. */
const ASKED_FIELDS = [
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "te",
  "age",
  "allow",
  "connection",
  "content-encoding",
  "content-language",
  "content-type",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "keep-alive",
  "location",
  "referer",
  "strict-transport-security",
  "vary",
  "via",
  "x-cache",
] as const;

export type AskedField = (typeof ASKED_FIELDS)[number];

/** Other names that are met every day, and those of the registry that are one letter from such a name. */
const OTHER_FIELDS =
  "accept-ch accept-patch accept-post accept-ranges access-control-allow-credentials " +
  "access-control-allow-headers access-control-allow-methods access-control-allow-origin " +
  "access-control-expose-headers access-control-max-age access-control-request-headers " +
  "access-control-request-method alt-svc authentication-info authorization cache-control clear-site-data " +
  "content-disposition content-length content-location content-md5 content-range content-security-policy " +
  "cookie cookie2 date dnt etag expect expires forwarded from host http2-settings last-modified link " +
  "max-forwards mime-version origin pragma proxy-authenticate proxy-authorization proxy-connection range " +
  "referrer-policy retry-after sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user " +
  "sec-websocket-accept sec-websocket-extensions sec-websocket-key sec-websocket-protocol " +
  "sec-websocket-version server server-timing set-cookie set-cookie2 timing-allow-origin trailer " +
  "transfer-encoding upgrade upgrade-insecure-requests user-agent warning www-authenticate";

/** Lower case. */
export const STANDARD_FIELDS: readonly string[] = [...ASKED_FIELDS, ...OTHER_FIELDS.split(" ")];

interface Entry {
  /** Bit of the name; 0 for one that nobody asks for. */
  readonly bit: number;
  readonly place: number;
  readonly name: Buffer;
  /** Bit of the name in `Head.known`; 0 where the head does not look for it. */
  readonly known: number;
}

const LONGEST = Math.max(...STANDARD_FIELDS.map((name) => name.length));
/** By length and first letter: rarely more than one. */
const ENTRIES: (readonly Entry[] | undefined)[] = Array.from({ length: (LONGEST + 1) * 32 });
STANDARD_FIELDS.forEach((text, place) => {
  const name = Buffer.from(text, "latin1");
  const slot = name.length * 32 + (name[0]! & 31);
  const bit = place < ASKED_FIELDS.length ? 1 << place : 0;
  const known = headerMask(KNOWN_HEADERS.filter((header) => header === text));
  ENTRIES[slot] = [...(ENTRIES[slot] ?? []), { bit, place, name, known }];
});

/** By slot: the one name there that the head looks for. */
const KNOWN_ENTRIES = ENTRIES.map((entries) => {
  const known = entries?.filter((entry) => entry.known !== 0) ?? [];
  return known.length === 1 ? known[0] : undefined;
});

/** The bits of several names. */
export function fieldMask(...names: readonly AskedField[]): number {
  return names.reduce((mask, name) => mask | (1 << ASKED_FIELDS.indexOf(name)), 0);
}

/** Names of one head that are looked at as possible slips or disguises: more than a proxy lets through. */
const UNKNOWN_NAMES = 256;

/** One for the requests and one for the responses of a run: valid until the next head is read. */
export class FieldPlaces {
  head: Head | null = null;
  /** Bits of the names that occur. */
  present = 0;
  readonly unknown: number[] = [];
  readonly #places = new Int32Array(ASKED_FIELDS.length);

  read(head: Head | null): void {
    this.head = head;
    if (head === null || !this.#readQuickly(head)) this.#read(head);
  }

  /**
   * A head that holds a known name, and one field only of that length and first letter, has said itself which field
   * that is. Names the head does not look for are compared.
   * @returns false where two fields may be the one that is known
   */
  #readQuickly(head: Head): boolean {
    this.#clear();
    const { bytes, fieldCount, known } = head;
    let seen = 0;
    for (let i = 0; i < fieldCount; i++) {
      const start = head.nameStart(i);
      const end = head.nameEnd(i);
      const entry =
        end - start <= LONGEST ? KNOWN_ENTRIES[(end - start) * 32 + (bytes[start]! & 31)] : undefined;
      if (entry === undefined || (known & entry.known) === 0) {
        this.#add(find(bytes, start, end), i);
      } else {
        if ((seen & entry.known) !== 0) return false;
        seen |= entry.known;
        this.#add(entry, i);
      }
    }
    return true;
  }

  #read(head: Head | null): void {
    this.#clear();
    if (head === null) return;
    for (let i = 0; i < head.fieldCount; i++) {
      this.#add(find(head.bytes, head.nameStart(i), head.nameEnd(i)), i);
    }
  }

  #clear(): void {
    this.present = 0;
    if (this.unknown.length > 0) this.unknown.length = 0;
  }

  #add(entry: Entry | null, index: number): void {
    if (entry === null) {
      if (this.unknown.length < UNKNOWN_NAMES) this.unknown.push(index);
    } else if (entry.bit !== 0 && (this.present & entry.bit) === 0) {
      this.present |= entry.bit;
      this.#places[entry.place] = index;
    }
  }

  has(mask: number): boolean {
    return (this.present & mask) !== 0;
  }

  /** Index of the first field of that name in the head; meaningless without one: ask `has` first. */
  indexOf(mask: number): number {
    return this.#places[31 - Math.clz32(mask)]!;
  }

  /** Value of the first field of that name; empty without one. */
  value(mask: number): string {
    if ((this.present & mask) === 0) return "";
    return this.head?.fieldValue(this.indexOf(mask)) ?? "";
  }
}

function find(bytes: Buffer, start: number, end: number): Entry | null {
  const size = end - start;
  if (size <= 0 || size > LONGEST) return null;
  const entries = ENTRIES[size * 32 + (bytes[start]! & 31)];
  if (entries === undefined) return null;
  for (let e = 0; e < entries.length; e++) {
    const entry = entries[e]!;
    const { name } = entry;
    let i = 0;
    // A letter in either case; the hyphen and the digits have that bit already.
    while (i < size && (bytes[start + i]! | 0x20) === name[i]) i += 1;
    if (i === size) return entry;
  }
  return null;
}
