import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BLOCK_LIMIT_BYTES, RESYNC_LIMIT_BYTES, SECTION_INTERFACES } from "../../src/core/limits.js";
import { readCapture } from "../support/capture-reading.js";
import {
  interfaceBlock,
  pcapngBlock,
  sectionHeader,
  writePcap,
  writePcapng,
  type CapturePacket,
  type PcapngOptions,
} from "../support/capture-writer.js";

const EPOCH = 1_286_634_482_000_000_000n; // 2010-10-09T14:28:02Z

function packet(index: number, of: Partial<CapturePacket> = {}): CapturePacket {
  return { timeNs: EPOCH + BigInt(index) * 1_123_456_789n, data: Buffer.alloc(41 + index, index + 1), ...of };
}

const garbage = (size: number): Buffer => Buffer.alloc(size, 0xff);

const PACKETS = [packet(0), packet(1), packet(2, { wireSize: 1514 }), packet(3), packet(4)];

const VARIANTS: Record<string, PcapngOptions> = {
  "enhanced, little-endian": {},
  "enhanced, big-endian": { byteOrder: "big" },
  "obsolete, little-endian": { blocks: "obsolete" },
  "obsolete, big-endian": { blocks: "obsolete", byteOrder: "big" },
};

describe.each(Object.entries(VARIANTS))("pcapng: %s", (_name, options) => {
  const capture = writePcapng(PACKETS, options);

  test("reads what the same packets read as classic pcap", () => {
    expect(readCapture(capture, [], EPOCH)).toEqual(readCapture(writePcap(PACKETS), [], EPOCH));
  });

  test("cut anywhere it reads the same", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sizes) => {
        expect(readCapture(capture, sizes, EPOCH)).toEqual(readCapture(capture, [], EPOCH));
      }),
    );
  });

  test("fed byte by byte it reads the same", () => {
    expect(readCapture(capture, [1], EPOCH)).toEqual(readCapture(capture, [], EPOCH));
  });

  test("cut off, it gives every whole packet and says so", () => {
    fc.assert(
      fc.property(fc.integer({ min: 28, max: capture.length - 1 }), (length) => {
        const reading = readCapture(capture.subarray(0, length), [], EPOCH);
        const whole = readCapture(capture, [], EPOCH).packets;
        expect(reading.packets).toEqual(whole.slice(0, reading.packets.length));
        for (const finding of reading.findings) expect(finding.code).toBe("capture.truncated");
      }),
    );
  });
});

describe("pcapng: interfaces and sections", () => {
  test("each interface has its own link type, clock and digits", () => {
    const interfaces = [{ linkType: 1 }, { linkType: 113, tsresol: 9 }, { linkType: 101, tsresol: 3 }];
    const packets = [packet(1), packet(1, { interface: 1 }), packet(1, { interface: 2 })];
    const reading = readCapture(writePcapng(packets, { interfaces }), [], EPOCH);
    expect(reading.packets.map(({ linkType, timeNs, timeDigits }) => [linkType, timeNs, timeDigits])).toEqual(
      [
        [1, 1_123_456_000, 6],
        [113, 1_123_456_789, 9],
        [101, 1_123_000_000, 3],
      ],
    );
    expect(reading.linkTypes).toEqual([1, 113, 101]);
  });

  test("if_tsoffset is read in the byte order of its section, negative too", () => {
    for (const byteOrder of ["little", "big"] as const)
      for (const tsoffset of [1_286_634_000n, -5_000n]) {
        const capture = writePcapng(PACKETS, { byteOrder, interfaces: [{ tsoffset }] });
        expect(readCapture(capture, [], EPOCH).packets).toEqual(
          readCapture(writePcap(PACKETS), [], EPOCH).packets,
        );
      }
  });

  test("a section begins anew: byte order and interfaces are its own", () => {
    const capture = Buffer.concat([
      writePcapng([packet(0)], { interfaces: [{ linkType: 1 }] }),
      writePcapng([packet(1)], { interfaces: [{ linkType: 113, tsresol: 9 }], byteOrder: "big" }),
      writePcapng([packet(2)], { interfaces: [{ linkType: 101 }] }),
    ]);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets.map(({ linkType, timeNs }) => [linkType, timeNs])).toEqual([
      [1, 0],
      [113, 1_123_456_789],
      [101, 2_246_913_000],
    ]);
    expect(reading.findings).toEqual([]);
  });

  test("an interface that another section described is not known", () => {
    const second = Buffer.concat([sectionHeader(), writePcapng([packet(0), packet(1)]).subarray(28 + 20)]);
    const capture = Buffer.concat([writePcapng([packet(0)]), second]);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets).toHaveLength(1);
    expect(reading.told).toHaveLength(2);
    expect(reading.told[0]).toContain("packet of unknown interface 0");
  });

  test("blocks of every other kind are skipped by their length, however long", () => {
    const unknown = pcapngBlock(0x0bad, Buffer.alloc(2 * BLOCK_LIMIT_BYTES, 0x55));
    const names = pcapngBlock(4, Buffer.alloc(100, 1));
    const statistics = pcapngBlock(5, Buffer.alloc(24));
    const local = pcapngBlock(0x80001234, Buffer.alloc(8));
    const whole = writePcapng(PACKETS);
    const head = whole.subarray(0, 48);
    const capture = Buffer.concat([head, names, unknown, statistics, local, whole.subarray(48), statistics]);
    for (const sizes of [[], [1000]])
      expect(readCapture(capture, sizes, EPOCH)).toEqual(readCapture(whole, [], EPOCH));
  });

  test("simple packets take the time of the packet before, and one finding says so", () => {
    const simple = writePcapng([packet(7), packet(8)], { blocks: "simple" }).subarray(48);
    const capture = Buffer.concat([writePcapng([packet(3)]), simple]);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets.map(({ timeNs, hasTime }) => [timeNs, hasTime])).toEqual([
      [3_370_370_000, true],
      [3_370_370_000, false],
      [3_370_370_000, false],
    ]);
    expect(reading.findings.map(({ code }) => code)).toEqual(["capture.no-timestamp"]);
  });

  test("the snap length of its interface cuts a simple packet, not the padding", () => {
    const cut = { data: Buffer.alloc(5, 9), timeNs: 0n, wireSize: 1000 };
    const capture = writePcapng([cut], { blocks: "simple", interfaces: [{ snapLength: 5 }] });
    expect(readCapture(capture).packets[0]).toMatchObject({ bytes: "0909090909", wireSize: 1000 });
  });

  test("a clock finer than a nanosecond is cut, once told for each interface", () => {
    // 64 bits of picoseconds last for half a year only: writers give the rest as an offset.
    const interfaces = [
      { tsresol: 12, tsoffset: 1_286_634_000n },
      { tsresol: 0x80 | 32 },
      { tsresol: 0x80 | 20 },
    ];
    const packets = [0, 1, 2, 0, 1].map((id, index) => packet(index, { interface: id }));
    const reading = readCapture(writePcapng(packets, { interfaces }), [], EPOCH);
    expect(reading.packets[3]?.timeNs).toBe(3_370_370_367);
    expect(reading.packets[4]?.timeNs).toBe(4_493_827_156);
    expect(reading.told).toEqual([
      "x.pcap: interface 0 stamps finer than nanoseconds; the rest is cut",
      "x.pcap: interface 1 stamps finer than nanoseconds; the rest is cut",
    ]);
  });
});

describe("pcapng: damage", () => {
  const whole = writePcapng(PACKETS);
  const blockAt = (index: number): number => {
    let at = 0;
    for (let block = 0; block < index; block++) at += whole.readUInt32LE(at + 4);
    return at;
  };
  const damaged = (change: (capture: Buffer) => void) => {
    const capture = Buffer.from(whole);
    change(capture);
    return readCapture(capture, [], EPOCH);
  };
  const without = (index: number) => readCapture(whole, [], EPOCH).packets.filter((_, at) => at !== index);

  test.each([
    ["an impossible length in front", 4, 0xfffffff0, "impossible block length 4294967280"],
    ["a length that is no multiple of 4", 4, 77, "impossible block length 77"],
    ["lengths that differ", 4, 96, "block whose two lengths differ"],
  ])("%s costs that block, and reading goes on at the next", (_name, offset, value, what) => {
    const reading = damaged((capture) => capture.writeUInt32LE(value, blockAt(3) + offset));
    expect(reading.packets).toEqual(without(1));
    expect(reading.told).toEqual([
      `x.pcap: ${what} at byte ${blockAt(3)}; reading went on at byte ${blockAt(4)}`,
    ]);
  });

  test.each([
    ["an unknown interface", 8, 9, "packet of unknown interface 9"],
    ["a packet longer than its block", 20, 4000, "packet that runs over its block"],
  ])("%s costs that packet alone", (_name, offset, value, what) => {
    const reading = damaged((capture) => capture.writeUInt32LE(value, blockAt(3) + offset));
    expect(reading.packets).toEqual(without(1));
    expect(reading.told).toEqual([
      `x.pcap: ${what} at byte ${blockAt(3)}; reading went on at byte ${blockAt(4)}`,
    ]);
  });

  test("an option that runs over its interface block is told, what stood before it counts", () => {
    const block = interfaceBlock({ tsresol: 9 });
    block.writeUInt16LE(14, 24);
    block.writeUInt16LE(60_000, 26);
    const packets = writePcapng([packet(1)], { interfaces: [{ tsresol: 9 }] }).subarray(28 + block.length);
    const reading = readCapture(Buffer.concat([sectionHeader(), block, packets]), [], EPOCH);
    expect(reading.packets[0]?.timeNs).toBe(1_123_456_789);
    expect(reading.told[0]).toContain("interface option that runs over its block");
  });

  test("a section of unknown byte order is passed over", () => {
    const broken = writePcapng([packet(9)]);
    broken.writeUInt32LE(0x12345678, 8);
    const reading = readCapture(Buffer.concat([whole, broken, whole]), [], EPOCH);
    // Its interface and packet still look like blocks of the section before.
    expect(reading.packets).toHaveLength(11);
    expect(reading.told[0]).toContain("section of unknown byte order");
  });

  test("a section whose lengths are damaged still changes the byte order", () => {
    const second = writePcapng(PACKETS, { byteOrder: "big" });
    second.writeUInt32BE(29, 24);
    const reading = readCapture(Buffer.concat([whole, second]), [], EPOCH);
    expect(reading.packets).toHaveLength(10);
    expect(reading.told).toHaveLength(1);
  });

  test("garbage between blocks is passed over within the limit and no further", () => {
    const near = Buffer.concat([whole, garbage(RESYNC_LIMIT_BYTES), whole]);
    expect(readCapture(near, [65_536], EPOCH).packets).toHaveLength(10);
    const far = readCapture(Buffer.concat([whole, garbage(RESYNC_LIMIT_BYTES + 1), whole]), [65_536], EPOCH);
    expect(far.packets).toHaveLength(5);
    expect(far.told[0]).toContain("reading ended there");
  });

  test("a packet block above the limit is damage", () => {
    const big = { timeNs: EPOCH, data: Buffer.alloc(BLOCK_LIMIT_BYTES) };
    const reading = readCapture(writePcapng([packet(0), big, packet(2)]), [], EPOCH);
    expect(reading.told[0]).toContain("impossible block length");
    expect(reading.packets).toHaveLength(1);
  });

  test("interfaces beyond the limit are not taken", () => {
    const block = interfaceBlock({});
    const capture = Buffer.concat([
      sectionHeader(),
      Buffer.alloc(block.length * (SECTION_INTERFACES + 1), block),
    ]);
    expect(readCapture(capture).told[0]).toContain("more than 65536 interfaces");
  });
});
