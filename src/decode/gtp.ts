/**
 * GTP-U (3GPP TS 29.281): what mobile networks carry user traffic in. Only its data messages (G-PDU) are a tunnel;
 * echoes and error indications are packets of kind udp.
 */
import { KIND } from "./kinds.js";
import { isEthernetAt, isExactIpAt, isIpAt } from "./plausible.js";
import { ETHERNET, IP, type Layer, type Walk, uint16At } from "./walk.js";

const HEADER_SIZE = 8;
const OPTIONAL_SIZE = 4;
/** Version 1 and protocol type 1 (GTP, not GTP') above, a spare bit that is 0 below. */
const VERSION_MASK = 0xf8;
const VERSION = 0x30;
const HAS_EXTENSION = 0x04;
/** An extension, a sequence number or an N-PDU number: with any of them the fields of all three are there. */
const HAS_OPTIONAL = 0x07;
const DATA_MESSAGE = 255;
const NOT_GTP = -1;

/** On GTP-U's port: whoever keeps to the header is believed, though only IP and Ethernet inside are understood. */
export function readGtp(walk: Walk): Layer {
  const inside = insideOf(walk);
  if (inside === NOT_GTP) return walk.stop(KIND.udp);
  walk.at = inside;
  if (isIpAt(walk, inside)) return IP;
  return isEthernetAt(walk, inside) ? ETHERNET : walk.stop(KIND["undecoded:gtp"]);
}

/** On any port: both lengths right to the byte, and an IP packet inside. */
export function isGtpTunnel(walk: Walk): boolean {
  const inside = insideOf(walk);
  return inside !== NOT_GTP && isExactIpAt(walk, inside);
}

/** Where the packet inside a data message begins. The message fills its datagram, which is the test of it. */
function insideOf(walk: Walk): number {
  const { data, at, end } = walk;
  if (end - at < HEADER_SIZE) return NOT_GTP;
  const flags = data[at]!;
  if ((flags & VERSION_MASK) !== VERSION || data[at + 1] !== DATA_MESSAGE) return NOT_GTP;
  if (uint16At(data, at + 2) !== walk.wireEnd - at - HEADER_SIZE) return NOT_GTP;
  let inside = at + HEADER_SIZE;
  if ((flags & HAS_OPTIONAL) === 0) return inside;
  inside += OPTIONAL_SIZE;
  if (end < inside || (flags & HAS_EXTENSION) === 0) return end < inside ? NOT_GTP : inside;
  // An extension is four bytes at least, its last byte the type of the next: the packet bounds the loop.
  while (data[inside - 1] !== 0) {
    const size = inside < end ? data[inside]! << 2 : 0;
    inside += size;
    if (size === 0 || inside > end) return NOT_GTP;
  }
  return inside;
}
