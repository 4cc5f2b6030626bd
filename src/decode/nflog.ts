/**
 * NFLOG: packets as the Linux firewall logs them, in a list of typed values of which one is the IP packet. Lengths
 * and types are in the capturing host's byte order, which the first type tells: all types are below 256.
 */
import { KIND } from "./kinds.js";
import { IP, type Layer, type Walk, uint16At } from "./walk.js";

const HEADER_SIZE = 4;
const VALUE_HEADER_SIZE = 4;
const PAYLOAD = 9;
const FAMILY_IPV4 = 2;
const FAMILY_IPV6 = 10;

/** Address family, version, resource; then the values, each padded to four bytes. */
export function readNflog(walk: Walk): Layer {
  if (walk.left() < HEADER_SIZE + VALUE_HEADER_SIZE) return walk.stop(KIND["undecoded:nflog"]);
  const { data, at } = walk;
  const family = data[at]!;
  const isIp = family === FAMILY_IPV4 || family === FAMILY_IPV6;
  if (!isIp || data[at + 1] !== 0) return walk.stop(KIND["undecoded:nflog"]);
  const isLittleEndian = data[at + 7] === 0;
  let value = at + HEADER_SIZE;
  // A value is four bytes at least, so the packet bounds the loop.
  while (walk.end - value >= VALUE_HEADER_SIZE) {
    const size = read16(data, value, isLittleEndian);
    if (size < VALUE_HEADER_SIZE) break;
    if ((read16(data, value + 2, isLittleEndian) & 0x7fff) === PAYLOAD) {
      walk.at = value + VALUE_HEADER_SIZE;
      walk.clip(value + size);
      return IP;
    }
    value += (size + 3) & ~3;
  }
  return walk.stop(KIND["undecoded:nflog"]);
}

function read16(data: Buffer, at: number, isLittleEndian: boolean): number {
  return isLittleEndian ? data[at]! | (data[at + 1]! << 8) : uint16At(data, at);
}
