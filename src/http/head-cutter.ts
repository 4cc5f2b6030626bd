/**
 * Finds the end of a head, its lines and its fields, and tells the known names apart, all in one pass that looks at
 * four bytes at a time. One for the program: its table grows to the largest head seen and is copied out for each.
 */
import { KNOWN_HEADER_COUNT, NO_FIELD, fieldIdAt, headerMask } from "./known-headers.js";
import { CR, LF, isBlank } from "./octets.js";
import { byteAt, controlAt, wordsOf } from "./words.js";

/** What is unusual about a head, one bit each. */
export const HAS_BARE_LF = 1;
export const HAS_BARE_CR = 2;
export const HAS_SPACE_BEFORE_COLON = 4;
export const HAS_OBS_FOLD = 8;
export const HAS_BAD_FIELD_LINE = 16;
export const HAS_TOO_MANY_FIELDS = 32;
export const HAS_NUL = 64;
export const HAS_BLANK_BEFORE_FIELDS = 128;

/**
 * Ints a field takes: the start of its name, with its number and flags above; the end of the name; the end of the
 * value. All are offsets in the head. Where the value starts shows behind the colon.
 */
export const WIDTH = 3;
/** A head is no longer than that. */
const OFFSET_BITS = 19;
export const OFFSET_MASK = (1 << OFFSET_BITS) - 1;
export const ID_SHIFT = OFFSET_BITS;
export const ID_MASK = 0xff;
export const FLAG_FOLDED = 1 << (ID_SHIFT + 8);
export const FLAG_NO_COLON = 1 << (ID_SHIFT + 9);
export const FLAG_ODD_NAME = 1 << (ID_SHIFT + 10);

/** Where messages begin and end, and whom they are for, must not depend on how many fields stand before it. */
const ALWAYS_LISTED = headerMask(["host", "content-length", "transfer-encoding", "upgrade", "expect"]);

const NUL = 0x00;
const CRLF = 0x0a0d;
const COLONS = 0x3a3a3a3a;

export class HeadCutter {
  /** A plain array: its slice costs a third of a typed array's. Offsets are those in the head. */
  readonly fields: number[] = [];
  fieldCount = 0;
  known = 0;
  /** Of those, the ones that occur more than once. */
  repeated = 0;
  oddities = 0;
  /** The empty line is there. */
  hasEnd = false;
  /** The start line lies before it, without its line end. */
  startLineEnd = 0;
  /** Where the head begins in the view that is looked through; all offsets below are such. */
  #origin = 0;
  #words = wordsOf(Buffer.alloc(0));
  #maxFields = 0;
  /** The field that the line before belongs to is. */
  #isListed = false;

  /**
   * Cuts the head at `start` as far as its empty line. Lines end in LF or CRLF.
   * @param maxFields of the fields beyond this many (HAS_TOO_MANY_FIELDS) only those are listed that say where
   * messages begin and end, and whom they are for
   * @returns behind the empty line; -1 where bytes[start, end) does not hold it
   */
  cut(bytes: Buffer, start: number, end: number, maxFields: number): number {
    this.#begin(bytes, start, maxFields);
    const stop = this.#cutLines(this.#origin + end - start, true, true);
    return stop < 0 ? -1 : stop - bytes.byteOffset;
  }

  /** Cuts all lines of the bytes; a last one without a line end is a line too. */
  cutAll(bytes: Buffer, maxFields: number, hasStartLine: boolean): void {
    this.#begin(bytes, 0, maxFields);
    this.#cutLines(this.#origin + bytes.length, hasStartLine, false);
  }

  #begin(bytes: Buffer, start: number, maxFields: number): void {
    this.fieldCount = 0;
    this.known = 0;
    this.repeated = 0;
    this.oddities = 0;
    this.hasEnd = false;
    this.startLineEnd = 0;
    this.#words = wordsOf(bytes);
    this.#origin = bytes.byteOffset + start;
    this.#maxFields = maxFields;
  }

  #cutLines(end: number, hasStartLine: boolean, endsAtEmptyLine: boolean): number {
    const words = this.#words;
    let isStartLine = hasStartLine;
    let at = this.#origin;
    while (at < end) {
      let lineEnd = controlAt(words, at, end);
      let next = lineEnd + 2;
      const isPlain = next <= end && words.getUint16(lineEnd, true) === CRLF;
      if (!isPlain) {
        lineEnd = this.#oddLineEnd(lineEnd, end);
        if (lineEnd < end) {
          next = lineEnd + (words.getUint8(lineEnd) === CR ? 2 : 1);
        } else {
          if (endsAtEmptyLine) return -1;
          next = end;
          if (words.getUint8(end - 1) === CR) lineEnd -= 1;
        }
      }
      if (isStartLine) {
        this.startLineEnd = lineEnd - this.#origin;
        isStartLine = false;
      } else if (lineEnd > at) {
        this.#addLine(at, lineEnd, isPlain);
      } else {
        this.hasEnd = true;
        if (endsAtEmptyLine) return next;
      }
      at = next;
    }
    return endsAtEmptyLine ? -1 : end;
  }

  /**
   * End of a line that holds a control character, or ends in none or in LF alone; `end` where it does not end.
   * @param first the first of them
   */
  #oddLineEnd(first: number, end: number): number {
    const words = this.#words;
    for (let at = first; at < end; at = controlAt(words, at + 1, end)) {
      const byte = words.getUint8(at);
      if (byte === LF) {
        this.oddities |= HAS_BARE_LF;
        return at;
      }
      if (byte === NUL) this.oddities |= HAS_NUL;
      if (byte !== CR || at + 1 === end) continue;
      if (words.getUint8(at + 1) === LF) return at;
      this.oddities |= HAS_BARE_CR;
    }
    return end;
  }
  /** @param isPlain no control character stands in it */
  #addLine(start: number, end: number, isPlain: boolean): void {
    const words = this.#words;
    if (isBlank(words.getUint8(start))) {
      if (this.fieldCount > 0) {
        this.#fold(end);
        return;
      }
      // The name keeps its blank, so that the field is not known by it (RFC 9112 §2.2).
      this.oddities |= HAS_BLANK_BEFORE_FIELDS;
    }
    const colon = byteAt(words, COLONS, start, end);
    // No standard name holds a control character.
    const isName = colon < end && (isPlain || controlAt(words, start, colon) === colon);
    const id = isName ? fieldIdAt(words, start, colon) : NO_FIELD;
    this.#isListed = true;
    if (this.fieldCount >= this.#maxFields) {
      this.oddities |= HAS_TOO_MANY_FIELDS;
      this.#isListed = id < KNOWN_HEADER_COUNT && (ALWAYS_LISTED & (1 << id)) !== 0;
      if (!this.#isListed) return;
    }
    let flags = 0;
    let valueEnd = end;
    if (colon === end) {
      this.oddities |= HAS_BAD_FIELD_LINE;
      flags = FLAG_NO_COLON;
    } else {
      if (colon === start) {
        this.oddities |= HAS_BAD_FIELD_LINE;
        flags = FLAG_ODD_NAME;
      } else if (isBlank(words.getUint8(colon - 1))) {
        this.oddities |= HAS_SPACE_BEFORE_COLON;
        flags = FLAG_ODD_NAME;
      }
      if (id < KNOWN_HEADER_COUNT) {
        this.repeated |= this.known & (1 << id);
        this.known |= 1 << id;
      }
      valueEnd = this.#withoutBlanks(colon + 1, end);
    }
    const { fields } = this;
    const origin = this.#origin;
    const row = this.fieldCount * WIDTH;
    fields[row] = (start - origin) | (id << ID_SHIFT) | flags;
    fields[row + 1] = colon - origin;
    fields[row + 2] = valueEnd - origin;
    this.fieldCount += 1;
  }

  /** A line that continues the field before it. */
  #fold(end: number): void {
    if (!this.#isListed) return;
    const { fields } = this;
    const origin = this.#origin;
    const last = (this.fieldCount - 1) * WIDTH;
    this.oddities |= HAS_OBS_FOLD;
    // A line without a colon stays what it is: there is no value to continue.
    if ((fields[last]! & FLAG_NO_COLON) !== 0) fields[last + 1] = end - origin;
    else fields[last + 2] = this.#withoutBlanks(fields[last + 1]! + 1 + origin, end) - origin;
    fields[last]! |= FLAG_FOLDED;
  }

  #withoutBlanks(start: number, end: number): number {
    let at = end;
    while (at > start && isBlank(this.#words.getUint8(at - 1))) at -= 1;
    return at;
  }
}
