/**
 * The head of a message: one exact copy of its bytes, cut into spans in one pass that also recognises the known
 * names (RFC 9112 §2.1, §5). Most heads are never read by a person, so text is made of a span only where it is
 * asked for. Nothing here judges: what is unusual is noted as a bit, and the parser makes findings of it.
 */
import type { HeaderRecord } from "../core/records.js";
import {
  FLAG_FOLDED,
  FLAG_NO_COLON,
  FLAG_ODD_NAME,
  HAS_TOO_MANY_FIELDS,
  HeadCutter,
  ID_MASK,
  ID_SHIFT,
  OFFSET_MASK,
  WIDTH,
} from "./head-cutter.js";
import { knownHeaderId, type KnownHeader } from "./known-headers.js";
import { skipBlanks, trimText } from "./octets.js";

export class Head {
  /** Start line to empty line, both in, as captured. */
  readonly bytes: Buffer;
  readonly fieldCount: number;
  /** Bits of the known names that occur. */
  readonly known: number;
  /** HAS_* bits. */
  readonly oddities: number;
  /** The empty line is there; a head of HTTP/0.9 has none. */
  readonly hasEnd: boolean;
  /**
   * A field that is not listed may have been sent all the same: the capture does not have the head to its end, or it
   * has more fields than are listed. What is said because a field lacks must ask for this. A head of HTTP/0.9, which
   * never has fields, may as well.
   */
  readonly mayLackFields: boolean;
  /** The start line is bytes[0, startLineEnd), without its line end. */
  readonly startLineEnd: number;
  readonly #repeated: number;
  readonly #fields: readonly number[];

  /** Use cutHead. */
  constructor(bytes: Buffer, cut: HeadCutter) {
    this.bytes = bytes;
    this.fieldCount = cut.fieldCount;
    this.known = cut.known;
    this.#repeated = cut.repeated;
    this.oddities = cut.oddities;
    this.hasEnd = cut.hasEnd;
    this.mayLackFields = !cut.hasEnd || (cut.oddities & HAS_TOO_MANY_FIELDS) !== 0;
    this.startLineEnd = cut.startLineEnd;
    this.#fields = cut.fields.slice(0, cut.fieldCount * WIDTH);
  }

  /** Latin-1 text of bytes[start, end). */
  text(start: number, end: number): string {
    return this.bytes.toString("latin1", start, end);
  }

  nameStart(index: number): number {
    return this.#fields[index * WIDTH]! & OFFSET_MASK;
  }

  nameEnd(index: number): number {
    return this.#fields[index * WIDTH + 1]!;
  }

  /** Meaningless where the line has no colon: ask hasValue first. */
  valueStart(index: number): number {
    return skipBlanks(this.bytes, this.nameEnd(index) + 1, this.valueEnd(index));
  }

  valueEnd(index: number): number {
    return this.#fields[index * WIDTH + 2]!;
  }

  /** false for a line without a colon. */
  hasValue(index: number): boolean {
    return (this.#fields[index * WIDTH]! & FLAG_NO_COLON) === 0;
  }

  /** true where the value goes on over several lines, so that its text is not its span. */
  isFolded(index: number): boolean {
    return (this.#fields[index * WIDTH]! & FLAG_FOLDED) !== 0;
  }

  /** true where the line has no colon, no name before it, or white space in front of it. */
  isOddName(index: number): boolean {
    return (this.#fields[index * WIDTH]! & (FLAG_ODD_NAME | FLAG_NO_COLON)) !== 0;
  }

  /** Number of its name among STANDARD_FIELDS; NO_FIELD for another. */
  fieldId(index: number): number {
    return (this.#fields[index * WIDTH]! >> ID_SHIFT) & ID_MASK;
  }

  name(index: number): string {
    return this.text(this.nameStart(index), this.nameEnd(index));
  }

  /** Value as sent, a folded line joined by one space; null for a line without a colon. */
  fieldValue(index: number): string | null {
    if (!this.hasValue(index)) return null;
    const text = this.text(this.valueStart(index), this.valueEnd(index));
    return this.isFolded(index) ? unfold(text) : text;
  }

  has(header: KnownHeader): boolean {
    return (this.known & (1 << knownHeaderId(header))) !== 0;
  }

  /** Several fields have that name. */
  isRepeated(header: KnownHeader): boolean {
    return (this.#repeated & (1 << knownHeaderId(header))) !== 0;
  }

  /** Value of the first field of that name; null where there is none. */
  value(header: KnownHeader): string | null {
    const id = knownHeaderId(header);
    if ((this.known & (1 << id)) === 0) return null;
    let index = 0;
    while (this.fieldId(index) !== id) index += 1;
    return this.fieldValue(index);
  }

  /** Index of the first field of that name; that of none without one: ask `has` first. */
  indexOf(header: KnownHeader): number {
    const id = knownHeaderId(header);
    let index = 0;
    while (index < this.fieldCount && this.fieldId(index) !== id) index += 1;
    return index;
  }

  /** Values of all fields of that name, in order. */
  values(header: KnownHeader): string[] {
    const id = knownHeaderId(header);
    const values: string[] = [];
    if ((this.known & (1 << id)) === 0) return values;
    for (let i = 0; i < this.fieldCount; i++)
      if (this.fieldId(i) === id) values.push(this.fieldValue(i) ?? "");
    return values;
  }

  /** All fields in order, case and repeats as sent. */
  headers(): HeaderRecord[] {
    const records: HeaderRecord[] = [];
    for (let i = 0; i < this.fieldCount; i++) records.push({ name: this.name(i), value: this.fieldValue(i) });
    return records;
  }
}

/**
 * Cuts a head whose end is known. `bytes` is kept, so it must be a copy of exactly the head. Lines end in LF or
 * CRLF; a last line without an end is taken as a line too (a head that the capture cuts off).
 * @param maxFields of the fields beyond this many (HAS_TOO_MANY_FIELDS) only those are listed that say where
 * messages begin and end, and whom they are for
 */
export function cutHead(bytes: Buffer, maxFields: number): Head {
  cutter.cutAll(bytes, maxFields, true);
  return new Head(bytes, cutter);
}

/** Fields without a start line, as in trailers (RFC 9112 §7.1.2). */
export function cutTrailers(bytes: Buffer, maxFields: number): Head {
  cutter.cutAll(bytes, maxFields, false);
  return new Head(bytes, cutter);
}

/** Copies the head at `start` and cuts it; null where bytes[start, end) does not hold its empty line. */
export function copyHead(bytes: Buffer, start: number, end: number, maxFields: number): Head | null {
  const stop = cutter.cut(bytes, start, end, maxFields);
  if (stop < 0) return null;
  const copy = Buffer.allocUnsafe(stop - start);
  bytes.copy(copy, 0, start, stop);
  return new Head(copy, cutter);
}

const cutter = new HeadCutter();

/** Joins the lines of a folded value by one space each (RFC 9112 §5.2). */
function unfold(text: string): string {
  const lines = text.split("\n").map((line) => trimText(line.endsWith("\r") ? line.slice(0, -1) : line));
  return trimText(lines.join(" "));
}
