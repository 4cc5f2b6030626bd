/**
 * What a connection speaks, told by its first bytes and never by its port. HTTP/1.x shows itself by a request line
 * or a status line; TLS and prior-knowledge HTTP/2 are recognised so that they can be counted and left alone.
 */
import { START_LINE_BYTES, UNDECIDED_BYTES } from "../core/limits.js";
import { CR, LF, endOfToken, isBlank } from "./octets.js";
import { REGISTERED_METHODS } from "./registry.js";
import {
  METHOD_LIMIT,
  parseStatusLine,
  requestProspect,
  statusProspect,
  type Prospect,
} from "./start-line.js";

export type Verdict = "undecided" | "request" | "response" | "tls" | "http2" | "other";

const HTTP2_PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/**
 * Judges bytes[start, end), all that one side sent so far.
 * @param isFromStart the bytes are the first of the connection, so HTTP/0.9 and TLS hellos may stand here
 */
export function detect(bytes: Buffer, start: number, end: number, isFromStart: boolean): Verdict {
  // Empty lines before a request are to be ignored (RFC 9112 §2.2).
  let at = start;
  while (at < end && (bytes[at] === CR || bytes[at] === LF)) at += 1;
  if (at === end) return end - start > UNDECIDED_BYTES ? "other" : "undecided";
  const size = end - at;
  const tls = tlsProspect(bytes, at, end);
  if (tls === "yes") return "tls";
  if (matchesPreface(bytes, at, end)) return size >= HTTP2_PREFACE.length ? "http2" : "undecided";
  const response = statusProspect(bytes, at, end);
  if (response === "yes") return "response";
  const request = requestProspect(bytes, at, end, isFromStart);
  if (request === "yes" || request === "simple") return "request";
  if (response === "no" && request === "no") return tls === "maybe" ? "undecided" : "other";
  if (end - start <= undecidedLimit(bytes, at, end)) return "undecided";
  if (response === "maybe") return parseStatusLine(bytes, at, end) === null ? "other" : "response";
  return beginsRequest(bytes, at, end) ? "request" : "other";
}

/** A line is too long for a start line; but what begins with a method is HTTP that somebody sent too much of. */
function beginsRequest(bytes: Buffer, start: number, end: number): boolean {
  const methodEnd = endOfToken(bytes, start, Math.min(end, start + METHOD_LIMIT));
  return isBlank(bytes[methodEnd]!) && REGISTERED_METHODS.has(bytes.toString("latin1", start, methodEnd));
}

/** A token and a blank, or `HTTP/`, may lead a long start line; anything else is decided sooner. */
function undecidedLimit(bytes: Buffer, start: number, end: number): number {
  const stop = Math.min(end, start + METHOD_LIMIT + 1);
  for (let at = start; at < stop; at++) if (isBlank(bytes[at]!)) return START_LINE_BYTES;
  return UNDECIDED_BYTES;
}

function matchesPreface(bytes: Buffer, start: number, end: number): boolean {
  const size = Math.min(end - start, HTTP2_PREFACE.length);
  // Shorter than `PRI *`, it may still become anything.
  if (size < 5) return false;
  for (let at = 0; at < size; at++) if (bytes[start + at] !== HTTP2_PREFACE[at]) return false;
  return true;
}

/** A TLS record header: content type 20 to 23, version 3.0 to 3.4, a length of at most 2^14 + 2048 (RFC 8446 §5.1). */
function tlsProspect(bytes: Buffer, start: number, end: number): Prospect {
  const size = end - start;
  const type = bytes[start]!;
  if (type < 0x14 || type > 0x17) return "no";
  if (size > 1 && bytes[start + 1] !== 0x03) return "no";
  if (size > 2 && bytes[start + 2]! > 0x04) return "no";
  if (size < 5) return "maybe";
  return ((bytes[start + 3]! << 8) | bytes[start + 4]!) <= 16_384 + 2_048 ? "yes" : "no";
}
