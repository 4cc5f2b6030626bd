/**
 * PPP (RFC 1661) plain, in HDLC framing (RFC 1662) and over Ethernet (RFC 2516), Cisco HDLC, and frame relay
 * (RFC 2427): what point-to-point lines carry.
 */
import { followEtherType, isEtherType } from "./ether-type.js";
import { KIND, etherTypeKind, pppProtocolKind } from "./kinds.js";
import { IP, type Layer, MPLS, PPP, type Walk, uint16At } from "./walk.js";

const ALL_STATIONS = 0xff;
const UNNUMBERED_INFORMATION = 0x03;

/** Address and control may be absent (always over Ethernet), the protocol may be one byte (both RFC 1661 §6). */
export function readPpp(walk: Walk): Layer {
  const { data } = walk;
  if (walk.left() >= 2 && data[walk.at] === ALL_STATIONS && data[walk.at + 1] === UNNUMBERED_INFORMATION)
    walk.at += 2;
  if (walk.left() < 2) return walk.stop(KIND["undecoded:ppp"]);
  // The last byte of a protocol is odd, the one before it even.
  const isOneByte = (data[walk.at]! & 1) === 1;
  const protocol = isOneByte ? data[walk.at]! : uint16At(data, walk.at);
  walk.at += isOneByte ? 1 : 2;
  switch (protocol) {
    case 0x0021:
    case 0x0057:
      return IP;
    case 0x0281:
    case 0x0283:
      return MPLS;
    default:
      return walk.stop(pppProtocolKind(protocol));
  }
}

const CISCO_UNICAST = 0x0f;
const CISCO_BROADCAST = 0x8f;

/** LINKTYPE_PPP_HDLC: PPP in HDLC framing, or Cisco HDLC, which the first byte tells. */
export function readPppSerial(walk: Walk): Layer {
  const first = walk.left() > 0 ? walk.data[walk.at] : -1;
  return first === CISCO_UNICAST || first === CISCO_BROADCAST ? readCiscoHdlc(walk) : PPP;
}

/** Address, control, EtherType. */
export function readCiscoHdlc(walk: Walk): Layer {
  if (walk.left() < 4) return walk.stop(KIND["undecoded:hdlc"]);
  const etherType = uint16At(walk.data, walk.at + 2);
  walk.at += 4;
  return isEtherType(etherType) ? followEtherType(walk, etherType) : walk.stop(etherTypeKind(etherType));
}

const PPPOE_HEADER_SIZE = 6;
const PPPOE_VERSION_AND_TYPE = 0x11;

/** A session packet: version and type, code 0, session, length; then PPP. */
export function readPppoe(walk: Walk): Layer {
  const { data, at } = walk;
  if (walk.left() < PPPOE_HEADER_SIZE || data[at] !== PPPOE_VERSION_AND_TYPE || data[at + 1] !== 0) {
    return walk.stop(KIND["undecoded:pppoe"]);
  }
  const size = uint16At(data, at + 4);
  walk.at += PPPOE_HEADER_SIZE;
  if (size > 0) walk.clip(walk.at + size);
  return PPP;
}

const NLPID_SNAP = 0x80;
/** OUI and EtherType. */
const SNAP_SIZE = 5;
const NLPID_IP = 0xcc;
const NLPID_IPV6 = 0x8e;

/** A Q.922 address of two to four bytes, then control and NLPID, or (Cisco) an EtherType at once. */
export function readFrameRelay(walk: Walk): Layer {
  const { data, end } = walk;
  let at = walk.at;
  const limit = Math.min(end, at + 4);
  while (at < limit && (data[at]! & 1) === 0) at += 1;
  at += 1;
  if (end - at < 3) return walk.stop(KIND["undecoded:frame-relay"]);
  if (data[at] !== UNNUMBERED_INFORMATION) {
    walk.at = at + 2;
    const etherType = uint16At(data, at);
    return isEtherType(etherType)
      ? followEtherType(walk, etherType)
      : walk.stop(KIND["undecoded:frame-relay"]);
  }
  at += 1;
  if (data[at] === 0) at += 1; // padding before the NLPID
  const nlpid = at < end ? data[at]! : -1;
  walk.at = at + 1;
  if (nlpid === NLPID_IP || nlpid === NLPID_IPV6) return IP;
  if (nlpid !== NLPID_SNAP || walk.left() < SNAP_SIZE) return walk.stop(KIND["undecoded:frame-relay"]);
  const oui = (data[at + 1]! << 16) | uint16At(data, at + 2);
  const etherType = uint16At(data, at + 4);
  if (oui !== 0 || !isEtherType(etherType)) return walk.stop(KIND["undecoded:snap"]);
  walk.at += SNAP_SIZE;
  return followEtherType(walk, etherType);
}
