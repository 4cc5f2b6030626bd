/**
 * A start line that begins inside a line: behind a greeting of SOCKS, or a body whose length was wrong, and no line
 * end. Only what leaves no doubt is taken for one, for the line may be prose about HTTP, where it stands behind a
 * blank.
 */
import type { Direction } from "./direction.js";
import { endOfToken, isBlank } from "./octets.js";
import { REGISTERED_METHODS } from "./registry.js";
import { parseRequestLine, parseStatusLine, VERSION_NAME, withoutCr } from "./start-line.js";

/** Where it begins in the line bytes[start, lf); −1 where there is none. */
export function findEmbeddedStart(direction: Direction, bytes: Buffer, start: number, lf: number): number {
  const end = withoutCr(bytes, start, lf);
  return direction === "response" ? findStatus(bytes, start, end) : findRequest(bytes, start, end);
}

function findStatus(bytes: Buffer, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] !== VERSION_NAME[0] || isBlank(bytes[at - 1]!)) continue;
    const line = parseStatusLine(bytes, at, end);
    if (line !== null && line.oddity === null) return at;
  }
  return -1;
}

/** The last two words are target and version, and the method is what a name before them ends in. */
function findRequest(bytes: Buffer, start: number, end: number): number {
  const targetEnd = beforeWord(bytes, start, end);
  const methodEnd = targetEnd < 0 ? -1 : beforeWord(bytes, start, targetEnd);
  if (methodEnd < 0) return -1;
  for (let at = Math.max(start + 1, methodEnd - LONGEST_METHOD); at < methodEnd; at++) {
    if (isBlank(bytes[at - 1]!) || endOfToken(bytes, at, methodEnd) !== methodEnd) continue;
    if (!REGISTERED_METHODS.has(bytes.toString("latin1", at, methodEnd))) continue;
    // SSDP asks with M-SEARCH, which nobody has registered, and its packets are uploaded inside captures.
    if (bytes.toString("latin1", Math.max(start, at - 2), methodEnd) === "M-SEARCH") return -1;
    return parseRequestLine(bytes, at, end, false)?.oddity === null ? at : -1;
  }
  return -1;
}

/** Where the blank before the last word of bytes[start, end) stands; −1 where no blank or no word does. */
function beforeWord(bytes: Buffer, start: number, end: number): number {
  let at = end - 1;
  while (at > start && !isBlank(bytes[at]!)) at -= 1;
  return at > start && at < end - 1 ? at : -1;
}

const LONGEST_METHOD = Math.max(...[...REGISTERED_METHODS].map((method) => method.length));
