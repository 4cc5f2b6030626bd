import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InterfaceClock } from "../../src/capture/pcapng-clock.js";
import { readCapture } from "../support/capture-reading.js";
import { writePcapng } from "../support/capture-writer.js";

const SECOND = 1_000_000_000n;

/** The definition, in exact arithmetic. */
function reference(resolution: number, offset: bigint, ticks: bigint): bigint {
  const exponent = BigInt(resolution & 0x7f);
  const perSecond = resolution & 0x80 ? 2n ** exponent : 10n ** exponent;
  return (ticks * SECOND) / perSecond + offset * SECOND;
}

describe("stamps of a pcapng interface", () => {
  test("are exact 52 days around the epoch, whatever the resolution", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.boolean(),
        fc.bigInt({ min: -4_000_000_000n, max: 4_000_000_000n }),
        fc.bigInt({ min: 5_000_000n, max: 4_000_000_000n }),
        fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n }),
        (exponent, isBinary, offset, seconds, distance) => {
          const resolution = isBinary ? exponent | 0x80 : exponent;
          const perSecond = isBinary ? 2n ** BigInt(exponent) : 10n ** BigInt(exponent);
          const ticks = BigInt.asUintN(64, seconds * perSecond + (distance * perSecond) / SECOND);
          const stampNs = reference(resolution, offset, ticks);
          const epochNs = stampNs - distance;
          const clock = new InterfaceClock(resolution, offset, epochNs);
          const [high, low] = [Number(ticks >> 32n), Number(ticks & 0xffffffffn)];
          expect(clock.exact(high, low)).toBe(stampNs);
          expect(clock.since(high, low)).toBe(Number(stampNs - epochNs));
        },
      ),
    );
  });

  test.each([
    [6, 6, false],
    [9, 9, false],
    [0, 0, false],
    [12, 9, true],
    [0x80 | 10, 9, false],
    [0x80 | 29, 9, false],
    [0x80 | 30, 9, true],
  ])("resolution byte %i has %i digits; finer than a nanosecond: %s", (resolution, digits, isFiner) => {
    const clock = new InterfaceClock(resolution, 0n, 0n);
    expect([clock.digits, clock.isFinerThanNs]).toEqual([digits, isFiner]);
  });

  test("are finite for any resolution and any stamp", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 255 }),
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        (resolution, ticks) => {
          const clock = new InterfaceClock(resolution, -(2n ** 63n), 0n);
          expect(clock.since(Number(ticks >> 32n), Number(ticks & 0xffffffffn))).toSatisfy(Number.isFinite);
        },
      ),
    );
  });
});

test("what is finer than a nanosecond is cut, which is told once for each interface", () => {
  const packet = { timeNs: SECOND, data: Buffer.alloc(60) };
  const told = (tsresol: number): string[] =>
    readCapture(writePcapng([packet, packet], { interfaces: [{ tsresol }] })).findings.map(
      ({ code }) => code,
    );
  expect(told(9)).toEqual([]);
  expect(told(12)).toEqual(["capture.time-precision-cut"]);
});
