/**
 * The head of a message: one exact copy of its bytes, cut into spans in one pass that also recognises the known
 * names (RFC 9112 §2.1, §5). Most heads are never read by a person, so text is made of a span only where it is
 * asked for. Nothing here judges: what is unusual is noted as a bit, and the parser makes findings of it.
 */
import type { HeaderRecord } from "../core/records.js";
import {
  KNOWN_HEADER_COUNT,
  NO_FIELD,
  fieldIdAt,
  headerMask,
  knownHeaderId,
  type KnownHeader,
} from "./known-headers.js";
import { COLON, CR, LF, isBlank, skipBlanks, trimBlanks, trimText } from "./octets.js";

/** What is unusual about a head, one bit each. */
export const HAS_BARE_LF = 1;
export const HAS_BARE_CR = 2;
export const HAS_SPACE_BEFORE_COLON = 4;
export const HAS_OBS_FOLD = 8;
export const HAS_BAD_FIELD_LINE = 16;
export const HAS_TOO_MANY_FIELDS = 32;
export const HAS_NUL = 64;
export const HAS_BLANK_BEFORE_FIELDS = 128;

const NUL = 0x00;

/** Ints a field takes: start and end of name and value in the bytes, then the number of the name and flags. */
const WIDTH = 5;
const FLAG_FOLDED = 1 << 8;
const FLAG_NO_COLON = 1 << 9;
const FLAG_ODD_NAME = 1 << 10;
const ID_MASK = 0xff;

/** Where messages begin and end, and whom they are for, must not depend on how many fields stand before it. */
const ALWAYS_LISTED = headerMask(["host", "content-length", "transfer-encoding", "upgrade", "expect"]);

export class Head {
  /** Start line to empty line, both in, as captured. */
  readonly bytes: Buffer;
  readonly fieldCount: number;
  /** Bits of the known names that occur. */
  readonly known: number;
  /** HAS_* bits. */
  readonly oddities: number;
  /** The start line is bytes[0, startLineEnd), without its line end. */
  readonly startLineEnd: number;
  readonly #fields: readonly number[];

  /** Use cutHead. */
  constructor(bytes: Buffer, cut: HeadCutter) {
    this.bytes = bytes;
    this.fieldCount = cut.fieldCount;
    this.known = cut.known;
    this.oddities = cut.oddities;
    this.startLineEnd = cut.startLineEnd;
    this.#fields = cut.fields.slice(0, cut.fieldCount * WIDTH);
  }

  /** Latin-1 text of bytes[start, end). */
  text(start: number, end: number): string {
    return this.bytes.toString("latin1", start, end);
  }

  nameStart(index: number): number {
    return this.#fields[index * WIDTH]!;
  }

  nameEnd(index: number): number {
    return this.#fields[index * WIDTH + 1]!;
  }

  /** Meaningless where the line has no colon: ask hasValue first. */
  valueStart(index: number): number {
    return this.#fields[index * WIDTH + 2]!;
  }

  valueEnd(index: number): number {
    return this.#fields[index * WIDTH + 3]!;
  }

  /** false for a line without a colon. */
  hasValue(index: number): boolean {
    return (this.#fields[index * WIDTH + 4]! & FLAG_NO_COLON) === 0;
  }

  /** true where the value goes on over several lines, so that its text is not its span. */
  isFolded(index: number): boolean {
    return (this.#fields[index * WIDTH + 4]! & FLAG_FOLDED) !== 0;
  }

  /** true where the line has no colon, no name before it, or white space in front of it. */
  isOddName(index: number): boolean {
    return (this.#fields[index * WIDTH + 4]! & (FLAG_ODD_NAME | FLAG_NO_COLON)) !== 0;
  }

  /** Number of its name among STANDARD_FIELDS; NO_FIELD for another. */
  fieldId(index: number): number {
    return this.#fields[index * WIDTH + 4]! & ID_MASK;
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

  /** Value of the first field of that name; null where there is none. */
  value(header: KnownHeader): string | null {
    const id = knownHeaderId(header);
    if ((this.known & (1 << id)) === 0) return null;
    for (let i = 0; i < this.fieldCount; i++) if (this.fieldId(i) === id) return this.fieldValue(i);
    return null;
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
  return cutter.cut(bytes, true, maxFields);
}

/** Fields without a start line, as in trailers (RFC 9112 §7.1.2). */
export function cutTrailers(bytes: Buffer, maxFields: number): Head {
  return cutter.cut(bytes, false, maxFields);
}

/** One for the program: its table grows to the largest head seen and is copied out for each head. */
class HeadCutter {
  /** A plain array: its slice costs a third of a typed array's. */
  readonly fields: number[] = [];
  fieldCount = 0;
  known = 0;
  oddities = 0;
  startLineEnd = 0;
  /** The field that the line before belongs to is. */
  #isListed = false;

  cut(bytes: Buffer, hasStartLine: boolean, maxFields: number): Head {
    this.fieldCount = 0;
    this.known = 0;
    this.oddities = 0;
    this.startLineEnd = 0;
    let inStartLine = hasStartLine;
    let at = 0;
    const size = bytes.length;
    while (at < size) {
      // The bytes are a buffer of their own, so indexOf cannot look further than the head.
      const lf = bytes.indexOf(LF, at);
      let end = lf < 0 ? size : lf;
      if (end > at && bytes[end - 1] === CR) end -= 1;
      else if (lf >= 0) this.oddities |= HAS_BARE_LF;
      if (inStartLine) {
        this.startLineEnd = end;
        inStartLine = false;
      } else if (end > at) {
        this.#addLine(bytes, at, end, maxFields);
      }
      if (lf < 0) break;
      at = lf + 1;
    }
    const cr = bytes.indexOf(CR);
    if (cr >= 0 && hasBareCr(bytes, cr)) this.oddities |= HAS_BARE_CR;
    if (bytes.indexOf(NUL) >= 0) this.oddities |= HAS_NUL;
    return new Head(bytes, this);
  }

  #addLine(bytes: Buffer, start: number, end: number, maxFields: number): void {
    const first = bytes[start]!;
    if (isBlank(first) && this.fieldCount > 0) {
      if (!this.#isListed) return;
      const last = (this.fieldCount - 1) * WIDTH;
      this.oddities |= HAS_OBS_FOLD;
      // A line without a colon stays what it is: there is no value to continue.
      if ((this.fields[last + 4]! & FLAG_NO_COLON) !== 0) this.fields[last + 1] = end;
      else this.fields[last + 3] = trimBlanks(bytes, this.fields[last + 2]!, end);
      this.fields[last + 4]! |= FLAG_FOLDED;
      return;
    }
    // The name keeps its blank, so that the field is not known by it (RFC 9112 §2.2).
    if (isBlank(first)) this.oddities |= HAS_BLANK_BEFORE_FIELDS;
    let colon = start;
    while (colon < end && bytes[colon] !== COLON) colon += 1;
    const id = colon === end ? NO_FIELD : fieldIdAt(bytes, start, colon);
    this.#isListed = true;
    if (this.fieldCount >= maxFields) {
      this.oddities |= HAS_TOO_MANY_FIELDS;
      this.#isListed = id < KNOWN_HEADER_COUNT && (ALWAYS_LISTED & (1 << id)) !== 0;
      if (!this.#isListed) return;
    }
    const row = this.fieldCount * WIDTH;
    this.fields[row] = start;
    this.fieldCount += 1;
    if (colon === end) {
      this.oddities |= HAS_BAD_FIELD_LINE;
      this.#fill(row, end, end, end, NO_FIELD | FLAG_NO_COLON);
      return;
    }
    let flags = 0;
    if (colon === start) {
      this.oddities |= HAS_BAD_FIELD_LINE;
      flags = FLAG_ODD_NAME;
    } else if (isBlank(bytes[colon - 1]!)) {
      this.oddities |= HAS_SPACE_BEFORE_COLON;
      flags = FLAG_ODD_NAME;
    }
    if (id < KNOWN_HEADER_COUNT) this.known |= 1 << id;
    const valueStart = skipBlanks(bytes, colon + 1, end);
    this.#fill(row, colon, valueStart, trimBlanks(bytes, valueStart, end), id | flags);
  }

  #fill(row: number, nameEnd: number, valueStart: number, valueEnd: number, idAndFlags: number): void {
    this.fields[row + 1] = nameEnd;
    this.fields[row + 2] = valueStart;
    this.fields[row + 3] = valueEnd;
    this.fields[row + 4] = idAndFlags;
  }
}

const cutter = new HeadCutter();

/** A CR that no LF follows. Starts at the first CR; ordinary heads have one a line, each followed by LF. */
function hasBareCr(bytes: Buffer, firstCr: number): boolean {
  for (let cr = firstCr; cr >= 0; cr = bytes.indexOf(CR, cr + 1)) {
    if (cr + 1 < bytes.length && bytes[cr + 1] !== LF) return true;
  }
  return false;
}

/** Joins the lines of a folded value by one space each (RFC 9112 §5.2). */
function unfold(text: string): string {
  const lines = text.split("\n").map((line) => trimText(line.endsWith("\r") ? line.slice(0, -1) : line));
  return trimText(lines.join(" "));
}
