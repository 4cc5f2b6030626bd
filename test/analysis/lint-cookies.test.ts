import { describe, expect, it } from "vitest";
import { codesIn, dataOf, messages } from "./lint-run.js";

interface Visit {
  readonly id?: string;
  readonly atMs?: number;
  readonly client?: string;
  readonly cookie?: string;
  readonly fields?: string;
  readonly status?: number;
  readonly target?: string;
}

const visit = (set: string | null, { id = "1.1", atMs = 0, client = "192.0.2.5:1", ...rest }: Visit = {}) => {
  const { cookie, fields = "", status = 200, target = "/" } = rest;
  const sent = cookie === undefined ? "" : `\nCookie: ${cookie}`;
  return messages(
    `GET ${target} HTTP/1.1\nHost: shop.example.org${sent}${fields}`,
    `HTTP/1.1 ${status} OK${set === null ? "" : `\nSet-Cookie: ${set}`}`,
    { id, atMs, client },
  );
};
const SAFE = "Secure; HttpOnly; SameSite=Lax; Path=/";
const about = (code: string) => (found: string) => found !== code;

describe("the life of a cookie", () => {
  it("is first set, then changed, then deleted", () => {
    const told = codesIn(
      "cookie",
      visit("theme=dark; SameSite=Lax"),
      visit("theme=dark; SameSite=Lax", { id: "1.2", cookie: "theme=dark" }),
      visit("theme=light; SameSite=Lax", { id: "1.3", cookie: "theme=dark" }),
      visit("theme=; Max-Age=0", { id: "1.4", cookie: "theme=light" }),
    );
    expect(told).toEqual(["cookie.first-set", "cookie.value-changed", "cookie.deleted"]);
  });

  it("is not ended by the deletion of one that nobody has", () => {
    expect(codesIn("cookie", visit("theme=; Max-Age=0"))).toEqual([]);
  });
});

describe("what a cookie lacks", () => {
  it.each([
    ["sid=1; Secure; SameSite=Lax", "cookie.no-httponly"],
    ["sid=1; HttpOnly; SameSite=Lax", "cookie.no-secure"],
    ["theme=1", "cookie.no-samesite"],
    ["theme=1; SameSite=None", "cookie.samesite-none-insecure"],
    [`theme=1; ${SAFE}`, "cookie.secure-over-cleartext"],
    ["theme=1; SameSite=Lax; Max-Age=5; Expires=Fri, 01 Jan 2038 00:00:00 GMT", "cookie.expires-and-max-age"],
    ["theme=1; SameSite=Lax; Max-Age=34646400", "cookie.very-long"],
  ])("%s: %s", (set, code) => {
    const once = codesIn("cookie", visit(set), visit(set, { id: "1.2" }));
    expect(once.filter((found) => found === code)).toHaveLength(1);
  });

  it.each([
    "theme=1; SameSite=Lax; Max-Age=34560000",
    "theme=1; SameSite=Lax",
    "theme=1; SameSite=Strict; Path=/",
  ])("is nothing of %s", (set) => {
    expect(codesIn("cookie", visit(set)).filter(about("cookie.first-set"))).toEqual([]);
  });

  it("is told of one for another domain, and of one from another site", () => {
    expect(dataOf("cookie.domain-mismatch", visit("a=1; Domain=example.com"))).toEqual([
      { name: "a", domain: "example.com", host: "shop.example.org" },
    ]);
    const third = visit("uid=77aa; SameSite=Lax", { fields: "\nReferer: http://news.example.net/page" });
    expect(dataOf("cookie.third-party", third)).toEqual([
      { name: "uid", host: "shop.example.org", from: "news.example.net" },
    ]);
    const own = visit("uid=77aa; SameSite=Lax", { fields: "\nReferer: http://www.example.org/" });
    expect(codesIn("cookie", own)).toEqual(["cookie.first-set"]);
  });
});

const inUrl = (target: string, fields = "") => codesIn("cookie", visit(null, { target, fields }));

describe("a session identifier", () => {
  const id = "sessionid=31d4d96e407aad42";
  const begun = visit(`${id}; ${SAFE}`);
  const logout = visit('sessionid=""; Max-Age=0; Path=/', { id: "1.2", atMs: 1000, cookie: id, status: 302 });
  const later = (status: number, atMs = 2000) => visit(null, { id: "2.1", atMs, cookie: id, status });

  it("is no longer served after its end", () => {
    expect(dataOf("cookie.used-after-delete", begun, logout, later(200), later(200))).toEqual([
      { name: "sessionid", deleted: "1.2", status: 200 },
    ]);
    expect(dataOf("cookie.used-after-delete", begun, logout, later(302))).toEqual([]);
    // It was on its way when the answer came.
    expect(dataOf("cookie.used-after-delete", begun, logout, later(200, 1005))).toEqual([]);
    expect(dataOf("cookie.used-after-delete", begun, later(200))).toEqual([]);
  });

  it("may be on its way on another connection when its end comes", () => {
    expect(dataOf("cookie.used-after-delete", begun, logout, later(200, 1100))).toEqual([]);
  });

  it("lives on where the end is that of a cookie of another path", () => {
    const elsewhere = visit("sessionid=; Max-Age=0; Path=/app", { id: "1.2", atMs: 1000, cookie: id });
    expect(dataOf("cookie.used-after-delete", begun, elsewhere, later(200))).toEqual([]);
    const unseen = visit(null, { cookie: id });
    expect(dataOf("cookie.used-after-delete", unseen, elsewhere, later(200))).toEqual([]);
    expect(dataOf("cookie.used-after-delete", unseen, logout, later(200))).toHaveLength(1);
    const app = visit("sessionid=another; Path=/app", { id: "1.3", atMs: 500, target: "/app" });
    const both = visit("sessionid=; Max-Age=0; Path=/", {
      id: "1.4",
      atMs: 1000,
      cookie: `sessionid=another; ${id}`,
      target: "/app",
    });
    expect(dataOf("cookie.used-after-delete", begun, app, both, later(200))).toHaveLength(1);
  });

  const by = (agent: string, number: number, client = "192.0.2.5:9") =>
    visit(null, { id: `${number}.1`, client, cookie: id, fields: `\nUser-Agent: ${agent}` });

  it("that several programs at one address show is a note that names them", () => {
    const player = [by("Browser", 1), by("Player", 2), by("Player", 3)];
    expect(dataOf("cookie.shared-between-programs", ...player)).toEqual([
      { name: "sessionid", agent: "Player", first: "Browser" },
    ]);
    expect(codesIn("cookie", ...player)).not.toContain("cookie.shared-between-clients");
    expect(codesIn("cookie", ...player, by("Browser", 4, "192.0.2.66:1"))).toContain(
      "cookie.shared-between-clients",
    );
  });

  it("that several clients show is an alert, once", () => {
    const other = (n: number) =>
      visit(null, { id: `${n}.1`, client: `192.0.2.${n}:1`, cookie: id, fields: "\nUser-Agent: x" });
    expect(dataOf("cookie.shared-between-clients", begun, other(66), other(67))).toEqual([
      { name: "sessionid", client: "192.0.2.66", first: "192.0.2.5" },
    ]);
    const same = visit(null, { id: "3.1", client: "192.0.2.5:9", cookie: id });
    expect(dataOf("cookie.shared-between-clients", begun, same)).toEqual([]);
  });

  it("does not stand in a URL", () => {
    expect(inUrl("/cart;jsessionid=31d4")).toEqual(["cookie.session-id-in-url"]);
    expect(inUrl("/cart?x=1&PHPSESSID=31d4")).toEqual(["cookie.session-id-in-url"]);
    expect(inUrl("/", "\nReferer: http://a.example/?sid=31d4")).toEqual(["cookie.session-id-in-url"]);
    expect(inUrl("/ad?ga_sid=1286634482&search_session=31d4")).toEqual([]);
    expect(inUrl("/cart;size=31d4?q=sessionid&id=1234")).toEqual([]);
  });
});
