/** No bytes, of any link type, cut anywhere or damaged anyhow, make the decoder throw or loop. */
import { fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { ENCAPSULATION_DEPTH } from "../../src/core/limits.js";
import { PROTOCOL_UDP, ipv4Packet, udpDatagram } from "../support/headers.js";
import { type TestPacket, bytes, decode, ipv4Of, ipv6Of, join } from "./decode-run.js";

const LINK_TYPES = [
  0, 1, 9, 10, 12, 50, 51, 100, 101, 104, 105, 107, 108, 113, 119, 127, 163, 192, 228, 239, 258, 276, 65_535,
];
const MACS = bytes("00005e005302 00005e005301");
const ENDS = { source: "203.0.113.1", target: "203.0.113.2" };
const inGre = (header: string, inside: Uint8Array): Buffer =>
  ipv4Packet({ ...ENDS, protocol: 47 }, join(bytes(header), inside));
const inUdp = (port: number, header: string, inside: Uint8Array): Buffer => {
  const payload = join(bytes(header), inside);
  const ports = { source: port, target: port };
  return ipv4Packet(
    { ...ENDS, protocol: PROTOCOL_UDP },
    udpDatagram(ENDS.source, ENDS.target, ports, payload),
  );
};
const WHOLE = [
  join(MACS, bytes("0800"), ipv4Of("GET / HTTP/1.1\r\n\r\n")),
  join(MACS, bytes("8100 0001 86dd"), ipv6Of("GET / HTTP/1.1\r\n\r\n")),
  join(MACS, bytes("8864 1100 0001 0100 0021"), ipv4Of("x")),
  join(MACS, bytes("8847 0001 01ff"), ipv6Of("x")),
  join(
    MACS,
    bytes("0800"),
    inGre("7000 0800 00000000 00000001 00000002 0800000400000000 00000000", ipv4Of("x")),
  ),
  join(
    MACS,
    bytes("0800"),
    inGre("1000 88be 00000001 10000000 00000000", join(MACS, bytes("0800"), ipv4Of("x"))),
  ),
  join(MACS, bytes("0800"), inUdp(4789, "08000000 00000100", join(MACS, bytes("0800"), ipv4Of("x")))),
  join(
    MACS,
    bytes("0800"),
    inUdp(6081, "0100 6558 00000100 00000000", join(MACS, bytes("0800"), ipv4Of("x"))),
  ),
  join(MACS, bytes("0800"), inUdp(2152, "34ff 0031 00000001 000000c0 01000000", ipv4Of("x"))),
  join(MACS, bytes("0800"), inUdp(3544, "0001 0000 0000000000000000 00 0000 0000 00000000", ipv6Of("x"))),
];

function expectOneKindEach(packets: readonly TestPacket[]): void {
  const { kinds, segments, tcpPackets, clocks } = decode(packets);
  expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(packets.length);
  expect(tcpPackets + clocks.length).toBe(packets.length);
  for (const { cutSize } of segments) expect(cutSize).toBeGreaterThanOrEqual(0);
}

const linkTypes = fc.constantFrom(...LINK_TYPES);

test("random bytes", () => {
  const packet = fc.record({
    linkType: linkTypes,
    data: fc.uint8Array({ maxLength: 200 }),
    wireSize: fc.nat(100_000),
  });
  fc.assert(fc.property(fc.array(packet, { maxLength: 20 }), expectOneKindEach), { numRuns: 500 });
});

test("good packets with damaged bytes", () => {
  const damage = fc.record({ at: fc.nat(90), value: fc.nat(255) });
  const packet = fc
    .record({
      whole: fc.constantFrom(...WHOLE),
      damages: fc.array(damage, { maxLength: 4 }),
      snapLength: fc.nat(140),
    })
    .map(({ whole, damages, snapLength }) => {
      const data = Buffer.from(whole);
      for (const { at, value } of damages) if (at < data.length) data[at] = value;
      return { linkType: 1, data, snapLength };
    });
  fc.assert(fc.property(fc.array(packet, { maxLength: 20 }), expectOneKindEach), { numRuns: 1_000 });
});

const HEADERS = [
  "81000001",
  "88a80fff",
  "aaaa03000000",
  "00010000",
  "ff030281",
  "0f008847",
  "3c00000000000000",
  "893f00000000",
  "65580000000000000000000000006558",
  "40000800",
];

test.each(HEADERS)("a packet filled with %s", (header) => {
  const data = Buffer.concat([MACS, ...Array.from({ length: 5_000 }, () => bytes(header))]);
  const packets = LINK_TYPES.flatMap((linkType) => [
    { linkType, data },
    { linkType, data: data.subarray(12) },
  ]);
  expect(() => expectOneKindEach(packets)).not.toThrow();
});

test("VLAN tags beyond the limit of nesting", () => {
  const tags = Buffer.concat(Array.from({ length: ENCAPSULATION_DEPTH + 1 }, () => bytes("8100 0001")));
  const { kinds } = decode([{ linkType: 1, data: join(MACS, tags, bytes("0800"), ipv4Of("x")) }]);
  expect(kinds).toEqual({ "undecoded:depth": 1 });
});
