import { describe, expect, it } from "vitest";
import { analyse } from "../support/analysis-run.js";
import { codesIn, dataOf, messages } from "./lint-run.js";

interface Where {
  readonly client?: string;
  readonly atMs?: number;
  readonly method?: string;
  readonly host?: string;
}

const sent = (id: string, target: string, location: string | null, where: Where = {}, status = 302) => {
  const { client = "192.0.2.5:1", atMs = 0, method = "GET", host = "example.org" } = where;
  const response = location === null ? "HTTP/1.1 200 OK" : `HTTP/1.1 ${status} Found\nLocation: ${location}`;
  return messages(`${method} ${target} HTTP/1.1\nHost: ${host}`, response, { id, client, atMs });
};

describe("a redirect", () => {
  it("is followed on another connection", () => {
    const told = analyse([sent("1.1", "/old", "/new"), sent("2.1", "/new", null, { atMs: 100 })]).findings;
    const redirects = told.filter(({ code }) => code.startsWith("redirect."));
    expect(redirects.map(({ code, transaction, data }) => [code, transaction, data])).toEqual([
      ["redirect.location", "1.1", { status: 302, location: "/new" }],
      ["redirect.followed", "2.1", { from: "1.1" }],
    ]);
  });

  it.each([
    ["../b?x=1#top", "/b?x=1"],
    ["http://example.org/a%20b", "/a%20b"],
    ["http://EXAMPLE.org:80", "/"],
    ["?page=2", "/a/old?page=2"],
  ])("to %s is followed by a request for %s", (location, target) => {
    const codes = codesIn(
      "redirect",
      sent("1.1", "/a/old", location),
      sent("1.2", target, null, { atMs: 20 }),
    );
    expect(codes).toEqual(["redirect.location", "redirect.followed"]);
  });

  it.each([
    ["by another client", { client: "192.0.2.9:1", atMs: 20 }],
    ["at another host", { host: "www.example.org", atMs: 20 }],
    ["before it came", { atMs: -500 }],
  ])("is not followed %s", (_, where) => {
    expect(codesIn("redirect", sent("1.1", "/old", "/new"), sent("2.1", "/new", null, where))).toEqual([
      "redirect.location",
      "redirect.unfollowed",
    ]);
  });

  it("that nobody followed is told when a minute has gone, or at the end, of its own transaction", () => {
    const late = [
      sent("1.1", "/old", "/new"),
      sent("1.2", "/x", null, { atMs: 61_000 }),
      sent("1.3", "/y", null),
    ];
    const told = analyse(late).findings.filter(({ code }) => code.startsWith("redirect."));
    expect(told.map(({ code, transaction }) => [code, transaction])).toEqual([
      ["redirect.location", "1.1"],
      ["redirect.unfollowed", "1.1"],
    ]);
  });

  it("may change the method, the site, and to where a capture cannot read", () => {
    const post = sent("1.1", "/form", "/thanks", { method: "POST" }, 303);
    expect(dataOf("redirect.method-changed", post, sent("1.2", "/thanks", null, { atMs: 20 }))).toEqual([
      { before: "POST", after: "GET" },
    ]);
    const kept = sent("1.1", "/form", "/again", { method: "POST" }, 307);
    const again = sent("1.2", "/again", null, { method: "POST", atMs: 20 });
    expect(codesIn("redirect", kept, again)).toEqual(["redirect.location", "redirect.followed"]);
    expect(codesIn("redirect", sent("1.1", "/", "https://example.org/"))).toEqual([
      "redirect.location",
      "redirect.to-https",
    ]);
    expect(dataOf("redirect.cross-site", sent("1.1", "/", "http://ads.example.com/"))).toEqual([
      { host: "example.org", target: "ads.example.com" },
    ]);
    expect(codesIn("redirect", sent("1.1", "/", "http://www.example.org/"))).not.toContain(
      "redirect.cross-site",
    );
  });
});

describe("redirects in a row", () => {
  it("are a chain, told with the answer that ends it", () => {
    const steps = ["/a", "/b", "/c", "/d"].map((target, i, all) =>
      sent(`1.${i + 1}`, target, all[i + 1] ?? null, { atMs: i * 100 }),
    );
    expect(dataOf("redirect.chain", ...steps)).toEqual([{ first: "1.1", hops: 3, ms: 310 }]);
    expect(dataOf("redirect.chain", sent("1.1", "/a", "/b"), sent("1.2", "/b", null, { atMs: 20 }))).toEqual(
      [],
    );
  });

  it("may come back to where they began, and are told once to do so", () => {
    const loop = [
      sent("1.1", "/a", "/b"),
      sent("1.2", "/b", "/a", { atMs: 100 }),
      sent("1.3", "/a", "/b", { atMs: 200 }),
      sent("1.4", "/b", "/a", { atMs: 300 }),
    ];
    expect(dataOf("redirect.loop", ...loop)).toEqual([{ location: "/a", hops: 2 }]);
    const own = [sent("1.1", "/a", "/a"), sent("1.2", "/a", "/a", { atMs: 100 })];
    expect(dataOf("redirect.loop", ...own)).toEqual([{ location: "/a", hops: 1 }]);
  });

  it.each([
    ["a form that is sent to its own address", "POST", "/a"],
    ["a check whether cookies come back", "GET", "/a"],
    ["a login on the way", "GET", "/login"],
  ])("are no loop where the second answer ends them: %s", (_, method, by) => {
    const steps = [
      sent("1.1", "/a", by, { method }),
      sent("1.2", by, by === "/a" ? null : "/a", { atMs: 100 }),
    ];
    expect(codesIn("redirect", ...steps, sent("1.3", "/a", null, { atMs: 200 }))).not.toContain(
      "redirect.loop",
    );
    const twice = [...steps, sent("1.3", "/a", by, { method: "POST", atMs: 200 })];
    expect(codesIn("redirect", ...twice)).not.toContain("redirect.loop");
  });
});

describe("a Location", () => {
  it("stands with a redirect, and is a URI", () => {
    const none = messages("GET / HTTP/1.1\nHost: example.org", "HTTP/1.1 301 Moved");
    expect(dataOf("redirect.no-location", none)).toEqual([{ status: 301 }]);
    expect(codesIn("redirect", messages("GET / HTTP/1.1\nHost: x", "HTTP/1.1 304 Not Modified"))).toEqual([]);
    const printed = sent("1.1", "/", "https://developer.mozilla.org/ (this is the new link)");
    expect(dataOf("redirect.bad-location", printed)).toMatchObject([{ why: "it has blanks in it" }]);
    expect(codesIn("redirect", sent("1.1", "/", "/\u00e9"))).toEqual(["redirect.bad-location"]);
    expect(codesIn("redirect", sent("1.1", "/", "/50%"))).toEqual(["redirect.bad-location"]);
    expect(codesIn("redirect", sent("1.1", "/", "http://:80/"))).toEqual(["redirect.bad-location"]);
  });

  it.each([
    ["http://u:p@example.org/x?token=1", "http://example.org/x"],
    ["/a;jsessionid=31d4/b?x=1", "/a/b"],
    ["http:u:SECRET@example.org/a", "http:example.org/a"],
    ["http:///u:SECRET@example.org/a", "http:///example.org/a"],
    ["?x=1", "?\u2026"],
    ["//u:SECRET@example.org/a", "//example.org/a"],
    ["http://u:p@SECRET@example.org", "http://example.org"],
    ["http://example.org:8080/@somebody/a", "http://example.org:8080/@somebody/a"],
    ["http://[2001:db8::1]:80/", "http://[2001:db8::1]:80/"],
  ])("to %s is told without what may be secret", (location, shown) => {
    expect(dataOf("redirect.location", sent("1.1", "/", location))).toMatchObject([{ location: shown }]);
  });

  it.each(["http://u:SEC/RET@example.org/", "http://u:SEC?RET@example.org/", "http:\\\\u:SEC\\RET@h/"])(
    "that is no URI, %s, is told without what may be secret",
    (location) => {
      const [told] = dataOf("redirect.bad-location", sent("1.1", "/", location));
      expect(told?.["location"]).toBe(`${location.slice(0, 7)}\u2026`);
    },
  );
});
