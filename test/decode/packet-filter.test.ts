/** Which segments pass, by time, host and port; the clock always does. */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/core/address.js";
import { UsageError } from "../../src/core/errors.js";
import { parseAddressPrefix, parsePort } from "../../src/decode/address-prefix.js";
import { PacketFilter, type PacketFilterOptions } from "../../src/decode/packet-filter.js";
import {
  PROTOCOL_TCP,
  PROTOCOL_UDP,
  ipv4Packet,
  ipv6Packet,
  isIpv6,
  tcpSegment,
} from "../support/headers.js";
import { decode } from "./decode-run.js";

interface Sent {
  readonly from: string;
  readonly to: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly timeNs: number;
}

const SENT: Sent = { from: "192.0.2.5", to: "198.51.100.9", sourcePort: 49_152, targetPort: 80, timeNs: 0 };
const SENT6: Sent = { ...SENT, from: "2001:db8::5", to: "2001:db8:1::9" };
const ALL: PacketFilterOptions = { fromNs: null, toNs: null, hosts: [], ports: [] };

/** Times of the segments that pass, and of every packet that only moves the clock. */
function run(
  options: Partial<PacketFilterOptions>,
  sent: readonly Sent[],
): { passed: number[]; clocks: number[] } {
  const packets = sent.map((each) => ({ data: packetOf(each), timeNs: each.timeNs }));
  const { segments, clocks } = decode(packets, (sink) => new PacketFilter({ ...ALL, ...options }, sink));
  return { passed: segments.map(({ frame }) => sent[frame - 1]!.timeNs), clocks };
}

function packetOf({ from, to, sourcePort, targetPort }: Sent): Buffer {
  const segment = tcpSegment(from, to, { sourcePort, targetPort, seq: 1, flags: 0x10 }, Buffer.from("x"));
  return isIpv6(from)
    ? ipv6Packet({ source: from, target: to, nextHeader: PROTOCOL_TCP }, segment)
    : ipv4Packet({ source: from, target: to, protocol: PROTOCOL_TCP }, segment);
}

const passes = (options: Partial<PacketFilterOptions>, sent: Sent): boolean =>
  run(options, [sent]).passed.length === 1;

test("nothing asked for: everything passes", () => {
  expect(run({}, [SENT, { ...SENT6, timeNs: -5 }])).toEqual({ passed: [0, -5], clocks: [] });
});

test("packets that are no segments move the clock, whatever is asked for", () => {
  const data = ipv4Packet({ source: SENT.from, target: SENT.to, protocol: PROTOCOL_UDP }, Buffer.alloc(8));
  const packets = [
    { data, timeNs: 3 },
    { data, timeNs: 7 },
  ];
  const { clocks } = decode(packets, (sink) => new PacketFilter({ ...ALL, fromNs: 5, ports: [80] }, sink));
  expect(clocks).toEqual([3, 7]);
});

test("in a tunnel the addresses inside count", () => {
  const data = ipv4Packet({ source: "203.0.113.1", target: "203.0.113.2", protocol: 4 }, packetOf(SENT));
  const count = (host: string): number =>
    decode([{ data }], (sink) => new PacketFilter({ ...ALL, hosts: [host] }, sink)).segments.length;
  expect([count("203.0.113.1"), count("192.0.2.5")]).toEqual([0, 1]);
});

describe("time", () => {
  const sent = [-1, 0, 10, 20, 21].map((timeNs): Sent => ({ ...SENT, timeNs }));

  test("both ends belong to it, and what is left out moves the clock", () => {
    expect(run({ fromNs: 0, toNs: 20 }, sent)).toEqual({ passed: [0, 10, 20], clocks: [-1, 21] });
  });

  test("either end may be open", () => {
    expect(run({ fromNs: 10 }, sent).passed).toEqual([10, 20, 21]);
    expect(run({ toNs: 0 }, sent).passed).toEqual([-1, 0]);
  });
});

describe("hosts", () => {
  test.each([
    ["the source", "192.0.2.5", SENT, true],
    ["the target", "198.51.100.9", SENT, true],
    ["a prefix of either", "198.51.0.0/16", SENT, true],
    ["a prefix written with more bits than it has", "192.0.2.77/24", SENT, true],
    ["every IPv4 address", "0.0.0.0/0", SENT, true],
    ["another host", "192.0.2.6", SENT, false],
    ["a prefix beside it", "192.0.3.0/24", SENT, false],
    ["half of a prefix", "192.0.2.8/29", SENT, false],
    ["an IPv6 host", "2001:DB8:0::5", SENT6, true],
    ["a prefix of IPv6 that ends within a word", "2001:db8:1::/47", SENT6, true],
    ["a prefix of IPv6 beside it", "2001:db9::/32", SENT6, false],
    ["every IPv6 address, of which an IPv4 address is none", "::/0", SENT, false],
    ["the IPv6 address with the same last word", "::192.0.2.5", SENT, false],
  ])("%s", (_, host, sent, isPassed) => {
    expect(passes({ hosts: [host] }, sent)).toBe(isPassed);
  });

  test("one of several is enough", () => {
    expect(passes({ hosts: ["203.0.113.1", "2001:db8::/32", "192.0.2.5"] }, SENT)).toBe(true);
  });
});

describe("ports", () => {
  test.each([
    ["the source's", [49_152], true],
    ["the target's", [80], true],
    ["one of several", [8080, 80, 65_535], true],
    ["another", [81], false],
    ["the lowest", [0], false],
  ])("%s", (_, ports, isPassed) => {
    expect(passes({ ports }, SENT)).toBe(isPassed);
  });
});

test("everything that is asked for has to hold", () => {
  expect(passes({ fromNs: 0, hosts: ["192.0.2.5"], ports: [80] }, SENT)).toBe(true);
  expect(passes({ fromNs: 0, hosts: ["192.0.2.5"], ports: [81] }, SENT)).toBe(false);
  expect(passes({ fromNs: 1, hosts: ["192.0.2.5"], ports: [80] }, SENT)).toBe(false);
});

describe("addresses as text", () => {
  test("any IPv6 address comes back as itself, however it was written", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const { ipVersion, words } = parseAddressPrefix(text);
        const canonical = formatAddress(ipVersion, words);
        expect(parseAddressPrefix(canonical).words).toEqual(words);
        expect(canonical).toBe(
          formatAddress(6, parseAddressPrefix(new URL(`http://[${text}]`).hostname.slice(1, -1)).words),
        );
      }),
    );
  });

  test("any IPv4 prefix covers the address that it was made from", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 0, max: 32 }), (text, bits) => {
        const { words, masks } = parseAddressPrefix(`${text}/${bits}`);
        expect(parseAddressPrefix(text).words[3]! & masks[3]!).toBe(words[3]);
      }),
    );
  });

  test.each([
    ["", '"" is no address or prefix, such as 192.0.2.5, 192.0.2.0/24 or 2001:db8::/32'],
    [
      "example.org",
      '"example.org" is no address or prefix, such as 192.0.2.5, 192.0.2.0/24 or 2001:db8::/32',
    ],
    ["192.0.2", '"192.0.2" is no address or prefix, such as 192.0.2.5, 192.0.2.0/24 or 2001:db8::/32'],
    [
      "fe80::1%eth0",
      '"fe80::1%eth0" is no address or prefix, such as 192.0.2.5, 192.0.2.0/24 or 2001:db8::/32',
    ],
    ["192.0.2.0/33", '"192.0.2.0/33": the length of its prefix is a number from 0 to 32'],
    ["192.0.2.0/", '"192.0.2.0/": the length of its prefix is a number from 0 to 32'],
    ["2001:db8::/129", '"2001:db8::/129": the length of its prefix is a number from 0 to 128'],
  ])("%s is refused in one line", (text, message) => {
    expect(() => parseAddressPrefix(text)).toThrow(new UsageError(message));
  });
});

test("ports as text", () => {
  expect(["0", "80", "65535"].map((text) => parsePort(text))).toEqual([0, 80, 65_535]);
  for (const text of ["", "-1", "65536", "80.0", "0x50", "http"])
    expect(() => parsePort(text)).toThrow(new UsageError(`"${text}" is no port, a number from 0 to 65535`));
});
