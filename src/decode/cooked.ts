/**
 * Links that an operating system made up for captures: the family number of BSD loopback devices (NULL, LOOP) and
 * the "cooked" headers of Linux (SLL, SLL2), which stand for whatever the device really had.
 */
import { followEtherType, isEtherType } from "./ether-type.js";
import { KIND, cookedKind } from "./kinds.js";
import { IP, LLC, type Layer, type Walk, uint16At } from "./walk.js";

const FAMILY_IPV4 = 2;
/** AF_INET6 of NetBSD and OpenBSD, FreeBSD, macOS, Linux, Windows. */
const FAMILIES_IPV6: readonly number[] = [24, 28, 30, 10, 23];

/** Four bytes of address family: in the capturing host's order (NULL) or the network's (LOOP); both are tried. */
export function readLoopback(walk: Walk): Layer {
  if (walk.left() < 4) return walk.stop(KIND["undecoded:loopback"]);
  const { data, at } = walk;
  const isLittleEndian = data[at + 2] === 0 && data[at + 3] === 0;
  const isBigEndian = data[at] === 0 && data[at + 1] === 0;
  const family = isLittleEndian
    ? data[at]! | (data[at + 1]! << 8)
    : isBigEndian
      ? uint16At(data, at + 2)
      : -1;
  walk.at += 4;
  if (family === FAMILY_IPV4 || FAMILIES_IPV6.includes(family)) return IP;
  return walk.stop(KIND["undecoded:loopback"]);
}

const SLL_HEADER_SIZE = 16;
const SLL2_HEADER_SIZE = 20;

/** Packet type, hardware type, size of the address, address, protocol. */
export function readSll(walk: Walk): Layer {
  if (walk.left() < SLL_HEADER_SIZE) return walk.stop(KIND["undecoded:cooked"]);
  const hardwareType = uint16At(walk.data, walk.at + 2);
  const protocol = uint16At(walk.data, walk.at + 14);
  walk.at += SLL_HEADER_SIZE;
  return followCooked(walk, hardwareType, protocol);
}

/** Protocol, reserved, interface, hardware type, packet type, size of the address, address. */
export function readSll2(walk: Walk): Layer {
  if (walk.left() < SLL2_HEADER_SIZE) return walk.stop(KIND["undecoded:cooked"]);
  const protocol = uint16At(walk.data, walk.at);
  const hardwareType = uint16At(walk.data, walk.at + 8);
  walk.at += SLL2_HEADER_SIZE;
  return followCooked(walk, hardwareType, protocol);
}

/** ETH_P_802_2 of Linux: an LLC header follows. */
const LINUX_LLC = 0x0004;
/** Hardware types whose protocol field is no EtherType: frame relay, GRE, 802.11 three times, netlink. */
const NOT_ETHER_TYPED: readonly number[] = [770, 778, 801, 802, 803, 824];

function followCooked(walk: Walk, hardwareType: number, protocol: number): Layer {
  if (NOT_ETHER_TYPED.includes(hardwareType)) return walk.stop(cookedKind(hardwareType));
  if (protocol === LINUX_LLC) return LLC;
  return isEtherType(protocol) ? followEtherType(walk, protocol) : walk.stop(KIND["undecoded:cooked"]);
}
