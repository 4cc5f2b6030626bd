/**
 * MPLS label stacks (RFC 3032). Nothing in the stack says what it carries: the first half-byte behind it does for
 * IP (RFC 4928), and an Ethernet pseudowire (RFC 4448) is known by a plausible EtherType, with the control word
 * that may stand before it or without.
 */
import { KIND } from "./kinds.js";
import { isEthernetAt } from "./plausible.js";
import { ETHERNET, IP, type Layer, type Walk } from "./walk.js";

const LABEL_SIZE = 4;
const CONTROL_WORD_SIZE = 4;

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
  if (isEthernetAt(walk, at)) return ETHERNET;
  if (nibble !== 0 || !isEthernetAt(walk, at + CONTROL_WORD_SIZE)) return walk.stop(KIND["undecoded:mpls"]);
  walk.at = at + CONTROL_WORD_SIZE;
  return ETHERNET;
}
