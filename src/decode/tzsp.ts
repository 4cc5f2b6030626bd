/** TZSP: how access points and routers send what they captured to somebody who looks at it. */
import { KIND } from "./kinds.js";
import { isEthernetAt } from "./plausible.js";
import { ETHERNET, type Layer, type Walk, uint16At } from "./walk.js";
import { readAvs, readPrism, readWifi } from "./wifi.js";

const HEADER_SIZE = 4;
const VERSION = 1;
const RECEIVED_PACKET = 0;
const TAG_PADDING = 0;
const TAG_END = 1;
const WIFI = 18;
const WIFI_PRISM = 119;
const WIFI_AVS = 127;

/** Version, type, what is inside; tags; the packet. */
export function readTzsp(walk: Walk): Layer {
  if (walk.left() < HEADER_SIZE) return walk.stop(KIND.udp);
  const { data, at, end } = walk;
  if (data[at] !== VERSION || data[at + 1] !== RECEIVED_PACKET) return walk.stop(KIND.udp);
  let tag = at + HEADER_SIZE;
  // A tag is a byte at least, so the packet bounds the loop.
  while (tag < end && data[tag] !== TAG_END)
    tag += data[tag] === TAG_PADDING ? 1 : 2 + (data[tag + 1] ?? end);
  if (tag >= end) return walk.stop(KIND.udp);
  walk.at = tag + 1;
  switch (uint16At(data, at + 2)) {
    case 1:
      return isEthernetAt(walk, walk.at) ? ETHERNET : walk.stop(KIND.udp);
    case WIFI:
      return readWifi(walk);
    case WIFI_PRISM:
      return readPrism(walk);
    case WIFI_AVS:
      return readAvs(walk);
    default:
      return walk.stop(KIND.udp);
  }
}
