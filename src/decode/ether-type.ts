/**
 * EtherTypes: which layer a 16-bit protocol number names. Used wherever such a number stands: Ethernet, VLAN tags,
 * SNAP, Cisco HDLC, the cooked headers of Linux.
 */
import { KIND, etherTypeKind } from "./kinds.js";
import {
  ETHERNET,
  IP,
  LLC,
  type Layer,
  LONG_TAG,
  MPLS,
  NSH,
  PPP,
  PPPOE,
  SHORT_TAG,
  VLAN,
  type Walk,
  uint16At,
} from "./walk.js";

/** Up to here the number is the length of an IEEE 802.3 frame, whose LLC header follows. */
const LARGEST_LENGTH = 1500;
/** Novell put IPX into 802.3 without LLC; its checksum field, always FFFF, stands where LLC would. */
const RAW_IPX = 0xffff;
const IPX = 0x8137;

/** `walk.at` stands behind the number. Rare numbers are apart, so that the common ones compile into their callers. */
export function followEtherType(walk: Walk, etherType: number): Layer {
  switch (etherType) {
    case 0x0800:
    case 0x86dd:
      return IP;
    case 0x8100: // 802.1Q
    case 0x88a8: // 802.1ad, and the numbers used for QinQ before it
    case 0x9100:
    case 0x9200:
    case 0x9300:
      return VLAN;
    default:
      return followRareEtherType(walk, etherType);
  }
}

function followRareEtherType(walk: Walk, etherType: number): Layer {
  switch (etherType) {
    case 0x0806:
      return walk.stop(KIND.arp);
    case 0x8847:
    case 0x8848:
      return MPLS;
    case 0x8864:
      return PPPOE;
    case 0x880b:
      return PPP;
    case 0x894f:
      return NSH;
    case 0x8926: // VN-Tag of Cisco
    case 0x892f: // HSR (IEC 62439-3)
      return SHORT_TAG;
    case 0x893f: // E-Tag of 802.1BR
    case 0x8909: // Cisco metadata
      return LONG_TAG;
    case 0x6558: // Transparent Ethernet bridging (RFC 1701), mostly in GRE
      return ETHERNET;
    case 0x8903: // FabricPath: a tag, then the frame as it was
      return skipTo(walk, 2, ETHERNET);
    case 0x88e7: // Provider backbone bridges (802.1ah): the service's tag, then the customer's frame
      return skipTo(walk, 4, ETHERNET);
    default:
      return etherType <= LARGEST_LENGTH
        ? followLength(walk, etherType)
        : walk.stop(etherTypeKind(etherType));
  }
}

function skipTo(walk: Walk, size: number, layer: Layer): Layer {
  walk.at += size;
  return layer;
}

function followLength(walk: Walk, size: number): Layer {
  // A length of 0 is written by offloading hosts for frames that are too long for the field.
  if (size > 0) walk.clip(walk.at + size);
  if (walk.left() >= 2 && uint16At(walk.data, walk.at) === RAW_IPX) return walk.stop(etherTypeKind(IPX));
  return LLC;
}

/** false for a length: where no 802.3 frame can lie, following it would lead to LLC in LLC without end. */
export function isEtherType(number: number): boolean {
  return number > LARGEST_LENGTH;
}

/** Whether a number is one that this table follows: the test for an Ethernet header where nothing announces one. */
export function isFollowedEtherType(etherType: number): boolean {
  switch (etherType) {
    case 0x0800:
    case 0x0806:
    case 0x8100:
    case 0x86dd:
    case 0x8847:
    case 0x8848:
    case 0x8863:
    case 0x8864:
    case 0x88a8:
      return true;
    default:
      return false;
  }
}
