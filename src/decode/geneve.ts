/**
 * GENEVE (RFC 8926): version and length of the options, flags, EtherType, network id, options. Nearly always it
 * carries Ethernet.
 */
import { followEtherType, isFollowedEtherType } from "./ether-type.js";
import { KIND } from "./kinds.js";
import { isEthernetAt, isIpAt } from "./plausible.js";
import { ETHERNET, IP, type Layer, type Walk, uint16At } from "./walk.js";

const BASE_HEADER_SIZE = 8;
const ETHERNET_BRIDGING = 0x6558;

export function readGeneve(walk: Walk): Layer {
  if (walk.left() < BASE_HEADER_SIZE) return walk.stop(KIND.udp);
  const { data, at } = walk;
  const version = data[at]! >> 6;
  const etherType = uint16At(data, at + 2);
  const inside = at + BASE_HEADER_SIZE + ((data[at]! & 0x3f) << 2);
  if (version !== 0 || inside > walk.end) return walk.stop(KIND.udp);
  const before = walk.at;
  walk.at = inside;
  switch (etherType) {
    case ETHERNET_BRIDGING:
      if (isEthernetAt(walk, inside)) return ETHERNET;
      break;
    case 0x0800:
    case 0x86dd:
      if (isIpAt(walk, inside)) return IP;
      break;
    default:
      if (isFollowedEtherType(etherType)) return followEtherType(walk, etherType);
  }
  walk.at = before;
  return walk.stop(KIND.udp);
}
