/**
 * Whether bytes are JSON (RFC 8259), as far as they go: a text that is cut off is no worse for it. Bytes in, the place
 * of the first error out; nothing is built, and nothing is made on the way.
 */
import { REQUEST_PREFIX_BYTES } from "../core/limits.js";
import { CR, HTAB, LF, SP, isDigit, isHex } from "./octets.js";

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
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const LETTER_U = 0x75;
const OPEN_MAP = 0x7b;
const CLOSE_MAP = 0x7d;

/** What closes each list or map that is open. As deep as the longest text that is looked at has bytes. */
const closers = new Uint8Array(REQUEST_PREFIX_BYTES);

/** What may stand next. "first": an element, or the end of the list or map that has just begun. */
type Expected = "value" | "first" | "name" | "colon" | "next";

const OK = -1;

/**
 * Offset of the first byte that cannot stand there; the size where a whole text lacks its end; −1 where all is well.
 * @param bytes at most REQUEST_PREFIX_BYTES
 * @param isWhole no more bytes follow
 */
export function jsonError(bytes: Buffer, isWhole: boolean): number {
  const end = bytes.length;
  let depth = 0;
  let expected: Expected = "value";
  let at = skipMark(bytes);
  for (;;) {
    while (at < end && bytes[at]! <= SP && isSpace(bytes[at]!)) at += 1;
    if (at === end) return isWhole && (expected !== "next" || depth > 0) ? end : OK;
    const byte = bytes[at]!;
    if (expected === "colon") {
      if (byte !== COLON) return at;
      expected = "value";
      at += 1;
      continue;
    }
    if (expected === "next" || expected === "first") {
      const closer = depth > 0 ? closers[depth - 1]! : 0;
      if (depth > 0 && byte === closer) {
        depth -= 1;
        expected = "next";
        at += 1;
        continue;
      }
      if (expected === "next") {
        if (depth === 0 || byte !== COMMA) return at;
        expected = closer === CLOSE_MAP ? "name" : "value";
        at += 1;
        continue;
      }
      if (closer === CLOSE_MAP) expected = "name";
    }
    if (byte === QUOTE) {
      const stop = stringEnd(bytes, at);
      if (stop < 0) return errorIn(bytes, -stop - 1, isWhole);
      expected = expected === "name" ? "colon" : "next";
      at = stop;
    } else if (expected === "name") {
      return at;
    } else if (byte === OPEN_MAP || byte === OPEN_LIST) {
      closers[depth] = byte === OPEN_MAP ? CLOSE_MAP : CLOSE_LIST;
      depth += 1;
      expected = "first";
      at += 1;
    } else {
      const stop = scalarEnd(bytes, at, byte);
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

const isSpace = (byte: number): boolean => byte === SP || byte === LF || byte === CR || byte === HTAB;

/** Offsets of errors come back as −1 − offset, so that they cannot be taken for an end. */
const error = (at: number): number => -at - 1;

/** What a string does not go on with: its end, an escape, a control character. */
const STOPS_STRING = new Uint8Array(256);
STOPS_STRING.fill(1, 0, SP);
STOPS_STRING[QUOTE] = 1;
STOPS_STRING[BACKSLASH] = 1;

const ESCAPABLE = new Uint8Array(256);
for (const byte of Buffer.from('"\\/bfnrt', "latin1")) ESCAPABLE[byte] = 1;

/** Behind the closing quote. */
function stringEnd(bytes: Buffer, start: number): number {
  const end = bytes.length;
  let at = start + 1;
  for (;;) {
    while (at < end && STOPS_STRING[bytes[at]!] === 0) at += 1;
    if (at === end) return error(at);
    if (bytes[at] === QUOTE) return at + 1;
    if (bytes[at] !== BACKSLASH) return error(at);
    at += 1;
    if (at === end) return error(at);
    const escaped = bytes[at]!;
    if (escaped === LETTER_U) {
      for (let digits = 0; digits < 4; digits++) {
        at += 1;
        if (at === end || !isHex(bytes[at]!)) return error(at);
      }
    } else if (ESCAPABLE[escaped] === 0) return error(at);
    at += 1;
  }
}

const TRUE = Buffer.from("true", "latin1");
const FALSE = Buffer.from("false", "latin1");
const NULL = Buffer.from("null", "latin1");

/** @param first the byte at `start` */
function scalarEnd(bytes: Buffer, start: number, first: number): number {
  switch (first) {
    case LETTER_T:
      return literalEnd(bytes, start, TRUE);
    case LETTER_F:
      return literalEnd(bytes, start, FALSE);
    case LETTER_N:
      return literalEnd(bytes, start, NULL);
    default:
      return numberEnd(bytes, start);
  }
}

function literalEnd(bytes: Buffer, start: number, literal: Buffer): number {
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
