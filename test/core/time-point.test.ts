import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/errors.js";
import { parseTimePoint, placeTimePoint } from "../../src/core/time-point.js";
import { WallClock } from "../../src/core/time.js";

/** 2010-10-09T14:28:02.5Z */
const EPOCH_NS = 1_286_634_482_500_000_000n;
const place = (text: string, epochNs = EPOCH_NS): number =>
  placeTimePoint(parseTimePoint(text), new WallClock(epochNs));

describe("a point in time, in nanoseconds since the first packet", () => {
  test.each([
    ["2010-10-09T14:28:02.5Z", 0],
    ["2010-10-09T14:28:03Z", 5e8],
    ["2010-10-09T14:28:03", 5e8],
    ["2010-10-09 14:28:03", 5e8],
    ["2010-10-09t16:28:03+02:00", 5e8],
    ["2010-10-09T08:58:03-05:30", 5e8],
    ["2010-10-09T14:28:02.500000001Z", 1],
    ["1286634483", 5e8],
    ["1286634482.4", -1e8],
    ["14:28:03", 5e8],
    ["14:28", -25e8],
    ["14:28:02.500001", 1000],
    ["00:00:00", -52_082.5e9],
    ["+90s", 90e9],
    ["+1.5m", 90e9],
    ["+0.5h", 1_800e9],
    ["+1.25ms", 1_250_000],
  ])("%s", (text, timeNs) => {
    expect(place(text)).toBe(timeNs);
  });

  test("a time of day before 1970 is of that day too", () => {
    expect(place("12:00:00", -1n)).toBe(-43_200e9 + 1);
  });
});

test.each([
  "",
  "noon",
  "24:00:00",
  "14:60",
  "2010-02-30T00:00:00Z",
  "2010-10-09",
  "2010-10-09T14:28:02+24:00",
  "2010-10-09T14:28:02.0000000001Z",
  "-5",
  "+5",
  "+5d",
  "1e9",
  "1286634482123",
])("%j is refused in one line", (text) => {
  expect(() => parseTimePoint(text)).toThrow(
    new UsageError(
      `"${text}" is no time, such as 2010-10-09T14:28:02Z, 14:28:02, +90s, or seconds since 1970`,
    ),
  );
});
