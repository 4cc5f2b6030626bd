import { expect, it } from "vitest";
import { TABLE_ENTRIES } from "../../src/core/limits.js";
import type { TransactionView } from "../../src/http/views.js";
import { analyse } from "../support/analysis-run.js";
import { transaction } from "../support/views.js";

it("counts requests, responses and who is missing", () => {
  const { summary } = analyse([
    transaction({ request: "POST /a HTTP/1.1\nHost: Example.org:8080\n", server: "198.51.100.9:8080" }),
    transaction({ response: "HTTP/1.1 404 Not Found\nContent-Type: Text/HTML; charset=x\n" }),
    transaction({ response: null }),
    transaction({ request: null, response: "HTTP/1.1 777 Lucky\n" }),
    transaction({ responseView: { status: null, head: null } }),
  ]);
  expect(summary).toMatchObject({
    transactions: 5,
    requests: 4,
    responses: 4,
    unansweredRequests: 1,
    orphanResponses: 1,
    methods: { POST: 1, GET: 3 },
    statuses: { "200": 1, "404": 1, "777": 1 },
    statusClasses: { "1xx": 0, "2xx": 1, "3xx": 0, "4xx": 1, "5xx": 0 },
    hosts: [
      { host: "example.org:8080", transactions: 1 },
      { host: "example.org", transactions: 3 },
    ],
    hostCount: 2,
    contentTypes: { "text/html": 1 },
  });
});

it("takes keys that objects use themselves for what they are", () => {
  const names = ["__proto__", "constructor", "2010", "toString"];
  const { summary } = analyse(
    names.map((name) =>
      transaction({
        request: `${name} / HTTP/1.1\nHost: ${name}\n`,
        response: `HTTP/1.1 200 OK\nContent-Type: ${name}\n`,
      }),
    ),
  );
  expect(Object.keys(summary.methods).toSorted()).toEqual(names.toSorted());
  expect(Object.getPrototypeOf(summary.methods)).toBe(Object.prototype);
  expect(summary.hostCount).toBe(4);
});

it("counts on when a table is full, and says once what it holds no more of", () => {
  const count = TABLE_ENTRIES + 100;
  const { summary, findings } = analyse(
    (function* (): Iterable<TransactionView> {
      const base = transaction({ response: "HTTP/1.1 200 OK\nDate: Sat, 09 Oct 2010 14:28:02 GMT\n" });
      for (let i = 0; i < count; i++) {
        yield { ...base, request: { ...base.request!, method: `M${i}`, hostAndPort: `h${i}` } };
      }
    })(),
  );
  expect(summary.requests).toBe(count);
  expect(summary.hostCount).toBe(TABLE_ENTRIES);
  expect(summary.hosts).toHaveLength(1000);
  expect(Object.keys(summary.methods)).toHaveLength(1000);
  expect(summary.findings).toEqual({ "limit.list": 2, "limit.table": 2 });
  expect(findings.map(({ code, data }) => `${code} ${String(data["table"] ?? data["list"])}`)).toEqual([
    "limit.list methods",
    "limit.list hosts",
    "limit.table methods",
    "limit.table hosts",
  ]);
});

it("holds no more text than all tables may together", () => {
  const base = transaction();
  const { summary, findings } = analyse(
    (function* (): Iterable<TransactionView> {
      for (let i = 0; i < 2000; i++) {
        yield { ...base, request: { ...base.request!, hostAndPort: `${i}`.padEnd(10_000, "x") } };
      }
    })(),
  );
  expect(summary.hostCount).toBeLessThan(1700);
  expect(findings.map(({ data }) => data["table"])).toContain("bytes of text with hosts");
});
