/**
 * IPv4 (RFC 791) and IPv6 (RFC 8200): options and extension headers are stepped over, the length field ends the
 * packet (what lies behind it is padding of the link), fragments go to fragments.ts before anything else looks at
 * them. Checksums are not tested: offloading leaves them wrong on the sending host.
 */
import { KIND, ipProtocolKind } from "./kinds.js";
import {
  ETHERNET,
  FRAGMENT,
  GRE,
  IP,
  type Layer,
  MPLS,
  TCP,
  UDP,
  type Walk,
  int32At,
  uint16At,
} from "./walk.js";

/** The version is taken from the packet, not from the link's protocol number: devices mix them up. */
export function readIp(walk: Walk): Layer {
  const version = walk.left() > 0 ? walk.data[walk.at]! >> 4 : 0;
  if (version === 4) return readIpv4(walk);
  if (version === 6) return readIpv6(walk);
  return walk.stop(KIND["undecoded:ip"]);
}

const IPV4_HEADER_SIZE = 20;
const IPV4_MORE_FRAGMENTS = 0x2000;
const IPV4_FRAGMENT_OFFSET = 0x1fff;

function readIpv4(walk: Walk): Layer {
  const { data, at } = walk;
  if (walk.left() < IPV4_HEADER_SIZE) return walk.stop(KIND["undecoded:ip"]);
  const headerSize = (data[at]! & 0x0f) << 2;
  const totalSize = uint16At(data, at + 2);
  if (headerSize < IPV4_HEADER_SIZE || walk.left() < headerSize) return walk.stop(KIND["undecoded:ip"]);
  // 0 is written by hosts that leave segmentation to the network card: the link's length counts.
  if (totalSize !== 0) {
    if (totalSize < headerSize) return walk.stop(KIND["undecoded:ip"]);
    walk.clip(at + totalSize);
  }
  walk.ipVersion = 4;
  setIpv4(walk.source, data, at + 12);
  setIpv4(walk.target, data, at + 16);
  walk.at = at + headerSize;
  const fragment = uint16At(data, at + 6);
  const protocol = data[at + 9]!;
  if ((fragment & (IPV4_MORE_FRAGMENTS | IPV4_FRAGMENT_OFFSET)) === 0) return followProtocol(walk, protocol);
  walk.fragment.id = uint16At(data, at + 4);
  walk.fragment.protocol = protocol;
  walk.fragment.offset = (fragment & IPV4_FRAGMENT_OFFSET) << 3;
  walk.fragment.isLast = (fragment & IPV4_MORE_FRAGMENTS) === 0;
  return FRAGMENT;
}

const IPV6_HEADER_SIZE = 40;

function readIpv6(walk: Walk): Layer {
  const { data, at } = walk;
  if (walk.left() < IPV6_HEADER_SIZE) return walk.stop(KIND["undecoded:ip"]);
  const payloadSize = uint16At(data, at + 4);
  // 0: a jumbogram (RFC 2675), or segmentation left to the network card. Either way the link's length counts.
  if (payloadSize !== 0) walk.clip(at + IPV6_HEADER_SIZE + payloadSize);
  walk.ipVersion = 6;
  setIpv6(walk.source, data, at + 8);
  setIpv6(walk.target, data, at + 24);
  walk.at = at + IPV6_HEADER_SIZE;
  return followProtocol(walk, data[at + 6]!);
}

const HOP_BY_HOP = 0;
const ICMP = 1;
const IPV4 = 4;
const TCP_PROTOCOL = 6;
const UDP_PROTOCOL = 17;
const IPV6 = 41;
const ROUTING = 43;
const IPV6_FRAGMENT = 44;
const GRE_PROTOCOL = 47;
const AUTHENTICATION = 51;
const ICMPV6 = 58;
const DESTINATION = 60;
const ETHER_IP = 97;
const MPLS_IN_IP = 137;
const SHIM6 = 140;

/** What an IP protocol number leads to. Extension headers are eight bytes at least, so the packet bounds the loop. */
export function followProtocol(walk: Walk, protocol: number): Layer {
  let next = protocol;
  for (;;) {
    switch (next) {
      case TCP_PROTOCOL:
        return TCP;
      case UDP_PROTOCOL:
        return UDP;
      case ICMP:
        return walk.stop(KIND.icmp);
      case ICMPV6:
        return walk.stop(KIND.icmp6);
      case IPV4:
      case IPV6:
        return IP;
      case GRE_PROTOCOL:
        return GRE;
      case MPLS_IN_IP:
        return MPLS;
      case ETHER_IP: // RFC 3378: two bytes of version
        walk.at += 2;
        return ETHERNET;
      case HOP_BY_HOP:
      case ROUTING:
      case DESTINATION:
      case AUTHENTICATION:
      case SHIM6: {
        const header = walk.at;
        if (walk.left() < 8) return walk.stop(KIND["undecoded:ip"]);
        const count = walk.data[header + 1]!;
        const size = next === AUTHENTICATION ? (count + 2) << 2 : (count + 1) << 3;
        if (size < 8 || walk.left() < size) return walk.stop(KIND["undecoded:ip"]);
        next = walk.data[header]!;
        walk.at += size;
        break;
      }
      case IPV6_FRAGMENT: {
        if (walk.left() < 8) return walk.stop(KIND["undecoded:ip"]);
        const { data, at } = walk;
        const field = uint16At(data, at + 2);
        next = data[at]!;
        walk.at += 8;
        // Offset 0 and nothing to come: an "atomic" fragment (RFC 6946), complete in itself.
        if ((field & 0xfff9) === 0) break;
        walk.fragment.id = int32At(data, at + 4);
        walk.fragment.protocol = next;
        walk.fragment.offset = field & 0xfff8;
        walk.fragment.isLast = (field & 1) === 0;
        return FRAGMENT;
      }
      default:
        return walk.stop(ipProtocolKind(next));
    }
  }
}

function setIpv4(words: Int32Array, data: Buffer, at: number): void {
  words[0] = 0;
  words[1] = 0;
  words[2] = 0;
  words[3] = int32At(data, at);
}

function setIpv6(words: Int32Array, data: Buffer, at: number): void {
  words[0] = int32At(data, at);
  words[1] = int32At(data, at + 4);
  words[2] = int32At(data, at + 8);
  words[3] = int32At(data, at + 12);
}
