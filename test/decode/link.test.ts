/** Every link type that is understood leads to the same segment. */
import { describe, expect, test } from "vitest";
import { uint16 } from "../support/headers.js";
import { type TestPacket, bytes, decode, ipv4Of, ipv6Of, join } from "./decode-run.js";

const TEXT = "GET / HTTP/1.1\r\n\r\n";
const IPV4 = ipv4Of(TEXT);
const IPV6 = ipv6Of(TEXT);
const MACS = bytes("00005e005302 00005e005301");
const SNAP = bytes("aaaa03 000000");
const FRAME = join(MACS, bytes("0800"), IPV4);
const ERF_TIME = Buffer.alloc(8);
const MAC_80211 = bytes("0000 00005e005301 00005e005302 00005e005303 0000");

const uint16le = (value: number): Buffer => uint16(value).swap16();

interface Case {
  readonly name: string;
  readonly linkType: number;
  readonly data: Uint8Array;
  readonly vlanId?: number;
}

const wifi = (control: string, more = "", aggregate?: Uint8Array): Buffer =>
  join(bytes(control), MAC_80211, bytes(more), aggregate ?? join(SNAP, bytes("0800"), IPV4));

const CASES: readonly Case[] = [
  { name: "Ethernet II with IPv4", linkType: 1, data: join(MACS, bytes("0800"), IPV4) },
  { name: "Ethernet II with IPv6", linkType: 1, data: join(MACS, bytes("86dd"), IPV6) },
  {
    name: "Ethernet II with padding",
    linkType: 1,
    data: join(MACS, bytes("0800"), IPV4, Buffer.alloc(9, 0x41)),
  },
  {
    name: "802.3 with LLC and SNAP",
    linkType: 1,
    data: join(MACS, uint16(IPV4.length + 8), SNAP, bytes("0800"), IPV4, Buffer.alloc(4, 0x41)),
  },
  {
    name: "802.3 with LLC and the SAP of IP",
    linkType: 1,
    data: join(MACS, uint16(IPV4.length + 3), bytes("060603"), IPV4),
  },
  { name: "802.1Q", linkType: 1, data: join(MACS, bytes("8100 6005 0800"), IPV4), vlanId: 5 },
  {
    name: "QinQ, 802.1ad outside",
    linkType: 1,
    data: join(MACS, bytes("88a8 0064 8100 0007 0800"), IPV4),
    vlanId: 7,
  },
  {
    name: "three old QinQ tags",
    linkType: 1,
    data: join(MACS, bytes("9100 0001 9200 0002 8100 0003 86dd"), IPV6),
    vlanId: 3,
  },
  {
    name: "PPPoE with padding",
    linkType: 1,
    data: join(MACS, bytes("8864 1100 0001"), uint16(IPV4.length + 2), bytes("0021"), IPV4, Buffer.alloc(6)),
  },
  {
    name: "PPPoE in a VLAN with IPv6",
    linkType: 1,
    data: join(MACS, bytes("8100 0009 8864 1100 0001"), uint16(IPV6.length + 2), bytes("0057"), IPV6),
    vlanId: 9,
  },
  { name: "MPLS, two labels", linkType: 1, data: join(MACS, bytes("8847 0001 00ff 0001 01ff"), IPV4) },
  {
    name: "MPLS with Ethernet behind a control word",
    linkType: 1,
    data: join(MACS, bytes("8847 0001 01ff 00000000"), MACS, bytes("0800"), IPV4),
  },
  {
    name: "MPLS with Ethernet without one",
    linkType: 1,
    data: join(MACS, bytes("8847 0001 01ff"), MACS, bytes("8100 0004 0800"), IPV4),
    vlanId: 4,
  },
  { name: "E-Tag", linkType: 1, data: join(MACS, bytes("893f 0000 0001 0000 0800"), IPV4) },
  { name: "VN-Tag", linkType: 1, data: join(MACS, bytes("8926 0000 0001 86dd"), IPV6) },
  { name: "Cisco metadata", linkType: 1, data: join(MACS, bytes("8909 0101 0001 0002 0800"), IPV4) },
  { name: "FabricPath", linkType: 1, data: join(MACS, bytes("8903 0101"), MACS, bytes("0800"), IPV4) },
  {
    name: "provider backbone bridges",
    linkType: 1,
    data: join(MACS, bytes("88a8 0064 88e7 00000001"), MACS, bytes("0800"), IPV4),
    vlanId: 100,
  },
  { name: "NULL, little-endian", linkType: 0, data: join(bytes("02000000"), IPV4) },
  { name: "NULL, big-endian", linkType: 0, data: join(bytes("00000002"), IPV4) },
  { name: "NULL with IPv6 of macOS", linkType: 0, data: join(bytes("1e000000"), IPV6) },
  { name: "LOOP", linkType: 108, data: join(bytes("00000018"), IPV6) },
  { name: "RAW (101)", linkType: 101, data: IPV4 },
  { name: "RAW (12)", linkType: 12, data: IPV6 },
  { name: "RAW (14)", linkType: 14, data: IPV4 },
  { name: "IPV4 (228)", linkType: 228, data: IPV4 },
  { name: "IPV6 (229)", linkType: 229, data: IPV6 },
  { name: "SLL", linkType: 113, data: join(bytes("0000 0001 0006 00005e0053010000 0800"), IPV4) },
  {
    name: "SLL with a VLAN tag",
    linkType: 113,
    data: join(bytes("0000 0001 0006 00005e0053010000 8100 000b 86dd"), IPV6),
    vlanId: 11,
  },
  {
    name: "SLL with LLC",
    linkType: 113,
    data: join(bytes("0000 0001 0006 00005e0053010000 0004"), SNAP, bytes("0800"), IPV4),
  },
  { name: "SLL2", linkType: 276, data: join(bytes("0800 0000 00000002 0001 00 06 00005e0053010000"), IPV4) },
  { name: "PPP without address and control", linkType: 9, data: join(bytes("0021"), IPV4) },
  { name: "PPP with a protocol of one byte", linkType: 9, data: join(bytes("ff03 21"), IPV4) },
  { name: "PPP with MPLS", linkType: 9, data: join(bytes("ff03 0281 0001 01ff"), IPV6) },
  { name: "PPP in HDLC framing", linkType: 50, data: join(bytes("ff03 0057"), IPV6) },
  { name: "PPP_HDLC that is Cisco HDLC", linkType: 50, data: join(bytes("0f00 0800"), IPV4) },
  {
    name: "PPP_ETHER",
    linkType: 51,
    data: join(bytes("1100 0001"), uint16(IPV4.length + 2), bytes("0021"), IPV4),
  },
  { name: "C_HDLC", linkType: 104, data: join(bytes("0f00 86dd"), IPV6) },
  { name: "frame relay with NLPID", linkType: 107, data: join(bytes("0401 03cc"), IPV4) },
  { name: "frame relay with SNAP", linkType: 107, data: join(bytes("0401 0300 80 000000 0800"), IPV4) },
  { name: "frame relay of Cisco", linkType: 107, data: join(bytes("0401 0800"), IPV4) },
  { name: "FDDI", linkType: 10, data: join(bytes("57"), MACS, SNAP, bytes("0800"), IPV4) },
  { name: "ATM with LLC", linkType: 100, data: join(SNAP, bytes("86dd"), IPV6) },
  { name: "802.11 data", linkType: 105, data: wifi("0801") },
  { name: "802.11 QoS data", linkType: 105, data: wifi("8801", "0000") },
  { name: "802.11 with four addresses", linkType: 105, data: wifi("0803", "00005e005304") },
  { name: "802.11 QoS data, header padded to four bytes", linkType: 105, data: wifi("8801", "0000 0000") },
  {
    name: "NFLOG, little-endian",
    linkType: 239,
    data: join(bytes("02000000 0500 0a00 78000000"), uint16le(IPV4.length + 4), bytes("0900"), IPV4),
  },
  {
    name: "NFLOG, big-endian",
    linkType: 239,
    data: join(bytes("0a000000 0008 0001 86dd0000"), uint16(IPV6.length + 4), bytes("0009"), IPV6),
  },
  {
    name: "Ethernet behind PPI",
    linkType: 192,
    data: join(bytes("0000 0c00 01000000 00000000"), MACS, bytes("0800"), IPV4),
  },
  { name: "802.11 behind PPI", linkType: 192, data: join(bytes("0000 0800 69000000"), wifi("0801")) },
  {
    name: "raw IP behind PKTAP",
    linkType: 258,
    data: join(bytes("6c000000 01000000 0c000000"), Buffer.alloc(96), IPV4),
  },
  {
    name: "802.11 behind radiotap",
    linkType: 127,
    data: join(bytes("0000 0a00 00000000 0000"), wifi("0801")),
  },
  {
    name: "802.11 behind Prism",
    linkType: 119,
    data: join(bytes("00000044 00000090"), Buffer.alloc(136), wifi("0801")),
  },
  {
    name: "802.11 behind AVS",
    linkType: 163,
    data: join(bytes("80211001 00000040"), Buffer.alloc(56), wifi("0801")),
  },
  {
    name: "token ring with a source route",
    linkType: 6,
    data: join(bytes("1040 00005e005302 80005e005301 0630 0012 0020"), SNAP, bytes("0800"), IPV4),
  },
  {
    name: "token ring without one",
    linkType: 6,
    data: join(bytes("1040 00005e005302 00005e005301"), SNAP, bytes("86dd"), IPV6),
  },
  { name: "SLIP", linkType: 8, data: join(Buffer.alloc(16), IPV4) },
  { name: "ATM_CLIP with SNAP", linkType: 106, data: join(SNAP, bytes("0800"), IPV4) },
  { name: "ATM_CLIP without", linkType: 106, data: IPV4 },
  { name: "ENC", linkType: 109, data: join(bytes("00000002 00000001 00000000"), IPV4) },
  { name: "PFLOG", linkType: 117, data: join(bytes("3d020000"), Buffer.alloc(60), IPV4) },
  { name: "IP over Fibre Channel", linkType: 122, data: join(Buffer.alloc(16), SNAP, bytes("0800"), IPV4) },
  { name: "SUNATM", linkType: 123, data: join(bytes("82000064"), SNAP, bytes("86dd"), IPV6) },
  { name: "IP over FireWire", linkType: 138, data: join(Buffer.alloc(16), bytes("0800"), IPV4) },
  { name: "PPP_PPPD", linkType: 166, data: join(bytes("0003 0021"), IPV4) },
  {
    name: "ERF of Ethernet, with padding",
    linkType: 197,
    data: join(
      ERF_TIME,
      bytes("02 00 0000 0000"),
      uint16(IPV4.length + 14),
      bytes("0000"),
      FRAME,
      bytes("00"),
    ),
  },
  {
    name: "ERF of HDLC with two extensions",
    linkType: 175,
    data: join(ERF_TIME, bytes("81 00 0000 0000 0000 8000000000000000 0000000000000000 0f00 0800"), IPV4),
  },
  { name: "ERF of IPv6", linkType: 197, data: join(ERF_TIME, bytes("17 00 0000 0000 0000"), IPV6) },
  { name: "PPP with direction", linkType: 204, data: join(bytes("01 ff03 0021"), IPV4) },
  { name: "Cisco HDLC with direction", linkType: 205, data: join(bytes("00 0f00 0800"), IPV4) },
  { name: "frame relay with direction", linkType: 206, data: join(bytes("01 1841 03cc"), IPV4) },
  { name: "IPNET", linkType: 226, data: join(bytes("0102"), Buffer.alloc(22), IPV4) },
  { name: "NETANALYZER", linkType: 240, data: join(Buffer.alloc(4), FRAME) },
  { name: "NETANALYZER_TRANSPARENT", linkType: 241, data: join(Buffer.alloc(12), FRAME) },
  { name: "ETHERNET_MPACKET", linkType: 274, data: join(bytes("555555555555 55 d5"), FRAME) },
  { name: "DSA_TAG_BRCM", linkType: 281, data: join(MACS, bytes("00000001 0800"), IPV4) },
  { name: "DSA_TAG_BRCM_PREPEND", linkType: 282, data: join(bytes("00000001"), FRAME) },
  { name: "DSA_TAG_DSA", linkType: 284, data: join(MACS, bytes("c0000064 86dd"), IPV6) },
  { name: "DSA_TAG_EDSA", linkType: 285, data: join(MACS, bytes("dada0000 c0000064 0800"), IPV4) },
];

describe("a link that is understood", () => {
  test.each(CASES)("$name gives the segment and nothing behind it", ({ linkType, data, vlanId }) => {
    const { segments, kinds, clocks } = decode([{ data, linkType }]);
    expect(segments.map((segment) => segment.text)).toEqual([TEXT]);
    expect(segments[0]).toMatchObject({ seq: -16, ack: 7, flags: 0x18, cutSize: 0, vlanId: vlanId ?? -1 });
    expect(kinds).toEqual({ tcp: 1 });
    expect(clocks).toEqual([]);
  });

  test.each(CASES)(
    "$name, cut at any byte, is one packet of one kind and never throws",
    ({ linkType, data }) => {
      const packets = Array.from({ length: data.length }, (_, snapLength): TestPacket => ({
        data,
        linkType,
        snapLength,
      }));
      const { kinds, segments } = decode(packets);
      expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(packets.length);
      for (const segment of segments) expect(segment.text.length + segment.cutSize).toBe(TEXT.length);
    },
  );
});

describe("an 802.11 aggregate", () => {
  test("gives the segment of each of its frames, and counts as one packet", () => {
    const first = join(MACS, uint16(IPV4.length + 8), SNAP, bytes("0800"), IPV4);
    const padded = join(first, Buffer.alloc(-first.length & 3));
    const second = join(MACS, uint16(IPV6.length + 8), SNAP, bytes("86dd"), IPV6);
    const { segments, kinds } = decode([{ linkType: 105, data: wifi("8801", "8000", join(padded, second)) }]);
    expect(segments.map((segment) => segment.from)).toEqual(["192.0.2.5 49152", "2001:db8::5 49152"]);
    expect(segments.map((segment) => segment.text)).toEqual([TEXT, TEXT]);
    expect(kinds).toEqual({ tcp: 1 });
  });
});
