import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WallClock } from "../../src/core/time.js";

const SECOND = 1_000_000_000n;

/** The definition, in exact arithmetic. */
function reference(ns: bigint, digits: number): string {
  const fraction = ((ns % SECOND) + SECOND) % SECOND;
  const seconds = new Date(Number((ns - fraction) / SECOND) * 1000).toISOString().slice(0, 19);
  return digits === 0 ? `${seconds}Z` : `${seconds}.${String(fraction).padStart(9, "0").slice(0, digits)}Z`;
}

describe("the wall clock", () => {
  test("writes a moment with the digits of its packet's clock, exactly 104 days around the epoch", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 4_000_000_000n * SECOND }),
        fc.bigInt({ min: -(2n ** 53n - SECOND), max: 2n ** 53n - SECOND }),
        fc.integer({ min: 0, max: 9 }),
        (epochNs, sinceNs, timeDigits) => {
          const clock = new WallClock(epochNs);
          expect(clock.format({ timeNs: Number(sinceNs), timeDigits })).toBe(
            reference(epochNs + sinceNs, timeDigits),
          );
        },
      ),
    );
  });

  test("keeps every digit of a clock of microseconds, decades from the epoch", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4e9 }),
        fc.integer({ min: 0, max: 999_999 }),
        (seconds, micros) => {
          const stampNs = BigInt(seconds) * SECOND + BigInt(micros) * 1000n;
          const epochNs = 1_147_551_795_526_632_000n;
          const clock = new WallClock(epochNs);
          expect(clock.format({ timeNs: Number(stampNs - epochNs), timeDigits: 6 })).toBe(
            reference(stampNs, 6),
          );
        },
      ),
    );
  });

  test("writes a time of the years 0 to 9999 for any number at all", () => {
    const anyTime = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(anyTime, fc.integer({ min: 0, max: 9 }), (timeNs, timeDigits) => {
        const text = new WallClock(0n).format({ timeNs: Math.round(timeNs), timeDigits });
        expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
      }),
    );
  });
});
