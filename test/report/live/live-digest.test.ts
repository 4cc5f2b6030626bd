/** What the screen of a live tap holds of what it heard, and that it never holds more. */
import { describe, expect, test } from "vitest";
import { captureFinding, type Finding } from "../../../src/core/findings.js";
import {
  LIVE_ENDED_SESSIONS,
  LIVE_ENTRIES,
  LIVE_FINDINGS,
  LIVE_HEAD_BYTES,
  LIVE_NAME_SIZE,
  LIVE_SLOWEST,
  LIVE_TRANSACTIONS,
} from "../../../src/core/limits.js";
import { LiveDigest } from "../../../src/report/live/live-digest.js";
import { LiveFilter } from "../../../src/report/live/live-filter.js";
import { session, transaction, type TransactionParts } from "../../support/views.js";

const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

function digestOf(...told: readonly TransactionParts[]): LiveDigest {
  const digest = new LiveDigest();
  for (const parts of told) digest.onTransaction(transaction(parts));
  return digest;
}

const findingOf = (id: string | null, session: number, frame = 1): Finding => ({
  ...captureFinding("http.no-response", frame, { method: "GET", why: "end" }),
  session,
  transaction: id,
});

describe("transactions", () => {
  test("are held newest first, and slowest first with the earlier of equals ahead", () => {
    const waits = [5, 90, 5, 40];
    const { rows } = digestOf(...waits.map((waitMs, i) => ({ id: `1.${i + 1}`, waitMs }))).snapshot(0);
    expect(idsOf(rows.newest)).toEqual(["1.4", "1.3", "1.2", "1.1"]);
    expect(idsOf(rows.slowest)).toEqual(["1.2", "1.4", "1.1", "1.3"]);
  });

  test("beyond LIVE_TRANSACTIONS and LIVE_SLOWEST the oldest and the fastest go", () => {
    const digest = new LiveDigest();
    const count = LIVE_TRANSACTIONS + 3;
    for (let i = 1; i <= count; i++) digest.onTransaction(transaction({ id: `1.${i}`, waitMs: i }));
    const { rows, transactions } = digest.snapshot(0);
    expect(transactions).toBe(count);
    expect(rows.newest).toHaveLength(LIVE_TRANSACTIONS);
    expect(rows.newest.at(-1)?.id).toBe("1.4");
    expect(rows.slowest).toHaveLength(LIVE_SLOWEST);
    expect(rows.slowest.at(-1)?.timings.wait).toBe(count - LIVE_SLOWEST + 1);
  });

  test("with heads as long as heads may be are fewer: LIVE_HEAD_BYTES", () => {
    const digest = new LiveDigest();
    const size = 200 * 1024;
    const request = `GET / HTTP/1.1\nHost: example.org\nX: ${"x".repeat(size)}\n`;
    for (let i = 1; i <= 50; i++) digest.onTransaction(transaction({ id: `1.${i}`, request, waitMs: i }));
    const { rows } = digest.snapshot(0);
    for (const list of [rows.newest, rows.slowest]) {
      expect(list[0]?.id).toBe("1.50");
      expect(list.length * size).toBeLessThanOrEqual(LIVE_HEAD_BYTES);
      expect((list.length + 1) * size).toBeGreaterThan(LIVE_HEAD_BYTES - 3 * size);
    }
  });

  test("keep neither their session nor the beginning of a body alive", () => {
    const view = transaction({ requestBody: "a=1", responseBody: "hello" });
    const digest = new LiveDigest();
    digest.onTransaction(view);
    const [row] = digest.snapshot(0).rows.newest;
    const held = Object.values(row ?? {});
    for (const whole of [view, view.request, view.response]) expect(held).not.toContain(whole);
  });

  test("without a wait are not among the slowest", () => {
    const { rows } = digestOf({ response: null }, { request: null, waitMs: null }).snapshot(0);
    expect(rows.slowest).toEqual([]);
    expect(rows.newest).toHaveLength(2);
  });
});

describe("a filter", () => {
  const told: readonly TransactionParts[] = [
    { id: "1.1", request: "GET /a HTTP/1.1\nHost: one.example\n" },
    { id: "2.1", request: "POST /b HTTP/1.1\nHost: two.example\n", response: "HTTP/1.1 503 Busy\n" },
    { id: "3.1", client: "192.0.2.77:1", response: "HTTP/1.1 404 Not Found\n" },
    { id: "4.1", response: null },
  ];
  test.each([
    ["a host", "two.ex", ["2.1"]],
    ["a path, in any case", "/A", ["1.1"]],
    ["a method", "post", ["2.1"]],
    ["a status", "404", ["3.1"]],
    ["a class of statuses", "5xx", ["2.1"]],
    ["a client", "192.0.2.77", ["3.1"]],
    ["words, all of them", "example get 2xx", ["1.1"]],
    ["blanks only: everything", "  ", ["4.1", "3.1", "2.1", "1.1"]],
    ["what there is not", "nowhere", []],
  ])("may be %s", (_name, text, ids) => {
    const digest = digestOf(...told);
    digest.setFilter(new LiveFilter(text));
    expect(idsOf(digest.snapshot(0).matching.newest)).toEqual(ids);
  });

  test("is no part of a number: 40 is not 404", () => {
    const digest = digestOf(...told);
    digest.setFilter(new LiveFilter("40"));
    expect(digest.snapshot(0).matching.newest).toEqual([]);
  });

  test("finds what is not ASCII as it is typed", () => {
    const target = Buffer.from("/한글").toString("latin1");
    const digest = digestOf({ request: `GET ${target} HTTP/1.1\nHost: example.org\n` }, {});
    digest.setFilter(new LiveFilter("한글"));
    expect(digest.snapshot(0).matching.newest).toHaveLength(1);
  });

  test("holds a rare match apart, so that the others do not sweep it away", () => {
    const digest = new LiveDigest();
    digest.setFilter(new LiveFilter("404"));
    digest.onTransaction(transaction({ id: "1.1", response: "HTTP/1.1 404 Not Found\n" }));
    for (let i = 0; i < LIVE_TRANSACTIONS; i++) digest.onTransaction(transaction({ id: "2.1" }));
    const { rows, matching } = digest.snapshot(0);
    expect(idsOf(rows.newest)).not.toContain("1.1");
    expect(idsOf(matching.newest)).toEqual(["1.1"]);
    expect(idsOf(matching.slowest)).toEqual(["1.1"]);
  });
});

const asked = (host: string): TransactionParts => ({ request: `GET / HTTP/1.1\nHost: ${host}\n` });

describe("hosts", () => {
  test("are counted with errors, bodies and waits", () => {
    const { hosts, hasMoreHosts } = digestOf(
      { waitMs: 10, bodySize: 100 },
      { waitMs: 30, bodySize: 50, response: "HTTP/1.1 500 Oh\n" },
      { request: null },
    ).snapshot(0);
    expect(hosts).toMatchObject([
      { name: "example.org", transactions: 2, errors: 1, bodyBytes: 150, waitSumMs: 40, waitMaxMs: 30 },
    ]);
    expect(hasMoreHosts).toBe(false);
  });

  test("beyond LIVE_ENTRIES are told to exist, no more", () => {
    const digest = digestOf(...Array.from({ length: LIVE_ENTRIES }, (_, i) => asked(`h${i}.example`)));
    expect(digest.snapshot(0)).toMatchObject({ hasMoreHosts: false });
    digest.onTransaction(transaction(asked("late.example")));
    digest.onTransaction(transaction(asked("h7.example")));
    const { hosts, hasMoreHosts } = digest.snapshot(0);
    expect(hasMoreHosts).toBe(true);
    expect(hosts).toHaveLength(LIVE_ENTRIES);
    expect(hosts[7]).toMatchObject({ name: "h7.example", transactions: 2 });
  });

  test("with a name longer than LIVE_NAME_SIZE are not listed", () => {
    const name = "h".repeat(LIVE_NAME_SIZE);
    expect(digestOf(asked(name)).snapshot(0)).toMatchObject({ hosts: [{ name }], hasMoreHosts: false });
    expect(digestOf(asked(`${name}h`)).snapshot(0)).toMatchObject({ hosts: [], hasMoreHosts: true });
  });
});

const sending = (...fields: readonly string[]): TransactionParts => ({
  request: `GET / HTTP/1.1\nHost: example.org\n${fields.map((field) => `Cookie: ${field}\n`).join("")}`,
});
const setting = (...fields: readonly string[]): TransactionParts => ({
  response: `HTTP/1.1 200 OK\n${fields.map((field) => `Set-Cookie: ${field}\n`).join("")}`,
});
const counted = (digest: LiveDigest): string[] =>
  digest
    .snapshot(0)
    .cookies.map(
      ({ name, hostName, setCount, sentCount }) =>
        `${name} of ${hostName}: set ${setCount}, sent ${sentCount}`,
    );

describe("cookies", () => {
  test("are counted by name and host", () => {
    const other = { request: "GET / HTTP/1.1\nHost: two.example\nCookie: sid=3\n" };
    const digest = digestOf(setting("sid=1; HttpOnly"), sending("sid=1; theme=dark", "a=b"), other);
    expect(counted(digest)).toEqual([
      "sid of example.org: set 1, sent 1",
      "theme of example.org: set 0, sent 1",
      "a of example.org: set 0, sent 1",
      "sid of two.example: set 0, sent 1",
    ]);
  });

  test("are read as clients and servers read them: blanks around, no name, no equals sign", () => {
    const digest = digestOf(setting(" a = 1", "=nameless", "nothing"), sending("  a =1;;  b; =x "));
    expect(counted(digest)).toEqual([
      "a of example.org: set 1, sent 1",
      // Twice: `b` and `=x`.
      " of example.org: set 0, sent 2",
    ]);
  });

  test("of a value nothing is kept", () => {
    const { cookies } = digestOf(sending("sid=very-secret"), setting("sid=as-secret")).snapshot(0);
    expect(cookies).toEqual([
      { name: "sid", hostName: "example.org", hostNumber: 0, setCount: 1, sentCount: 1, lastNs: 10_000_000 },
    ]);
  });

  test("beyond LIVE_ENTRIES, or longer than LIVE_NAME_SIZE, are told to exist, no more", () => {
    const digest = new LiveDigest();
    for (let i = 0; i < LIVE_ENTRIES; i++) digest.onTransaction(transaction(sending(`c${i}=1`)));
    expect(digest.snapshot(0).hasMoreCookies).toBe(false);
    digest.onTransaction(transaction(sending("late=1; c5=1")));
    const { cookies, hasMoreCookies } = digest.snapshot(0);
    expect(hasMoreCookies).toBe(true);
    expect(cookies).toHaveLength(LIVE_ENTRIES);
    expect(cookies[5]).toMatchObject({ sentCount: 2 });
    const long = digestOf(sending(`${"c".repeat(LIVE_NAME_SIZE + 1)}=1`)).snapshot(0);
    expect(long).toMatchObject({ cookies: [], hasMoreCookies: true });
  });
});

describe("sessions", () => {
  test("are open from their first transaction to their end", () => {
    const digest = digestOf({ id: "1.1" }, { id: "2.1" }, { id: "1.2", atMs: 500 });
    expect(digest.snapshot(0).openSessions).toBe(2);
    digest.onSession(session({ session: 1, transactions: 2 }));
    const { openSessions, sessions } = digest.snapshot(0);
    expect(openSessions).toBe(1);
    expect(sessions).toMatchObject([
      { session: 2, end: null, transactions: 1 },
      { session: 1, end: { closed: "fin" }, transactions: 2 },
    ]);
  });

  test("that are open and have told nothing yet are counted: numbers have no gaps", () => {
    const { openSessions, unlistedSessions } = digestOf({ id: "5.1" }).snapshot(0);
    expect({ openSessions, unlistedSessions }).toEqual({ openSessions: 5, unlistedSessions: 4 });
  });

  test("open ones beyond LIVE_ENTRIES, and ended ones beyond LIVE_ENDED_SESSIONS, leave the list", () => {
    const digest = new LiveDigest();
    for (let i = 1; i <= LIVE_ENTRIES + 1; i++) digest.onTransaction(transaction({ id: `${i}.1` }));
    expect(digest.snapshot(0)).toMatchObject({ openSessions: LIVE_ENTRIES + 1, unlistedSessions: 1 });
    for (let i = 1; i <= LIVE_ENTRIES + 1; i++) digest.onSession(session({ session: i }));
    const { openSessions, sessions } = digest.snapshot(0);
    expect(openSessions).toBe(0);
    expect(sessions).toHaveLength(LIVE_ENDED_SESSIONS);
    expect(sessions[0]).toMatchObject({ session: LIVE_ENTRIES + 1 });
  });
});

describe("findings", () => {
  test("go with the transaction that they are told before", () => {
    const digest = new LiveDigest();
    const mine = findingOf("1.1", 1);
    digest.onFinding(findingOf("9.9", 9));
    digest.onFinding(mine);
    digest.onTransaction(transaction({ id: "1.1" }));
    digest.onTransaction(transaction({ id: "1.2" }));
    const [second, first] = digest.snapshot(0).rows.newest;
    expect(first?.findings).toEqual([mine]);
    expect(second?.findings).toEqual([]);
  });

  test("of one code are counted, and the latest LIVE_FINDINGS are held", () => {
    const digest = new LiveDigest();
    for (let frame = 1; frame <= LIVE_FINDINGS * 2 + 3; frame++) digest.onFinding(findingOf(null, 1, frame));
    const { findings, severities } = digest.snapshot(0);
    expect(findings).toMatchObject([{ code: "http.no-response", count: LIVE_FINDINGS * 2 + 3 }]);
    expect(findings[0]?.latest.map(({ frame }) => frame)).toEqual(
      Array.from({ length: LIVE_FINDINGS }, (_, back) => LIVE_FINDINGS * 2 + 3 - back),
    );
    expect(severities[findings[0]!.severity]).toBe(LIVE_FINDINGS * 2 + 3);
  });

  test("that belong to nothing wait for nothing without end", () => {
    const digest = new LiveDigest();
    for (let i = 0; i < LIVE_FINDINGS + 1; i++) digest.onFinding(findingOf("1.1", 1));
    digest.onTransaction(transaction({ id: "1.1" }));
    expect(digest.snapshot(0).rows.newest[0]?.findings).toHaveLength(LIVE_FINDINGS);
  });
});

test("a snapshot stays as it is while the tap goes on", () => {
  const digest = digestOf({ request: "GET / HTTP/1.1\nHost: example.org\nCookie: sid=1\n" });
  const snapshot = digest.snapshot(0);
  const before = JSON.stringify(snapshot);
  digest.onFinding(findingOf("1.2", 1));
  digest.onTransaction(
    transaction({ id: "1.2", request: "GET / HTTP/1.1\nHost: example.org\nCookie: sid=1\n" }),
  );
  digest.onSession(session());
  expect(JSON.stringify(snapshot) === before).toBe(true);
});
