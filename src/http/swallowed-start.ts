/**
 * A start line where none should be: inside a body that was announced longer than it is, or beginning in one and
 * going on behind it. One of two readers takes it for a message (RFC 9112 §11.2).
 */
import type { Direction } from "./direction.js";
import { CR, LF, SP, skipBlanks } from "./octets.js";
import { REGISTERED_METHODS } from "./registry.js";
import { indexOfLf, requestProspect, statusProspect, withoutCr } from "./start-line.js";

export interface SwallowedStart {
  /** Bytes of the body before it. */
  readonly offset: number;
  /** Method, or status; never the target, which may hold a secret. */
  readonly what: string;
}

/** The first message that begins in the beginning of a body; null for none. */
export function findSwallowedStart(prefix: Buffer, direction: Direction): SwallowedStart | null {
  if (direction === "response") {
    if (statusProspect(prefix, 0, prefix.length) !== "yes") return null;
    const status = skipBlanks(prefix, prefix.indexOf(SP), prefix.length);
    return { offset: 0, what: prefix.toString("latin1", status, status + 3) };
  }
  if (requestProspect(prefix, 0, prefix.length, false) === "yes") {
    const what = prefix.toString("latin1", 0, prefix.indexOf(SP));
    if (REGISTERED_METHODS.has(what)) return { offset: 0, what };
  }
  return findRequestInside(prefix);
}

const VERSION = Buffer.from(" HTTP/1.", "latin1");
const HOST = Buffer.from("host:", "latin1");

/** A request line with Host right behind it: that much by chance is a text about HTTP at least. */
function findRequestInside(prefix: Buffer): SwallowedStart | null {
  for (let at = prefix.indexOf(VERSION); at >= 0; at = prefix.indexOf(VERSION, at + 1)) {
    const lf = at + VERSION.length + 2;
    if (prefix[lf - 1] !== CR || prefix[lf] !== LF || !isHost(prefix, lf + 1)) continue;
    const targetStart = prefix.lastIndexOf(SP, at - 1) + 1;
    if (targetStart < 2 || indexOfLf(prefix, targetStart, at) >= 0) continue;
    const method = methodThatEndsAt(prefix, targetStart - 1);
    if (method !== null) return { offset: targetStart - 1 - method.length, what: method };
  }
  return null;
}

function isHost(bytes: Buffer, start: number): boolean {
  if (start + HOST.length > bytes.length) return false;
  for (let i = 0; i < HOST.length; i++) if ((bytes[start + i]! | 0x20) !== HOST[i]) return false;
  return true;
}

const METHODS = [...REGISTERED_METHODS].toSorted((a, b) => b.length - a.length);
const LONGEST_METHOD = METHODS[0]!.length;

/** The registered method in front of `end`, the longest that fits: the body may end right before it. */
function methodThatEndsAt(bytes: Buffer, end: number): string | null {
  const text = bytes.toString("latin1", Math.max(0, end - LONGEST_METHOD), end);
  return METHODS.find((method) => text.endsWith(method)) ?? null;
}

/** The registered method whose beginning a body ends with and whose rest follows it; null for none. */
export function methodAcross(tail: Buffer, rest: string): string | null {
  const text = tail.toString("latin1") + rest;
  return METHODS.find((method) => method.length > rest.length && text.endsWith(method)) ?? null;
}

/** Bytes behind a body that tell whether they are the rest of a start line. */
export const REST_BYTES = 256;

/** Whether bytes behind a body look like a start line whose beginning lies in it. */
export function isRestOfStartLine(rest: Buffer, direction: Direction): boolean {
  const lf = indexOfLf(rest, 0, rest.length);
  if (lf < 0) return false;
  const line = rest.toString("latin1", 0, withoutCr(rest, 0, lf));
  if (direction === "response") return /^(?:T?T?P)?\/?1\.[01] [1-5][0-9][0-9](?: |$)/.test(line);
  return /^ ?(?:[^ ]* )?(?:H?T?T?P)?\/?1?\.[01]$/.test(line);
}
