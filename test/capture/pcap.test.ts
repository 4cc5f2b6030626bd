import { EventEmitter } from "node:events";
import * as fc from "fast-check";
import { parse, type Packet } from "pcap-parser";
import { describe, expect, test } from "vitest";
import { PACKET_LIMIT_BYTES, RESYNC_LIMIT_BYTES } from "../../src/core/limits.js";
import { readCapture } from "../support/capture-reading.js";
import { writePcap, type CapturePacket, type PcapOptions } from "../support/capture-writer.js";

const EPOCH = 1_286_634_482_000_000_000n; // 2010-10-09T14:28:02Z

function packet(index: number, size = 40 + index): CapturePacket {
  return { timeNs: EPOCH + BigInt(index) * 123_456_789n, data: Buffer.alloc(size, index + 1) };
}

const PACKETS = [packet(0), packet(1), { ...packet(2), wireSize: 1514 }, packet(3, 0), packet(4), packet(5)];

const VARIANTS: Record<string, PcapOptions> = {
  "microseconds, little-endian": {},
  "microseconds, big-endian": { byteOrder: "big" },
  "nanoseconds, little-endian": { resolution: "ns" },
  "nanoseconds, big-endian": { resolution: "ns", byteOrder: "big" },
  "modified, little-endian": { modified: true },
  "modified, big-endian": { modified: true, byteOrder: "big" },
};

function expected(packets: readonly CapturePacket[], { resolution = "us", linkType = 1 }: PcapOptions) {
  return packets.map(({ timeNs, data, wireSize }) => ({
    timeNs: Number(resolution === "ns" ? timeNs - EPOCH : ((timeNs - EPOCH) / 1000n) * 1000n),
    timeDigits: resolution === "ns" ? 9 : 6,
    hasTime: true,
    linkType,
    wireSize: wireSize ?? data.length,
    bytes: Buffer.from(data).toString("hex"),
  }));
}

describe.each(Object.entries(VARIANTS))("pcap: %s", (_name, options) => {
  const capture = writePcap(PACKETS, { ...options, linkType: 113 });

  test("every packet comes out with its time, sizes, link type and bytes", () => {
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets).toEqual(expected(PACKETS, { ...options, linkType: 113 }));
    expect(reading.findings).toEqual([]);
    expect(reading.linkTypes).toEqual([113]);
  });

  test("fed byte by byte it reads the same", () => {
    expect(readCapture(capture, [1], EPOCH)).toEqual(readCapture(capture, [], EPOCH));
  });

  test("cut anywhere it reads the same", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sizes) => {
        expect(readCapture(capture, sizes, EPOCH)).toEqual(readCapture(capture, [], EPOCH));
      }),
    );
  });

  test("cut off, it gives every whole packet and says where it ends", () => {
    fc.assert(
      fc.property(fc.integer({ min: 25, max: capture.length - 1 }), (length) => {
        const whole = readCapture(capture, [], EPOCH).packets;
        const reading = readCapture(capture.subarray(0, length), [], EPOCH);
        expect(reading.packets).toEqual(whole.slice(0, reading.packets.length));
        const end =
          24 +
          PACKETS.slice(0, reading.packets.length).reduce(
            (sum, { data }) => sum + headerOf(options) + data.length,
            0,
          );
        expect(reading.told).toEqual(end === length ? [] : [`x.pcap is cut off at byte ${end}`]);
        expect(length - end).toBeLessThan(headerOf(options) + 100);
      }),
    );
  });
});

const headerOf = ({ modified = false }: PcapOptions): number => (modified ? 24 : 16);

const anyPacket = fc.record({
  timeNs: fc.bigInt({ min: 1_000_000_000n, max: (2n ** 32n - 1n) * 1_000_000_000n }),
  data: fc.uint8Array({ maxLength: 300 }),
});

test("pcap-parser, the oracle, reads the same packets", () => {
  fc.assert(
    fc.property(
      fc.array(anyPacket, { maxLength: 20 }),
      fc.constantFrom("little", "big"),
      (packets, byteOrder) => {
        const capture = writePcap(packets, { byteOrder });
        const theirs = readWithPcapParser(capture);
        const ours = readCapture(capture).packets;
        expect(ours.map(({ bytes, wireSize }) => ({ bytes, wireSize }))).toEqual(
          theirs.map(({ header, data }) => ({
            bytes: data.toString("hex"),
            wireSize: header.originalLength,
          })),
        );
        const base = packets[0]?.timeNs ?? 0n;
        const times = readCapture(capture, [], base - (base % 1_000_000_000n)).packets.map(
          ({ timeNs }) => timeNs,
        );
        const first = theirs[0]?.header.timestampSeconds ?? 0;
        expect(times).toEqual(
          theirs.map(
            ({ header }) => (header.timestampSeconds - first) * 1e9 + header.timestampMicroseconds * 1000,
          ),
        );
      },
    ),
  );
});

function readWithPcapParser(capture: Buffer): Packet[] {
  const packets: Packet[] = [];
  const input = Object.assign(new EventEmitter(), { pause: () => undefined, resume: () => undefined });
  parse(input).on("packet", (found) => packets.push(found));
  input.emit("data", capture);
  return packets;
}

const garbage = (size: number): Buffer => Buffer.alloc(size, 0xff);
const big = (size: number): Buffer =>
  writePcap([packet(0), packet(1, size), packet(2), packet(3), packet(4)]);
/** Where a record begins in a file of packets of 60 bytes. */
const recordAt = (index: number): number => 24 + index * 76;

describe("pcap: damage", () => {
  const many = Array.from({ length: 12 }, (_, index) => packet(index, 60));

  test("an impossible length is told and reading goes on at the next record", () => {
    const capture = writePcap(many);
    capture.writeUInt32LE(0xffffffff, recordAt(4) + 8);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets).toEqual(expected(many, {}).filter((_, index) => index !== 4));
    expect(reading.told).toEqual([
      `x.pcap: impossible packet length 4294967295 at byte ${recordAt(4)}; reading went on at byte ${recordAt(5)}`,
    ]);
    expect(reading.isCut).toBe(false);
  });

  test("a length that is too small is noticed at the record behind it", () => {
    const capture = writePcap(many);
    capture.writeUInt32LE(20, recordAt(4) + 8);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets.slice(-7)).toEqual(expected(many, {}).slice(5));
    expect(reading.told).toHaveLength(1);
  });

  test("missing bytes in the middle cost the record they were in", () => {
    const whole = writePcap(many);
    const capture = Buffer.concat([whole.subarray(0, recordAt(5) + 30), whole.subarray(recordAt(6) + 7)]);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets.slice(0, 5)).toEqual(expected(many, {}).slice(0, 5));
    expect(reading.packets.slice(-5)).toEqual(expected(many, {}).slice(7));
    expect(reading.findings.map(({ code }) => code)).toEqual(["capture.corrupt"]);
  });

  test("a damaged length in the record before the last does not hide the last", () => {
    const capture = writePcap(many);
    capture.writeUInt32LE(100_000, recordAt(10) + 8);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets).toEqual(expected(many, {}).filter((_, index) => index !== 10));
    expect(reading.told).toEqual([
      `x.pcap: packet length that runs over the end at byte ${recordAt(10)}; reading went on at byte ${recordAt(11)}`,
    ]);
  });

  test("damage that nothing readable follows ends the file with a finding", () => {
    const capture = Buffer.concat([writePcap(many), Buffer.alloc(5000, 0xff)]);
    const reading = readCapture(capture, [], EPOCH);
    expect(reading.packets).toEqual(expected(many, {}));
    expect(reading.told).toEqual([
      `x.pcap: impossible packet length 4294967295 at byte ${recordAt(12)}; reading ended there`,
    ]);
    expect(reading.isCut).toBe(true);
  });

  test("the next record is looked for within the limit and no further", () => {
    const [header, records] = [writePcap([]), writePcap(many).subarray(24)];
    const near = Buffer.concat([header, records, garbage(RESYNC_LIMIT_BYTES), records]);
    expect(readCapture(near, [65_536], EPOCH).packets).toHaveLength(24);
    const far = Buffer.concat([header, records, garbage(RESYNC_LIMIT_BYTES + 1), records]);
    expect(readCapture(far, [65_536], EPOCH).packets).toHaveLength(12);
  });

  test("zeros behind the last packet are no packets", () => {
    const reading = readCapture(Buffer.concat([writePcap(many), Buffer.alloc(4096)]), [], EPOCH);
    expect(reading.packets).toHaveLength(12);
    expect(reading.isCut).toBe(true);
  });

  test("a packet of the limit is read, one more byte is damage", () => {
    expect(readCapture(big(PACKET_LIMIT_BYTES)).findings).toEqual([]);
    const reading = readCapture(big(PACKET_LIMIT_BYTES + 1));
    expect(reading.packets).toHaveLength(4);
    expect(reading.told).toHaveLength(1);
  });

  test("damage everywhere is told up to a limit, then counted", () => {
    const pieces = [writePcap([])];
    for (let index = 0; index < 150; index++)
      pieces.push(writePcap([packet(0), packet(1), packet(2)]).subarray(24), Buffer.alloc(40, 0xff));
    pieces.push(writePcap([packet(0), packet(1), packet(2)]).subarray(24));
    const reading = readCapture(Buffer.concat(pieces), [1000], EPOCH);
    expect(reading.packets).toHaveLength(151 * 3);
    expect(reading.told).toHaveLength(101);
    expect(reading.told.at(-1)).toMatch(
      /^x.pcap: 50 more damaged places, the first of them at byte \d+; reading went on after each$/,
    );
  });
});

describe("pcap: odd but whole", () => {
  test("packets longer than the snap length in the header are believed", () => {
    const packets = [packet(0, 200), packet(1, 200), packet(2, 200)];
    const reading = readCapture(writePcap(packets, { snapLength: 96 }), [], EPOCH);
    expect(reading.packets).toEqual(expected(packets, {}));
    expect(reading.findings).toEqual([]);
  });

  test("a writer that puts too small a size on the wire is believed about the rest", () => {
    const packets = [packet(0), packet(1), packet(2)].map((each) => ({ ...each, wireSize: 0 }));
    const reading = readCapture(writePcap(packets), [], EPOCH);
    expect(reading.packets.map(({ wireSize }) => wireSize)).toEqual([40, 41, 42]);
    expect(reading.findings).toEqual([]);
  });

  test("a pause of years between packets is no damage", () => {
    const late = { ...packet(1), timeNs: EPOCH + 10n ** 17n };
    const reading = readCapture(writePcap([packet(0), late, packet(2), packet(3)]), [], EPOCH);
    expect(reading.packets).toHaveLength(4);
    expect(reading.packets[1]?.timeNs).toBe(1e17);
    expect(reading.findings).toEqual([]);
  });

  test("a fraction beyond a second is added as it stands", () => {
    const capture = writePcap([packet(0), packet(1)]);
    capture.writeUInt32LE(3_000_000, 24 + 4);
    expect(readCapture(capture, [], EPOCH).packets[0]?.timeNs).toBe(3e9);
  });

  test("bits above the link type are not part of it", () => {
    const capture = writePcap([packet(0)]);
    capture.writeUInt32LE(0x14000001, 20);
    expect(readCapture(capture).linkTypes).toEqual([1]);
  });

  test("a file with a header alone holds no packet and is no error", () => {
    const reading = readCapture(writePcap([]));
    expect(reading).toMatchObject({ packets: [], findings: [], isCut: false });
  });
});
