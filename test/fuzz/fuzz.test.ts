/** A short run of the fuzzer with a fixed seed; `npm run fuzz` goes on for as long as one likes. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { shapeFault } from "./contract-shape.js";
import { findSeeds, makeInput } from "./inputs.js";
import { examine } from "./oracle.js";
import { Random } from "../support/random.js";

const FIXTURES = findSeeds([join(import.meta.dirname, "..", "..", "fixtures")]);
const INPUTS = 60;
const folder = mkdtempSync(join(tmpdir(), "httpscope-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("whatever is done to a capture", () => {
  test("the report keeps its promises, or the file is refused", async () => {
    const faults: string[] = [];
    for (let index = 0; index < INPUTS; index++) {
      const { bytes, story } = makeInput(FIXTURES, 1, index);
      const file = join(folder, "input");
      writeFileSync(file, bytes);
      await examine(file, new Random(index)).catch((error: unknown) =>
        faults.push(`${index}, ${story}: ${String(error)}`),
      );
    }
    expect(faults).toEqual([]);
  });
});

describe("the fuzzer itself", () => {
  test("makes the same input from the same seed", () => {
    for (let index = 0; index < 20; index++)
      expect(makeInput(FIXTURES, 7, index)).toEqual(makeInput(FIXTURES, 7, index));
  });

  test("sees a column that is missing, one too many, one in another place and one of another type", () => {
    const finding = {
      type: "finding",
      code: "tcp.gap",
      severity: "note",
      session: null,
      transaction: null,
      frame: 1,
      data: {},
      detail: "x",
    };
    expect(shapeFault(finding)).toBe(null);
    const { detail: _, ...short } = finding;
    expect(shapeFault(short)).toMatch(/columns/);
    expect(shapeFault({ ...finding, more: 1 })).toMatch(/columns/);
    expect(shapeFault({ detail: "x", ...short })).toMatch(/columns/);
    expect(shapeFault({ ...finding, frame: "1" })).toMatch(/frame is "1"/);
    expect(shapeFault({ ...finding, code: "tcp.unheard-of" })).toMatch(/code/);
  });
});
