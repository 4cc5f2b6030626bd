import { expect, it } from "vitest";
import { createAnalyses } from "../../src/analysis/analyses.js";
import { captureFinding } from "../../src/core/findings.js";
import { clock, facts } from "../support/analysis-run.js";
import { moment, session, transaction } from "../support/views.js";

it("puts together what was counted and what only the pipeline knows", () => {
  const analyses = createAnalyses(clock);
  const finding = captureFinding("tcp.gap", 1, {});
  for (const collector of analyses.collectors) {
    collector.onTransaction(transaction({ waitMs: 10 }), () => {});
    collector.onTransaction(transaction({ waitMs: 30 }), () => {});
    collector.onTransaction(transaction({ response: null }), () => {});
    collector.onFinding(finding);
    collector.onSession(session(), () => {});
  }
  const { summary } = analyses.finish(
    {
      ...facts,
      complete: false,
      packets: 12,
      tcpPackets: 10,
      packetKinds: new Map([
        ["tcp", 10],
        ["undecoded:__proto__", 2],
      ]),
      start: moment(0),
      end: moment(70),
      tlsNames: [["__proto__", 2]],
    },
    clock,
  );
  expect(summary).toMatchObject({
    complete: false,
    packets: 12,
    tcpPackets: 10,
    start: "2010-10-09T14:28:02.000000Z",
    end: "2010-10-09T14:28:02.070000Z",
    sessions: 1,
    transactions: 3,
    findings: { "tcp.gap": 1 },
  });
  expect(Object.entries(summary.packetKinds)).toEqual([
    ["tcp", 10],
    ["undecoded:__proto__", 2],
  ]);
  expect(Object.entries(summary.tlsNames)).toEqual([["__proto__", 2]]);
  // A duration that is not known is no duration of 0.
  expect(summary.timings.wait).toEqual({ count: 2, min: 10, p50: 10, p90: 30, p99: 30, max: 30, error: 0 });
  expect(summary.timings.connect.count).toBe(0);
});
