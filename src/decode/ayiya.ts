/**
 * AYIYA (draft-massar-v6ops-ayiya): how tunnel brokers carried IPv6 behind address translation. The header's own
 * fields say how large it is; heartbeats and questions carry nothing.
 */
import { KIND } from "./kinds.js";
import { isIpAt } from "./plausible.js";
import { IP, type Layer, type Walk } from "./walk.js";

const FIXED_SIZE = 8;
const FORWARD = 1;
const IPV4_IN_IP = 4;
const IPV6 = 41;

/** Sizes of identity (as a power of two) and signature (in words), operation, next header, time. */
export function readAyiya(walk: Walk): Layer {
  if (walk.left() < FIXED_SIZE) return walk.stop(KIND.udp);
  const { data, at } = walk;
  const size = FIXED_SIZE + (1 << (data[at]! >> 4)) + ((data[at + 1]! >> 4) << 2);
  const isForward = (data[at + 2]! & 0x0f) === FORWARD;
  const protocol = data[at + 3]!;
  const isTunnel = isForward && (protocol === IPV6 || protocol === IPV4_IN_IP) && isIpAt(walk, at + size);
  if (!isTunnel) return walk.stop(KIND.udp);
  walk.at += size;
  return IP;
}
