import { describe, expect, it } from "vitest";
import { domainMatches, pathMatches, pathOf } from "../../src/analysis/cookie-scope.js";
import { hasSessionName, looksRandom } from "../../src/analysis/session-identifiers.js";
import type { TransactionView } from "../../src/http/views.js";
import { analyse } from "../support/analysis-run.js";
import { transaction } from "../support/views.js";

/** A request to /docs/a that carries `cookie` and is answered with the Set-Cookie fields. */
function visit(id: string, cookie: string | null, ...set: readonly string[]): TransactionView {
  return transaction({
    id,
    atMs: Number(id.split(".")[1]) * 1000,
    request: `GET /docs/a?b HTTP/1.1\nHost: www.example.org\n${cookie === null ? "" : `Cookie: ${cookie}\n`}`,
    response: `HTTP/1.1 200 OK\n${set.map((value) => `Set-Cookie: ${value}\n`).join("")}`,
  });
}

const sessionsOf = (transactions: Iterable<TransactionView>) => [...analyse(transactions).userSessions];
const cookiesOf = (transactions: Iterable<TransactionView>) => [...analyse(transactions).cookies];

/** Several times what it takes where the work grows with what is sent, and less than half where with its square. */
const LINEAR_MS = 2_000;

describe("a cookie", () => {
  it("has one line from its setting to the requests that carry it", () => {
    const cookies = cookiesOf([
      visit("1.1", null, "sid=31d4; Path=/; HttpOnly"),
      visit("1.2", "sid=31d4"),
      visit("1.3", "sid=31d4; sid=31d4"),
    ]);
    expect(cookies[0]).toEqual({
      type: "cookie",
      name: "sid",
      domain: "www.example.org",
      path: "/",
      kind: "session",
      setCount: 1,
      sentCount: 2,
      values: 1,
      firstSeen: "2010-10-09T14:28:03.010000Z",
      lastSeen: "2010-10-09T14:28:05.000000Z",
      expires: null,
      secure: false,
      httpOnly: true,
      sameSite: null,
      deleted: false,
      clients: ["192.0.2.5"],
      clientCount: 1,
      transactions: ["1.1", "1.2", "1.3"],
      transactionCount: 3,
      findings: ["cookie.first-set", "cookie.no-secure", "cookie.no-samesite"],
    });
    // The second of the same name has no other cookie to be: it is one that nobody was seen to set.
    expect(cookies[1]).toMatchObject({ name: "sid", path: null, kind: "unknown", sentCount: 1 });
  });

  it("that was never set is known by its host alone", () => {
    expect(cookiesOf([visit("1.1", "theme=dark")])).toMatchObject([
      { name: "theme", domain: "www.example.org", path: null, kind: "unknown", setCount: 0, sentCount: 1 },
    ]);
  });

  it("is matched by domain and path, the longest path first", () => {
    const cookies = cookiesOf([
      visit("1.1", null, "a=1; Path=/; Domain=.Example.org", "a=2; Path=/docs", "a=3; Path=/other", "b=1"),
      visit("1.2", "a=2; a=1; b=1"),
    ]);
    expect(cookies.map(({ name, domain, path, sentCount }) => [name, domain, path, sentCount])).toEqual([
      ["a", "example.org", "/", 1],
      ["a", "www.example.org", "/docs", 1],
      ["a", "www.example.org", "/other", 0],
      ["b", "www.example.org", "/docs", 1],
    ]);
  });

  it("for somebody else's domain does not exist", () => {
    expect(cookiesOf([visit("1.1", null, "a=1; Domain=example.com", "b=1; Domain=ample.org")])).toEqual([]);
  });

  it("lives as long as Max-Age says, else Expires, and is deleted by one that lies in the past", () => {
    const cookies = cookiesOf([
      visit(
        "1.1",
        null,
        "a=1; Max-Age=60; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
        "b=1; Expires=Wed, 09 Jun 2021 10:18:14 GMT",
        "c=1",
        "c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        "d=; Max-Age=0",
      ),
    ]);
    expect(cookies.map(({ name, kind, expires, deleted }) => [name, kind, expires, deleted])).toEqual([
      ["a", "persistent", "2010-10-09T14:29:03Z", false],
      ["b", "persistent", "2021-06-09T10:18:14Z", false],
      ["c", "session", null, true],
      ["d", "unknown", null, true],
    ]);
  });

  it("on very many transactions has a line that does not grow without end", () => {
    const { cookies, findings } = analyse(
      (function* (): Iterable<TransactionView> {
        const base = visit("1.1", "sid=31d4");
        for (let i = 1; i <= 3000; i++) {
          yield { ...base, id: `${i}.1`, session: i, client: { ip: `10.0.${i >> 8}.${i & 255}`, port: 1 } };
        }
      })(),
    );
    const [cookie] = [...cookies];
    expect(cookie).toMatchObject({ transactionCount: 3000, clientCount: 3000, findings: ["limit.list"] });
    expect(cookie?.transactions).toHaveLength(1000);
    expect(cookie?.clients).toHaveLength(1000);
    expect(findings.filter(({ code }) => code === "limit.list").map(({ data }) => data["of"])).toEqual([
      "sid",
      "sid",
    ]);
  });

  it("flood fills a table and no more, in the time of a flood", () => {
    const start = performance.now();
    const { cookies, findings, summary } = analyse(
      (function* (): Iterable<TransactionView> {
        for (let i = 0; i < 200; i++) {
          const names = Array.from({ length: 900 }, (_, n) => `c${i}-${n}=x`);
          yield visit(
            `1.${i}`,
            names.join("; "),
            ...names.slice(0, 100).map((pair) => `${pair}; Path=/docs/${i}`),
          );
          yield visit(`2.${i}`, "same=1; ".repeat(30_000));
          yield visit(
            `3.${i}`,
            null,
            ...Array.from({ length: 900 }, (_, n) => `same=1; Path=/docs/a/${i}-${n}`),
          );
        }
      })(),
    );
    expect([...cookies]).toHaveLength(16_384);
    expect(summary.transactions).toBe(600);
    expect(findings.filter(({ code }) => code === "limit.table")).toHaveLength(1);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("in a login is not compared with each of a thousand that are set", () => {
    const login = transaction({
      request:
        "POST /l HTTP/1.1\nHost: h\nContent-Type: application/x-www-form-urlencoded\n" +
        `Cookie: ${"sid=1;".repeat(40_000)}\n`,
      requestBody: "password=x",
      response: `HTTP/1.1 200 OK\n${"Set-Cookie: sid=1\n".repeat(1_000)}`,
    });
    const start = performance.now();
    analyse(Array.from({ length: 15 }, () => login));
    expect(performance.now() - start).toBeLessThan(LINEAR_MS);
  });
});

describe("a user session", () => {
  const token = "c5cf1a8ee6c5ee4b1f4b5d2f7d1f6e0a";
  it("ties connections and clients together by one value of a known name", () => {
    const chrome = transaction({
      id: "7.1",
      client: "192.0.2.66:5000",
      atMs: 9000,
      request: "GET / HTTP/1.1\nHost: www.example.org\nUser-Agent: Other\nCookie: PHPSESSID=31d4\n",
    });
    expect(
      sessionsOf([visit("3.1", null, "PHPSESSID=31d4; Path=/"), visit("3.2", "PHPSESSID=31d4"), chrome]),
    ).toEqual([
      {
        type: "userSession",
        cookie: "PHPSESSID",
        value: "31d4",
        domain: "www.example.org",
        clients: [
          { ip: "192.0.2.5", userAgent: null },
          { ip: "192.0.2.66", userAgent: "Other" },
        ],
        clientCount: 2,
        start: "2010-10-09T14:28:03.010000Z",
        end: "2010-10-09T14:28:11.010000Z",
        sessions: [3, 7],
        sessionCount: 2,
        transactions: 3,
        findings: ["cookie.shared-between-clients"],
      },
    ]);
  });

  it("needs a random value under any other name, set without a lifetime", () => {
    expect(sessionsOf([visit("1.1", null, `x=${token}; Path=/`), visit("1.2", `x=${token}`)])).toMatchObject([
      { cookie: "x", transactions: 2 },
    ]);
    expect(sessionsOf([visit("1.1", null, `x=${token}; Max-Age=60`), visit("1.2", `x=${token}`)])).toEqual(
      [],
    );
    expect(sessionsOf([visit("1.1", `x=${token}`)])).toEqual([]);
    expect(sessionsOf([visit("1.1", null, "x=dark"), visit("1.2", "x=dark")])).toEqual([]);
  });

  it("is not begun by a deletion or an empty value", () => {
    expect(sessionsOf([visit("1.1", null, "sid=deleted; Max-Age=0", "sessionid=")])).toEqual([]);
  });
});

it.each([
  ["sid", true],
  ["JSESSIONID", true],
  ["ASP.NET_SessionId", true],
  ["ASPSESSIONIDQQABCDEF", true],
  ["SESS0123456789abcdef0123456789abcdef", true],
  ["_shop_session", true],
  ["sessional", false],
  ["theme", false],
  ["", false],
])("by name %s is a session identifier: %s", (name, is) => {
  expect(hasSessionName(name)).toBe(is);
});

it.each([
  ["c5cf1a8ee6c5ee4b1f4b5d2f7d1f6e0a", true],
  ["jh2k9XQ-w0Zp_L7vT3bN5c", true],
  ["31d4d96e407aad42", false],
  ["a".repeat(500) + "1", false],
  ["a-long-sentence-of-plain-words-is-no-token", false],
])("the value %s looks random: %s", (value, is) => {
  expect(looksRandom(value)).toBe(is);
});

it("domains and paths match as RFC 6265 says", () => {
  expect(domainMatches("www.example.org", "example.org")).toBe(true);
  expect(domainMatches("badexample.org", "example.org")).toBe(false);
  expect(domainMatches("192.0.2.5", "2.5")).toBe(false);
  expect(pathMatches("/docs/a", "/docs")).toBe(true);
  expect(pathMatches("/docs/a", "/docs/")).toBe(true);
  expect(pathMatches("/docsx", "/docs")).toBe(false);
  expect(["/a/b?c#d", "http://h:8080/x?y", "http://h", "*", "h:443", ""].map(pathOf)).toEqual([
    "/a/b",
    "/x",
    "/",
    "/",
    "/",
    "/",
  ]);
});
