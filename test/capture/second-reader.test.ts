import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { describeFinding, type Finding } from "../../src/core/findings.js";
import { VERIFY_FINDINGS } from "../../src/core/limits.js";
import type { VerifiedRecord } from "../../src/core/records.js";
import { Comparison, SecondReader, verifyCaptures } from "../../src/capture/second-reader.js";
import { emptyPacket } from "../../src/capture/packet.js";
import { readNames, withFiles } from "../support/capture-files.js";
import { writePcap, writePcapng } from "../support/capture-writer.js";

const PACKETS = Array.from({ length: 20 }, (_, index) => ({
  timeNs: 1_286_634_482_000_000_000n + BigInt(index) * 1_000_000n,
  data: Buffer.alloc(100, index),
}));

async function verify(...captures: Uint8Array[]): Promise<VerifiedRecord & { readonly told: string[] }> {
  return withFiles(captures, async (names, folder) => {
    const findings: Finding[] = [];
    const { summary } = await readNames(names);
    const record = await verifyCaptures(summary, (finding) => findings.push(finding));
    return { ...record, told: findings.map((each) => describeFinding(each).replaceAll(`${folder}/`, "")) };
  });
}

describe("a second, independent reader", () => {
  test("agrees on classic captures, of either byte order, plain or compressed", async () => {
    expect(
      await verify(
        writePcap(PACKETS),
        writePcap(PACKETS, { byteOrder: "big" }),
        gzipSync(writePcap(PACKETS)),
      ),
    ).toEqual({ packets: 60, bytes: 6000, differences: 0, unverified: 0, told: [] });
  });

  test("agrees on every classic fixture", async () => {
    const folder = join(import.meta.dirname, "..", "..", "fixtures");
    const names = readdirSync(folder).filter((name) => name.endsWith(".pcap"));
    const { summary } = await readNames(names.map((name) => join(folder, name)));
    const findings: Finding[] = [];
    const verified = await verifyCaptures(summary, (finding) => findings.push(finding));
    expect(findings).toEqual([]);
    expect(verified).toMatchObject({
      packets: summary.reduce((sum, { packets }) => sum + packets, 0),
      differences: 0,
      unverified: 0,
    });
  });

  test("agrees on a capture that is cut off, which it ends without a word", async () => {
    expect(await verify(writePcap(PACKETS).subarray(0, 1000))).toMatchObject({
      packets: 8,
      differences: 0,
      told: [],
    });
  });

  test.each([
    ["pcapng", writePcapng(PACKETS), "pcap-parser does not read pcapng"],
    ["nanoseconds", writePcap(PACKETS, { resolution: "ns" }), "pcap-parser does not read nanosecond stamps"],
    [
      "modified pcap",
      writePcap(PACKETS, { modified: true }),
      "pcap-parser does not read the modified format",
    ],
  ])("what it cannot read is said to be unverified: %s", async (_name, capture, why) => {
    expect(await verify(capture)).toEqual({
      packets: 0,
      bytes: 0,
      differences: 0,
      unverified: 20,
      told: [`0.pcap: 20 packets not verified: ${why}`],
    });
  });

  test("what lies behind a damaged record is unverified", async () => {
    const capture = writePcap(PACKETS);
    capture.writeUInt32LE(0x7fffffff, 24 + 5 * 116 + 8);
    expect(await verify(capture)).toEqual({
      packets: 5,
      bytes: 500,
      differences: 0,
      unverified: 14,
      told: [
        "0.pcap: 14 packets not verified: they lie behind a damaged record, where pcap-parser cannot follow",
      ],
    });
  });

  test("it is given up once a mebibyte went in and no packet came out", async () => {
    const library = new SecondReader(null);
    await library.open();
    const capture = writePcap([{ ...PACKETS[0]!, data: Buffer.alloc(2 ** 21) }]);
    const begin = process.cpuUsage();
    for (let at = 0; at < 2 ** 21; at += 65_536) library.feed(capture.subarray(at, at + 65_536));
    for (let more = 0; more < 1000; more++) library.feed(Buffer.alloc(65_536));
    expect(library.stopped).toBe("pcap-parser found no packet in 1048576 bytes");
    expect(process.cpuUsage(begin).user).toBeLessThan(2e6);
  });

  test("a difference in stamp, size or count is an alert each, told up to a limit and counted", () => {
    const told: string[] = [];
    const library = new SecondReader(null);
    const comparison = new Comparison("x.pcap", library, (finding) => told.push(describeFinding(finding)));
    const packet = { ...emptyPacket(1, 6), end: 60, wireSize: 60 };
    const stamp = { timestampSeconds: 1, timestampMicroseconds: 2, capturedLength: 60, originalLength: 60 };
    const reader = { packet, stampNs: () => 1_000_002_000n };
    library.packets.push(
      stamp,
      { ...stamp, timestampSeconds: 2 },
      { ...stamp, capturedLength: 59 },
      stamp,
      stamp,
    );
    for (let index = 0; index < 3; index++) comparison.onPacket(reader);
    expect(told).toEqual([
      "x.pcap: packet 2 at byte 100: stamp in nanoseconds is 1000002000 here and 2000002000 for the second reader",
      "x.pcap: packet 3 at byte 176: captured size is 60 here and 59 for the second reader",
    ]);
    expect(comparison.finish(3)).toEqual({ packets: 3, bytes: 180, differences: 4, unverified: 0 });
    expect(told[2]).toBe(
      "x.pcap: packet 3 at byte 252: count of packets is 3 here and 5 for the second reader",
    );

    const strange = new SecondReader(null);
    const many = new Comparison("x.pcap", strange, (finding) => told.push(describeFinding(finding)));
    told.length = 0;
    for (let index = 0; index < VERIFY_FINDINGS + 50; index++) {
      strange.packets.push({ ...stamp, originalLength: 61 });
      many.onPacket(reader);
    }
    expect(told).toHaveLength(VERIFY_FINDINGS);
    expect(many.finish(null).differences).toBe(VERIFY_FINDINGS + 50);
  });
});

/** Where the record of a packet begins, from 0. */
const recordAt = (index: number): number => 24 + index * 116;

/** A capture with a number written into the record of packet 6, and what is verified of it. */
const withNumber = async (at: number, value: number) => {
  const capture = writePcap(PACKETS);
  capture.writeUInt32LE(value, recordAt(5) + at);
  return verify(capture);
};

const behind = (packets: number): string =>
  `0.pcap: ${packets} packets not verified: they lie behind a damaged record, where pcap-parser cannot follow`;

describe("a capture that is damaged in the middle", () => {
  const AGREED = { packets: 20, bytes: 2000, differences: 0, unverified: 0, told: [] };

  test("reads the same where a stamp is wrong, or a size on the wire too small", async () => {
    expect(await withNumber(0, 1_286_634_000)).toEqual(AGREED);
    expect(await withNumber(4, 999_999_999)).toEqual(AGREED);
    expect(await withNumber(12, 7)).toEqual(AGREED);
  });

  test("is unverified from an impossible length on", async () => {
    expect(await withNumber(8, 0xffffffff)).toMatchObject({ packets: 5, unverified: 14, told: [behind(14)] });
  });

  test("is unverified from a length on that runs into the next records", async () => {
    const found = await withNumber(8, 150);
    expect(found.packets + found.unverified).toBeLessThan(20);
    expect(found.differences).toBe(0);
    expect(found.told).toEqual([behind(found.unverified)]);
  });

  test("is unverified behind bytes that do not belong there", async () => {
    const capture = writePcap(PACKETS);
    const found = await verify(
      Buffer.concat([
        capture.subarray(0, recordAt(5)),
        Buffer.alloc(33, 0xee),
        capture.subarray(recordAt(5)),
      ]),
    );
    expect(found).toMatchObject({ packets: 5, unverified: 15, told: [behind(15)] });
  });
});

const verifyLater = (capture: Uint8Array, firstPackets: number) =>
  withFiles([capture], async (names, folder) => {
    const findings: Finding[] = [];
    const files = names.map((name) => ({ name, packets: firstPackets }));
    const verified = await verifyCaptures(files, (finding) => findings.push(finding));
    return {
      verified,
      told: findings.map((each) => `${each.code}: ${describeFinding(each).replaceAll(`${folder}/`, "")}`),
    };
  });

describe("a capture that is another one the second time", () => {
  test("because it grew: an alert with both counts", async () => {
    const { verified, told } = await verifyLater(writePcap(PACKETS), 18);
    expect(verified).toEqual({ packets: 20, bytes: 2000, differences: 1, unverified: 0 });
    expect(told).toEqual([
      "capture.verify-mismatch: 0.pcap: packet 20 at byte 2344: count of packets at the first and the second reading is 18 here and 20 for the second reader",
    ]);
  });

  test("because it is a capture no more: unverified, and the report is not lost", async () => {
    const { verified, told } = await verifyLater(Buffer.alloc(0), 18);
    expect(verified).toEqual({ packets: 0, bytes: 0, differences: 0, unverified: 18 });
    expect(told).toEqual([
      "capture.unverified: 0.pcap: 18 packets not verified: the second time the file is empty: 0 bytes",
    ]);
  });
});
