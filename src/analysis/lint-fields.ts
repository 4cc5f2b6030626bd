/**
 * Where the fields of a head lie that some lint asks for, found in one pass over the numbers of their names: most
 * messages have nothing to say about any, so no text is made. Names that are not standard are listed, for the lint
 * that looks for slips of the pen.
 */
import type { Head } from "../http/head.js";
import { NO_FIELD, STANDARD_FIELDS } from "../http/known-headers.js";

/** What some lint asks for: each has a bit, of 32. */
const ASKED_FIELDS = [
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "te",
  "age",
  "allow",
  "cache-control",
  "connection",
  "content-encoding",
  "content-language",
  "content-type",
  "date",
  "etag",
  "expires",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "keep-alive",
  "last-modified",
  "location",
  "pragma",
  "proxy-authenticate",
  "proxy-authorization",
  "referer",
  "strict-transport-security",
  "vary",
  "via",
  "x-cache",
  "x-wsse",
] as const;

export type AskedField = (typeof ASKED_FIELDS)[number];

/** By the number of a name: its bit, 0 for one that nobody asks for. */
const BITS = new Int32Array(NO_FIELD + 1);
/** By the number of a name that somebody asks for: its place in ASKED_FIELDS. */
const PLACES = new Uint8Array(NO_FIELD + 1);
ASKED_FIELDS.forEach((name, place) => {
  const id = STANDARD_FIELDS.indexOf(name);
  BITS[id] = 1 << place;
  PLACES[id] = place;
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
    this.present = 0;
    if (this.unknown.length > 0) this.unknown.length = 0;
    if (head === null) return;
    const { fieldCount } = head;
    for (let i = 0; i < fieldCount; i++) {
      const id = head.fieldId(i);
      const bit = BITS[id]!;
      if (bit !== 0 && (this.present & bit) === 0) {
        this.present |= bit;
        this.#places[PLACES[id]!] = i;
      } else if (id === NO_FIELD && this.unknown.length < UNKNOWN_NAMES) {
        this.unknown.push(i);
      }
    }
  }

  has(mask: number): boolean {
    return (this.present & mask) !== 0;
  }

  /** None of these names was sent: there is a head, and it is known whole. */
  lacks(mask: number): boolean {
    return (this.present & mask) === 0 && this.head !== null && !this.head.mayLackFields;
  }

  /** Index of the first field of that name in the head; meaningless without one: ask `has` first. */
  indexOf(mask: number): number {
    return this.#places[31 - Math.clz32(mask)]!;
  }

  /** Values of all fields of that name as one list (RFC 9110 §5.3); empty without one. */
  list(mask: number): string {
    if (this.head === null || (this.present & mask) === 0) return "";
    const first = this.indexOf(mask);
    const id = this.head.fieldId(first);
    let text = this.head.fieldValue(first) ?? "";
    for (let i = first + 1; i < this.head.fieldCount; i++)
      if (this.head.fieldId(i) === id) text += `, ${this.head.fieldValue(i) ?? ""}`;
    return text;
  }

  /** Value of the first field of that name; empty without one. */
  value(mask: number): string {
    if ((this.present & mask) === 0) return "";
    return this.head?.fieldValue(this.indexOf(mask)) ?? "";
  }
}
