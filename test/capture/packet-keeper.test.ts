/** Packets that are kept: byte for byte as they came, or in a ring of captures that are each valid. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PacketKeeper, type KeepOptions } from "../../src/capture/packet-keeper.js";
import { describeFinding } from "../../src/core/findings.js";
import { KEPT_PREAMBLE_BYTES } from "../../src/core/limits.js";
import { withFiles } from "../support/capture-files.js";
import { readCapture } from "../support/capture-reading.js";
import { interfaceBlock, writePcap, writePcapng, type CapturePacket } from "../support/capture-writer.js";

const EPOCH = 1_286_634_482_000_000_000n;
const PACKETS = Array.from({ length: 40 }, (_, index): CapturePacket => ({
  timeNs: EPOCH + BigInt(index) * 1_000_000n,
  data: Buffer.alloc(100 + index, index + 1),
}));
const FORMATS = {
  "pcap, little-endian": writePcap(PACKETS),
  "pcap, big-endian, nanoseconds": writePcap(PACKETS, { byteOrder: "big", resolution: "ns" }),
  "pcapng, little-endian": writePcapng(PACKETS, { interfaces: [{ tsresol: 9 }, {}] }),
  "pcapng, big-endian": writePcapng(PACKETS, { byteOrder: "big" }),
};
const RING = { files: 3, fileBytes: 1_000 };
const CLOCK = (): Date => new Date("2010-10-09T14:28:02.9Z");

/** Keeps a capture that comes in pieces of these sizes, the last of them for all that follow. */
async function keep(options: KeepOptions, capture: Buffer, sizes: readonly number[]): Promise<PacketKeeper> {
  const keeper = await PacketKeeper.open(options, CLOCK);
  for (let at = 0, turn = 0; at < capture.length; turn++) {
    const piece = Buffer.from(
      capture.subarray(at, (at += sizes[Math.min(turn, sizes.length - 1)] ?? capture.length)),
    );
    await keeper.keep(piece);
    // Whoever reads the tap goes on in the same memory.
    piece.fill(0xee);
  }
  await keeper.close();
  return keeper;
}

const inFolder = <Result>(use: (folder: string) => Promise<Result>): Promise<Result> =>
  withFiles([], (_names, folder) => use(folder));

const anySizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });

describe.each(Object.entries(FORMATS))("%s", (_name, capture) => {
  test("in one file is what came, however it came", async () => {
    await fc.assert(
      fc.asyncProperty(anySizes, (sizes) =>
        inFolder(async (folder) => {
          const file = join(folder, "kept");
          const keeper = await keep({ file, ring: null }, capture, sizes);
          expect(keeper.failure).toBe(null);
          expect(readFileSync(file).equals(capture)).toBe(true);
        }),
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  test("in a ring of a hundred files is all of it, each a capture of its own and no larger than asked for", async () => {
    await fc.assert(
      fc.asyncProperty(anySizes, (sizes) =>
        inFolder(async (folder) => {
          const ring = { files: 100, fileBytes: 1_000 };
          await keep({ file: join(folder, "kept.cap"), ring }, capture, sizes);
          const files = readdirSync(folder).toSorted();
          expect(files.length).toBeGreaterThan(5);
          expect(files[1]).toBe("kept_00002_20101009142802.cap");
          const pieces = files.map((file) => readFileSync(join(folder, file)));
          for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(ring.fileBytes);
          const readings = pieces.map((piece) => readCapture(piece, [], EPOCH));
          expect(readings.flatMap(({ told }) => told)).toEqual([]);
          expect(readings.flatMap(({ packets }) => packets)).toEqual(readCapture(capture, [], EPOCH).packets);
        }),
      ),
      { numRuns: 20, seed: 1 },
    );
  });

  test("in a ring of three files is the end of it", async () => {
    await inFolder(async (folder) => {
      await keep({ file: join(folder, "kept"), ring: RING }, capture, [333]);
      const files = readdirSync(folder).toSorted();
      expect(files).toHaveLength(RING.files);
      const last = readCapture(readFileSync(join(folder, files.at(-1)!)), [], EPOCH).packets.at(-1);
      expect(last).toEqual(readCapture(capture, [], EPOCH).packets.at(-1));
    });
  });
});

const why = (keeper: PacketKeeper): string =>
  keeper.failure === null ? "" : describeFinding(keeper.failure);

describe("what cannot be kept", () => {
  test("a packet that is larger than a file has one of its own", async () => {
    await inFolder(async (folder) => {
      await keep(
        { file: join(folder, "kept"), ring: { files: 100, fileBytes: 10 } },
        writePcap(PACKETS),
        [99],
      );
      expect(readdirSync(folder)).toHaveLength(PACKETS.length);
    });
  });

  test("a part of a packet is kept, too, where that is all that came", async () => {
    await inFolder(async (folder) => {
      const file = join(folder, "kept");
      await keep({ file, ring: null }, writePcap(PACKETS).subarray(0, -7), [99]);
      expect(readFileSync(file).equals(writePcap(PACKETS).subarray(0, -7))).toBe(true);
    });
  });

  test.skipIf(!existsSync("/dev/full"))("on a full disk is told", async () => {
    const keeper = await keep({ file: "/dev/full", ring: null }, writePcap(PACKETS), [99]);
    expect(why(keeper)).toBe(
      "/dev/full ends after 0 bytes, and no more packets are kept: no space left there",
    );
  });

  test.each([
    ["a record", writePcap(PACKETS)],
    ["a block", writePcapng(PACKETS)],
  ])("%s of an impossible length ends it behind the last packet", async (_name, capture) => {
    await inFolder(async (folder) => {
      const file = join(folder, "kept");
      const keeper = await keep({ file, ring: null }, Buffer.concat([capture, Buffer.alloc(16, 0xff)]), [99]);
      expect(why(keeper)).toContain("no more packets are kept: what the tool wrote is no capture");
      const kept = readFileSync(file);
      expect(kept.length).toBe(keeper.failure?.data["bytes"]);
      expect(kept.equals(capture.subarray(0, kept.length))).toBe(true);
      expect(readCapture(kept).told).toEqual([]);
    });
  });

  test("what is no capture", async () => {
    await inFolder(async (folder) => {
      const keeper = await keep({ file: join(folder, "kept"), ring: null }, Buffer.alloc(100, "x"), [99]);
      expect(why(keeper)).toContain("ends after 0 bytes");
    });
  });

  test("more interfaces than each file can begin with", async () => {
    await inFolder(async (folder) => {
      const interfaces = Array.from({ length: KEPT_PREAMBLE_BYTES / interfaceBlock({}).length }, () => ({}));
      const keeper = await keep(
        { file: join(folder, "kept"), ring: null },
        writePcapng([], { interfaces }),
        [9_999],
      );
      expect(why(keeper)).toContain("what the tool wrote is no capture");
    });
  });
});
