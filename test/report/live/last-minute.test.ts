/** The minute by the packets' clock: seconds that come, go by in silence, leap, and come late. */
import { describe, expect, test } from "vitest";
import { CLOCK_LEAP_NS } from "../../../src/core/limits.js";
import { LastMinute, MINUTE_SECONDS } from "../../../src/report/live/last-minute.js";

const OK = 2;
const LEAP_SECONDS = CLOCK_LEAP_NS / 1e9;

/** One transaction of the kind 2 in each of these seconds. */
function minuteOf(...seconds: readonly number[]): LastMinute {
  const minute = new LastMinute();
  for (const second of seconds) minute.add(second * 1e9, OK, 10);
  return minute;
}

describe("the seconds", () => {
  test("stand oldest first, the last one at the end", () => {
    const counts = minuteOf(0, 0, 1, 3).counts(OK, 3);
    expect(counts).toHaveLength(MINUTE_SECONDS);
    expect(counts.slice(-5)).toEqual([0, 2, 1, 0, 1]);
    expect(minuteOf(0, 0, 1, 3).counts(OK + 1, 3)).toEqual(counts.map(() => 0));
  });

  test("go by while nothing comes", () => {
    const minute = minuteOf(5);
    expect(minute.counts(OK, 8).slice(-4)).toEqual([1, 0, 0, 0]);
    expect(minute.total(64)).toBe(1);
    expect(minute.total(65)).toBe(0);
  });

  test("are those of one minute, whatever was there before", () => {
    const minute = minuteOf(1, 30, 60, 61);
    expect(minute.total(61)).toBe(3);
    expect(minute.counts(OK, 61)[0]).toBe(0);
  });

  test("may be before the first packet's: stamps need not be in order", () => {
    const minute = minuteOf(-3, -61);
    expect(minute.total(-3)).toBe(2);
  });

  test("that are older than the minute are not counted into it", () => {
    expect(minuteOf(100, 39).total(100)).toBe(1);
  });
});

describe("a leap of the clock", () => {
  test("counts when the next transaction bears it out", () => {
    const far = 10 + LEAP_SECONDS + 1;
    const minute = minuteOf(10, far);
    expect(minute.second).toBe(10);
    minute.add(far * 1e9, OK, 10);
    expect(minute.second).toBe(far);
  });

  test("of one damaged stamp empties no minute", () => {
    const minute = minuteOf(10, 100_000, 11);
    expect(minute.second).toBe(11);
    expect(minute.total(11)).toBe(2);
  });

  test("is none where so much time has passed on the wall", () => {
    const minute = minuteOf(10);
    minute.expect(500);
    minute.add(500e9, OK, 10);
    expect(minute.second).toBe(500);
  });
});

describe("the rate", () => {
  test("is that of the last seconds that are complete", () => {
    expect(minuteOf(0, 1, 2, 3, 4, 4, 5, 6, 6, 6, 6).rate(6)).toBe((1 + 1 + 1 + 2 + 1) / 5);
  });

  test("in the first second is what has come so far", () => {
    expect(minuteOf(0, 0, 0).rate(0)).toBe(3);
  });

  test("falls to nothing in silence, and is nothing before the first transaction", () => {
    expect(minuteOf(0, 1).rate(20)).toBe(0);
    expect(new LastMinute().rate(Number.NEGATIVE_INFINITY)).toBe(0);
  });
});

describe("waits", () => {
  test("are those of the last 50 to 60 seconds", () => {
    const minute = new LastMinute();
    minute.add(0, OK, 1000);
    minute.add(45e9, OK, 10);
    expect(minute.waits(59)).toMatchObject({ count: 2, max: 1000 });
    expect(minute.waits(60)).toMatchObject({ count: 1, max: 10 });
  });

  test("that are not known are left out", () => {
    const minute = new LastMinute();
    minute.add(0, OK, null);
    expect(minute.waits(0)).toMatchObject({ count: 0, p50: null });
    expect(minute.total(0)).toBe(1);
  });

  test("of many transactions are summed up once a second", () => {
    const minute = new LastMinute();
    for (let i = 0; i < 1_000; i++) minute.add(0, OK, 10);
    expect(minute.waits(0).count).toBe(1_000);
    minute.add(0, OK, 10);
    expect(minute.waits(0).count).toBe(1_000);
    expect(minute.waits(1).count).toBe(1_001);
  });
});
