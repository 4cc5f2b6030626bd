/**
 * What packet filters, switch chips and capture cards put before or into a packet to say where it came from. Formats
 * as registered (draft-ietf-opsawg-pcaplinktype).
 */
import { followEtherType } from "./ether-type.js";
import { KIND } from "./kinds.js";
import { readEthernet } from "./ethernet.js";
import { readIp } from "./ip.js";
import { readPppSerial } from "./ppp.js";
import { IP, type Layer, type Step, type Walk, uint16At } from "./walk.js";

/** A header of a size that is always the same, and that says nothing about the packet. */
export const behind =
  (headerSize: number, step: Step): Step =>
  (walk) => {
    if (walk.left() < headerSize) return walk.stop(KIND["undecoded:capture-header"]);
    walk.at += headerSize;
    return step(walk);
  };

/** A header of a size that is always the same, with the EtherType at its end. */
export const withEtherTypeAt =
  (offset: number): Step =>
  (walk) => {
    const place = walk.at + offset;
    if (walk.end - place < 2) return walk.stop(KIND["undecoded:ethernet"]);
    walk.at = place + 2;
    return followEtherType(walk, uint16At(walk.data, place));
  };

/** PFLOG of OpenBSD's packet filter: its length without the padding to four bytes, then what it did, and why. */
export function readPflog(walk: Walk): Layer {
  const size = walk.left() > 0 ? (walk.data[walk.at]! + 3) & ~3 : 0;
  if (size < 4 || walk.left() < size) return walk.stop(KIND["undecoded:capture-header"]);
  walk.at += size;
  return IP;
}

const ERF_HEADER_SIZE = 16;
const ERF_EXTENSION_SIZE = 8;
const ERF_HAS_EXTENSION = 0x80;

/** ERF of Endace's capture cards: time, type, flags, lengths; extensions; and for Ethernet two bytes of padding. */
export function readErf(walk: Walk): Layer {
  const { data, at, end } = walk;
  if (walk.left() < ERF_HEADER_SIZE) return walk.stop(KIND["undecoded:capture-header"]);
  let inside = at + ERF_HEADER_SIZE;
  let hasExtension = (data[at + 8]! & ERF_HAS_EXTENSION) !== 0;
  // An extension is eight bytes, so the packet bounds the loop.
  while (hasExtension && inside < end) {
    hasExtension = (data[inside]! & ERF_HAS_EXTENSION) !== 0;
    inside += ERF_EXTENSION_SIZE;
  }
  const wireSize = uint16At(data, at + 14);
  switch (data[at + 8]! & ~ERF_HAS_EXTENSION) {
    case 1: // HDLC over SONET, plain, coloured and steered
    case 10:
    case 15:
      return enter(walk, inside, wireSize, readPppSerial);
    case 2: // Ethernet, plain, coloured and steered
    case 11:
    case 16:
    case 20:
      return enter(walk, inside + 2, wireSize, readEthernet);
    case 22: // IPv4 and IPv6
    case 23:
      return enter(walk, inside, wireSize, readIp);
    default:
      return walk.stop(KIND["undecoded:capture-header"]);
  }
}

/** What lies behind the packet is padding of the record. */
function enter(walk: Walk, at: number, wireSize: number, step: Step): Layer {
  if (at > walk.end) return walk.stop(KIND["undecoded:capture-header"]);
  walk.at = at;
  if (wireSize > 0) walk.clip(at + wireSize);
  return step(walk);
}
