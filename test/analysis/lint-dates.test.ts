import { describe, expect, it } from "vitest";
import { codesIn, dataOf, GET, messages } from "./lint-run.js";

const answered = (fields: string, id = "1.1", atMs = 0) =>
  messages(GET, `HTTP/1.1 200 OK\n${fields}`, { id, atMs });

describe("a Date", () => {
  it("is missed on a response, and not on that of a server that failed", () => {
    expect(codesIn("time", answered("X-No-Date: 1"))).toEqual(["time.no-date"]);
    expect(codesIn("time", messages(GET, "HTTP/1.1 503 Busy\nX-No-Date: 1"))).toEqual([]);
    expect(codesIn("time", answered("Server: x"))).toEqual([]);
  });

  it("is to be one", () => {
    expect(dataOf("time.bad-date", answered("Date: yesterday"))).toEqual([
      { field: "Date", value: "yesterday" },
    ]);
    expect(dataOf("time.weekday-wrong", answered("Date: Fri, 09 Oct 2010 14:28:02 GMT"))).toEqual([
      { field: "Date", value: "Fri, 09 Oct 2010 14:28:02 GMT", weekday: "Saturday" },
    ]);
    // Told each time, also where the same text comes again.
    const old = answered("Date: Sat Oct  9 14:28:02 2010");
    expect(codesIn("time", old, old)).toEqual(["time.obsolete-format", "time.obsolete-format"]);
    const wrong = answered("Date: Fri, 09 Oct 2010 14:28:02 GMT");
    expect(codesIn("time", wrong, wrong)).toEqual(["time.weekday-wrong", "time.weekday-wrong"]);
  });

  it("lies after the last change", () => {
    const date = "Date: Sat, 09 Oct 2010 14:28:02 GMT";
    const later = answered(`${date}\nLast-Modified: Sat, 09 Oct 2010 14:29:02 GMT`);
    expect(dataOf("time.modified-in-future", later)).toEqual([{ seconds: 60 }]);
    expect(codesIn("time", answered(`${date}\nLast-Modified: Sat, 09 Oct 2010 14:28:02 GMT`))).toEqual([]);
  });

  it("is looked at in conditions and in Expires, where 0 is no date and means stale", () => {
    const asked = messages(`${GET}\nIf-Modified-Since: Thu, 11 May 2010 16:00:00 GMT`);
    expect(dataOf("time.weekday-wrong", asked)).toMatchObject([{ field: "If-Modified-Since" }]);
    expect(codesIn("time", answered("Expires: 0"), answered("Expires: -1"))).toEqual([]);
    expect(codesIn("time", answered("Expires: soon"))).toEqual(["time.bad-date"]);
  });
});

const fast = (id: string, atMs: number, minute: number) =>
  answered(`Date: Sat, 09 Oct 2010 14:${minute}:02 GMT`, id, atMs);

describe("a server's clock", () => {
  it("is told once a host, and again when it has changed", () => {
    expect(
      dataOf("time.clock-skew", fast("1.1", 0, 38), fast("1.2", 10_000, 38), fast("1.3", 60_000, 59)),
    ).toEqual([
      { host: "example.org", seconds: 600, direction: "ahead of" },
      { host: "example.org", seconds: 1800, direction: "ahead of" },
    ]);
  });

  it("may differ by a minute, and a cached response may be as old as it says", () => {
    expect(codesIn("time", answered("Date: Sat, 09 Oct 2010 14:29:02 GMT"))).toEqual([]);
    const old = "Date: Sat, 09 Oct 2010 14:18:02 GMT";
    expect(codesIn("time", answered(`${old}\nAge: 600`))).toEqual([]);
    expect(dataOf("time.clock-skew", answered(old))).toMatchObject([{ seconds: 600, direction: "behind" }]);
  });
});

const waited = (waitMs: number, i: number) => messages(GET, "HTTP/1.1 200 OK", { id: `1.${i}`, waitMs });

describe("a wait", () => {
  const usual = Array.from({ length: 20 }, (_, i) => waited(12, i));

  it("is slow where it is ten times what is usual", () => {
    expect(dataOf("time.slow-wait", ...usual, waited(902, 99))).toEqual([{ wait: 902, usual: 16 }]);
    expect(codesIn("time", ...usual, waited(150, 99))).toEqual([]);
  });

  it("is not slow before anything is usual, nor where nobody would call it so", () => {
    expect(codesIn("time", waited(1, 1), waited(9000, 2))).toEqual([]);
    expect(codesIn("time", ...Array.from({ length: 20 }, (_, i) => waited(1, i)), waited(99, 99))).toEqual(
      [],
    );
  });
});
