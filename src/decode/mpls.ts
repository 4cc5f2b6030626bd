/**
 * MPLS label stacks (RFC 3032). Nothing in the stack says what it carries: the first half-byte behind it does for
 * IP (RFC 4928), and an Ethernet pseudowire (RFC 4448) is known by a plausible EtherType, with the control word
 * that may stand before it or without.
 */
import { isFollowedEtherType } from "./ether-type.js";
import { KIND } from "./kinds.js";
import { ETHERNET, IP, type Layer, type Walk, uint16At } from "./walk.js";

const LABEL_SIZE = 4;
const CONTROL_WORD_SIZE = 4;
const ETHERNET_HEADER_SIZE = 14;

export function readMpls(walk: Walk): Layer {
  const { data, end } = walk;
  let at = walk.at;
  for (;;) {
    if (end - at < LABEL_SIZE) return walk.stop(KIND["undecoded:mpls"]);
    const isBottom = (data[at + 2]! & 0x01) !== 0;
    at += LABEL_SIZE;
    if (isBottom) break;
  }
  walk.at = at;
  const nibble = at < end ? data[at]! >> 4 : -1;
  if (nibble === 4 || nibble === 6) return IP;
  if (isEthernet(walk, at)) return ETHERNET;
  if (nibble !== 0 || !isEthernet(walk, at + CONTROL_WORD_SIZE)) return walk.stop(KIND["undecoded:mpls"]);
  walk.at = at + CONTROL_WORD_SIZE;
  return ETHERNET;
}

function isEthernet(walk: Walk, at: number): boolean {
  return walk.end - at >= ETHERNET_HEADER_SIZE && isFollowedEtherType(uint16At(walk.data, at + 12));
}
