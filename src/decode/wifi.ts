/**
 * 802.11 data frames, alone and behind the headers that adapters put before them (radiotap, Prism, AVS). What is
 * encrypted on the air stays undecoded, and so do fragments of the radio layer. An aggregate (A-MSDU) holds several
 * packets in one frame: the first is decoded here, the walk's `sibling` says where the next one lies.
 */
import { KIND } from "./kinds.js";
import { LLC, type Layer, type Walk, uint16At } from "./walk.js";

const TYPE_DATA = 2;
const SUBTYPE_QOS = 0x80;
const SUBTYPE_NO_DATA = 0x40;
const TO_AND_FROM_DS = 0x03;
const MORE_FRAGMENTS = 0x04;
const PROTECTED = 0x40;
const HAS_HT_CONTROL = 0x80;
const AGGREGATE = 0x80;
const MAC_HEADER_SIZE = 24;
const SUBFRAME_HEADER_SIZE = 14;
const SNAP = 0xaaaa;

/** IEEE 802.11 §9.2. */
export function readWifi(walk: Walk): Layer {
  return readFrame(walk, walk.at, walk.at + 1);
}

/** As controllers of one maker send it on: the two bytes of frame control are swapped. */
export function readSwappedWifi(walk: Walk): Layer {
  return readFrame(walk, walk.at + 1, walk.at);
}

/** Whether the first byte of frame control says that the frame carries data. */
export const isWifiData = (control: number): boolean => ((control >> 2) & 3) === TYPE_DATA;

function readFrame(walk: Walk, controlAt: number, flagsAt: number): Layer {
  const { data, at } = walk;
  if (walk.left() < MAC_HEADER_SIZE)
    return walk.stop(KIND[walk.left() < 2 ? "undecoded:wifi" : "undecoded:wifi-control"]);
  const control = data[controlAt]!;
  const flags = data[flagsAt]!;
  if (!isWifiData(control) || (control & SUBTYPE_NO_DATA) !== 0) {
    return walk.stop(KIND["undecoded:wifi-control"]);
  }
  if ((flags & PROTECTED) !== 0) return walk.stop(KIND["undecoded:wifi-protected"]);
  const isFragment = (flags & MORE_FRAGMENTS) !== 0 || (data[at + 22]! & 0x0f) !== 0;
  if (isFragment) return walk.stop(KIND["undecoded:wifi-fragment"]);

  let headerSize = MAC_HEADER_SIZE + ((flags & TO_AND_FROM_DS) === TO_AND_FROM_DS ? 6 : 0);
  let isAggregate = false;
  if ((control & SUBTYPE_QOS) !== 0) {
    if (walk.left() < headerSize + 2) return walk.stop(KIND["undecoded:wifi"]);
    isAggregate = (data[at + headerSize]! & AGGREGATE) !== 0;
    headerSize += (flags & HAS_HT_CONTROL) === 0 ? 2 : 6;
  }
  // Some adapters pad the header to a multiple of four bytes; SNAP two bytes further on shows it.
  if (headerSize % 4 !== 0 && !isSnap(walk, at + headerSize) && isSnap(walk, at + headerSize + 2))
    headerSize += 2;
  if (walk.left() < headerSize) return walk.stop(KIND["undecoded:wifi"]);
  walk.at += headerSize;
  return isAggregate ? readSubframe(walk) : LLC;
}

/** One frame of an aggregate: two addresses, length, LLC, padding to four bytes. */
export function readSubframe(walk: Walk): Layer {
  if (walk.left() < SUBFRAME_HEADER_SIZE) return walk.stop(KIND["undecoded:wifi"]);
  const begin = walk.at;
  const size = SUBFRAME_HEADER_SIZE + uint16At(walk.data, begin + 12);
  walk.siblingAt = begin + ((size + 3) & ~3);
  walk.siblingEnd = walk.end;
  walk.at += SUBFRAME_HEADER_SIZE;
  walk.clip(begin + size);
  return LLC;
}

function isSnap(walk: Walk, at: number): boolean {
  return walk.end - at >= 2 && uint16At(walk.data, at) === SNAP;
}

/** Radiotap: version, padding, length in little-endian; the fields themselves do not matter here. */
export function readRadiotap(walk: Walk): Layer {
  if (walk.left() < 8) return walk.stop(KIND["undecoded:wifi"]);
  return skip(walk, walk.data[walk.at + 2]! | (walk.data[walk.at + 3]! << 8), 8);
}

const PRISM_HEADER_SIZE = 144;

/** Prism: 144 bytes; some drivers write AVS under the same link type, whose magic begins 80 21 10. */
export function readPrism(walk: Walk): Layer {
  if (walk.left() < 8) return walk.stop(KIND["undecoded:wifi"]);
  const { data, at } = walk;
  if (data[at] === 0x80 && data[at + 1] === 0x21 && data[at + 2] === 0x10) return readAvs(walk);
  return skip(walk, PRISM_HEADER_SIZE, PRISM_HEADER_SIZE);
}

/** AVS: magic, length in network order. */
export function readAvs(walk: Walk): Layer {
  if (walk.left() < 8) return walk.stop(KIND["undecoded:wifi"]);
  return skip(walk, uint16At(walk.data, walk.at + 6), 8);
}

function skip(walk: Walk, size: number, leastSize: number): Layer {
  if (size < leastSize || walk.left() < size) return walk.stop(KIND["undecoded:wifi"]);
  walk.at += size;
  return readWifi(walk);
}
