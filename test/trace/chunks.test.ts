/** Chunked bodies as they were sent: whole, cut into any pieces, with bytes missing, with sizes that do not fit. */
import { expect, test } from "vitest";
import type { StreamPiece } from "../../src/trace/byte-stream.js";
import { readChunks } from "../../src/trace/chunks.js";

/** Pieces of a stream; a number stands for so many missing bytes. */
function pieces(...parts: readonly (string | number)[]): StreamPiece[] {
  let at = 0;
  return parts.map((part): StreamPiece => {
    const size = typeof part === "number" ? part : part.length;
    at += size;
    return typeof part === "number"
      ? { kind: "missing", at: at - size, size }
      : { kind: "bytes", at: at - size, bytes: Buffer.from(part, "latin1") };
  });
}

function read(...parts: readonly (string | number)[]) {
  const { data, count, first, tail, isEnded } = readChunks(pieces(...parts));
  return {
    data: data.toString("latin1"),
    count,
    first: first.map((chunk) => [chunk.line, chunk.data, chunk.end].map((part) => part.toString("latin1"))),
    tail: tail.map((line) => line.toString("latin1")),
    isEnded,
  };
}

const BODY = "4;name=x\r\nWiki\r\nB\r\npedia in \r\n\r\n0\r\nX-Sum: 1\r\n\r\n";

test("has each size line, its data and its line end, and the lines behind the last chunk", () => {
  expect(read(BODY)).toEqual({
    data: "Wikipedia in \r\n",
    count: 2,
    first: [
      ["4;name=x\r\n", "Wiki", "\r\n"],
      ["B\r\n", "pedia in \r\n", "\r\n"],
    ],
    tail: ["0\r\n", "X-Sum: 1\r\n", "\r\n"],
    isEnded: true,
  });
});

test("does not depend on how the body was cut", () => {
  const whole = read(BODY);
  for (let at = 1; at < BODY.length; at++) expect(read(BODY.slice(0, at), BODY.slice(at))).toEqual(whole);
  expect(read(...Array.from(BODY))).toEqual(whole);
});

test("goes on behind bytes that are missing inside the data", () => {
  expect(read("8\r\nab", 4, "gh\r\n", "2\r\nij\r\n0\r\n\r\n")).toEqual({
    data: "abghij",
    count: 2,
    first: [
      ["8\r\n", "abgh", "\r\n"],
      ["2\r\n", "ij", "\r\n"],
    ],
    tail: ["0\r\n", "\r\n"],
    isEnded: true,
  });
});

test("ends where a line is missing, in part or at its beginning", () => {
  for (const parts of [
    ["2\r\nab\r\n", 3, "cd\r\n0\r\n\r\n"],
    ["2\r\nab\r\n1", 2, "x\r\n0\r\n\r\n"],
    ["2\r\nab", 2, "0\r\n\r\n"],
  ]) {
    const { data, count, isEnded } = read(...parts);
    expect({ data, count, isEnded }).toEqual({ data: "ab", count: 1, isEnded: false });
  }
});

test("says what fits no chunk", () => {
  expect(read("3\r\nabcd\r\n0\r\n\r\n")).toMatchObject({
    data: "abc",
    tail: ["d\r\n", "0\r\n", "\r\n"],
    isEnded: false,
  });
  expect(read("zebra\r\n")).toMatchObject({ count: 0, tail: ["zebra\r\n"], isEnded: false });
  expect(read("ffffffffffffffffffff\r\nx")).toMatchObject({ data: "x", count: 1 });
});

test("keeps a few of a million chunks, and counts them all", () => {
  const { count, first, data, isEnded } = readChunks(pieces(`${"1\r\na\r\n".repeat(1_000_000)}0\r\n\r\n`));
  expect({ count, kept: first.length, size: data.length, isEnded }).toEqual({
    count: 1_000_000,
    kept: 8,
    size: 1_000_000,
    isEnded: true,
  });
});

test("shows no more of a tail than a page bears", () => {
  const { tail } = readChunks(pieces(`0\r\n${"X: y\r\n".repeat(1_000)}${"z".repeat(100_000)}`));
  expect(tail).toHaveLength(16);
  const [, long] = readChunks(pieces(`0\r\n${"z".repeat(100_000)}\r\n\r\n`)).tail;
  expect(long).toHaveLength(2_000);
});
