/**
 * GRE (RFC 2784, with key and sequence number RFC 2890, with source routes RFC 1701), the enhanced GRE of PPTP
 * (RFC 2637), and the mirrored frames of ERSPAN (draft-foschiano-erspan) that it carries.
 */
import { followEtherType, isEtherType } from "./ether-type.js";
import { etherTypeKind, ipProtocolKind } from "./kinds.js";
import { ETHERNET, IP, type Layer, PPP, type Walk, uint16At } from "./walk.js";

const HAS_CHECKSUM = 0x8000;
const HAS_ROUTING = 0x4000;
const HAS_KEY = 0x2000;
const HAS_SEQUENCE = 0x1000;
const HAS_ACKNOWLEDGEMENT = 0x0080;
const VERSION = 0x0007;

const WCCP = 0x883e;
const ERSPAN = 0x88be;
const ERSPAN_3 = 0x22eb;
const PPP_TYPE = 0x880b;
const UNDECODED = ipProtocolKind(47);
const UNDECODED_ERSPAN = etherTypeKind(ERSPAN);

/** Flags and version, EtherType, and the fields that the flags announce. */
export function readGre(walk: Walk): Layer {
  if (walk.left() < 4) return walk.stop(UNDECODED);
  const { data, at } = walk;
  const flags = uint16At(data, at);
  const etherType = uint16At(data, at + 2);
  const version = flags & VERSION;
  if (version === 1) return readPptp(walk, flags, etherType);
  if (version !== 0) return walk.stop(UNDECODED);
  let size = 4;
  if ((flags & (HAS_CHECKSUM | HAS_ROUTING)) !== 0) size += 4;
  if ((flags & HAS_KEY) !== 0) size += 4;
  if ((flags & HAS_SEQUENCE) !== 0) size += 4;
  if (walk.left() < size) return walk.stop(UNDECODED);
  walk.at += size;
  if ((flags & HAS_ROUTING) !== 0 && !skipRoutes(walk)) return walk.stop(UNDECODED);
  switch (etherType) {
    case ERSPAN:
      return (flags & HAS_SEQUENCE) === 0 ? ETHERNET : readErspan2(walk);
    case ERSPAN_3:
      return readErspan3(walk);
    case WCCP:
      return readWccp(walk);
    default:
      return isEtherType(etherType) ? followEtherType(walk, etherType) : walk.stop(UNDECODED);
  }
}

/** Entries of family, offset, length and route; one without family and length is the last. */
function skipRoutes(walk: Walk): boolean {
  for (;;) {
    if (walk.left() < 4) return false;
    const { data, at } = walk;
    const length = data[at + 3]!;
    walk.at += 4 + length;
    if (length === 0 && uint16At(data, at) === 0) return true;
  }
}

const PPTP_HEADER_SIZE = 8;

/** The key field holds the payload's size and a call; without payload the packet only acknowledges. */
function readPptp(walk: Walk, flags: number, etherType: number): Layer {
  let size = PPTP_HEADER_SIZE;
  if ((flags & HAS_SEQUENCE) !== 0) size += 4;
  if ((flags & HAS_ACKNOWLEDGEMENT) !== 0) size += 4;
  if (etherType !== PPP_TYPE || walk.left() < size) return walk.stop(UNDECODED);
  const payloadSize = uint16At(walk.data, walk.at + 4);
  if (payloadSize === 0) return walk.stop(UNDECODED);
  walk.at += size;
  walk.clip(walk.at + payloadSize);
  return PPP;
}

/** Version 1 of WCCP is IP at once, version 2 puts four bytes before it, which never look like IPv4. */
function readWccp(walk: Walk): Layer {
  if (walk.left() < 4) return walk.stop(UNDECODED);
  if (walk.data[walk.at]! >> 4 !== 4) walk.at += 4;
  return IP;
}

const ERSPAN_2_HEADER_SIZE = 8;
const ERSPAN_2_VERSION = 1;

/** Type I, which has no sequence number, has no header of its own either. */
function readErspan2(walk: Walk): Layer {
  const isType2 = walk.left() >= ERSPAN_2_HEADER_SIZE && walk.data[walk.at]! >> 4 === ERSPAN_2_VERSION;
  if (!isType2) return walk.stop(UNDECODED_ERSPAN);
  walk.at += ERSPAN_2_HEADER_SIZE;
  return ETHERNET;
}

const ERSPAN_3_HEADER_SIZE = 12;
const ERSPAN_3_VERSION = 2;
const ERSPAN_3_FRAME_TYPE = 0x7c;
const ERSPAN_3_IP = 2 << 2;
const ERSPAN_3_HAS_SUBHEADER = 0x01;
const ERSPAN_3_SUBHEADER_SIZE = 8;

function readErspan3(walk: Walk): Layer {
  const { data, at } = walk;
  const isType3 = walk.left() >= ERSPAN_3_HEADER_SIZE && data[at]! >> 4 === ERSPAN_3_VERSION;
  if (!isType3) return walk.stop(UNDECODED_ERSPAN);
  const frameType = data[at + 10]! & ERSPAN_3_FRAME_TYPE;
  const hasSubheader = (data[at + 11]! & ERSPAN_3_HAS_SUBHEADER) !== 0;
  walk.at += ERSPAN_3_HEADER_SIZE + (hasSubheader ? ERSPAN_3_SUBHEADER_SIZE : 0);
  if (frameType === 0) return ETHERNET;
  return frameType === ERSPAN_3_IP ? IP : walk.stop(UNDECODED_ERSPAN);
}
