import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Distribution } from "../../src/analysis/distribution.js";
import { EXACT_VALUES } from "../../src/core/limits.js";

function distributionOf(values: Iterable<number>): Distribution {
  const distribution = new Distribution();
  for (const value of values) distribution.add(value);
  return distribution;
}

/** Nearest rank, the plain way. */
function exactly(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil((percent * values.length) / 100) - 1]!;
}

describe("a distribution", () => {
  it("of nothing knows nothing", () => {
    expect(new Distribution().summary()).toEqual({
      count: 0,
      min: null,
      p50: null,
      p90: null,
      p99: null,
      max: null,
      error: 0,
    });
  });

  it("is nearest-rank and exact while the values are kept", () => {
    const values = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 1);
    expect(distributionOf(values).summary()).toEqual({
      count: 100,
      min: 1,
      p50: 50,
      p90: 90,
      p99: 99,
      max: 100,
      error: 0,
    });
    expect(distributionOf([7]).summary()).toMatchObject({ p50: 7, p99: 7 });
  });

  it("beyond that is off by no more than it says, and by no more than 0.5 %", () => {
    const values = Array.from({ length: EXACT_VALUES + 1000 }, (_, i) => ((i * 7919) % 999_983) ** 1.7 / 1e6);
    const { error, ...summary } = distributionOf(values).summary();
    expect(error).toBeGreaterThan(0);
    expect(error).toBeLessThanOrEqual(0.005);
    expect(summary).toMatchObject({
      count: values.length,
      min: Math.min(...values),
      max: Math.max(...values),
    });
    for (const [percent, value] of [
      [50, summary.p50],
      [90, summary.p90],
      [99, summary.p99],
    ] as const) {
      const exact = exactly(values, percent);
      expect(Math.abs((value ?? Number.NaN) - exact)).toBeLessThanOrEqual(exact * error);
    }
  });

  it("keeps every duration inside its bound, from a nanosecond to a century", () => {
    const milliseconds = fc.oneof(
      fc.nat(2 ** 31 - 1).map((ns) => ns / 1e6),
      fc.maxSafeNat().map((ns) => ns / 1e6),
    );
    fc.assert(
      fc.property(milliseconds, (value) => {
        const { p50, error } = distributionOf(repeat(value, EXACT_VALUES + 1)).summary();
        expect(Math.abs((p50 ?? Number.NaN) - value)).toBeLessThanOrEqual(value * error);
      }),
      { numRuns: 15 },
    );
  });

  it("added to another is that of both, kept or not", () => {
    const few = [1, 2, 3];
    const many = Array.from({ length: EXACT_VALUES + 5 }, (_, i) => i);
    for (const [a, b] of [
      [few, [9, 0]],
      [few, many],
      [many, few],
      [many, many],
    ] as const) {
      const merged = distributionOf(a);
      merged.merge(distributionOf(b));
      expect(merged.summary()).toEqual(distributionOf([...a, ...b]).summary());
    }
  });
});

function* repeat(value: number, count: number): Iterable<number> {
  for (let i = 0; i < count; i++) yield value;
}
