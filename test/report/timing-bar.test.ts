import { fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { TableStyle } from "../../src/report/table-style.js";
import { timingBar } from "../../src/report/timing-bar.js";

const style = new TableStyle({
  columns: 80,
  color: false,
  unicode: false,
  all: false,
  limit: null,
  hints: false,
});
const NOTHING = { connect: null, blocked: 0, send: 0, wait: 0, receive: 0, total: 0 };

test("what was blocked is blank, the wait is full, the rest lighter", () => {
  const timings = { ...NOTHING, blocked: 2, wait: 5, receive: 3, total: 10 };
  expect(timingBar(timings, 10, style)).toBe("|  #####---|");
});

test("two parts that are both rounded up stay inside the bar", () => {
  const timings = { ...NOTHING, blocked: 5, wait: 5, total: 10 };
  expect(timingBar(timings, 7, style)).toBe("|    ###|");
});

test("a transaction that took no time, or nobody knows how long, has no bar", () => {
  expect(timingBar(NOTHING, 10, style)).toBe("");
  expect(timingBar({ ...NOTHING, wait: 5, total: null }, 10, style)).toBe("");
});

test("no bar is wider than it may be", () => {
  const duration = fc.double({ min: 0, max: 1e9, noNaN: true });
  const part = fc.option(duration);
  fc.assert(
    fc.property(part, part, part, duration, fc.nat(100), (blocked, wait, receive, total, width) => {
      const bar = timingBar({ ...NOTHING, blocked, wait, receive, total }, width, style);
      expect(bar.length).toBeLessThanOrEqual(width + 2);
    }),
  );
});
