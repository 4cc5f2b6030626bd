/**
 * Whether bytes are JSON (RFC 8259), as far as they go: a text that is cut off is no worse for it. Bytes in, the place
 * of the first error out; nothing is built.
 */
import { isDigit, isHex } from "../http/octets.js";

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SP = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LETTER_E = 0x65;
const LETTER_U = 0x75;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** One bit an open bracket: 1 for a map. As deep as the bytes are many. */
type Depth = boolean[];

/** What may stand next. "first": an element, or the end of the list or map that has just begun. */
type Expected = "value" | "first" | "name" | "colon" | "next";

const OK = -1;

/**
 * Offset of the first byte that cannot stand there; the size where a whole text lacks its end; −1 where all is well.
 * @param isWhole no more bytes follow
 */
export function jsonError(bytes: Buffer, isWhole: boolean): number {
  const end = bytes.length;
  const open: Depth = [];
  let expected: Expected = "value";
  let at = skipMark(bytes);
  for (;;) {
    while (at < end && isSpace(bytes[at]!)) at += 1;
    if (at === end) return isWhole && (expected !== "next" || open.length > 0) ? end : OK;
    const byte = bytes[at]!;
    if (expected === "colon") {
      if (byte !== COLON) return at;
      expected = "value";
      at += 1;
    } else if (expected === "next") {
      const isMap = open.at(-1);
      if (isMap === undefined) return at;
      if (byte === COMMA) expected = isMap ? "name" : "value";
      else if (byte === (isMap ? CLOSE_MAP : CLOSE_LIST)) open.pop();
      else return at;
      at += 1;
    } else if (expected === "first" && byte === (open.at(-1) === true ? CLOSE_MAP : CLOSE_LIST)) {
      open.pop();
      expected = "next";
      at += 1;
    } else if (expected === "name" || (expected === "first" && open.at(-1) === true)) {
      if (byte !== QUOTE) return at;
      const stop = stringEnd(bytes, at);
      if (stop < 0) return errorIn(bytes, -stop - 1, isWhole);
      expected = "colon";
      at = stop;
    } else if (byte === OPEN_MAP || byte === OPEN_LIST) {
      open.push(byte === OPEN_MAP);
      expected = "first";
      at += 1;
    } else {
      const stop = byte === QUOTE ? stringEnd(bytes, at) : scalarEnd(bytes, at);
      if (stop < 0) return errorIn(bytes, -stop - 1, isWhole);
      expected = "next";
      at = stop;
    }
  }
}

/** A byte order mark must not be sent and may be ignored (RFC 8259 §8.1). */
function skipMark(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** An error at the very end is none where the text goes on. */
const errorIn = (bytes: Buffer, at: number, isWhole: boolean): number =>
  at === bytes.length && !isWhole ? OK : at;

const isSpace = (byte: number): boolean => byte === SP || byte === LF || byte === CR || byte === TAB;

/** Offsets of errors come back as −1 − offset, so that they cannot be taken for an end. */
const error = (at: number): number => -at - 1;

/** Behind the closing quote. */
function stringEnd(bytes: Buffer, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at + 1;
    if (byte < SP) return error(at);
    if (byte !== BACKSLASH) continue;
    at += 1;
    if (at === bytes.length) return error(at);
    const escaped = bytes[at]!;
    if (escaped === LETTER_U) {
      for (let digits = 0; digits < 4; digits++) {
        at += 1;
        if (at === bytes.length || !isHex(bytes[at]!)) return error(at);
      }
    } else if (!ESCAPABLE.has(escaped)) return error(at);
  }
  return error(bytes.length);
}

const ESCAPABLE: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt', "latin1"));

const LITERALS = ["true", "false", "null"].map((text) => Buffer.from(text, "latin1"));

function scalarEnd(bytes: Buffer, start: number): number {
  const literal = LITERALS.find((each) => each[0] === bytes[start]);
  if (literal === undefined) return numberEnd(bytes, start);
  for (let i = 1; i < literal.length; i++) if (bytes[start + i] !== literal[i]) return error(start + i);
  return start + literal.length;
}

function numberEnd(bytes: Buffer, start: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (bytes[at] === ZERO) at += 1;
  else {
    const digits = at;
    at = digitsEnd(bytes, at);
    if (at === digits) return error(at);
  }
  if (bytes[at] === DOT) {
    const digits = at + 1;
    at = digitsEnd(bytes, digits);
    if (at === digits) return error(at);
  }
  if (((bytes[at] ?? 0) | 0x20) === LETTER_E) {
    at += 1;
    if (bytes[at] === PLUS || bytes[at] === MINUS) at += 1;
    const digits = at;
    at = digitsEnd(bytes, at);
    if (at === digits) return error(at);
  }
  return at;
}

function digitsEnd(bytes: Buffer, start: number): number {
  let at = start;
  while (at < bytes.length && isDigit(bytes[at]!)) at += 1;
  return at;
}
