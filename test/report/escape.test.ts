import * as fc from "fast-check";
import { expect, it } from "vitest";
import { shown } from "../../src/report/escape.js";

const wire = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

it.each([
  ["plain text", "plain text"],
  ["\u001b[2J\u0007", "\\x1b[2J\\x07"],
  ["a\r\n\tb\0\x7f", "a\\x0d\\x0a\\x09b\\x00\\x7f"],
  [wire("한국어.example"), "한국어.example"],
  [wire("日本語 €"), "日本語 €"],
  [wire("evil\u202egpj.exe"), "evil\\u{202e}gpj.exe"],
  [wire("zero\u200bwidth\ufeff"), "zero\\u{200b}width\\u{feff}"],
  [wire("line\u2028end\u3164"), "line\\u{2028}end\\u{3164}"],
  ["caf\xe9 is latin-1", "café is latin-1"],
  ["\x9b31m is a control of latin-1", "\\x9b31m is a control of latin-1"],
  [wire("\u009b31m also in UTF-8"), "\\x9b31m also in UTF-8"],
  ["already decoded 日本\u202e", "already decoded 日本\\u{202e}"],
])("%j is shown as %j", (text, expected) => {
  expect(shown(text)).toBe(expected);
});

it("shows no byte sequence as anything that moves, hides or turns", () => {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: byte }), fc.string({ unit: "binary" }).map(wire)), (text) => {
      expect(shown(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}\p{Cs}]/u);
    }),
    { numRuns: 500 },
  );
});

it("cuts what is longer than a screen, and no character in two", () => {
  const text = shown(wire("한".repeat(100_000)));
  expect(text.length).toBeLessThan(3000);
  expect(text).toMatch(/^한+…$/);
});
