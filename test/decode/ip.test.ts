/** IP lengths, options, extension headers and packets inside packets. */
import { expect, test } from "vitest";
import { ENCAPSULATION_DEPTH } from "../../src/core/limits.js";
import { PROTOCOL_TCP, ipv4Packet, ipv6Packet, udpDatagram } from "../support/headers.js";
import {
  CLIENT,
  CLIENT6,
  ETHERNET,
  SERVER,
  SERVER6,
  bytes,
  decode,
  ipv4Of,
  ipv6Of,
  join,
  segmentOf,
} from "./decode-run.js";

const ends4 = { source: CLIENT, target: SERVER };
const ends6 = { source: CLIENT6, target: SERVER6 };
const ethernet = (data: Uint8Array): Buffer => join(bytes("00005e005302 00005e005301 0800"), data);
const IPV4_IN_IP = 4;
const IPV6_IN_IP = 41;

test("IPv4 options are stepped over", () => {
  const data = ipv4Packet({ ...ends4, protocol: PROTOCOL_TCP, options: bytes("94040000") }, segmentOf("a"));
  expect(decode([{ data }]).segments[0]).toMatchObject({
    text: "a",
    from: "192.0.2.5 49152",
    to: "198.51.100.9 80",
  });
});

test("TCP options are stepped over", () => {
  const data = ipv4Packet({ ...ends4, protocol: PROTOCOL_TCP }, segmentOf("a", bytes("020405b4 0101")));
  expect(decode([{ data }]).segments[0]!.text).toBe("a");
});

test("an IPv4 length of 0 means all that the link gives", () => {
  const data = ipv4Packet({ ...ends4, protocol: PROTOCOL_TCP, totalLength: 0 }, segmentOf("offloaded"));
  expect(decode([{ data }]).segments[0]).toMatchObject({ text: "offloaded", cutSize: 0 });
});

test("an IPv6 length of 0 means all that the link gives", () => {
  const data = ipv6Packet({ ...ends6, nextHeader: PROTOCOL_TCP, payloadLength: 0 }, segmentOf("offloaded"));
  expect(decode([{ data }]).segments[0]).toMatchObject({ text: "offloaded", cutSize: 0 });
});

test("an IP length beyond the packet is cut to the packet", () => {
  const data = ipv4Packet({ ...ends4, protocol: PROTOCOL_TCP, totalLength: 9_000 }, segmentOf("short"));
  expect(decode([{ data }]).segments[0]).toMatchObject({ text: "short", cutSize: 0 });
});

test("an IP length shorter than its header is not decoded", () => {
  const data = ipv4Packet({ ...ends4, protocol: PROTOCOL_TCP, totalLength: 19 }, segmentOf("x"));
  expect(decode([{ data }]).kinds).toEqual({ "undecoded:ip": 1 });
});

test("what the snap length cut is told as a size, not as bytes", () => {
  const data = ipv4Of("0123456789");
  expect(decode([{ data, snapLength: data.length - 4 }]).segments[0]).toMatchObject({
    text: "012345",
    cutSize: 4,
  });
});

test("padding is off the payload also where the snap length cut", () => {
  const frame = join(ethernet(ipv4Of("0123")), Buffer.alloc(20));
  const { segments } = decode([{ data: frame, linkType: ETHERNET, snapLength: frame.length - 22 }]);
  expect(segments[0]).toMatchObject({ text: "01", cutSize: 2 });
});

test("a wire size smaller than what was captured is not believed", () => {
  expect(decode([{ data: ipv4Of("abc"), wireSize: 3 }]).segments[0]).toMatchObject({
    text: "abc",
    cutSize: 0,
  });
});

test("a cut or impossible TCP header is undecoded", () => {
  const impossible = ipv4Of("");
  impossible[20 + 12] = 0x40;
  const data = ipv4Packet({ ...ends4, protocol: PROTOCOL_TCP }, segmentOf("", bytes("020405b4")));
  expect(decode([{ data: impossible }, { data, snapLength: 42 }]).kinds).toEqual({ "undecoded:tcp": 2 });
});

test("IPv6 extension headers are stepped over", () => {
  const hopByHop = bytes("2b00 0104 00000000");
  const routing = bytes("3c00 0000 00000000");
  const destination = bytes("3300 0104 00000000");
  const authentication = bytes("0604 0000 00000001 00000001 000000000000000000000000");
  const payload = join(hopByHop, routing, destination, authentication, segmentOf("deep"));
  expect(decode([{ data: ipv6Packet({ ...ends6, nextHeader: 0 }, payload) }]).segments[0]!.text).toBe("deep");
});

test("an atomic IPv6 fragment is a whole packet", () => {
  const payload = join(bytes("0600 0000 00000007"), segmentOf("atomic"));
  const { segments, kinds } = decode([{ data: ipv6Packet({ ...ends6, nextHeader: 44 }, payload) }]);
  expect(segments[0]!.text).toBe("atomic");
  expect(kinds).toEqual({ tcp: 1 });
});

test.each([
  ["4 in 4", ipv4Packet({ ...ends4, protocol: IPV4_IN_IP }, ipv4Of("x")), "192.0.2.5 49152"],
  ["6 in 4", ipv4Packet({ ...ends4, protocol: IPV6_IN_IP }, ipv6Of("x")), "2001:db8::5 49152"],
  ["4 in 6", ipv6Packet({ ...ends6, nextHeader: IPV4_IN_IP }, ipv4Of("x")), "192.0.2.5 49152"],
  ["6 in 6", ipv6Packet({ ...ends6, nextHeader: IPV6_IN_IP }, ipv6Of("x")), "2001:db8::5 49152"],
])("%s: the inner packet counts, with its addresses", (_, data, from) => {
  expect(decode([{ data }]).segments[0]).toMatchObject({ text: "x", from });
});

test("packets nested up to the limit are followed, deeper ones are counted, told once", () => {
  let nested = ipv4Of("x");
  for (let depth = 0; depth < ENCAPSULATION_DEPTH - 1; depth += 1) {
    nested = ipv4Packet({ ...ends4, protocol: IPV4_IN_IP }, nested);
  }
  const tooDeep = ipv4Packet({ ...ends4, protocol: IPV4_IN_IP }, nested);
  const { kinds, findings } = decode(
    [nested, tooDeep, tooDeep].map((data) => ({ data: ethernet(data), linkType: ETHERNET })),
  );
  expect(kinds).toEqual({ tcp: 1, "undecoded:depth": 2 });
  expect(findings.map(({ code, frame }) => [code, frame])).toEqual([["limit.depth", 2]]);
});

test("UDP, ICMP and others are counted by name", () => {
  const udp = udpDatagram(CLIENT, SERVER, { source: 53, target: 53 }, Buffer.alloc(4));
  const of = (protocol: number): { data: Buffer } => ({ data: ipv4Packet({ ...ends4, protocol }, udp) });
  expect(decode([of(17), of(1), of(58), of(47), of(132), of(253)]).kinds).toEqual({
    udp: 1,
    icmp: 1,
    icmp6: 1,
    "undecoded:gre": 1,
    "undecoded:sctp": 1,
    "undecoded:ip-protocol-253": 1,
  });
});
