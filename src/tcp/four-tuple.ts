/**
 * The key of a flow: both ends in canonical order (the lower address and port first), so that the two directions
 * meet. `isSwapped` says that the segment's source is the higher end.
 */
import type { SegmentView } from "../decode/segment.js";
import type { Flow } from "./flow.js";

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
  let hash = isSwapped
    ? (segment.targetPort << 16) | segment.sourcePort
    : (segment.sourcePort << 16) | segment.targetPort;
  hash = mix(hash ^ seed ^ segment.ipVersion);
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

export function sameEnds(flow: Flow, segment: SegmentView, isSwapped: boolean): boolean {
  const low = isSwapped ? segment.target : segment.source;
  const high = isSwapped ? segment.source : segment.target;
  const lowPort = isSwapped ? segment.targetPort : segment.sourcePort;
  const highPort = isSwapped ? segment.sourcePort : segment.targetPort;
  const { addresses } = flow;
  if (flow.ports[0] !== lowPort || flow.ports[1] !== highPort || flow.ipVersion !== segment.ipVersion)
    return false;
  if (addresses[3] !== low[3] || addresses[7] !== high[3]) return false;
  if (flow.ipVersion === 4) return true;
  for (let word = 0; word < 3; word++) {
    if (addresses[word] !== low[word] || addresses[4 + word] !== high[word]) return false;
  }
  return true;
}

export function setEnds(flow: Flow, segment: SegmentView, isSwapped: boolean): void {
  flow.addresses.set(isSwapped ? segment.target : segment.source, 0);
  flow.addresses.set(isSwapped ? segment.source : segment.target, 4);
  flow.ports = isSwapped
    ? [segment.targetPort, segment.sourcePort]
    : [segment.sourcePort, segment.targetPort];
  flow.ipVersion = segment.ipVersion;
}

/** One round of a multiplicative mix (the finaliser of MurmurHash3, shortened). */
function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
