/**
 * Packets inside packets, each built here byte by byte: every tunnel leads to the same segment, and beside it lies
 * a near miss, which differs where it counts and must not be taken for one.
 */
import { describe, expect, test } from "vitest";
import { PROTOCOL_UDP, ipv4Packet, ipv6Packet, udpDatagram, uint16 } from "../support/headers.js";
import {
  CLIENT,
  CLIENT6,
  SERVER6,
  type TestPacket,
  bytes,
  decode,
  ipv4Of,
  ipv6Of,
  join,
  segmentOf,
} from "./decode-run.js";

const TEXT = "GET / HTTP/1.1\r\n\r\n";
const IPV4 = ipv4Of(TEXT);
const IPV6 = ipv6Of(TEXT);
const MACS = bytes("00005e005302 00005e005301");
const FRAME = join(MACS, bytes("0800"), IPV4);
/** A data frame of 802.11 behind its frame control. */
const WIFI = join(bytes("0000 00005e005301 00005e005302 00005e005303 0000 aaaa03 000000 0800"), IPV4);
const [NEAR, FAR] = ["203.0.113.1", "203.0.113.2"];

const inIp = (protocol: number, payload: Uint8Array): Buffer =>
  ipv4Packet({ source: NEAR, target: FAR, protocol }, payload);
const gre = (header: string, payload: Uint8Array = IPV4): Buffer => inIp(47, join(bytes(header), payload));
const udp = (target: number, payload: Uint8Array, source = 50_000): Buffer =>
  inIp(PROTOCOL_UDP, udpDatagram(NEAR, FAR, { source, target }, payload));

/** The header's length is right unless `error` makes it wrong. */
function gtp(flags: string, more = "", inside: Uint8Array = IPV4, error = 0, type = "ff"): Buffer {
  const rest = join(bytes(more), inside);
  return join(bytes(flags), bytes(type), uint16(rest.length + error), bytes("00000001"), rest);
}

function withByte(packet: Uint8Array, at: number, value: number): Buffer {
  const changed = Buffer.from(packet);
  changed[at] = value;
  return changed;
}

const TOO_LONG = withByte(IPV4, 2, 0x01); // says 256 bytes more than there are
const TOO_LONG_FRAME = join(MACS, bytes("0800"), TOO_LONG);
const teredo = (source: string): Buffer =>
  ipv6Packet({ source, target: SERVER6, nextHeader: 6 }, segmentOf(TEXT));
const OF_TEREDO = teredo("2001:0:cb00:7101::5");
const OF_OTHERS = teredo(CLIENT6);
const AUTHENTICATION = "0001 02 03 aabb ccddee 0011223344556677 00";
const ORIGIN = "0000 c000 3fff fdfa";
const SRE = "0800 0004 cb007103";

interface Row {
  readonly name: string;
  readonly tunnel: Uint8Array;
  readonly miss: Uint8Array;
  readonly missKind: string;
}
type Tuple = readonly [name: string, tunnel: Uint8Array, miss: Uint8Array, missKind: string];
const rows = (tuples: readonly Tuple[]): Row[] =>
  tuples.map(([name, tunnel, miss, missKind]) => ({ name, tunnel, miss, missKind }));

const IN_IP = rows([
  ["GRE; of a later version", gre("0000 0800"), gre("0002 0800"), "undecoded:gre"],
  ["GRE with IPv6; without a protocol", gre("0000 86dd", IPV6), gre("0000 0000", IPV6), "undecoded:gre"],
  [
    "GRE with checksum, key and sequence; cut within them",
    gre("b000 0800 00000000 00000007 00000001"),
    gre("b000 0800 00000000 0007", bytes("")),
    "undecoded:gre",
  ],
  [
    "GRE with source routes; without a last one",
    gre(`4000 0800 00000000 ${SRE} ${SRE} 00000000`),
    gre(`4000 0800 00000000 ${SRE} ${SRE}`, bytes("")),
    "undecoded:gre",
  ],
  [
    "Ethernet in GRE; another number",
    gre("0000 6558", FRAME),
    gre("0000 6559", FRAME),
    "undecoded:ethertype-0x6559",
  ],
  [
    "PPTP; only an acknowledgement",
    gre("3081 880b", join(uint16(IPV4.length + 4), bytes("0001 00000001 00000001 ff03 0021"), IPV4)),
    gre("2081 880b 0000 0001 00000001", bytes("")),
    "undecoded:gre",
  ],
  [
    "WCCP; without IP behind it",
    gre("0000 883e"),
    gre("0000 883e 00000000", bytes("00000000")),
    "undecoded:ip",
  ],
  ["WCCP version 2; cut", gre("0000 883e 00010002"), gre("0000 883e 0001", bytes("")), "undecoded:gre"],
  [
    "ERSPAN I; with something else inside",
    gre("0000 88be", FRAME),
    gre("0000 88be", FRAME.subarray(0, 13)),
    "undecoded:ethernet",
  ],
  [
    "ERSPAN II; of version 2",
    gre("1000 88be 00000001 10010064 00000000", FRAME),
    gre("1000 88be 00000001 20010064 00000000", FRAME),
    "undecoded:erspan",
  ],
  [
    "ERSPAN III; of version 1",
    gre("1000 22eb 00000001 20010064 00000000 0000 0000", FRAME),
    gre("1000 22eb 00000001 10010064 00000000 0000 0000", FRAME),
    "undecoded:erspan",
  ],
  [
    "ERSPAN III with a subheader; of another kind of frame",
    gre("1000 22eb 00000001 20010064 00000000 0000 0001 0000000000000000", FRAME),
    gre("1000 22eb 00000001 20010064 00000000 0000 0401", FRAME),
    "undecoded:erspan",
  ],
  [
    "ERSPAN III with IP; cut",
    gre("1000 22eb 00000001 20010064 00000000 0000 0800"),
    gre("1000 22eb 00000001 20010064 00000000", bytes("")),
    "undecoded:erspan",
  ],
  ["EtherIP; cut", inIp(97, join(bytes("3000"), FRAME)), inIp(97, bytes("3000")), "undecoded:ethernet"],
  [
    "MPLS in IP; without a last label",
    inIp(137, join(bytes("000101ff"), IPV4)),
    inIp(137, bytes("000100ff")),
    "undecoded:mpls",
  ],
  [
    "NSH in GRE; without what it announces",
    gre("0000 894f 0fc2 0201 00000164", join(IPV4)),
    gre("0000 894f 0fc2 0201 00000164", TOO_LONG),
    "undecoded:nsh",
  ],
]);

const IN_UDP = rows([
  [
    "VXLAN; without the flag of its id",
    udp(4789, join(bytes("08000000 00006400"), FRAME)),
    udp(4789, join(bytes("00000000 00006400"), FRAME)),
    "udp",
  ],
  [
    "VXLAN with reserved bits; longer inside than outside",
    udp(4789, join(bytes("ffffffff 000064ff"), FRAME)),
    udp(4789, join(bytes("ffffffff 000064ff"), TOO_LONG_FRAME)),
    "udp",
  ],
  [
    "VXLAN on its old port; on any port",
    udp(8472, join(bytes("08000000 00006400"), FRAME)),
    udp(8473, join(bytes("08000000 00006400"), FRAME)),
    "udp",
  ],
  [
    "VXLAN-GPE with IP; longer inside than outside",
    udp(4790, join(bytes("0c000001 00006400"), IPV4)),
    udp(4790, join(bytes("0c000001 00006400"), TOO_LONG)),
    "udp",
  ],
  [
    "VXLAN-GPE without the flag of its protocol; an unknown one",
    udp(4790, join(bytes("08000000 00006400"), FRAME)),
    udp(4790, join(bytes("08000009 00006400"), FRAME)),
    "udp",
  ],
  [
    "VXLAN-GPE with NSH and Ethernet; without its id",
    udp(4790, join(bytes("0c000004 00006400 0fc2 0203 00000164"), FRAME)),
    udp(4790, join(bytes("04000004 00006400 0fc2 0203 00000164"), FRAME)),
    "udp",
  ],
  [
    "GENEVE; of a later version",
    udp(6081, join(bytes("0000 6558 00006400"), FRAME)),
    udp(6081, join(bytes("4000 6558 00006400"), FRAME)),
    "udp",
  ],
  [
    "GENEVE with options and IP; options beyond the packet",
    udp(6081, join(bytes("0200 0800 00006400 0102800100000000"), IPV4)),
    udp(6081, join(bytes("3f00 0800 00006400 0102800100000000"), IPV4)),
    "udp",
  ],
  [
    "GENEVE answering from its port; of an unknown protocol",
    udp(40_000, join(bytes("0000 6558 00006400"), FRAME), 6081),
    udp(40_000, join(bytes("0000 9999 00006400"), FRAME), 6081),
    "udp",
  ],
  ["GTP-U; a length that is off by one", udp(2152, gtp("30")), udp(2152, gtp("30", "", IPV4, 1)), "udp"],
  [
    "GTP-U with a sequence number; an echo request",
    udp(2152, gtp("32", "00010000")),
    udp(2152, gtp("32", "00010000", IPV4, 0, "01")),
    "udp",
  ],
  [
    "GTP-U with extensions; one without end",
    udp(2152, gtp("34", "000000c0 01010085 0210000000000000")),
    udp(2152, gtp("34", "000000c0 00010085")),
    "udp",
  ],
  [
    "GTP-U with Ethernet; with something else",
    udp(2152, gtp("30", "", FRAME)),
    udp(2152, gtp("30", "", bytes("c0210101 00000000"))),
    "undecoded:gtp",
  ],
  [
    "GTP-U on any port; with a wrong checksum inside",
    udp(5000, gtp("32", "00010000")),
    udp(5000, gtp("32", "00010000", withByte(IPV4, 8, 7))),
    "udp",
  ],
  ["GTP-U version 1; version 2", udp(2152, gtp("30")), udp(2152, gtp("50")), "udp"],
  ["Teredo; IPv4 on its port", udp(3544, OF_OTHERS), udp(3544, IPV4), "udp"],
  [
    "Teredo with authentication and origin; one that is cut",
    udp(40_000, join(bytes(AUTHENTICATION), bytes(ORIGIN), OF_OTHERS), 3544),
    udp(40_000, bytes(`${AUTHENTICATION} ${ORIGIN}`), 3544),
    "udp",
  ],
  [
    "Teredo on any port; a byte too many",
    udp(5000, OF_TEREDO),
    udp(5000, join(OF_TEREDO, bytes("00"))),
    "udp",
  ],
  ["Teredo by address; IPv6 of others", udp(5000, OF_TEREDO), udp(5000, OF_OTHERS), "udp"],
  [
    "AYIYA with identity and signature; a heartbeat",
    udp(5072, join(bytes("41511129 00000000"), Buffer.alloc(36), IPV6)),
    udp(5072, join(bytes("41511029 00000000"), Buffer.alloc(36), IPV6)),
    "udp",
  ],
  [
    "L2TP; a control message",
    udp(1701, join(bytes("0002 0001 0002 ff03 0021"), IPV4)),
    udp(1701, join(bytes("8002 0001 0002 ff03 0021"), IPV4)),
    "udp",
  ],
  [
    "L2TP with length, sequence numbers and offset; longer than its datagram",
    udp(1701, join(bytes("4a02"), uint16(IPV4.length + 18), bytes("00010002 00000001 0002 0000 0057"), IPV4)),
    udp(1701, join(bytes("4a02"), uint16(IPV4.length + 19), bytes("00010002 00000001 0002 0000 0057"), IPV4)),
    "udp",
  ],
  [
    "LISP; longer inside than outside",
    udp(4341, join(bytes("c0000001 00000001"), IPV4)),
    udp(4341, join(bytes("c0000001 00000001"), TOO_LONG)),
    "udp",
  ],
  [
    "GRE in UDP; of a later version",
    udp(4754, join(bytes("2000 0800 00000007"), IPV4)),
    udp(4754, join(bytes("2001 0800 00000007"), IPV4)),
    "udp",
  ],
  [
    "CAPWAP with Ethernet; encrypted",
    udp(5247, join(bytes("00 10 02 00 00000000"), FRAME)),
    udp(5247, join(bytes("01 10 02 00 00000000"), FRAME)),
    "udp",
  ],
  [
    "CAPWAP with 802.11; a fragment",
    udp(5247, join(bytes("00 10 03 00 00000000 0801"), WIFI)),
    udp(5247, join(bytes("00 10 03 80 00000000 0801"), WIFI)),
    "udp",
  ],
  [
    "CAPWAP with 802.11 whose frame control is swapped; of an unknown binding",
    udp(5247, join(bytes("00 10 03 00 00000000 0108"), WIFI)),
    udp(5247, join(bytes("00 10 07 00 00000000 0108"), WIFI)),
    "udp",
  ],
  [
    "MPLS in UDP; without a packet of IP behind it",
    udp(6635, join(bytes("000100ff 000201ff"), IPV4)),
    udp(6635, join(bytes("000100ff 000201ff"), TOO_LONG)),
    "udp",
  ],
  [
    "TZSP with tags; without their end",
    udp(37_008, join(bytes("01 00 0001 00 0a01c8 01"), FRAME)),
    udp(37_008, bytes("01 00 0001 00 0a01c8 00")),
    "udp",
  ],
  [
    "TZSP with 802.11; one that was sent",
    udp(37_008, join(bytes("01 00 0012 01 0801"), WIFI)),
    udp(37_008, join(bytes("01 01 0012 01 0801"), WIFI)),
    "udp",
  ],
]);

describe.each([...IN_IP, ...IN_UDP])("$name", ({ tunnel, miss, missKind }) => {
  test("the first gives the segment inside", () => {
    const { segments, kinds, clocks } = decode([{ data: tunnel }]);
    expect(segments).toMatchObject([{ text: TEXT, seq: -16, cutSize: 0 }]);
    expect(segments[0]!.from).not.toContain(NEAR);
    expect(kinds).toEqual({ tcp: 1 });
    expect(clocks).toEqual([]);
  });

  test("the second is no tunnel", () => {
    const { segments, kinds, clocks } = decode([{ data: miss, timeNs: 77 }]);
    expect(segments).toEqual([]);
    expect(kinds).toEqual({ [missKind]: 1 });
    expect(clocks).toEqual([77]);
  });

  test("cut at any byte, it is one packet of one kind, and what is missing is told", () => {
    const packets = Array.from({ length: tunnel.length }, (_, snapLength): TestPacket => ({
      data: tunnel,
      snapLength,
    }));
    const { kinds, segments } = decode(packets);
    expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(packets.length);
    for (const segment of segments) expect(segment.text.length + segment.cutSize).toBe(TEXT.length);
  });
});

test.each(IN_UDP)("fragments of $name lead into it once they are together", ({ tunnel }) => {
  const datagram = tunnel.subarray(20);
  const fields = { source: NEAR, target: FAR, protocol: PROTOCOL_UDP, id: 9 };
  const first = ipv4Packet({ ...fields, moreFragments: true }, datagram.subarray(0, 48));
  const last = ipv4Packet({ ...fields, fragmentOffset: 48 }, datagram.subarray(48));
  const { segments, kinds } = decode([{ data: last }, { data: first }]);
  expect(segments).toMatchObject([{ frame: 2, text: TEXT }]);
  expect(kinds).toEqual({ fragment: 1, tcp: 1 });
});

test("what lies innermost is what is counted: a question to a name server in VXLAN in GRE", () => {
  const dns = ipv4Packet(
    { source: CLIENT, target: NEAR, protocol: PROTOCOL_UDP },
    udpDatagram(CLIENT, NEAR, { source: 50_001, target: 53 }, bytes("1234 0100 0001 0000 0000 0000")),
  );
  const overlay = udp(4789, join(bytes("08000000 00006400"), MACS, bytes("0800"), dns));
  expect(decode([{ data: gre("0000 0800", overlay) }]).kinds).toEqual({ udp: 1 });
});

test("padding behind a UDP datagram is not part of the tunnel", () => {
  const datagram = udpDatagram(NEAR, FAR, { source: 50_000, target: 2152 }, gtp("30"));
  const padded = inIp(PROTOCOL_UDP, join(datagram, Buffer.alloc(7)));
  expect(decode([{ data: padded }]).segments).toMatchObject([{ text: TEXT, cutSize: 0 }]);
});

test("a mirrored overlay with VLAN tags at every level stays within the limit of nesting", () => {
  const tagged = join(MACS, bytes("8100 0007 0800"), IPV4);
  const overlay = join(MACS, bytes("8100 0006 0800"), udp(4789, join(bytes("08000000 00006400"), tagged)));
  const mirrored = join(MACS, bytes("8100 0005 0800"), gre("1000 88be 00000001 10010064 00000000", overlay));
  expect(decode([{ data: mirrored, linkType: 1 }]).segments).toMatchObject([{ text: TEXT, vlanId: 7 }]);
});
