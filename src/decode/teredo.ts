/**
 * Teredo (RFC 4380): IPv6 in UDP through address translation. Servers put an authentication and an origin
 * indication before the packet; between clients the packet stands alone, on any port, and is known by its addresses.
 */
import { KIND } from "./kinds.js";
import { isExactIpAt, isIpAt } from "./plausible.js";
import { IP, type Layer, type Walk, int32At, uint16At } from "./walk.js";

const AUTHENTICATION = 0x0001;
/** Type, two lengths, nonce and confirmation, beside the identifier and the value that the lengths tell. */
const AUTHENTICATION_SIZE = 4 + 9;
const ORIGIN = 0x0000;
const ORIGIN_SIZE = 8;
const IPV6_HEADER_SIZE = 40;
/** 2001:0000::/32, in the addresses of Teredo clients. */
const TEREDO_PREFIX = 0x20010000;

/** On Teredo's port. */
export function readTeredo(walk: Walk): Layer {
  const { data } = walk;
  let { at } = walk;
  if (walk.end - at >= AUTHENTICATION_SIZE && uint16At(data, at) === AUTHENTICATION)
    at += AUTHENTICATION_SIZE + data[at + 2]! + data[at + 3]!;
  if (walk.end - at >= ORIGIN_SIZE && uint16At(data, at) === ORIGIN) at += ORIGIN_SIZE;
  if (!isIpv6At(walk, at) || !isIpAt(walk, at)) return walk.stop(KIND.udp);
  walk.at = at;
  return IP;
}

/** On any port: IPv6 from or to a Teredo address that fills the datagram. */
export function isTeredoPacket(walk: Walk): boolean {
  const { data, at } = walk;
  if (!isIpv6At(walk, at)) return false;
  const isTeredoAddress = int32At(data, at + 8) === TEREDO_PREFIX || int32At(data, at + 24) === TEREDO_PREFIX;
  return isTeredoAddress && isExactIpAt(walk, at);
}

function isIpv6At({ data, end }: Walk, at: number): boolean {
  return end - at >= IPV6_HEADER_SIZE && data[at]! >> 4 === 6;
}
