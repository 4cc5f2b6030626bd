/** L2TP (RFC 2661), whose data messages carry PPP; its control messages are packets of kind udp. */
import { KIND } from "./kinds.js";
import { type Layer, PPP, type Walk, uint16At } from "./walk.js";

const IS_CONTROL = 0x8000;
const HAS_LENGTH = 0x4000;
const HAS_SEQUENCE = 0x0800;
const HAS_OFFSET = 0x0200;
/** Bits that must be zero, and the version. */
const RESERVED = 0x34f0;
const VERSION_MASK = 0x000f;
const VERSION = 2;
const IDS_SIZE = 4;

/** Flags, length, tunnel and session, sequence numbers, offset: all but the ids are there only if a flag says so. */
export function readL2tp(walk: Walk): Layer {
  const { data, at, end } = walk;
  if (walk.left() < 2) return walk.stop(KIND.udp);
  const flags = uint16At(data, at);
  if ((flags & (IS_CONTROL | RESERVED)) !== 0 || (flags & VERSION_MASK) !== VERSION)
    return walk.stop(KIND.udp);
  const hasLength = (flags & HAS_LENGTH) !== 0;
  let inside = at + 2 + (hasLength ? 2 : 0) + IDS_SIZE + ((flags & HAS_SEQUENCE) === 0 ? 0 : 4);
  if ((flags & HAS_OFFSET) !== 0) {
    if (end < inside + 2) return walk.stop(KIND.udp);
    inside += 2 + uint16At(data, inside);
  }
  const size = hasLength && end >= at + 4 ? uint16At(data, at + 2) : walk.wireEnd - at;
  if (inside >= end || at + size < inside || at + size > walk.wireEnd) return walk.stop(KIND.udp);
  walk.clip(at + size);
  walk.at = inside;
  return PPP;
}
