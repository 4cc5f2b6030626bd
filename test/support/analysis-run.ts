/** Runs the analyses over hand-made transactions, as the pipeline does: findings go back to all of them. */
import { createAnalyses, type Results } from "../../src/analysis/analyses.js";
import type { PipelineFacts } from "../../src/analysis/summary.js";
import type { Finding } from "../../src/core/findings.js";
import { Ledger } from "../../src/core/ledger.js";
import { WallClock } from "../../src/core/time.js";
import { headerMask } from "../../src/http/known-headers.js";
import type { TransactionView } from "../../src/http/views.js";

/** The capture begins on 2010-10-09 at 14:28:02 UTC. */
export const clock = new WallClock(1_286_634_482_000_000_000n);

export const facts: PipelineFacts = {
  complete: true,
  files: [],
  packets: 0,
  tcpPackets: 0,
  packetKinds: new Map<string, number>(),
  start: null,
  end: null,
  notAnalysed: { tls: 0, http2: 0, other: 0 },
  tlsNames: [],
  ledger: new Ledger(),
  verified: null,
};

export interface AnalysisRun extends Results {
  readonly findings: readonly Finding[];
}

export function analyse(transactions: Iterable<TransactionView>): AnalysisRun {
  const analyses = createAnalyses(clock);
  const findings: Finding[] = [];
  const raise = (finding: Finding): void => {
    findings.push(finding);
    for (const collector of analyses.collectors) collector.onFinding(finding);
  };
  for (const transaction of transactions) {
    const known = (transaction.request?.head.known ?? 0) | (transaction.response?.head?.known ?? 0);
    for (const collector of analyses.collectors) {
      const mask = headerMask(collector.headers);
      if (mask === 0 || (mask & known) !== 0) collector.onTransaction(transaction, raise);
    }
  }
  for (const collector of analyses.collectors) collector.onEnd(raise);
  return { ...analyses.finish(facts, clock), findings };
}
