/** The summary of a capture with nothing in it, to be filled by a test with what it is about. */
import { Ledger } from "../../src/core/ledger.js";
import type { SummaryRecord } from "../../src/core/records.js";

export function emptySummary(): SummaryRecord {
  const none = { count: 0, min: null, p50: null, p90: null, p99: null, max: null, error: 0 };
  return {
    type: "summary",
    complete: true,
    files: [],
    packets: 0,
    tcpPackets: 0,
    packetKinds: {},
    start: null,
    end: null,
    sessions: 0,
    transactions: 0,
    requests: 0,
    responses: 0,
    unansweredRequests: 0,
    orphanResponses: 0,
    methods: {},
    statuses: {},
    statusClasses: { "1xx": 0, "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0 },
    hosts: [],
    hostCount: 0,
    contentTypes: {},
    timings: { connect: none, blocked: none, send: none, wait: none, receive: none, total: none },
    notAnalysed: { tls: 0, http2: 0, other: 0 },
    tlsNames: {},
    ledger: new Ledger().toRecord(),
    verified: null,
    findings: {},
  };
}
