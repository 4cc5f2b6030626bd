/**
 * VXLAN (RFC 7348): eight bytes, then an Ethernet frame. VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe) has the same header
 * and may name another protocol in it. Reserved bits are ignored, as both ask for.
 */
import { KIND } from "./kinds.js";
import { followService } from "./nsh.js";
import { isEthernetAt } from "./plausible.js";
import { ETHERNET, type Layer, type Walk } from "./walk.js";

const HEADER_SIZE = 8;
const HAS_NETWORK_ID = 0x08;
const HAS_NEXT_PROTOCOL = 0x04;

export function readVxlan(walk: Walk): Layer {
  const inside = walk.at + HEADER_SIZE;
  const isVxlan =
    walk.left() >= HEADER_SIZE && (walk.data[walk.at]! & HAS_NETWORK_ID) !== 0 && isEthernetAt(walk, inside);
  if (!isVxlan) return walk.stop(KIND.udp);
  walk.at = inside;
  return ETHERNET;
}

/** The bit that announces a next protocol is left out by some; then the field counts unless it is 0. */
export function readVxlanGpe(walk: Walk): Layer {
  if (walk.left() < HEADER_SIZE) return walk.stop(KIND.udp);
  const { data, at } = walk;
  const flags = data[at]!;
  const nextProtocol = data[at + 3]!;
  if ((flags & HAS_NEXT_PROTOCOL) === 0 && nextProtocol === 0) return readVxlan(walk);
  if ((flags & HAS_NETWORK_ID) === 0) return walk.stop(KIND.udp);
  walk.at += HEADER_SIZE;
  return followService(walk, nextProtocol, KIND.udp);
}
