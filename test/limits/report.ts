/** The limits of what is told: tables, lists, findings, lines that wait. */
import { expect } from "vitest";
import { TableBound, TableBudget } from "../../src/analysis/tables.js";
import { UsageError } from "../../src/core/errors.js";
import { captureFinding, type Finding } from "../../src/core/findings.js";
import * as limits from "../../src/core/limits.js";
import { WallClock } from "../../src/core/time.js";
import type { TransactionView } from "../../src/http/views.js";
import { JsonReporter } from "../../src/report/json.js";
import type { LineListener } from "../../src/report/listener.js";
import { Outbox } from "../../src/report/outbox.js";
import { FindingsDigest } from "../../src/report/table-findings.js";
import { TableDigest } from "../../src/report/table-digest.js";
import { TableStyle } from "../../src/report/table-style.js";
import { analyse } from "../support/analysis-run.js";
import { TextOutput } from "../support/text-output.js";
import { transaction } from "../support/views.js";
import type { Rows } from "./row.js";

const STYLE = new TableStyle({
  columns: 80,
  color: false,
  unicode: true,
  all: true,
  limit: null,
  hints: false,
});
const FINDING = captureFinding("capture.truncated", null, { file: "a.pcap", offset: 7 });

/** One transaction for each host. */
function* toHosts(hosts: Iterable<string>, session = 1): Iterable<TransactionView> {
  const base = transaction();
  for (const host of hosts) yield { ...base, session, request: { ...base.request!, hostAndPort: host } };
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `host-${index}`);
/** Names that together have so many bytes. */
const longNames = (bytes: number): string[] =>
  Array.from({ length: 128 }, (_, index) => String.fromCharCode(0x80 + index).repeat(bytes / 128));
/** Hears nothing. */
const DEAF: LineListener = {
  onFinding: () => {},
  onServerName: () => {},
  onTransaction: () => {},
  onSession: () => {},
};

const limitsTold = (findings: readonly Finding[]) =>
  findings.filter(({ code }) => code.startsWith("limit.")).map(({ code, data }) => [code, data["limit"]]);

export const REPORT_ROWS: Rows = {
  WAITING_LINES: {
    says: "lines that wait for contents are then asked to go out",
    test: () => {
      const outbox = new Outbox(DEAF, true);
      for (let line = 1; line < limits.WAITING_LINES; line++) outbox.tell(FINDING);
      expect(outbox.isFull).toBe(false);
      outbox.tell(FINDING);
      expect(outbox.isFull).toBe(true);
    },
  },
  AHEAD_BYTES: { testedIn: "parallel.test.ts" },
  PACKET_LINES: {
    says: "a packet that brings about more lines lets them out before it ends",
    test: () => {
      const told: string[] = [];
      const outbox = new Outbox({ ...DEAF, onFinding: ({ code }) => void told.push(code) }, false);
      for (let line = 1; line < limits.PACKET_LINES; line++) outbox.addFinding(1, FINDING);
      expect(told).toEqual([]);
      outbox.addFinding(1, FINDING);
      expect(told).toHaveLength(limits.PACKET_LINES);
    },
  },
  TABLE_ENTRIES: { testedIn: "analysis/totals.test.ts" },
  TABLE_TEXT_BYTES: {
    says: "names that no longer fit are not kept: limit.table",
    test: () => {
      // What else the analyses keep of these transactions, such as their methods.
      const rest = 1_024;
      expect(limitsTold(analyse(toHosts(longNames(limits.TABLE_TEXT_BYTES - rest))).findings)).toEqual([]);
      expect(limitsTold(analyse(toHosts(longNames(limits.TABLE_TEXT_BYTES + rest))).findings)).toEqual([
        ["limit.table", limits.TABLE_TEXT_BYTES],
      ]);
    },
  },
  TABLE_LIST_BYTES: {
    says: "items that no longer fit into lists are not kept: limit.table",
    test: () => {
      const told: Finding[] = [];
      const bound = new TableBound("cookies", new TableBudget());
      const raise = (finding: Finding): void => void told.push(finding);
      let bytes = 0;
      while (bound.admitsItem(1_012, raise)) bytes += 1_024;
      expect(bytes).toBe(limits.TABLE_LIST_BYTES);
      expect(limitsTold(told)).toEqual([["limit.table", limits.TABLE_LIST_BYTES]]);
    },
  },
  TABLE_DISTINCT: { testedIn: "analysis/bounds.test.ts" },
  TABLE_LIST_ENTRIES: {
    says: "hosts of open sessions beyond it are not counted as theirs",
    test: () => {
      const digest = new TableDigest(3, STYLE);
      const hosts = numbered(limits.TABLE_ENTRIES);
      const sessions = limits.TABLE_LIST_ENTRIES / limits.TABLE_ENTRIES + 1;
      for (let session = 1; session <= sessions; session++)
        for (const each of toHosts(hosts, session)) digest.addTransaction(each);
      const counted = digest.hosts.reduce((sum, host) => sum + host.sessions, 0);
      expect(counted).toBe(limits.TABLE_LIST_ENTRIES);
    },
  },
  COOKIE_CACHE_BYTES: { testedIn: "analysis/bounds.test.ts" },
  REMEMBERED_TEXTS: { testedIn: "core/remembered.test.ts" },
  REMEMBERED_TEXT_SIZE: { testedIn: "core/remembered.test.ts" },
  LINE_LIST_ENTRIES: {
    says: "a list in a line shows so many, the rest is counted: limit.list",
    test: () => {
      const within = analyse(toHosts(numbered(limits.LINE_LIST_ENTRIES)));
      expect(limitsTold(within.findings)).toEqual([]);
      const beyond = analyse(toHosts(numbered(limits.LINE_LIST_ENTRIES + 1)));
      expect(limitsTold(beyond.findings)).toEqual([["limit.list", limits.LINE_LIST_ENTRIES]]);
      expect(beyond.summary.hosts).toHaveLength(limits.LINE_LIST_ENTRIES);
      expect(beyond.summary.hostCount).toBe(limits.LINE_LIST_ENTRIES + 1);
    },
  },
  TRACED_BYTES: { testedIn: "trace/byte-stream.test.ts" },
  TRACED_PACKETS: { testedIn: "trace/session-packets.test.ts" },
  TRACED_LINES: { testedIn: "trace/session-keeper.test.ts" },
  TRACED_HEAD_BYTES: { testedIn: "trace/trace-room.test.ts" },
  TOLD_SHARE: { testedIn: "trace/trace-room.test.ts" },
  EXACT_VALUES: { testedIn: "analysis/distribution.test.ts" },
  TABLE_FINDINGS: {
    says: "the table shows so many of a code, and how many more there were",
    test: () => {
      const digest = new FindingsDigest(true, STYLE);
      for (let each = 0; each < limits.TABLE_FINDINGS + 7; each++)
        digest.add(captureFinding("capture.truncated", null, { file: `${each}.pcap`, offset: each }));
      const text = digest.draw(Infinity).join("\n");
      expect(text).toContain(`${limits.TABLE_FINDINGS - 1}.pcap`);
      expect(text).not.toContain(`${limits.TABLE_FINDINGS}.pcap`);
      expect(text).toMatch(/\b7 more\b/);
    },
  },
  JSON_HELD_BYTES: {
    says: "the document is given up, and NDJSON named instead",
    test: () => {
      const reporter = new JsonReporter(new TextOutput());
      reporter.onCapture({ type: "capture", httpscope: "0.1.0", files: [] }, new WallClock(0n));
      const MiB = 1024 * 1024;
      const large = captureFinding("capture.truncated", null, { file: "x".repeat(MiB), offset: 7 });
      const fill = (count: number): void => {
        for (let each = 0; each < count; each++) reporter.onFinding(large);
      };
      fill(limits.JSON_HELD_BYTES / MiB - 1);
      expect(() => fill(2)).toThrow(UsageError);
    },
  },
  LIVE_TRANSACTIONS: { testedIn: "report/live/live-digest.test.ts" },
  LIVE_SLOWEST: { testedIn: "report/live/live-digest.test.ts" },
  LIVE_HEAD_BYTES: { testedIn: "report/live/live-digest.test.ts" },
  LIVE_ENTRIES: { testedIn: "report/live/live-digest.test.ts" },
  LIVE_NAME_SIZE: { testedIn: "report/live/live-digest.test.ts" },
  LIVE_ENDED_SESSIONS: { testedIn: "report/live/live-digest.test.ts" },
  LIVE_FINDINGS: { testedIn: "report/live/live-digest.test.ts" },
};
