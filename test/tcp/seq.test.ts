import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { seqAdd, seqDelta } from "../../src/tcp/seq.js";

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const insideWindow = fc.integer({ min: -(2 ** 30), max: 2 ** 30 });

describe("sequence numbers", () => {
  test("a distance inside the window comes back, across the wrap too", () => {
    fc.assert(
      fc.property(int32, insideWindow, (seq, distance) => {
        expect(seqDelta(seq, seqAdd(seq, distance))).toBe(distance);
      }),
    );
  });

  test("the byte after 0xFFFFFFFF is at distance 1", () => {
    expect(seqDelta(-1, 0)).toBe(1);
    expect(seqAdd(-1, 1)).toBe(0);
  });
});
