import { describe, expect, it } from "vitest";
import { CookieTable } from "../../src/analysis/cookie-table.js";
import { DistinctList } from "../../src/analysis/distinct-list.js";
import { KeyedHash } from "../../src/analysis/keyed-hash.js";
import { SeenTable } from "../../src/analysis/seen-table.js";
import { SentCookieCache } from "../../src/analysis/sent-cookies.js";
import { TableBound, TableBudget } from "../../src/analysis/tables.js";
import { Visitors, type Visitor } from "../../src/analysis/visitors.js";
import { COOKIE_CACHE_BYTES, TABLE_DISTINCT } from "../../src/core/limits.js";
import type { TransactionView } from "../../src/http/views.js";
import { analyse } from "../support/analysis-run.js";
import { transaction } from "../support/views.js";

const print = (text: string) => new KeyedHash(1, 2).start().text(text).end();

const printOfTwo = (a: string, b: string) => new KeyedHash(1, 2).start().text(a).text(b).end();

/** A request for `path` that carries `cookie` and is answered with the Set-Cookie fields. */
const visit = (depth: number, path: string, cookie: string, ...set: readonly string[]): TransactionView =>
  transaction({
    id: `1.${depth}`,
    request: `GET ${path} HTTP/1.1\nHost: www.example.org\nCookie: ${cookie}\n`,
    response: `HTTP/1.1 200 OK\n${set.map((value) => `Set-Cookie: ${value}\n`).join("")}`,
  });
const sent = (transactions: readonly TransactionView[]) =>
  [...analyse(transactions).cookies].map(({ domain, path, sentCount }) => [domain, path, sentCount]);

describe("what stands for a text", () => {
  it("is the same for the same text and key, another for any other", () => {
    const texts = ["", "\0", "\0\0", "a", "ab", "abc", "abcd", "abcde", "abcdefgh", "\xff\xfe"];
    const seen = new Set(texts.map((text) => `${print(text).low} ${print(text).high}`));
    expect(seen.size).toBe(texts.length);
    expect(print("abcde")).toEqual(print("abcde"));
    expect(new KeyedHash(1, 3).start().text("abcde").end()).not.toEqual(print("abcde"));
  });

  it("keeps two texts in a row apart", () => {
    expect(printOfTwo("ab", "c")).not.toEqual(printOfTwo("a", "bc"));
  });
});

describe("the table of what was seen", () => {
  it("tells lists apart, through all its growing", () => {
    const table = new SeenTable();
    for (let i = 0; i < 20_000; i++) if (i % 2 === 0) table.add(i % 3, print(`${i}`));
    for (let i = 0; i < 20_000; i++) {
      for (const list of [0, 1, 2]) {
        expect(table.has(list, print(`${i}`))).toBe(i % 2 === 0 && i % 3 === list);
      }
    }
  });

  it("is full at its limit, which is reached before it would grow to double its size", () => {
    const hash = new KeyedHash();
    const table = new SeenTable();
    let size = 0;
    for (; !table.isFull; size++) table.add(1, hash.start().word(size).end());
    expect(size).toBe(TABLE_DISTINCT);
    expect(table.has(1, hash.start().word(0).end())).toBe(true);
    expect(table.byteSize).toBe(8 * 1024 * 1024);
  });
});

describe("a list", () => {
  const codes: string[] = [];
  const raise = ({ code, data }: { code: string; data: Readonly<Record<string, unknown>> }): void =>
    void codes.push(`${code} ${String(data["table"])}`);

  it("counts on where there is no memory to list, and says so once a table", () => {
    codes.length = 0;
    const bound = new TableBound("cookies", new TableBudget(0, 100));
    const list = new DistinctList<string>(bound);
    for (const text of ["a", "b", "c", "a", "d"])
      if (list.add(print(text), raise)) list.list(text, 30, raise);
    expect(list.items).toEqual(["a", "b"]);
    expect(list.count).toBe(4);
    expect(codes).toEqual(["limit.table bytes of lists with cookies"]);
  });

  it("counts no more than can be told apart", () => {
    codes.length = 0;
    const bound = new TableBound("cookies", new TableBudget(0, 1000, 2));
    const list = new DistinctList<string>(bound);
    for (const text of ["a", "b", "c", "a", "d"]) list.add(print(text), raise);
    expect(list.count).toBe(2);
    expect(codes).toEqual(["limit.table clients, sessions and values told apart with cookies"]);
  });
});

describe("a Cookie field that was seen before", () => {
  it("means another cookie once one is set that fits better", () => {
    expect(
      sent([
        visit(1, "/a", "x=1"),
        visit(2, "/a", "x=1", "x=1; Path=/"),
        visit(3, "/a", "x=1", "x=1; Path=/a"),
        visit(4, "/a", "x=1"),
        visit(5, "/a", "x=1"),
      ]),
    ).toEqual([
      ["www.example.org", null, 2],
      ["www.example.org", "/", 1],
      ["www.example.org", "/a", 2],
    ]);
  });

  it("means what the path of each request says", () => {
    expect(
      sent([
        visit(1, "/", "y=1", "x=1; Path=/a", "x=1; Path=/b", "x=1; Path=/"),
        ...["/a", "/b", "/c", "/a/d", "/b"].map((path, i) => visit(2 + i, path, "x=1")),
      ]).slice(1),
    ).toEqual([
      ["www.example.org", "/a", 2],
      ["www.example.org", "/b", 2],
      ["www.example.org", "/", 1],
    ]);
  });

  it("begins a visit once its cookie is known to last as long as the client", () => {
    const token = "c5cf1a8ee6c5ee4b1f4b5d2f7d1f6e0a";
    const { userSessions } = analyse([
      visit(1, "/", `x=${token}`),
      visit(2, "/", `x=${token}`, `x=${token}; Path=/`),
      visit(3, "/", `x=${token}`),
      visit(4, "/", `x=${token}`),
    ]);
    expect([...userSessions]).toMatchObject([{ cookie: "x", value: token, transactions: 3 }]);
  });

  it("counts each value of a cookie and each client of a visit once", () => {
    const { cookies, userSessions } = analyse(
      Array.from({ length: 400 }, (_, i) =>
        transaction({
          id: `${i + 1}.1`,
          client: `10.0.0.${i % 20}:1`,
          request: `GET / HTTP/1.1\nHost: a\nUser-Agent: ${i % 3}\nCookie: sid=${i % 4}; theme=dark\n`,
        }),
      ),
    );
    expect([...cookies]).toMatchObject([
      { name: "sid", values: 4, clientCount: 20, sentCount: 400, transactionCount: 400 },
      { name: "theme", values: 1, clientCount: 20, sentCount: 400, transactionCount: 400 },
    ]);
    expect([...userSessions].map(({ clientCount, sessionCount }) => [clientCount, sessionCount])).toEqual(
      Array.from({ length: 4 }, () => [15, 100]),
    );
  });
});

const somebody = (): Visitor => new Visitors().of(transaction({ request: "GET / HTTP/1.1\nHost: a\n" }));

/** A cache of Cookie fields, one who sends them, and what they mean from somebody new each time. */
function sentCookies() {
  const fields = new SentCookieCache(new CookieTable(new TableBudget()));
  const resolve = (host: string, field: string) => fields.resolve(host, field, somebody());
  return { fields, visitor: somebody(), resolve };
}

describe("what is remembered", () => {
  it("of Cookie fields starts anew where it is full", () => {
    const { resolve } = sentCookies();
    const first = resolve("a", "x=1");
    expect(resolve("a", "x=1")).toBe(first);
    for (let i = 0; i < COOKIE_CACHE_BYTES / 512; i++) resolve(`${i}`, "x=1".padEnd(512));
    expect(resolve("a", "x=1")).not.toBe(first);
  });

  it("of Cookie fields is forgotten where a cookie was set, by those who sent them too", () => {
    const { fields, visitor, resolve } = sentCookies();
    const first = resolve("a", "x=1");
    expect(fields.resolve("a", "x=1", visitor)).toBe(first);
    fields.clear();
    expect(fields.resolve("a", "x=1", visitor)).not.toBe(first);
  });

  it("of Cookie fields is nothing too large to be sent often", () => {
    const { fields, visitor, resolve } = sentCookies();
    const large = "x=1; ".repeat(500);
    expect(resolve("a", large)).not.toBe(resolve("a", large));
    expect(fields.resolve("a", large, visitor)).not.toBe(fields.resolve("a", large, visitor));
  });

  it("of programs is shared, a thousand of them and none that is too long", () => {
    const visitors = new Visitors();
    const agent = (text: string) =>
      visitors.of(transaction({ request: `GET / HTTP/1.1\nHost: a\nUser-Agent: ${text}\n` })).agent;
    const first = agent("first");
    expect(agent("first")).toBe(first);
    expect(agent("x".repeat(2000))).not.toBe(agent("x".repeat(2000)));
    for (let i = 0; i < 1024; i++) agent(`${i}`);
    expect(agent("first")).not.toBe(first);
    expect(agent("first")).toEqual(first);
  });
});
