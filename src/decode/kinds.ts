/**
 * What a packet is counted as: an integer while counting, a name in the summary's `packetKinds`. What is understood
 * has a plain name; what is not is `undecoded:` and the name of the layer or protocol that stopped the walk, so that
 * nothing is passed over in silence. Numbers come from the packets, so the kinds that are kept apart are bounded.
 */
import { linkTypeName } from "../capture/link-types.js";
import { NUMBERED_PACKET_KINDS } from "../core/limits.js";

/** `family << 16 | number`; the family says what the number counts. */
export type Kind = number;

/** The kinds that have a number of their own, in the order of the summary. */
export const KIND = {
  tcp: 0,
  udp: 1,
  icmp: 2,
  icmp6: 3,
  arp: 4,
  fragment: 5,
  "undecoded:ethernet": 6,
  "undecoded:vlan": 7,
  "undecoded:llc": 8,
  "undecoded:snap": 9,
  "undecoded:mpls": 10,
  "undecoded:pppoe": 11,
  "undecoded:ppp": 12,
  "undecoded:hdlc": 13,
  "undecoded:frame-relay": 14,
  "undecoded:loopback": 15,
  "undecoded:cooked": 16,
  "undecoded:wifi": 17,
  "undecoded:wifi-control": 18,
  "undecoded:wifi-protected": 19,
  "undecoded:wifi-fragment": 20,
  "undecoded:ip": 21,
  "undecoded:tcp": 22,
  "undecoded:depth": 23,
  "undecoded:other": 24,
  "undecoded:tag": 25,
  "undecoded:nsh": 26,
  "undecoded:gtp": 27,
  "undecoded:nflog": 28,
  "undecoded:capture-header": 29,
} as const;
const PLAIN_NAMES = Object.keys(KIND);

const ETHER_TYPE = 1;
const IP_PROTOCOL = 2;
const PPP_PROTOCOL = 3;
const LINK_TYPE = 4;
const COOKED_PROTOCOL = 5;

export const etherTypeKind = (etherType: number): Kind => (ETHER_TYPE << 16) | etherType;
export const ipProtocolKind = (protocol: number): Kind => (IP_PROTOCOL << 16) | protocol;
export const pppProtocolKind = (protocol: number): Kind => (PPP_PROTOCOL << 16) | protocol;
export const linkTypeKind = (linkType: number): Kind => (LINK_TYPE << 16) | (linkType & 0xffff);
export const cookedKind = (hardwareType: number): Kind => (COOKED_PROTOCOL << 16) | hardwareType;

export class KindCounter {
  readonly #plain = PLAIN_NAMES.map(() => 0);
  readonly #numbered = new Map<Kind, number>();

  get tcp(): number {
    return this.#plain[KIND.tcp]!;
  }

  count(kind: Kind): void {
    if (kind < PLAIN_NAMES.length) {
      this.#plain[kind]! += 1;
      return;
    }
    const before = this.#numbered.get(kind) ?? 0;
    if (before === 0 && this.#numbered.size >= NUMBERED_PACKET_KINDS)
      this.#plain[KIND["undecoded:other"]]! += 1;
    else this.#numbered.set(kind, before + 1);
  }

  /** Counts above 0, by name. */
  toRecord(): Record<string, number> {
    const plain = PLAIN_NAMES.map((name, kind): [string, number] => [name, this.#plain[kind]!]);
    const numbered = [...this.#numbered].map(([kind, count]): [string, number] => [
      numberedName(kind),
      count,
    ]);
    return Object.fromEntries([...plain, ...numbered].filter(([, count]) => count > 0));
  }
}

function numberedName(kind: Kind): string {
  const number = kind & 0xffff;
  switch (kind >> 16) {
    case ETHER_TYPE:
      return `undecoded:${ETHER_TYPE_NAMES[number] ?? `ethertype-${hex(number)}`}`;
    case IP_PROTOCOL:
      return `undecoded:${IP_PROTOCOL_NAMES[number] ?? `ip-protocol-${number}`}`;
    case PPP_PROTOCOL:
      return `undecoded:${PPP_PROTOCOL_NAMES[number] ?? `ppp-${hex(number)}`}`;
    case COOKED_PROTOCOL:
      return `undecoded:cooked-${number}`;
    default:
      return `undecoded:link-${linkTypeName(number)}`;
  }
}

/** Whether a number is one that is known, even if only by name. */
export function hasEtherTypeName(etherType: number): boolean {
  return ETHER_TYPE_NAMES[etherType] !== undefined;
}

const hex = (number: number): string => `0x${number.toString(16).padStart(4, "0")}`;

const ETHER_TYPE_NAMES: Readonly<Record<number, string>> = {
  0x2000: "cdp",
  0x22f3: "trill",
  0x6558: "ethernet-bridging",
  0x8035: "rarp",
  0x809b: "appletalk",
  0x80f3: "aarp",
  0x8137: "ipx",
  0x8808: "ethernet-control",
  0x8809: "slow-protocols",
  0x8847: "mpls",
  0x8848: "mpls",
  0x8863: "pppoe-discovery",
  0x888e: "eapol",
  0x88be: "erspan",
  0x88cc: "lldp",
  0x88e5: "macsec",
  0x88e7: "provider-backbone",
  0x88f7: "ptp",
  0x8902: "cfm",
  0x8903: "fabricpath",
  0x8909: "cisco-metadata",
  0x8926: "vn-tag",
  0x893f: "e-tag",
  0x894f: "nsh",
  0x9000: "ethernet-loopback",
};

const IP_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  2: "igmp",
  33: "dccp",
  46: "rsvp",
  47: "gre",
  50: "esp",
  59: "ipv6-no-next-header",
  88: "eigrp",
  89: "ospf",
  97: "etherip",
  103: "pim",
  108: "ipcomp",
  112: "vrrp",
  132: "sctp",
  135: "ipv6-mobility",
  136: "udp-lite",
  137: "mpls-in-ip",
};

const PPP_PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  0x002d: "ppp-vj-compressed",
  0x002f: "ppp-vj-uncompressed",
  0x003d: "ppp-multilink",
  0x00fd: "ppp-compressed",
  0x8021: "ppp-ipcp",
  0x8057: "ppp-ipv6cp",
  0x80fd: "ppp-ccp",
  0xc021: "ppp-lcp",
  0xc023: "ppp-pap",
  0xc025: "ppp-lqr",
  0xc223: "ppp-chap",
};
