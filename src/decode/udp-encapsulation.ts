/**
 * Encapsulations that put their header into UDP for the sake of routers on the way, which look no further than the
 * ports: GRE (RFC 8086), MPLS (RFC 7510), LISP (RFC 9300). Any program may have drawn the same port, so what they
 * carry has to be there.
 */
import { isFollowedEtherType } from "./ether-type.js";
import { readGre } from "./gre.js";
import { KIND } from "./kinds.js";
import { isIpAt } from "./plausible.js";
import { IP, type Layer, MPLS, type Walk, uint16At } from "./walk.js";

const GRE_HEADER_SIZE = 4;
/** All flags but checksum, key and sequence number; and the version. */
const GRE_RESERVED = 0x4fff;
const BRIDGING = 0x6558;

export function readGreInUdp(walk: Walk): Layer {
  const { data, at } = walk;
  if (walk.left() < GRE_HEADER_SIZE || (uint16At(data, at) & GRE_RESERVED) !== 0) return walk.stop(KIND.udp);
  const etherType = uint16At(data, at + 2);
  return isFollowedEtherType(etherType) || etherType === BRIDGING ? readGre(walk) : walk.stop(KIND.udp);
}

const LABEL_SIZE = 4;
const LABELS = 8;

export function readMplsInUdp(walk: Walk): Layer {
  const { data, at, end } = walk;
  for (let label = 0; label < LABELS; label++) {
    const next = at + (label + 1) * LABEL_SIZE;
    if (next > end) break;
    const isBottom = (data[next - 2]! & 0x01) !== 0;
    if (isBottom) return isIpAt(walk, next) ? MPLS : walk.stop(KIND.udp);
  }
  return walk.stop(KIND.udp);
}

const LISP_HEADER_SIZE = 8;

export function readLisp(walk: Walk): Layer {
  const inside = walk.at + LISP_HEADER_SIZE;
  if (walk.left() < LISP_HEADER_SIZE || !isIpAt(walk, inside)) return walk.stop(KIND.udp);
  walk.at = inside;
  return IP;
}
