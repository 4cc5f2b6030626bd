/**
 * Whether what lies at a place can be what a tunnel says it is. UDP ports are mere hints and MPLS says nothing at
 * all, so a tunnel is only followed where the packet inside it agrees with the space that it has: lengths first, and
 * where not even a port announced it, the checksum of the inner header too. Nothing is moved here.
 */
import { isFollowedEtherType } from "./ether-type.js";
import { hasEtherTypeName } from "./kinds.js";
import { type Walk, uint16At } from "./walk.js";

const IPV4_HEADER_SIZE = 20;
const IPV6_HEADER_SIZE = 40;
const ETHERNET_HEADER_SIZE = 14;
const LARGEST_LENGTH = 1500;
const UNNUMBERED_INFORMATION = 0x03;

/** An IP header whose length field fits, or is 0 as offloading hosts leave it. */
export function isIpAt(walk: Walk, at: number): boolean {
  const size = ipSizeAt(walk, at);
  return size === 0 || (size > 0 && size <= walk.wireEnd - at);
}

/** An IP header that fills the space to its last byte; IPv4 with its checksum right. */
export function isExactIpAt(walk: Walk, at: number): boolean {
  if (ipSizeAt(walk, at) !== walk.wireEnd - at) return false;
  return walk.data[at]! >> 4 === 6 || isIpv4ChecksumRight(walk.data, at);
}

/** An Ethernet header with an EtherType that has a name, and a packet of IP behind it where that is announced. */
export function isEthernetAt(walk: Walk, at: number): boolean {
  const left = walk.end - at;
  if (left < ETHERNET_HEADER_SIZE) return false;
  const { data } = walk;
  const etherType = uint16At(data, at + 12);
  const payload = at + ETHERNET_HEADER_SIZE;
  if (etherType === 0x0800 || etherType === 0x86dd) return isIpAt(walk, payload);
  if (etherType > LARGEST_LENGTH) return isFollowedEtherType(etherType) || hasEtherTypeName(etherType);
  const isLengthRight = etherType >= 3 && etherType <= walk.wireEnd - payload;
  return isLengthRight && walk.end - payload >= 3 && data[payload + 2] === UNNUMBERED_INFORMATION;
}

/** What the header says is the size of its packet, 0 where it does not say; -1 for no IP header. */
function ipSizeAt({ data, end }: Walk, at: number): number {
  const left = end - at;
  if (left < IPV4_HEADER_SIZE) return -1;
  const version = data[at]! >> 4;
  if (version === 4) {
    const headerSize = (data[at]! & 0x0f) << 2;
    if (headerSize < IPV4_HEADER_SIZE || left < headerSize) return -1;
    const size = uint16At(data, at + 2);
    return size === 0 || size >= headerSize ? size : -1;
  }
  if (version !== 6 || left < IPV6_HEADER_SIZE) return -1;
  const payloadSize = uint16At(data, at + 4);
  return payloadSize === 0 ? 0 : IPV6_HEADER_SIZE + payloadSize;
}

/** RFC 1071, over a header that is known to be there. */
function isIpv4ChecksumRight(data: Buffer, at: number): boolean {
  const end = at + ((data[at]! & 0x0f) << 2);
  let sum = 0;
  for (let word = at; word < end; word += 2) sum += uint16At(data, word);
  return ((sum >> 16) + (sum & 0xffff)) % 0xffff === 0;
}
