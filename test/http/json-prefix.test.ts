import { fc } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { jsonError } from "../../src/http/json-prefix.js";

/** What a text may be damaged with. */
const DAMAGE = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "'",
  "\\",
  "t",
  "n",
  "u",
  "0",
  "-",
  "+",
  ".",
  "e",
  "1",
  " ",
  "\0",
];

const error = (text: string, isWhole = true): number => jsonError(Buffer.from(text, "utf8"), isWhole);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("a JSON text", () => {
  it("is well whatever its values are, and so is each of its beginnings", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(4), (json, indent) => {
        const bytes = Buffer.from(JSON.stringify(JSON.parse(json), null, indent), "utf8");
        expect(jsonError(bytes, true)).toBe(-1);
        for (let size = 0; size < bytes.length; size++)
          expect(jsonError(bytes.subarray(0, size), false)).toBe(-1);
      }),
    );
  });

  it("that is damaged is found out just where a parser of the whole finds it out", () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom(...DAMAGE),
        fc.boolean(),
        (json, place, char, isInserted) => {
          const at = place % (json.length + 1);
          const text = json.slice(0, at) + char + json.slice(isInserted ? at : at + 1);
          expect(error(text) < 0).toBe(isJson(text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["{'a': 1}", 1],
    ["{a: 1}", 1],
    ['{"a": 1,}', 8],
    ["[1, 2,]", 6],
    ["[1 2]", 3],
    ["foo({})", 1],
    ["<html>", 0],
    [`)]}',\n{}`, 0],
    ['{"a" 1}', 5],
    ["01", 1],
    ["1.", 2],
    ["-", 1],
    ['"a\tb"', 2],
    ['"\\x"', 2],
    ['"\\u12g4"', 5],
    ["nul", 3],
    ["{} {}", 3],
    ["", 0],
    ["[", 1],
    ['{"a":', 5],
  ])("%j is none from byte %i on", (text, at) => {
    expect(error(text)).toBe(at);
  });

  it.each(["", "  ", "[", '{"a":', '"abc', '"\\', '"\\u1', "tru", "-", "1.", "1e", "[1,", '{"a'])(
    "%j may become one",
    (text) => {
      expect(error(text, false)).toBe(-1);
      expect(error(text)).toBeGreaterThanOrEqual(0);
    },
  );

  it("may have a byte order mark before it", () => {
    expect(error("\ufeff{}")).toBe(-1);
  });

  it("may be nested as deep as it is long", () => {
    expect(error("[".repeat(100_000), false)).toBe(-1);
  });
});
