import { describe, expect, it } from "vitest";
import { parseHttpDate } from "../../src/analysis/http-date.js";

const SECONDS = Date.UTC(1994, 10, 6, 8, 49, 37) / 1000;

const yearOf = (text: string): number | undefined => {
  const seconds = parseHttpDate(text, 2026)?.seconds;
  return seconds === undefined ? undefined : new Date(seconds * 1000).getUTCFullYear();
};

describe("a date of HTTP", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", false],
    ["Sunday, 06-Nov-94 08:49:37 GMT", true],
    ["Sun Nov  6 08:49:37 1994", true],
  ])("%s is read", (text, isObsolete) => {
    expect(parseHttpDate(text, 2010)).toEqual({ seconds: SECONDS, isObsolete, weekday: null });
  });

  it.each([
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 31 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "1994-11-06T08:49:37Z",
    "",
    " Sun, 06 Nov 1994 08:49:37 GMT",
  ])("%s is none", (text) => {
    expect(parseHttpDate(text, 2010)).toBeNull();
  });

  it("may have the wrong day of the week", () => {
    expect(parseHttpDate("Thu, 11 May 2010 16:00:00 GMT", 2010)?.weekday).toBe("Tuesday");
  });

  it("of two digits is never more than 50 years ahead", () => {
    expect(yearOf("Tuesday, 06-Jul-76 03:21:05 GMT")).toBe(2076);
    expect(yearOf("Tuesday, 06-Jul-77 03:21:05 GMT")).toBe(1977);
  });
});
