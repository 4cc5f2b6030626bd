import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCookieDate, parseCookies, parseSetCookie } from "../../src/http/cookie-fields.js";

const NOTHING = {
  domain: null,
  path: null,
  expires: null,
  maxAge: null,
  secure: false,
  httpOnly: false,
  sameSite: null,
  partitioned: false,
};

describe("Cookie", () => {
  it("keeps names, values, quotes and order as sent, over several fields", () => {
    expect(parseCookies(['a=1; b="two words";c=x=y', "a=2"])).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: '"two words"' },
      { name: "c", value: "x=y" },
      { name: "a", value: "2" },
    ]);
  });

  it("takes a piece without = for the value of a cookie without a name, and skips empty pieces", () => {
    expect(parseCookies(["; token ;=;\t; n="])).toEqual([
      { name: "", value: "token" },
      { name: "n", value: "" },
    ]);
  });

  it("keeps a byte that looks like white space elsewhere", () => {
    expect(parseCookies(["a=\u00a0x\u00a0"])).toEqual([{ name: "a", value: "\u00a0x\u00a0" }]);
  });
});

describe("Set-Cookie", () => {
  it("reads every attribute, in any case and order", () => {
    expect(
      parseSetCookie(
        "sid=31d4; PATH=/a; domain=.Example.ORG; max-age=60; Expires=Wed, 09 Jun 2021 10:18:14 GMT; " +
          "Secure; httponly; SameSite=Lax; Partitioned; Priority=High",
      ),
    ).toEqual({
      name: "sid",
      value: "31d4",
      domain: "example.org",
      path: "/a",
      expires: "2021-06-09T10:18:14Z",
      maxAge: 60,
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
      partitioned: true,
    });
  });

  it("is ignored without = in the pair, or without a name", () => {
    for (const text of ["", "sid", "sid; a=b", "=x", " = x; path=/"]) expect(parseSetCookie(text)).toBeNull();
  });

  it("lets the last valid attribute count and passes over broken ones", () => {
    expect(parseSetCookie("a=b; max-age=5; max-age=x; domain=one; domain=; path=/p; path=relative")).toEqual({
      ...NOTHING,
      name: "a",
      value: "b",
      maxAge: 5,
      domain: "one",
    });
  });

  it("keeps a lifetime of any number of digits a number", () => {
    expect(parseSetCookie(`a=b; max-age=${"9".repeat(5000)}`)?.maxAge).toBe(Number.MAX_SAFE_INTEGER);
    expect(parseSetCookie("a=b; max-age=-1")?.maxAge).toBe(-1);
    expect(parseSetCookie("a=b; max-age=-0")?.maxAge).toBe(0);
    expect(parseSetCookie("a=b; max-age=-")?.maxAge).toBeNull();
  });
});

describe("cookie dates", () => {
  it.each([
    ["Wed, 09 Jun 2021 10:18:14 GMT", "2021-06-09T10:18:14Z"],
    ["Wednesday, 09-Jun-21 10:18:14 GMT", "2021-06-09T10:18:14Z"],
    ["Wed Jun  9 10:18:14 2021", "2021-06-09T10:18:14Z"],
    ["1 Jan 70 0:0:0", "1970-01-01T00:00:00Z"],
    ["1 Jan 69 0:0:0", "2069-01-01T00:00:00Z"],
    ["1 january 1601 1:2:3pm", "1601-01-01T01:02:03Z"],
    ["Fri, 31-Dec-9999 23:59:59 GMT", "9999-12-31T23:59:59Z"],
    ["29 Feb 2024 00:00:00", "2024-02-29T00:00:00Z"],
  ])("%s is %s", (text, time) => {
    expect(parseCookieDate(text)).toBe(time);
  });

  it.each([
    "",
    "0",
    "Wed, 09 Jun 2021",
    "30 Feb 2024 00:00:00",
    "29 Feb 2023 00:00:00",
    "32 Jan 2024 00:00:00",
    "1 Jan 1600 00:00:00",
    "1 Jan 2024 24:00:00",
    "1 Jan 2024 10:00",
    "1 Jan 2024 10:000:00",
    "1 Jan 20245 10:00:00",
  ])("%s is no date", (text) => {
    expect(parseCookieDate(text)).toBeNull();
  });
});

it("any bytes give cookies or nothing, never an exception, and no byte that was not in the field", () => {
  const latin1 = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((c) => String.fromCharCode(c)) });
  fc.assert(
    fc.property(latin1, (text) => {
      for (const { name, value } of parseCookies([text])) {
        expect(text).toContain(name);
        expect(text).toContain(value);
      }
      expect(() => parseSetCookie(`a=b; expires=${text}; max-age=${text}`)).not.toThrow();
      expect(() => parseSetCookie(text)).not.toThrow();
    }),
  );
});

it("takes time in proportion to the field", () => {
  const size = 256 * 1024;
  for (const text of [
    ";".repeat(size),
    "=".repeat(size),
    " ".repeat(size),
    "a=b;expires=" + "1:".repeat(size / 2),
  ]) {
    const start = performance.now();
    parseCookies([text]);
    parseSetCookie(text);
    expect(performance.now() - start).toBeLessThan(500);
  }
});
