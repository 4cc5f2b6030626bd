/**
 * Which cookies were set and sent, by host and name, counted on the bytes of the heads: text is made of a name once,
 * and a value is never looked at. A table of fixed size with open addressing.
 */
import { randomInt } from "node:crypto";
import { LINE_LIST_ENTRIES, LIVE_ENTRIES, LIVE_NAME_SIZE } from "../../core/limits.js";
import type { Head } from "../../http/head.js";
import { knownHeaderId } from "../../http/known-headers.js";
import { SEMICOLON, skipBlanks, trimBlanks } from "../../http/octets.js";
import type { HostCount } from "./host-counts.js";

export interface CookieCount {
  /** As the wire has it. */
  readonly name: string;
  readonly hostName: string;
  readonly hostNumber: number;
  setCount: number;
  sentCount: number;
  /** When it was last seen. */
  lastNs: number;
}

/** A power of two, four times what it holds at most: a free slot is a step or two away. */
const SLOTS = 2 ** Math.ceil(Math.log2(LIVE_ENTRIES * 4));
const EQUALS = 0x3d;
const COOKIE = knownHeaderId("cookie");
const SET_COOKIE = knownHeaderId("set-cookie");

export class CookieCounts {
  /** Cookies were seen that are not listed: the table is full, or the name is too long. */
  hasMore = false;
  readonly entries: CookieCount[] = [];
  readonly #slots = new Int32Array(SLOTS).fill(-1);
  readonly #hashes = new Int32Array(LIVE_ENTRIES);
  /** Nobody outside can prepare names that fall into one place. */
  readonly #seed = randomInt(2 ** 32) | 0;

  /** Those that a request carries. @param host null where it is not listed: neither are they */
  addSent(head: Head, host: HostCount | null, timeNs: number): void {
    if (host === null) {
      this.hasMore = true;
      return;
    }
    let pairs = 0;
    for (let i = 0; i < head.fieldCount; i++) {
      if (head.fieldId(i) !== COOKIE) continue;
      const end = head.valueEnd(i);
      for (let at = head.valueStart(i); at < end && pairs < LINE_LIST_ENTRIES; pairs++) {
        const pairEnd = indexOfOr(head.bytes, SEMICOLON, at, end);
        const equals = indexOfOr(head.bytes, EQUALS, at, pairEnd);
        // A piece without `=` is the value of a cookie without a name; without either it is none.
        const nameEnd = equals === pairEnd ? at : equals;
        const isNone =
          skipBlanks(head.bytes, at, nameEnd) === nameEnd &&
          skipBlanks(head.bytes, equals === pairEnd ? at : equals + 1, pairEnd) === pairEnd;
        const entry = isNone ? null : this.#find(host, head.bytes, at, nameEnd);
        if (entry !== null) {
          entry.sentCount += 1;
          entry.lastNs = timeNs;
        }
        at = pairEnd + 1;
      }
    }
  }

  /** Those that a response sets. */
  addSet(head: Head, host: HostCount | null, timeNs: number): void {
    if (host === null) {
      this.hasMore = true;
      return;
    }
    for (let i = 0; i < head.fieldCount; i++) {
      if (head.fieldId(i) !== SET_COOKIE) continue;
      const at = head.valueStart(i);
      const pairEnd = indexOfOr(head.bytes, SEMICOLON, at, head.valueEnd(i));
      const equals = indexOfOr(head.bytes, EQUALS, at, pairEnd);
      // Browsers ignore a field without a name before `=` (RFC 6265 §5.2).
      if (equals === pairEnd || trimBlanks(head.bytes, at, equals) === at) continue;
      const entry = this.#find(host, head.bytes, at, equals);
      if (entry === null) continue;
      entry.setCount += 1;
      entry.lastNs = timeNs;
    }
  }

  /** The entry of the name in bytes[from, to), blanks around it left out; a new one while there is room. */
  #find(host: HostCount, bytes: Buffer, from: number, to: number): CookieCount | null {
    const start = skipBlanks(bytes, from, to);
    const end = trimBlanks(bytes, start, to);
    if (end - start > LIVE_NAME_SIZE) {
      this.hasMore = true;
      return null;
    }
    const hash = this.#hashOf(host, bytes, start, end);
    let slot = hash & (SLOTS - 1);
    for (let index = this.#slots[slot]!; index >= 0; index = this.#slots[slot]!) {
      const entry = this.entries[index]!;
      if (
        this.#hashes[index] === hash &&
        entry.hostNumber === host.number &&
        isSame(entry.name, bytes, start, end)
      )
        return entry;
      slot = (slot + 1) & (SLOTS - 1);
    }
    if (this.entries.length === LIVE_ENTRIES) {
      this.hasMore = true;
      return null;
    }
    const entry = {
      name: bytes.toString("latin1", start, end),
      hostName: host.name,
      hostNumber: host.number,
      setCount: 0,
      sentCount: 0,
      lastNs: 0,
    };
    this.#slots[slot] = this.entries.length;
    this.#hashes[this.entries.length] = hash;
    this.entries.push(entry);
    return entry;
  }

  /** FNV-1a, begun with the host and what nobody outside knows. */
  #hashOf(host: HostCount, bytes: Buffer, start: number, end: number): number {
    let hash = this.#seed ^ Math.imul(host.number, 0x9e3779b1);
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    return hash ^ (hash >>> 15);
  }
}

function isSame(name: string, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}

/** Heads are short: a loop is through before a search has begun. */
function indexOfOr(bytes: Buffer, byte: number, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== byte) at += 1;
  return at;
}
