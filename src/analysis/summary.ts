/** Puts the summary together: what the analyses counted and what only the pipeline knows. */
import type { Ledger } from "../core/ledger.js";
import type { NotAnalysedRecord, SummaryFileRecord, SummaryRecord, VerifiedRecord } from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import type { TimingSummaries } from "./timings.js";
import type { Totals } from "./totals.js";

/** What the layers below HTTP know at the end. */
export interface PipelineFacts {
  /** false: interrupted. */
  readonly complete: boolean;
  readonly files: readonly SummaryFileRecord[];
  readonly packets: number;
  readonly tcpPackets: number;
  readonly packetKinds: ReadonlyMap<string, number>;
  /** Earliest and latest packet; null without packets. */
  readonly start: Pick<Moment, "timeNs" | "timeDigits"> | null;
  readonly end: Pick<Moment, "timeNs" | "timeDigits"> | null;
  readonly notAnalysed: NotAnalysedRecord;
  /** Server names asked for in TLS hellos: at most LINE_LIST_ENTRIES, first seen first (Tally.entries). */
  readonly tlsNames: Iterable<readonly [string, number]>;
  readonly ledger: Ledger;
  readonly verified: VerifiedRecord | null;
}

export function makeSummary(
  facts: PipelineFacts,
  totals: Totals,
  timings: TimingSummaries,
  clock: WallClock,
): SummaryRecord {
  return {
    type: "summary",
    complete: facts.complete,
    files: facts.files,
    packets: facts.packets,
    tcpPackets: facts.tcpPackets,
    packetKinds: Object.fromEntries(facts.packetKinds),
    start: facts.start && clock.format(facts.start),
    end: facts.end && clock.format(facts.end),
    sessions: totals.sessions,
    transactions: totals.transactions,
    requests: totals.requests,
    responses: totals.responses,
    unansweredRequests: totals.unansweredRequests,
    orphanResponses: totals.orphanResponses,
    methods: totals.methods,
    statuses: totals.statuses,
    statusClasses: totals.statusClasses,
    hosts: totals.hosts,
    hostCount: totals.hostCount,
    contentTypes: totals.contentTypes,
    timings,
    notAnalysed: facts.notAnalysed,
    tlsNames: Object.fromEntries(facts.tlsNames),
    ledger: facts.ledger.toRecord(),
    verified: facts.verified,
    findings: totals.findings,
  };
}
