import { fc } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { TRACED_BYTES } from "../../src/core/limits.js";
import { ByteStream } from "../../src/trace/byte-stream.js";

const text = "abcdefghijklmnopqrstuvwxyz";
const segment = fc.tuple(fc.nat(25), fc.integer({ min: 1, max: 10 }));

it("holds each byte once, whatever came in which order, and says what is missing", () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 20 }), fc.nat(20), fc.nat(26), (segments, start, size) => {
      const stream = new ByteStream();
      const seen = new Set<number>();
      for (const [at, length] of segments) {
        const data = Buffer.from(text.slice(at, at + length));
        const known = Array.from(data.keys()).filter((i) => seen.has(at + i)).length;
        expect(stream.add(at, data)).toBe(known);
        for (let i = 0; i < data.length; i++) seen.add(at + i);
      }
      const end = Math.min(26, start + size);
      let at = start;
      for (const piece of stream.pieces(start, end)) {
        const length = piece.kind === "missing" ? piece.size : piece.bytes.length;
        expect(piece.at).toBe(at);
        for (let i = 0; i < length; i++) expect(seen.has(at + i)).toBe(piece.kind === "bytes");
        const expected = piece.kind === "bytes" ? text.slice(at, at + length) : "";
        expect(piece.kind === "bytes" ? piece.bytes.toString() : "").toBe(expected);
        at += length;
      }
      expect(at).toBe(Math.max(start, end));
    }),
  );
});

it("joins what has nothing missing between it", () => {
  const stream = new ByteStream();
  for (const [at, size] of [
    [2, 3],
    [5, 4],
    [12, 2],
  ] as const)
    stream.add(at, Buffer.from(text.slice(at, at + size)));
  const runs = stream
    .runs(0, 20)
    .map((run) => [run.at, run.kind === "bytes" ? run.bytes.toString() : run.size]);
  expect(runs).toEqual([
    [0, 2],
    [2, "cdefghi"],
    [9, 3],
    [12, "mn"],
    [14, 6],
  ]);
});

it("keeps no more than so much, and says so", () => {
  const stream = new ByteStream();
  const most = Buffer.alloc(TRACED_BYTES);
  expect(stream.add(0, most)).toBe(0);
  expect(stream.isCut).toBe(false);
  stream.add(TRACED_BYTES, Buffer.from("x"));
  expect(stream.isCut).toBe(true);
  expect(stream.pieces(TRACED_BYTES, TRACED_BYTES + 1)).toMatchObject([{ kind: "missing" }]);
});
