/** What is not understood is counted by its name, moves the clock, and gives no segment. */
import { describe, expect, test } from "vitest";
import { NUMBERED_PACKET_KINDS } from "../../src/core/limits.js";
import { uint16 } from "../support/headers.js";
import { bytes, decode, ipv4Of, join } from "./decode-run.js";

const IPV4 = ipv4Of("GET / HTTP/1.1\r\n\r\n");
const MACS = bytes("00005e005302 00005e005301");
const wifi = (control: string): Buffer =>
  join(bytes(control), bytes("0000 00005e005301 00005e005302 00005e005303 0000 aaaa03000000 0800"), IPV4);

interface Case {
  readonly name: string;
  readonly linkType: number;
  readonly data: Uint8Array;
  readonly kind: string;
}

const UNDECODED: readonly Case[] = [
  { name: "ARP", linkType: 1, data: join(MACS, bytes("0806"), Buffer.alloc(28)), kind: "arp" },
  { name: "LLDP", linkType: 1, data: join(MACS, bytes("88cc 0000")), kind: "undecoded:lldp" },
  {
    name: "an EtherType without a name",
    linkType: 1,
    data: join(MACS, bytes("9999 0000")),
    kind: "undecoded:ethertype-0x9999",
  },
  {
    name: "spanning tree",
    linkType: 1,
    data: join(MACS, bytes("0010 424203"), Buffer.alloc(13)),
    kind: "undecoded:llc",
  },
  { name: "raw IPX", linkType: 1, data: join(MACS, bytes("0010 ffff 0000")), kind: "undecoded:ipx" },
  {
    name: "SNAP of another organisation",
    linkType: 1,
    data: join(MACS, bytes("0010 aaaa03 00000c 2000 0000")),
    kind: "undecoded:snap",
  },
  {
    name: "PPPoE discovery",
    linkType: 1,
    data: join(MACS, bytes("8863 1109 0000 0000")),
    kind: "undecoded:pppoe-discovery",
  },
  { name: "LCP", linkType: 9, data: bytes("ff03 c021 0100"), kind: "undecoded:ppp-lcp" },
  { name: "an 802.11 beacon", linkType: 105, data: wifi("8000"), kind: "undecoded:wifi-control" },
  { name: "an encrypted 802.11 frame", linkType: 105, data: wifi("0841"), kind: "undecoded:wifi-protected" },
  { name: "an 802.11 fragment", linkType: 105, data: wifi("0805"), kind: "undecoded:wifi-fragment" },
  {
    name: "netlink in SLL",
    linkType: 113,
    data: join(bytes("0004 0338 0000 0000000000000000 0000"), IPV4),
    kind: "undecoded:cooked-824",
  },
  {
    name: "a family of NULL without IP",
    linkType: 0,
    data: join(bytes("07000000"), IPV4),
    kind: "undecoded:loopback",
  },
  {
    name: "an E-Tag that is cut",
    linkType: 1,
    data: join(MACS, bytes("893f 0000 0001")),
    kind: "undecoded:tag",
  },
  {
    name: "NFLOG of another family",
    linkType: 239,
    data: join(bytes("07000000 3c00 0900"), IPV4),
    kind: "undecoded:nflog",
  },
  {
    name: "NFLOG with a value shorter than its header",
    linkType: 239,
    data: join(bytes("02000000 0300 0a00 3c00 0900"), IPV4),
    kind: "undecoded:nflog",
  },
  {
    name: "PPI in PPI",
    linkType: 192,
    data: join(bytes("0000 0800 c0000000 0000 0800 65000000"), IPV4),
    kind: "undecoded:capture-header",
  },
  {
    name: "PPI before a link that is not understood",
    linkType: 192,
    data: join(bytes("0000 0800 93000000"), IPV4),
    kind: "undecoded:link-USER0",
  },
  {
    name: "PKTAP shorter than itself",
    linkType: 258,
    data: join(bytes("08000000 01000000 0c000000"), Buffer.alloc(96), IPV4),
    kind: "undecoded:capture-header",
  },
  { name: "an empty packet", linkType: 1, data: bytes(""), kind: "undecoded:ethernet" },
];

describe("what is not understood", () => {
  test.each(UNDECODED)("$name is counted as $kind and moves the clock", ({ linkType, data, kind }) => {
    const { segments, kinds, clocks } = decode([{ linkType, data, timeNs: 77 }]);
    expect(segments).toEqual([]);
    expect(kinds).toEqual({ [kind]: 1 });
    expect(clocks).toEqual([77]);
  });

  test("an unknown link type is told once and counted each time", () => {
    const packet = { linkType: 147, data: IPV4 };
    const { kinds, findings, clocks } = decode([packet, packet, { linkType: 101, data: IPV4 }]);
    expect(findings.map(({ code, frame }) => [code, frame])).toEqual([["link.unknown-type", 1]]);
    expect(kinds).toEqual({ tcp: 1, "undecoded:link-USER0": 2 });
    expect(clocks).toHaveLength(2);
  });

  test("numbers that a flood makes up do not grow the count without end", () => {
    const packets = Array.from({ length: 2_000 }, (_, i) => ({
      linkType: 1,
      data: join(MACS, uint16(0xa000 + i)),
    }));
    const { kinds } = decode(packets);
    expect(Object.keys(kinds)).toHaveLength(NUMBERED_PACKET_KINDS + 1);
    expect(kinds["undecoded:other"]).toBe(2_000 - NUMBERED_PACKET_KINDS);
  });
});
