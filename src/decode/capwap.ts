/**
 * CAPWAP (RFC 5415): frames of wireless clients between access point and controller. What is encrypted stays a
 * packet of kind udp, and so do fragments.
 */
import { KIND } from "./kinds.js";
import { isEthernetAt } from "./plausible.js";
import { ETHERNET, type Layer, type Walk } from "./walk.js";
import { isWifiData, readSwappedWifi, readWifi } from "./wifi.js";

const LEAST_SIZE = 8;
/** Version 0, and the kind of header that is not DTLS. */
const PREAMBLE = 0x00;
const IS_NATIVE = 0x01;
const IS_FRAGMENT = 0x80;
const IS_KEEP_ALIVE = 0x08;
const WIFI_BINDING = 1;

/** Preamble, size in words, radio, binding (5 bits) and whether the frame is of it; flags; fragment. */
export function readCapwap(walk: Walk): Layer {
  const { data, at } = walk;
  if (walk.left() < LEAST_SIZE || data[at] !== PREAMBLE) return walk.stop(KIND.udp);
  const size = (data[at + 1]! >> 3) << 2;
  const flags = data[at + 3]!;
  if (size < LEAST_SIZE || walk.left() < size || (flags & (IS_FRAGMENT | IS_KEEP_ALIVE)) !== 0)
    return walk.stop(KIND.udp);
  const isNative = (data[at + 2]! & IS_NATIVE) !== 0;
  const binding = (data[at + 2]! >> 1) & 0x1f;
  walk.at += size;
  if (!isNative) return isEthernetAt(walk, walk.at) ? ETHERNET : walk.stop(KIND.udp);
  if (binding !== WIFI_BINDING || walk.left() < 2) return walk.stop(KIND.udp);
  const isSwapped = !isWifiData(data[walk.at]!) && isWifiData(data[walk.at + 1]!);
  return isSwapped ? readSwappedWifi(walk) : readWifi(walk);
}
