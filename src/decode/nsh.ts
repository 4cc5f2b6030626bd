/**
 * Network Service Header (RFC 8300) and the protocol numbers that it shares with VXLAN-GPE. What it carries has to
 * be there: a number of one byte is no more than a hint.
 */
import { KIND, type Kind } from "./kinds.js";
import { isEthernetAt, isIpAt } from "./plausible.js";
import { ETHERNET, IP, type Layer, MPLS, NSH, type Walk } from "./walk.js";

const BASE_HEADER_SIZE = 8;

/** Version, flags and TTL, length in words of four bytes, kind of metadata, next protocol; path; metadata. */
export function readNsh(walk: Walk): Layer {
  if (walk.left() < BASE_HEADER_SIZE) return walk.stop(KIND["undecoded:nsh"]);
  const { data, at } = walk;
  const version = data[at]! >> 6;
  const size = (data[at + 1]! & 0x3f) << 2;
  if (version !== 0 || size < BASE_HEADER_SIZE || walk.left() < size) return walk.stop(KIND["undecoded:nsh"]);
  walk.at += size;
  return followService(walk, data[at + 3]!, KIND["undecoded:nsh"]);
}

/** `otherwise` is what the packet is counted as where the inside is not what the number says. */
export function followService(walk: Walk, protocol: number, otherwise: Kind): Layer {
  switch (protocol) {
    case 1:
    case 2:
      return isIpAt(walk, walk.at) ? IP : walk.stop(otherwise);
    case 3:
      return isEthernetAt(walk, walk.at) ? ETHERNET : walk.stop(otherwise);
    case 4:
      return NSH;
    case 5:
      return MPLS;
    default:
      return walk.stop(otherwise);
  }
}
