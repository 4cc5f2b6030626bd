import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decompressZstd } from "../../src/capture/zstd.js";
import { readFiles } from "../support/capture-files.js";
import { errorOf } from "../support/capture-reading.js";
import { writePcap, type CapturePacket } from "../support/capture-writer.js";
import { ZSTD_MAGIC, zstdFrame } from "../support/zstd-frame.js";

const EPOCH = 1_286_634_482_000_000_000n; // 2010-10-09T14:28:02Z

/** Bytes that compress badly, the same each time. */
function noise(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed + 1;
  for (let at = 0; at < size; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

const PACKETS: CapturePacket[] = Array.from({ length: 2000 }, (_, index) => ({
  timeNs: EPOCH + BigInt(index) * 1_000_000n,
  data: noise(200 + (index % 700), index),
}));
const CAPTURE = writePcap(PACKETS);

describe("gzip", () => {
  test("reads what the plain file reads, and says that it was compressed", async () => {
    const reading = await readFiles([gzipSync(CAPTURE)]);
    expect(reading.packets).toEqual((await readFiles([CAPTURE])).packets);
    expect(reading.files[0]).toMatchObject({ format: "pcap", compression: "gzip" });
    expect(reading.findings).toEqual([]);
  });

  test("several members are one file", async () => {
    const parts = [gzipSync(CAPTURE.subarray(0, 1000)), gzipSync(CAPTURE.subarray(1000))];
    expect((await readFiles([Buffer.concat(parts)])).packets).toHaveLength(2000);
  });

  test("cut off, it is reported up to there and said to be cut off", async () => {
    const compressed = gzipSync(CAPTURE);
    const reading = await readFiles([compressed.subarray(0, compressed.length >> 1)]);
    expect(reading.packets.length).toBeGreaterThan(900);
    expect(reading.findings.map(({ code }) => code)).toEqual(["capture.truncated"]);
    expect(reading.summary[0]?.truncated).toBe(true);
  });

  test("damaged in the middle, it is reported up to there and said to be damaged", async () => {
    const compressed = gzipSync(CAPTURE, { level: 1 });
    const middle = compressed.length >> 1;
    compressed.fill(0xff, middle, middle + 5000);
    const reading = await readFiles([compressed]);
    expect(reading.packets.length).toBeGreaterThan(800);
    expect(reading.told[0]).toMatch(/^0\.pcap: damaged gzip data \(.+\) at byte \d+; reading ended there$/);
  });

  test("a small one with a wrong checksum loses little", async () => {
    const compressed = gzipSync(writePcap(PACKETS.slice(0, 10)));
    compressed.writeUInt32LE(0, compressed.length - 8);
    const reading = await readFiles([compressed]);
    expect(reading.packets.length).toBeGreaterThan(8);
    expect(reading.told[0]).toContain("damaged gzip data (incorrect data check)");
  });

  test("damaged from its beginning, it is an error", async () => {
    const error = await errorOf(
      readFiles([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff])]),
    );
    expect(error.message).toMatch(
      /is damaged gzip data from its beginning \(.+\); nothing of it can be read$/,
    );
  });

  test("what is in it is named where it is no capture", async () => {
    const error = await errorOf(readFiles([gzipSync("Dear all")]));
    expect(error.message).toContain('(its gzip data begins with "Dear all")');
    expect((await errorOf(readFiles([gzipSync("")]))).message).toContain("its gzip data is empty");
  });

  test("a bomb streams through", async () => {
    const zeros = { timeNs: EPOCH, data: Buffer.alloc(250_000) };
    const compressed = gzipSync(writePcap(Array.from({ length: 400 }, () => zeros)));
    expect(compressed.length).toBeLessThan(110_000);
    const reading = await readFiles([compressed]);
    expect(reading.summary[0]).toMatchObject({ packets: 400, bytes: 100_000_000 });
  });
});

describe("zstd", () => {
  test("stored, with a checksum, in several frames and with frames to be skipped", async () => {
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const compressed = Buffer.concat([
      skippable,
      zstdFrame(CAPTURE.subarray(0, 300_000), { checksum: true }),
      skippable,
      zstdFrame(CAPTURE.subarray(300_000)),
    ]);
    const reading = await readFiles([compressed]);
    expect(reading.packets).toEqual((await readFiles([CAPTURE])).packets);
    expect(reading.files[0]?.compression).toBe("zstd");
    expect(reading.findings).toEqual([]);
  });

  test("made by the zstd program", async () => {
    const compressed = Buffer.from(ZSTD_OF_TWO_PACKETS, "base64");
    const reading = await readFiles([compressed]);
    expect(reading.packets.map(({ bytes }) => bytes)).toEqual(["ab".repeat(400), "abcd".repeat(200)]);
  });

  test("cut off, it is reported up to the last whole block", async () => {
    const compressed = zstdFrame(CAPTURE);
    const reading = await readFiles([compressed.subarray(0, 550_000)]);
    expect(reading.packets.length).toBeGreaterThan(800);
    expect(reading.findings.map(({ code }) => code)).toEqual(["capture.truncated"]);
  });

  test("damaged, it is reported up to there", async () => {
    const compressed = zstdFrame(CAPTURE);
    compressed.fill(0xff, 6 + 5 * 100_003, 6 + 5 * 100_003 + 3);
    const reading = await readFiles([compressed]);
    expect(reading.packets.length).toBeGreaterThan(800);
    expect(reading.told[0]).toContain(
      "damaged zstd data (damaged zstd block) at byte 500000; reading ended there",
    );
  });

  test("a window above 8 MiB is refused before memory is taken for it", async () => {
    const pieces = decompressZstd(inOnePiece(zstdFrame(CAPTURE, { windowByte: 0x70 })));
    await expect(pieces.next()).rejects.toThrow("zstd window above 8 MiB, as --long and --ultra make it");
    const largest = decompressZstd(inOnePiece(zstdFrame(CAPTURE, { windowByte: 0x68 })));
    expect((await largest.next()).done).toBe(false);
  });

  test("a bomb of repeated bytes comes one block at a time", async () => {
    const block = Buffer.from([
      (((128 * 1024) << 3) & 0xff) | 2,
      (((128 * 1024) << 3) >> 8) & 0xff,
      ((128 * 1024) << 3) >> 16,
      0,
    ]);
    const bomb = Buffer.concat([
      Buffer.from([...ZSTD_MAGIC, 0, 0x50]),
      Buffer.alloc(block.length * 50_000, block),
    ]);
    let largest = 0;
    let total = 0;
    try {
      for await (const piece of decompressZstd(inOnePiece(bomb))) {
        largest = Math.max(largest, piece.length);
        total += piece.length;
        if (total > 500_000_000) break;
      }
    } finally {
      expect(largest).toBe(128 * 1024);
      expect(total).toBeGreaterThan(500_000_000);
    }
  });
});

async function* inOnePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes);
}

/** 400 bytes ab, 400 bytes abcd, compressed with zstd 1.5. */
const ZSTD_OF_TWO_PACKETS = "KLUv/QRoXQEA0NTDsqECAAQABAABAAAA8nuwTAAAAACQAavNBQCLuSqjawZGV10uXhvgAl2A/zw=";
