import { expect, it } from "vitest";
import { UsageError } from "../../src/core/errors.js";
import { captureFinding, toFindingRecord } from "../../src/core/findings.js";
import { WallClock } from "../../src/core/time.js";
import { JsonReporter } from "../../src/report/json.js";
import { emptySummary } from "../support/summary.js";
import { TextOutput } from "../support/text-output.js";
import { session, transaction } from "../support/views.js";

const clock = new WallClock(0n);
const capture = { type: "capture", httpscope: "0.1.0", files: [] } as const;
const finding = captureFinding("capture.truncated", null, { file: "a.pcap", offset: 7 });

it("prints one document with the lists in the contract's order", () => {
  const output = new TextOutput();
  const reporter = new JsonReporter(output);
  const transactions = [transaction({ id: "1.1" }), transaction({ id: "1.2" })];
  const sessions = [session(), session({ session: 2 })];
  reporter.onCapture(capture, clock);
  reporter.onFinding(finding);
  for (const view of transactions) reporter.onTransaction(view);
  for (const view of sessions) reporter.onSession(view);
  reporter.onResults({
    cookies: [],
    userSessions: [],
    summary: { ...emptySummary(), statuses: { "404": 1, "200": 2 } },
  });
  const document: unknown = JSON.parse(output.text);
  expect(document).toEqual({
    capture,
    transactions: transactions.map((view) => view.toRecord(clock)),
    sessions: sessions.map((view) => view.toRecord(clock)),
    cookies: [],
    userSessions: [],
    findings: [toFindingRecord(finding)],
    summary: { ...emptySummary(), statuses: { "200": 2, "404": 1 } },
  });
  expect(Object.keys(document ?? {})).toEqual([
    "capture",
    "transactions",
    "sessions",
    "cookies",
    "userSessions",
    "findings",
    "summary",
  ]);
});

it("is a document also when nothing was found", () => {
  const output = new TextOutput();
  const reporter = new JsonReporter(output);
  reporter.onCapture(capture, clock);
  reporter.onResults({ cookies: [], userSessions: [], summary: emptySummary() });
  expect(JSON.parse(output.text)).toMatchObject({ transactions: [], sessions: [], findings: [] });
});

it("stops and points to NDJSON when it would have to hold too much", () => {
  const reporter = new JsonReporter(new TextOutput(), 10_000);
  reporter.onCapture(capture, clock);
  const flood = () => {
    for (let i = 0; i < 1000; i++) reporter.onFinding(finding);
  };
  expect(flood).toThrow(UsageError);
  expect(flood).toThrow(/-T ndjson/);
});
