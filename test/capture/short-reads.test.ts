/** Pipes and decompressors give bytes in pieces of any size: it must not show in what is read, nor cost a copy. */
import { fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { gzipSync } from "node:zlib";
import { DamageReport } from "../../src/capture/damage.js";
import { detectFormat } from "../../src/capture/detect.js";
import { withFiles } from "../support/capture-files.js";
import { writePcap, writePcapng } from "../support/capture-writer.js";
import { readCapture } from "../support/capture-reading.js";
import { ended, startHttpscope } from "../support/cli.js";
import { handshake, rawPackets, type RawSegment } from "../support/raw-segments.js";
import { runCapture } from "../support/run-capture.js";

const PACKETS = Array.from({ length: 30 }, (_, index) => ({
  timeNs: 1_286_634_482_000_000_000n + BigInt(index) * 1_000_000n,
  data: Buffer.alloc(20 + index * 7, index),
}));

test("packets are read where they lie, in one piece, however short the reads into a buffer were", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(fc.constantFrom(writePcap(PACKETS), writePcapng(PACKETS)), sizes, (capture, cuts) => {
      const buffer = Buffer.allocUnsafeSlow(capture.length);
      capture.copy(buffer);
      const { makeReader } = detectFormat("x", capture.subarray(0, 64), null);
      const reader = makeReader(0n, new DamageReport("x", () => undefined));
      const read: string[] = [];
      const drain = (): void => {
        while (reader.next()) {
          const { data, start, end } = reader.packet;
          expect(data.buffer).toBe(buffer.buffer);
          read.push(data.toString("hex", start, end));
        }
      };
      for (let at = 0, turn = 0; at < buffer.length; turn++) {
        const size = cuts[turn % cuts.length] ?? 1;
        reader.feed(buffer.subarray(at, at + size), at > 0);
        drain();
        at += size;
      }
      reader.finish();
      drain();
      expect(read).toEqual(readCapture(capture).packets.map(({ bytes }) => bytes));
    }),
  );
});

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 280000\r\n\r\n";

const body = (byte: string): RawSegment[] =>
  Array.from({ length: 200 }, (_, index) => ({
    from: "server",
    seq: 1 + HEAD.length + index * 1_400,
    ack: 1 + GET.length,
    payload: byte.repeat(1_400),
  }));

/** A response that comes twice, the second time with other bytes, in packets that straddle every kind of read. */
const CONFLICTS = writePcap(
  rawPackets([
    ...handshake(),
    { from: "client", seq: 1, ack: 1, payload: GET },
    { from: "server", seq: 1, ack: 1 + GET.length, payload: HEAD },
    ...body("a"),
    ...body("b"),
  ]),
);

/** Without the lines that name the files. */
const unnamed = (lines: readonly unknown[] | undefined): unknown[] => lines?.slice(1, -1) ?? [];

test("a file, the same compressed, and the same from a pipe in pieces have the same findings", async () => {
  await withFiles([CONFLICTS, gzipSync(CONFLICTS)], async (names) => {
    const [plain, compressed] = await Promise.all(names.map((name) => runCapture(name)));
    const child = startHttpscope(["-T", "ndjson", "-"]);
    const end = ended(child);
    for (let at = 0; at < CONFLICTS.length; at += 9_973)
      await new Promise((resolve) => child.stdin.write(CONFLICTS.subarray(at, at + 9_973), resolve));
    child.stdin.end();
    const piped: unknown[] = (await end).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const conflicts = plain?.filter(
      (record) => record.type === "finding" && record.code === "tcp.overlap-conflict",
    );
    expect(conflicts).toHaveLength(200);
    expect(unnamed(compressed)).toEqual(unnamed(plain));
    expect(unnamed(piped)).toEqual(unnamed(plain));
  });
});
