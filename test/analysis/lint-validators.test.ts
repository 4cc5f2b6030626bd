import { describe, expect, it } from "vitest";
import { codesIn, dataOf, GET, messages } from "./lint-run.js";

const TAG = '"499fd34e-x"';
const first = messages(GET, `HTTP/1.1 200 OK\nETag: ${TAG}`, { bodySize: 1200 });
const asked = (fields: string, response: string) => messages(`${GET}\n${fields}`, response, { id: "1.2" });

describe("a conditional request", () => {
  it("that is answered 304 saves the body that came before", () => {
    expect(
      dataOf("cache.revalidated", first, asked(`If-None-Match: ${TAG}`, "HTTP/1.1 304 Not Modified")),
    ).toEqual([{ saved: 1200 }]);
    expect(dataOf("cache.revalidated", asked(`If-None-Match: ${TAG}`, "HTTP/1.1 304 Not Modified"))).toEqual([
      { saved: null },
    ]);
    expect(
      dataOf("cache.revalidated", first, asked('If-None-Match: "other"', "HTTP/1.1 304 Not Modified")),
    ).toEqual([{ saved: null }]);
    const modified = "Sat, 09 Oct 2010 14:00:00 GMT";
    const dated = messages(GET, `HTTP/1.1 200 OK\nLast-Modified: ${modified}`, { bodySize: 7 });
    const since = asked(`If-Modified-Since: ${modified}`, "HTTP/1.1 304 Not Modified");
    expect(dataOf("cache.revalidated", dated, since)).toEqual([{ saved: 7 }]);
    const part = messages(GET, `HTTP/1.1 200 OK\nLast-Modified: ${modified}`, {
      bodySize: 7,
      responseView: { missingBytes: 1000 },
    });
    expect(dataOf("cache.revalidated", part, since)).toEqual([{ saved: 1007 }]);
  });

  it("that is answered 200 brings what is new, or what the client had", () => {
    expect(codesIn("cache", asked(`If-None-Match: ${TAG}`, 'HTTP/1.1 200 OK\nETag: "new"'))).toEqual([
      "cache.changed",
    ]);
    expect(
      dataOf(
        "cache.validator-ignored",
        asked(`If-None-Match: "a", W/${TAG}`, `HTTP/1.1 200 OK\nETag: ${TAG}`),
      ),
    ).toEqual([{ field: "ETag" }]);
    const comma = asked('If-None-Match: "x", "a,b"', 'HTTP/1.1 200 OK\nETag: "a,b"');
    expect(dataOf("cache.validator-ignored", comma)).toEqual([{ field: "ETag" }]);
    const bare = asked("If-None-Match: x, ab", "HTTP/1.1 200 OK\nETag: ab");
    expect(dataOf("cache.validator-ignored", bare)).toEqual([{ field: "ETag" }]);
    expect(codesIn("cache", asked("If-None-Match: *", `HTTP/1.1 200 OK\nETag: ${TAG}`))).toEqual([]);
    const modified = "Sat, 09 Oct 2010 14:00:00 GMT";
    const same = asked(`If-Modified-Since: ${modified}`, `HTTP/1.1 200 OK\nLast-Modified: ${modified}`);
    expect(dataOf("cache.validator-ignored", same)).toEqual([{ field: "Last-Modified" }]);
  });

  it("may fail", () => {
    expect(codesIn("cache", asked('If-Match: "v1"', "HTTP/1.1 412 Precondition Failed"))).toEqual([
      "cache.precondition-failed",
    ]);
  });
});

describe("a 304", () => {
  it("needs a condition", () => {
    expect(codesIn("cache", messages(GET, "HTTP/1.1 304 Not Modified"))).toEqual(["cache.unconditional-304"]);
    const guessed = messages(GET, "HTTP/1.1 304 Not Modified", { view: { pairing: "inferred" } });
    expect(codesIn("cache", guessed)).toEqual([]);
    expect(codesIn("cache", messages(null, "HTTP/1.1 304 Not Modified"))).toEqual([]);
  });
});

describe("an entity tag", () => {
  it.each(['"a",, "b",', ', "a"', "", 'W/"a" , "b,c"', "*"])("of %s lacks nothing", (tags) => {
    expect(codesIn("cache", asked(`If-None-Match: ${tags}`, "HTTP/1.1 304 Not Modified"))).toEqual([
      "cache.revalidated",
    ]);
  });

  it.each(['"a" "b"', '"a", b', 'a, "b"', '"a'])("of %s lacks its quotes", (tags) => {
    const [told] = dataOf(
      "cache.etag-unquoted",
      asked(`If-None-Match: ${tags}`, "HTTP/1.1 304 Not Modified"),
    );
    expect(told).toEqual({ field: "If-None-Match", value: tags });
  });

  it("stands in quotes", () => {
    const printed = asked("If-None-Match: ab3322028", "HTTP/1.1 304 Not Modified\nETag: ab3322028");
    expect(dataOf("cache.etag-unquoted", printed)).toEqual([
      { field: "If-None-Match", value: "ab3322028" },
      { field: "ETag", value: "ab3322028" },
    ]);
    const fine = asked('If-None-Match: W/"a" , "b, c",""', 'HTTP/1.1 304 Not Modified\nETag: W/"a"');
    expect(codesIn("cache", fine)).toEqual(["cache.revalidated"]);
    expect(
      codesIn("cache", messages("PUT / HTTP/1.1\nHost: x\nIf-None-Match: *", "HTTP/1.1 201 Created")),
    ).toEqual([]);
  });

  it("tells of a file where it is inode, size and time", () => {
    const apache = messages(
      GET,
      'HTTP/1.1 200 OK\nLast-Modified: Tue, 01 Dec 2009 20:18:22 GMT\nETag: "51142bc1-7449-479b075b2891b"',
      { bodySize: 29_769 },
    );
    expect(dataOf("cache.etag-reveals-file", apache)).toEqual([
      { facts: "inode 1360276417, size 29769, changed 2009-12-01T20:18:22Z" },
    ]);
    const other = messages(GET, 'HTTP/1.1 200 OK\nETag: "51142bc1-7449-479b075b2891b"', { bodySize: 5 });
    expect(codesIn("cache", other)).toEqual([]);
  });
});
