/**
 * The key of a flow: both ends in canonical order (the lower address and port first), so that the two directions
 * meet. `isSwapped` says that the segment's source is the higher end.
 */
import { formatAddress } from "../core/address.js";
import type { Endpoint } from "../core/records.js";
import type { SegmentView } from "../decode/segment.js";

/** Sign of source − target, by address words and then port. */
export function compareEnds(segment: SegmentView): number {
  const { source, target } = segment;
  for (let word = 0; word < 4; word++) {
    const difference = (source[word]! >>> 0) - (target[word]! >>> 0);
    if (difference !== 0) return difference;
  }
  return segment.sourcePort - segment.targetPort;
}

/** Seeded, so that nobody who does not know the seed can prepare a flood of collisions. */
export function hashEnds(segment: SegmentView, isSwapped: boolean, seed: number): number {
  const low = isSwapped ? segment.target : segment.source;
  const high = isSwapped ? segment.source : segment.target;
  let hash = mix(portsWord(segment, isSwapped) ^ seed ^ segment.ipVersion);
  if (segment.ipVersion === 4) {
    hash = mix(hash ^ low[3]!);
    return mix(hash ^ high[3]!);
  }
  for (let word = 0; word < 4; word++) {
    hash = mix(hash ^ low[word]!);
    hash = mix(hash ^ high[word]!);
  }
  return hash;
}

/** Ints that a four-tuple takes in a table: the lower end's address, the higher's, the ports, the IP version. */
export const TUPLE_WORDS = 10;
const HIGH_WORD = 4;
const PORTS_WORD = 8;
const VERSION_WORD = 9;

/** Whether the tuple at `at` of a table is that of the segment. */
export function sameEnds(table: Int32Array, at: number, segment: SegmentView, isSwapped: boolean): boolean {
  if (table[at + PORTS_WORD] !== portsWord(segment, isSwapped)) return false;
  if (table[at + VERSION_WORD] !== segment.ipVersion) return false;
  const low = isSwapped ? segment.target : segment.source;
  const high = isSwapped ? segment.source : segment.target;
  for (let word = 3; word >= 0; word--) {
    if (table[at + word] !== low[word] || table[at + HIGH_WORD + word] !== high[word]) return false;
  }
  return true;
}

export function setEnds(table: Int32Array, at: number, segment: SegmentView, isSwapped: boolean): void {
  table.set(isSwapped ? segment.target : segment.source, at);
  table.set(isSwapped ? segment.source : segment.target, at + HIGH_WORD);
  table[at + PORTS_WORD] = portsWord(segment, isSwapped);
  table[at + VERSION_WORD] = segment.ipVersion;
}

/** The lower end and the higher one of the tuple at `at`. */
export function readEnds(table: Int32Array, at: number): readonly [Endpoint, Endpoint] {
  const ipVersion = table[at + VERSION_WORD] === 4 ? 4 : 6;
  const ports = table[at + PORTS_WORD]!;
  const ip = (from: number): string => formatAddress(ipVersion, table.subarray(from, from + HIGH_WORD));
  return [
    { ip: ip(at), port: ports >>> 16 },
    { ip: ip(at + HIGH_WORD), port: ports & 0xffff },
  ];
}

/** The lower end's port, then the higher's. */
function portsWord(segment: SegmentView, isSwapped: boolean): number {
  return isSwapped
    ? (segment.targetPort << 16) | segment.sourcePort
    : (segment.sourcePort << 16) | segment.targetPort;
}

/** One round of a multiplicative mix (the finaliser of MurmurHash3, shortened). */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
