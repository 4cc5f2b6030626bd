/** Buffers for bytes that wait turn, and only so many of them are kept. */
import { expect, test } from "vitest";
import { giveBackBytes, takeBytes } from "../../src/core/byte-pool.js";
import { SPARE_BYTES } from "../../src/core/limits.js";

test("a buffer is large enough, and at most twice so from 64 bytes on", () => {
  for (const size of [0, 1, 64, 65, 1000, 1024, 1025, 100_000]) {
    const { length } = takeBytes(size);
    expect(length).toBeGreaterThanOrEqual(size);
    expect(length).toBeLessThanOrEqual(Math.max(64, 2 * size));
  }
});

test("what was given back is taken next", () => {
  const buffer = takeBytes(5000);
  giveBackBytes(buffer);
  expect(takeBytes(8000)).toBe(buffer);
  expect(takeBytes(8000)).not.toBe(buffer);
});

test("no more is kept than SPARE_BYTES", () => {
  const size = SPARE_BYTES / 8;
  const buffers = Array.from({ length: 12 }, () => takeBytes(size));
  for (const buffer of buffers) giveBackBytes(buffer);
  const again = buffers.map(() => takeBytes(size));
  const kept = again.filter((buffer) => buffers.includes(buffer)).length;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(8);
});
