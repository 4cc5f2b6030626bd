import { describe, expect, it } from "vitest";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

const told = (host: string, server: string, hostAndPort: string | null = host, target = "/") =>
  codesOf(
    messages(`GET ${target} HTTP/1.1\nHost: ${host}`, undefined, { server, requestView: { hostAndPort } }),
  );

describe("a Host that names another port than the connection has", () => {
  it("is noted, 80 by default", () => {
    expect(told("example.org", "198.51.100.9:8080")).toEqual(["http.host-port-mismatch"]);
    expect(told("example.org:8000", "198.51.100.9:8080")).toEqual(["http.host-port-mismatch"]);
    const moved = messages("GET / HTTP/1.1\nHost: [2001:db8::1]", undefined, {
      server: "198.51.100.9:8080",
      requestView: { hostAndPort: "[2001:db8::1]" },
    });
    expect(dataOf("http.host-port-mismatch", moved)).toEqual([{ port: 80, connection: 8080 }]);
  });

  it("is not noted where they agree, for a proxy, for a tunnel, and without Host", () => {
    expect(told("example.org:8080", "198.51.100.9:8080")).toEqual([]);
    expect(told("192.0.2.80", "198.51.100.9:80")).toEqual([]);
    expect(told("example.org", "198.51.100.9:3128", "example.org", "http://example.org/")).toEqual([]);
    expect(codesOf(messages("CONNECT example.org:443 HTTP/1.1\nHost: example.org:443"))).toEqual([]);
    expect(codesOf(messages("GET / HTTP/1.0"))).toEqual([]);
  });
});

it("a fragment in the target is told, an escaped one is not", () => {
  expect(codesOf(messages("GET /search?q=1#n10 HTTP/1.1\nHost: example.org"))).toEqual(["uri.fragment-sent"]);
  expect(codesOf(messages("GET /search?q=%23n10 HTTP/1.1\nHost: example.org"))).toEqual([]);
});

describe("user information", () => {
  it("is told in an absolute target, Referer and Location, and not repeated", () => {
    const found = [
      messages("GET http://yohei:pass@example.org/ HTTP/1.1\nHost: example.org"),
      messages(`${GET}\nReferer: http://yohei:pass@example.org/a`),
      messages(GET, "HTTP/1.1 302 Found\nLocation: //token@example.org"),
    ];
    expect(dataOf("uri.userinfo", ...found)).toEqual([
      { where: "the target" },
      { where: "Referer" },
      { where: "Location" },
    ]);
  });

  it("is no @ of a path or a query", () => {
    const fine = [
      messages("GET http://example.org/@yohei HTTP/1.1\nHost: example.org"),
      messages("GET /a?to=http://yohei@example.org HTTP/1.1\nHost: example.org"),
      messages(`${GET}\nReferer: http://example.org?mail=yohei@example.org`),
      messages(GET, "HTTP/1.1 302 Found\nLocation: /a//b@c"),
      messages(GET, "HTTP/1.1 302 Found\nLocation: mailto:yohei@example.org"),
    ];
    expect(codesOf(...fine.map((found, i) => ({ ...found, session: i })))).toEqual([]);
  });
});
