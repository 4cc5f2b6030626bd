/** Fragmented datagrams: put together in any order, bounded, and honest about what they lack. */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { FRAGMENT_AGE_NS, FRAGMENT_BYTES, FRAGMENT_DATAGRAMS } from "../../src/core/limits.js";
import { PROTOCOL_TCP, ipv4Packet, ipv6Packet, uint16 } from "../support/headers.js";
import {
  CLIENT,
  CLIENT6,
  SERVER,
  SERVER6,
  type TestPacket,
  bytes,
  decode,
  join,
  segmentOf,
} from "./decode-run.js";

const TEXT = "0123456789abcdefghijklmnopqrstuvwxyz";
const SEGMENT = segmentOf(TEXT);

interface Piece {
  readonly offset: number;
  readonly data: Uint8Array;
  readonly isLast: boolean;
  readonly id?: number;
}

function fragment4({ offset, data, isLast, id = 7 }: Piece, more: Partial<TestPacket> = {}): TestPacket {
  const fields = { source: CLIENT, target: SERVER, protocol: PROTOCOL_TCP, id, moreFragments: !isLast };
  return { data: ipv4Packet({ ...fields, fragmentOffset: offset }, data), ...more };
}

function fragment6({ offset, data, isLast, id = 7 }: Piece): TestPacket {
  const header = join(bytes("0600"), uint16(offset | (isLast ? 0 : 1)), uint16(0), uint16(id));
  return { data: ipv6Packet({ source: CLIENT6, target: SERVER6, nextHeader: 44 }, join(header, data)) };
}

/** Cuts a datagram every `size` bytes. */
function piecesOf(datagram: Uint8Array, size: number, id?: number): Piece[] {
  const pieces: Piece[] = [];
  for (let offset = 0; offset < datagram.length; offset += size) {
    const isLast = offset + size >= datagram.length;
    pieces.push({
      offset,
      data: datagram.subarray(offset, offset + size),
      isLast,
      ...(id !== undefined && { id }),
    });
  }
  return pieces;
}

describe("a complete datagram", () => {
  test("is the segment of the packet that completes it; the others count as fragments", () => {
    const { segments, kinds, clocks } = decode(piecesOf(SEGMENT, 24).map((piece) => fragment4(piece)));
    expect(segments).toMatchObject([{ frame: 3, text: TEXT, cutSize: 0, seq: -16 }]);
    expect(kinds).toEqual({ tcp: 1, fragment: 2 });
    expect(clocks).toHaveLength(2);
  });

  test("is put together in whatever order its fragments come, each perhaps several times", () => {
    const sizes = fc.integer({ min: 1, max: 6 }).map((blocks) => blocks * 8);
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat()), fc.boolean(), (size, order, isIpv6) => {
        const pieces = piecesOf(SEGMENT, size);
        const shuffled = pieces
          .map((piece) => ({ piece, key: order.next().value! }))
          .toSorted((a, b) => a.key - b.key);
        const fragment = isIpv6 ? fragment6 : fragment4;
        // The last to come completes; before it, some come twice.
        const packets = shuffled.flatMap(({ piece, key }, index) =>
          index < shuffled.length - 1 && key % 2 === 0
            ? [fragment(piece), fragment(piece)]
            : [fragment(piece)],
        );
        const { segments, findings, tcpPackets } = decode(packets);
        expect(segments.map((segment) => segment.text)).toEqual([TEXT]);
        expect([findings, tcpPackets]).toEqual([[], 1]);
      }),
    );
  });

  test("of 64 KiB goes through", () => {
    const body = "x".repeat(65_535 - 20 - 20);
    const { segments } = decode(piecesOf(segmentOf(body), 1480).map((piece) => fragment4(piece)));
    expect(segments[0]!.text).toBe(body);
  });

  test("may be split before the end of its TCP header", () => {
    expect(decode(piecesOf(SEGMENT, 8).map((piece) => fragment4(piece))).segments[0]!.text).toBe(TEXT);
  });

  test("is told apart from others by its id and its addresses", () => {
    const [a, b] = [piecesOf(segmentOf("A".repeat(20)), 24, 1), piecesOf(segmentOf("B".repeat(20)), 24, 2)];
    const { segments } = decode([a[0]!, b[0]!, a[1]!, b[1]!].map((piece) => fragment4(piece)));
    expect(segments.map((segment) => segment.text)).toEqual(["A".repeat(20), "B".repeat(20)]);
  });

  test("takes the protocol of IPv6 from its first fragment", () => {
    const [first, last] = piecesOf(SEGMENT, 32);
    const packet = fragment6(last!);
    packet.data[40] = 99;
    expect(decode([packet, fragment6(first!)]).segments[0]!.text).toBe(TEXT);
  });

  test("whose fragments the snap length cut is known up to the first cut", () => {
    const packets = piecesOf(SEGMENT, 32).map((piece) => fragment4(piece, { snapLength: 20 + 30 }));
    expect(decode(packets).segments).toMatchObject([{ text: TEXT.slice(0, 10), cutSize: TEXT.length - 10 }]);
  });
});

describe("overlapping fragments", () => {
  test("with equal bytes are no matter", () => {
    const packets = [piecesOf(SEGMENT, 32)[0]!, ...piecesOf(SEGMENT, 16)].map((piece) => fragment4(piece));
    expect(decode(packets)).toMatchObject({ findings: [], tcpPackets: 1 });
  });

  test("with other bytes leave the first copy, and are told once", () => {
    const [first, second, last] = piecesOf(SEGMENT, 24).map((piece) => fragment4(piece));
    const forged = fragment4({ offset: 24, data: Buffer.alloc(24, 0x58), isLast: false });
    const { segments, findings } = decode([first!, second!, forged, forged, last!]);
    expect(segments[0]!.text).toBe(TEXT);
    expect(findings).toMatchObject([
      { code: "ip.fragment-overlap", frame: 3, data: { source: CLIENT, target: SERVER } },
    ]);
  });
});

describe("a datagram that is never complete", () => {
  test("is given up at the end of the capture", () => {
    const { findings, kinds } = decode([fragment4(piecesOf(SEGMENT, 24)[0]!)]);
    expect(kinds).toEqual({ fragment: 1 });
    expect(findings).toMatchObject([
      { code: "ip.fragment-lost", frame: 1, data: { fragments: 1, bytes: 24, why: "the capture ended" } },
    ]);
  });

  test("is given up when its time has passed; later fragments begin anew", () => {
    const [first, last] = piecesOf(SEGMENT, 32);
    const { findings, tcpPackets } = decode([
      fragment4(first!, { timeNs: 0 }),
      fragment4(last!, { timeNs: FRAGMENT_AGE_NS + 1 }),
    ]);
    expect(tcpPackets).toBe(0);
    expect(findings.map(({ code, frame }) => [code, frame])).toEqual([
      ["ip.fragment-lost", 1],
      ["ip.fragment-lost", 2],
    ]);
  });

  test("makes room for others when there are too many", () => {
    const packets = Array.from({ length: FRAGMENT_DATAGRAMS + 3 }, (_, id) =>
      fragment4({ offset: 0, data: Buffer.alloc(8), isLast: false, id }),
    );
    const { findings } = decode(packets);
    const codes = findings.slice(0, 4).map(({ code, frame }) => [code, frame]);
    expect(codes).toEqual([
      ["limit.fragments", FRAGMENT_DATAGRAMS + 1],
      ["ip.fragment-lost", 1],
      ["ip.fragment-lost", 2],
      ["ip.fragment-lost", 3],
    ]);
    expect(findings).toHaveLength(1 + packets.length);
  });

  test("makes room for others when they hold too many bytes", () => {
    const count = Math.ceil(FRAGMENT_BYTES / 65_536) + 2;
    const packets = Array.from({ length: count }, (_, id) =>
      fragment4({ offset: 65_000, data: Buffer.alloc(16), isLast: false, id }),
    );
    expect(decode(packets).findings.some(({ code }) => code === "limit.fragments")).toBe(true);
  });

  test("stays so when its end lies before bytes that came, or comes twice", () => {
    const end = { offset: 8, data: Buffer.alloc(8), isLast: true };
    const packets = [piecesOf(SEGMENT, 32)[0]!, end].map((piece) => fragment4(piece));
    expect(decode(packets)).toMatchObject({ tcpPackets: 0, kinds: { fragment: 2 } });
  });
});

test("a fragment that reaches beyond 64 KiB (ping of death) is given up at once", () => {
  const { findings, kinds } = decode([fragment4({ offset: 65_528, data: Buffer.alloc(100), isLast: true })]);
  expect(kinds).toEqual({ fragment: 1 });
  expect(findings).toMatchObject([{ code: "ip.fragment-lost", data: { fragments: 1, bytes: 100 } }]);
});

test("an empty fragment is counted and forgotten", () => {
  expect(decode([fragment4({ offset: 0, data: Buffer.alloc(4), isLast: false })])).toMatchObject({
    kinds: { fragment: 1 },
    findings: [],
  });
});

test("any fragments whatever are harmless", () => {
  const piece = fc.record({
    offset: fc.integer({ min: 0, max: 8191 }).map((block) => block * 8),
    data: fc.uint8Array({ maxLength: 2_000 }),
    isLast: fc.boolean(),
    id: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, isIpv6) => {
      const packets = pieces.map((each) => (isIpv6 ? fragment6(each) : fragment4(each)));
      const { kinds } = decode(packets);
      expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(packets.length);
    }),
  );
});
