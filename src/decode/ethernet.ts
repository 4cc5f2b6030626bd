/**
 * Ethernet II and IEEE 802.3 with LLC and SNAP, VLAN tags (802.1Q, 802.1ad), and FDDI, whose frames carry LLC too.
 */
import { followEtherType, isEtherType } from "./ether-type.js";
import { KIND } from "./kinds.js";
import { IP, LLC, type Layer, type Walk, int32At, uint16At } from "./walk.js";

const ETHERNET_HEADER_SIZE = 14;

export function readEthernet(walk: Walk): Layer {
  if (walk.left() < ETHERNET_HEADER_SIZE) return walk.stop(KIND["undecoded:ethernet"]);
  const etherType = uint16At(walk.data, walk.at + 12);
  walk.at += ETHERNET_HEADER_SIZE;
  return followEtherType(walk, etherType);
}

/** A tag of 802.1Q or 802.1ad behind its EtherType. Of nested tags the innermost names the VLAN of the hosts. */
export function readVlan(walk: Walk): Layer {
  if (walk.left() < 4) return walk.stop(KIND["undecoded:vlan"]);
  walk.vlanId = uint16At(walk.data, walk.at) & 0x0fff;
  const etherType = uint16At(walk.data, walk.at + 2);
  walk.at += 4;
  return followEtherType(walk, etherType);
}

/** Tags that say nothing about the packet, four and six bytes with the EtherType apart: see followEtherType. */
export function readShortTag(walk: Walk): Layer {
  return skipTag(walk, 4);
}

export function readLongTag(walk: Walk): Layer {
  return skipTag(walk, 6);
}

function skipTag(walk: Walk, size: number): Layer {
  if (walk.left() < size + 2) return walk.stop(KIND["undecoded:tag"]);
  const etherType = uint16At(walk.data, walk.at + size);
  walk.at += size + 2;
  return followEtherType(walk, etherType);
}

const SNAP_ADDRESSES = 0xaaaa;
const IP_ADDRESSES = 0x0606;
const UNNUMBERED_INFORMATION = 0x03;

/** IEEE 802.2 LLC; with SNAP an EtherType follows (RFC 1042), where it is that of the null or the bridge-tunnel OUI. */
export function readLlc(walk: Walk): Layer {
  if (walk.left() < 3) return walk.stop(KIND["undecoded:llc"]);
  const { data, at } = walk;
  const addresses = uint16At(data, at);
  if (data[at + 2] !== UNNUMBERED_INFORMATION) return walk.stop(KIND["undecoded:llc"]);
  if (addresses === IP_ADDRESSES) {
    walk.at += 3;
    return IP;
  }
  if (addresses !== SNAP_ADDRESSES) return walk.stop(KIND["undecoded:llc"]);
  if (walk.left() < 8) return walk.stop(KIND["undecoded:snap"]);
  const oui = int32At(data, at + 2) & 0xffffff;
  const etherType = uint16At(data, at + 6);
  if (oui !== 0 && oui !== 0x0000f8) return walk.stop(KIND["undecoded:snap"]);
  walk.at += 8;
  return isEtherType(etherType) ? followEtherType(walk, etherType) : walk.stop(KIND["undecoded:snap"]);
}

const TOKEN_RING_HEADER_SIZE = 14;
const TOKEN_RING_SOURCE = 8;
const HAS_ROUTE = 0x80;
const LLC_FRAME = 0x40;

/** Token ring (IEEE 802.5): access and frame control, two addresses, a source route where the first bit says so. */
export function readTokenRing(walk: Walk): Layer {
  const { data, at } = walk;
  const isLlcFrame = walk.left() > TOKEN_RING_HEADER_SIZE && (data[at + 1]! & 0xc0) === LLC_FRAME;
  if (!isLlcFrame) return walk.stop(KIND["undecoded:ethernet"]);
  const hasRoute = (data[at + TOKEN_RING_SOURCE]! & HAS_ROUTE) !== 0;
  walk.at += TOKEN_RING_HEADER_SIZE + (hasRoute ? data[at + TOKEN_RING_HEADER_SIZE]! & 0x1f : 0);
  return LLC;
}

const FDDI_HEADER_SIZE = 13;

const LLC_SNAP = 0xaaaa03;

/** Classical IP over ATM of Linux: LLC and SNAP, or nothing before the packet (RFC 2225). */
export function readAtmClip(walk: Walk): Layer {
  if (walk.left() < 3) return walk.stop(KIND["undecoded:llc"]);
  return walk.data.readUIntBE(walk.at, 3) === LLC_SNAP ? LLC : IP;
}

const SUN_ATM_HEADER_SIZE = 4;
const SUN_ATM_LLC = 2;

/** ATM of Solaris: direction and kind of traffic, virtual path and channel. */
export function readSunAtm(walk: Walk): Layer {
  const isLlc = walk.left() >= SUN_ATM_HEADER_SIZE && (walk.data[walk.at]! & 0x0f) === SUN_ATM_LLC;
  if (!isLlc) return walk.stop(KIND["undecoded:capture-header"]);
  walk.at += SUN_ATM_HEADER_SIZE;
  return LLC;
}

/** FDDI: frame control, two addresses, LLC (RFC 1390). */
export function readFddi(walk: Walk): Layer {
  const isLlcFrame = walk.left() >= FDDI_HEADER_SIZE && (walk.data[walk.at]! & 0xf0) === 0x50;
  if (!isLlcFrame) return walk.stop(KIND["undecoded:ethernet"]);
  walk.at += FDDI_HEADER_SIZE;
  return LLC;
}
