import { describe, expect, it } from "vitest";
import { REMEMBERED_TEXTS, REMEMBERED_TEXT_SIZE } from "../../src/core/limits.js";
import { Remembered } from "../../src/core/remembered.js";

/** A memory that counts how often it had to work something out. */
function counted() {
  let count = 0;
  const memory = new Remembered((text) => {
    count += 1;
    return text.length;
  });
  return { memory, count: () => count };
}

describe("what is remembered of texts", () => {
  it("is worked out once for each", () => {
    const { memory, count } = counted();
    expect([memory.of("gzip"), memory.of("br"), memory.of("gzip")]).toEqual([4, 2, 4]);
    expect(count()).toBe(2);
  });

  it("starts anew where it is full", () => {
    const { memory, count } = counted();
    for (let i = 0; i <= REMEMBERED_TEXTS; i++) memory.of(`${i}`);
    memory.of(`${REMEMBERED_TEXTS}`);
    expect(count()).toBe(REMEMBERED_TEXTS + 1);
    memory.of("0");
    expect(count()).toBe(REMEMBERED_TEXTS + 2);
  });

  it("is nothing of a text too long to be sent often", () => {
    const { memory, count } = counted();
    const long = "x".repeat(REMEMBERED_TEXT_SIZE + 1);
    expect([memory.of(long), memory.of(long)]).toEqual([long.length, long.length]);
    expect(count()).toBe(2);
  });
});
