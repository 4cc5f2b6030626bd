import { describe, expect, it } from "vitest";
import { codesIn, dataOf, GET, messages } from "./lint-run.js";
import type { TransactionParts } from "../support/views.js";

const answered = (fields: string, parts: TransactionParts = {}) =>
  messages(GET, `HTTP/1.1 200 OK\nDate: Sat, 09 Oct 2010 14:28:02 GMT\n${fields}`, parts);
const lifetimeOf = (fields: string) => dataOf("cache.lifetime", answered(fields));

describe("the lifetime of a response", () => {
  it.each([
    ["Cache-Control: max-age=86400", 86_400, 86_400, "max-age"],
    ["Cache-Control: s-maxage=300, public, max-age=0", 0, 300, "max-age and s-maxage"],
    ["Cache-Control: s-maxage=300", 0, 300, "s-maxage"],
    ["Cache-Control: private, max-age=60", 60, null, "max-age"],
    ["Cache-Control: no-cache", 0, 0, "no-cache"],
    ["Cache-Control: max-age=60\nExpires: Sat, 09 Oct 2010 15:28:02 GMT", 60, 60, "max-age"],
    ["Expires: Sat, 09 Oct 2010 15:28:02 GMT", 3600, 3600, "Expires"],
    ["Expires: 0", 0, 0, "Expires"],
    ["cache-control: public\nCache-Control: MAX-AGE=5", 5, 5, "max-age"],
  ])("%s", (fields, seconds, shared, source) => {
    expect(lifetimeOf(fields)).toEqual([{ seconds, shared, source }]);
  });

  it("counts from when it came where there is no Date", () => {
    const undated = messages(GET, "HTTP/1.1 200 OK\nX-No-Date: 1\nExpires: Sat, 09 Oct 2010 14:38:02 GMT");
    expect(dataOf("cache.lifetime", undated)).toEqual([{ seconds: 600, shared: 600, source: "Expires" }]);
  });

  it("is not told where nobody says it, nor of an answer to a POST", () => {
    expect(codesIn("cache", answered("Cache-Control: public"))).toEqual([]);
    expect(
      codesIn("cache", messages("POST / HTTP/1.1", "HTTP/1.1 200 OK\nCache-Control: max-age=1")),
    ).toEqual([]);
  });
});

describe("a cache", () => {
  it("may not keep what says no-store", () => {
    expect(
      codesIn("cache", answered("Cache-Control: no-cache, no-store, must-revalidate, max-age=0")),
    ).toEqual(["cache.not-stored"]);
    expect(codesIn("cache", answered('Cache-Control: private="no-store"'))).toEqual([]);
  });

  it("on the way says how long it had the response", () => {
    expect(dataOf("cache.hit", answered("Age: 7"))).toEqual([{ age: 7 }]);
    expect(codesIn("cache", answered("Age: old"))).toEqual([]);
  });

  it("ignores a directive that is not to grammar", () => {
    expect(dataOf("cache.bad-directive", answered("Cache-Control: max-age: 86400"))).toEqual([
      { direction: "response", directive: "max-age: 86400" },
    ]);
    expect(codesIn("cache", answered("Cache-Control: max-age=soon"))).toEqual(["cache.bad-directive"]);
    expect(
      codesIn("cache", answered('Cache-Control: no-cache="Set-Cookie, X", , immutable, max-age=5')),
    ).toEqual(["cache.lifetime"]);
  });

  it("takes Pragma for nothing in a response", () => {
    expect(codesIn("cache", answered("Pragma: no-cache"))).toEqual(["cache.pragma-in-response"]);
    expect(codesIn("cache", messages(`${GET}\nPragma: no-cache`))).toEqual([]);
  });
});

const again = (atMs: number, fields = "", client = "192.0.2.5:2") =>
  messages(`${GET}${fields}`, "HTTP/1.1 200 OK", { id: "2.1", atMs, client });

describe("what is still fresh", () => {
  const first = answered("Cache-Control: max-age=60", { id: "1.1", atMs: 0 });
  it("is asked for again", () => {
    expect(dataOf("cache.fetched-while-fresh", first, again(20_010))).toEqual([
      { first: "1.1", age: 20, seconds: 60 },
    ]);
  });

  it.each([
    ["too late", again(70_000)],
    ["by another client", again(20_000, "", "192.0.2.6:1")],
    ["by another program", again(20_000, "\nUser-Agent: other")],
    ["with a reload", again(20_000, "\nCache-Control: no-cache")],
    ["with an old reload", again(20_000, "\nPragma: no-cache")],
  ])("is not, %s", (_, second) => {
    expect(codesIn("cache", first, second)).toEqual(["cache.lifetime"]);
  });

  it("is less where a cache has held it", () => {
    const held = answered("Cache-Control: max-age=60\nAge: 50", { id: "1.1" });
    expect(dataOf("cache.fetched-while-fresh", held, again(20_000))).toEqual([]);
    expect(dataOf("cache.fetched-while-fresh", held, again(5_010))).toMatchObject([{ seconds: 10 }]);
  });
});
