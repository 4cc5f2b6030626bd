/**
 * Start lines (RFC 9112 §3, §4), matched on bytes. Lenient as servers are, which answer such lines rather than not:
 * white space between the parts may be longer, a target may hold blanks or lack, a version may be cut short, a reason
 * may be missing; what is unusual is said in `oddity`.
 */
import type { Direction } from "./direction.js";
import { CR, SP, endOfToken, isBlank, isDigit, skipBlanks, trimBlanks } from "./octets.js";
import { REGISTERED_METHODS } from "./registry.js";
import { byteAt, wordsOf } from "./words.js";

const SLASH = 0x2f;
const DOT = 0x2e;

/** Longest method that a line is still taken for a request by; the registry's longest has 17 letters. */
export const METHOD_LIMIT = 32;

/** A request line, as offsets from its beginning. */
export interface RequestLine {
  readonly kind: "request";
  readonly methodEnd: number;
  readonly targetStart: number;
  readonly targetEnd: number;
  /** Equal to versionEnd for HTTP/0.9, which has none. */
  readonly versionStart: number;
  readonly versionEnd: number;
  /** What is not to grammar; null where nothing is. */
  readonly oddity: string | null;
}

export interface StatusLine {
  readonly kind: "response";
  readonly versionEnd: number;
  readonly status: number;
  readonly reasonStart: number;
  readonly reasonEnd: number;
  readonly oddity: string | null;
}

export type StartLine = RequestLine | StatusLine;

/** What the bytes so far can still become. "simple": a whole line of HTTP/0.9, which is a head of its own. */
export type Prospect = "no" | "maybe" | "yes" | "simple";

/**
 * Parses bytes[start, end), a line without its end. null where it is no request line. A line without a version
 * is one (HTTP/0.9) for GET alone, and only where `allowOld` says that it may stand here.
 */
export function parseRequestLine(
  bytes: Buffer,
  start: number,
  end: number,
  allowOld: boolean,
): RequestLine | null {
  const methodEnd = endOfToken(bytes, start, end);
  if (methodEnd === start || methodEnd === end || methodEnd - start > METHOD_LIMIT) return null;
  if (!isBlank(bytes[methodEnd]!)) return null;
  const targetStart = skipBlanks(bytes, methodEnd, end);
  const trimmed = trimBlanks(bytes, targetStart, end);
  if (trimmed === targetStart) return null;
  const versionStart = startOfLastWord(bytes, targetStart, trimmed);
  if (versionStart > targetStart && looksLikeVersion(bytes, versionStart, trimmed)) {
    const targetEnd = trimBlanks(bytes, targetStart, versionStart);
    let oddity: string | null = null;
    if (hasBlank(bytes, targetStart, targetEnd)) oddity = "white space inside the target";
    else if (
      !isOneSpace(bytes, methodEnd, targetStart) ||
      !isOneSpace(bytes, targetEnd, versionStart) ||
      trimmed !== end
    ) {
      oddity = "white space other than one blank between its parts";
    }
    return requestLine(start, methodEnd, targetStart, targetEnd, versionStart, trimmed, oddity);
  }
  if (versionStart === targetStart && isVersion(bytes, versionStart, trimmed)) {
    // The end of any longer line would do, were it not for the method.
    if (!REGISTERED_METHODS.has(bytes.toString("latin1", start, methodEnd))) return null;
    return requestLine(start, methodEnd, targetStart, targetStart, versionStart, trimmed, "no target");
  }
  if (!allowOld || methodEnd - start !== 3 || bytes.toString("latin1", start, methodEnd) !== "GET")
    return null;
  if (bytes[targetStart] !== SLASH || hasBlank(bytes, targetStart, trimmed)) return null;
  return requestLine(start, methodEnd, targetStart, trimmed, trimmed, trimmed, null);
}

function requestLine(
  start: number,
  methodEnd: number,
  targetStart: number,
  targetEnd: number,
  versionStart: number,
  versionEnd: number,
  oddity: string | null,
): RequestLine {
  return {
    kind: "request",
    methodEnd: methodEnd - start,
    targetStart: targetStart - start,
    targetEnd: targetEnd - start,
    versionStart: versionStart - start,
    versionEnd: versionEnd - start,
    oddity,
  };
}

/** Parses bytes[start, end), a line without its end. null where it is no status line. */
export function parseStatusLine(bytes: Buffer, start: number, end: number): StatusLine | null {
  const versionEnd = endOfVersion(bytes, start, end);
  if (versionEnd < 0) return null;
  const statusStart = skipBlanks(bytes, versionEnd, end);
  if (statusStart === versionEnd || end - statusStart < 3) return null;
  let status = 0;
  for (let at = statusStart; at < statusStart + 3; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return null;
    status = status * 10 + digit;
  }
  const statusEnd = statusStart + 3;
  if (statusEnd < end && isDigit(bytes[statusEnd]!)) return null;
  let oddity: string | null = null;
  if (statusEnd === end) oddity = "no blank after the status code";
  else if (bytes[statusEnd] !== SP) oddity = "no blank after the status code";
  else if (statusStart !== versionEnd + 1) oddity = "white space other than one blank before the status code";
  const reasonStart = statusEnd < end && bytes[statusEnd] === SP ? statusEnd + 1 : statusEnd;
  return {
    kind: "response",
    versionEnd: versionEnd - start,
    status,
    reasonStart: reasonStart - start,
    reasonEnd: end - start,
    oddity,
  };
}

/** Whether bytes[start, end), of which more may follow, can begin with a request line. "yes" needs the whole line. */
export function requestProspect(bytes: Buffer, start: number, end: number, allowOld: boolean): Prospect {
  const tokenEnd = endOfToken(bytes, start, Math.min(end, start + METHOD_LIMIT + 1));
  if (tokenEnd === end) return tokenEnd - start <= METHOD_LIMIT ? "maybe" : "no";
  if (tokenEnd === start || !isBlank(bytes[tokenEnd]!) || tokenEnd - start > METHOD_LIMIT) return "no";
  const lf = indexOfLf(bytes, tokenEnd, end);
  if (lf < 0) return "maybe";
  const line = parseRequestLine(bytes, start, withoutCr(bytes, start, lf), allowOld);
  if (line === null) return "no";
  return line.versionStart === line.versionEnd ? "simple" : "yes";
}

/** The same for a status line. */
export function statusProspect(bytes: Buffer, start: number, end: number): Prospect {
  for (let at = 0; at < VERSION_NAME.length; at++) {
    if (start + at === end) return "maybe";
    if (bytes[start + at] !== VERSION_NAME[at]) return "no";
  }
  const lf = indexOfLf(bytes, start, end);
  if (lf < 0) return "maybe";
  return parseStatusLine(bytes, start, withoutCr(bytes, start, lf)) === null ? "no" : "yes";
}

/**
 * The start line that bytes[start, end) begin with, parsed; null where it is none, not there to its end, or of
 * HTTP/0.9, which has no head to follow.
 */
export function startLineAt(
  direction: Direction,
  bytes: Buffer,
  start: number,
  end: number,
): StartLine | null {
  if (direction === "response") {
    if (bytes[start] !== VERSION_NAME[0]) return null;
    const lf = indexOfLf(bytes, start, end);
    return lf < 0 ? null : parseStatusLine(bytes, start, withoutCr(bytes, start, lf));
  }
  const methodEnd = endOfToken(bytes, start, Math.min(end, start + METHOD_LIMIT + 1));
  if (methodEnd === end || !isBlank(bytes[methodEnd]!)) return null;
  const lf = indexOfLf(bytes, methodEnd, end);
  return lf < 0 ? null : parseRequestLine(bytes, start, withoutCr(bytes, start, lf), false);
}

const LFS = 0x0a0a0a0a;

/** First LF in bytes[start, end), −1 for none. Not indexOf, which would look on to the end of the block. */
export function indexOfLf(bytes: Buffer, start: number, end: number): number {
  const base = bytes.byteOffset;
  const at = byteAt(wordsOf(bytes), LFS, base + start, base + end) - base;
  return at < end ? at : -1;
}

/** End of a line whose LF is at `lf`, without a CR before it. */
export function withoutCr(bytes: Buffer, start: number, lf: number): number {
  return lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
}

export const VERSION_NAME = Buffer.from("HTTP/", "latin1");

function startOfLastWord(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && !isBlank(bytes[at - 1]!)) at -= 1;
  return at;
}

function hasBlank(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isBlank(bytes[at]!)) return true;
  return false;
}

const isOneSpace = (bytes: Buffer, start: number, end: number): boolean =>
  end === start + 1 && bytes[start] === SP;

/** `HTTP/` and digits and dots, however few. */
function looksLikeVersion(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < VERSION_NAME.length) return false;
  for (let at = 0; at < VERSION_NAME.length; at++) if (bytes[start + at] !== VERSION_NAME[at]) return false;
  for (let at = start + VERSION_NAME.length; at < end; at++)
    if (!isDigit(bytes[at]!) && bytes[at] !== DOT) return false;
  return true;
}

function isVersion(bytes: Buffer, start: number, end: number): boolean {
  return endOfVersion(bytes, start, end) === end;
}

/** End of `HTTP/` digits `.` digits at `start`; −1 where there is none. */
function endOfVersion(bytes: Buffer, start: number, end: number): number {
  if (end - start < VERSION_NAME.length + 3) return -1;
  for (let at = 0; at < VERSION_NAME.length; at++) if (bytes[start + at] !== VERSION_NAME[at]) return -1;
  const major = start + VERSION_NAME.length;
  const dot = endOfDigits(bytes, major, end);
  if (dot === major || dot === end || bytes[dot] !== DOT) return -1;
  const minor = endOfDigits(bytes, dot + 1, end);
  return minor === dot + 1 ? -1 : minor;
}

function endOfDigits(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at += 1;
  return at;
}
