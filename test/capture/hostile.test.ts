import * as fc from "fast-check";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { CaptureError } from "../../src/core/errors.js";
import { readCapture } from "../support/capture-reading.js";
import { writePcap, writePcapng } from "../support/capture-writer.js";
import { readFiles } from "../support/capture-files.js";

const PACKETS = Array.from({ length: 30 }, (_, index) => ({
  timeNs: 1_286_634_482_000_000_000n + BigInt(index) * 1_000_000n,
  data: Buffer.alloc(20 + index * 7, index),
  interface: index % 2,
}));

const CAPTURES = [
  writePcap(PACKETS),
  writePcap(PACKETS, { byteOrder: "big", resolution: "ns" }),
  writePcap(PACKETS, { modified: true }),
  writePcapng(PACKETS, { interfaces: [{}, { tsresol: 9, tsoffset: 5n }] }),
  writePcapng(PACKETS, { interfaces: [{ snapLength: 60 }, {}], blocks: "simple", byteOrder: "big" }),
  writePcapng(PACKETS, { interfaces: [{}, {}], blocks: "obsolete" }),
];

/** Bytes overwritten, taken out or put in. */
const damage = fc.array(
  fc.record({
    at: fc.integer({ min: 24, max: 4000 }),
    out: fc.nat({ max: 40 }),
    bytes: fc.uint8Array({ maxLength: 40 }),
  }),
  { minLength: 1, maxLength: 6 },
);

function apply(capture: Buffer, changes: readonly { at: number; out: number; bytes: Uint8Array }[]): Buffer {
  return changes.reduce(
    (bytes, { at, out, bytes: put }) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + out)]),
    capture,
  );
}

describe("whatever the bytes", () => {
  test("a damaged capture throws nothing, hangs nowhere and reads the same in any pieces", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CAPTURES),
        damage,
        fc.array(fc.integer({ min: 1, max: 900 })),
        (capture, changes, sizes) => {
          const bytes = apply(capture, changes);
          const whole = readCapture(bytes);
          expect(readCapture(bytes, sizes)).toEqual(whole);
          for (const packet of whole.packets) {
            expect(packet.timeNs).toSatisfy(Number.isFinite);
            expect(packet.wireSize).toBeGreaterThanOrEqual(packet.bytes.length / 2);
          }
        },
      ),
      {
        numRuns: 400,
      },
    );
  });

  test("random bytes behind a header throw nothing", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CAPTURES.map((capture) => capture.subarray(0, 48))),
        fc.uint8Array({ maxLength: 3000 }),
        (header, bytes) => {
          expect(readCapture(Buffer.concat([header, bytes])).packets.length).toBeLessThan(200);
        },
      ),
    );
  });

  test("a file of random bytes is refused with a CaptureError", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom([], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd]),
        async (bytes, magic) => {
          await expect(readFiles([Buffer.concat([Buffer.from(magic), bytes])])).rejects.toBeInstanceOf(
            CaptureError,
          );
        },
      ),
      {
        numRuns: 60,
      },
    );
  });

  test("damaged gzip is read up to the damage, or refused", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...CAPTURES), damage, async (capture, changes) => {
        const outcome = await readFiles([apply(gzipSync(capture), changes)]).catch((error: unknown) => error);
        const isRead = !(outcome instanceof Error);
        expect(isRead || outcome instanceof CaptureError).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("damage everywhere costs no more than its size", () => {
    // Each piece looks like a packet that chains twice and then breaks.
    const piece = Buffer.concat([writePcap(PACKETS.slice(0, 3)).subarray(24), Buffer.alloc(5, 0xff)]);
    const capture = Buffer.concat([writePcap([]), Buffer.alloc(piece.length * 20_000, piece)]);
    const begin = process.cpuUsage();
    expect(readCapture(capture, [65_536]).packets.length).toBeGreaterThan(50_000);
    expect(process.cpuUsage(begin).user).toBeLessThan(5e6);
  });
});
