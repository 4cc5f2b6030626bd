/** The analyses of a run: who is told what happened, and what they all say at the end. */
import type { CookieRecord, SummaryRecord, UserSessionRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { Collector } from "./collector.js";
import { CookiesCollector } from "./cookies.js";
import { MessageLint } from "./lint-messages.js";
import { makeSummary, type PipelineFacts } from "./summary.js";
import { TableBudget } from "./tables.js";
import { TimingsCollector } from "./timings.js";
import { TotalsCollector } from "./totals.js";

/** What is known at the end. Cookies and user sessions are made one at a time as they are asked for. */
export interface Results {
  readonly cookies: Iterable<CookieRecord>;
  readonly userSessions: Iterable<UserSessionRecord>;
  readonly summary: SummaryRecord;
}

export interface Analyses {
  readonly collectors: readonly Collector<unknown>[];
  /** Shared by every table of the summary, those of the pipeline (TLS names) as well. */
  readonly budget: TableBudget;
  /** Called once, after the last transaction, session and finding. */
  finish(facts: PipelineFacts, clock: WallClock): Results;
}

/** @param clock dates of a cookie's lifetime are compared with the times of packets */
export function createAnalyses(clock: WallClock): Analyses {
  const budget = new TableBudget();
  const totals = new TotalsCollector(budget);
  const timings = new TimingsCollector();
  const cookies = new CookiesCollector(clock, budget);
  return {
    collectors: [totals, timings, cookies, new MessageLint(clock)],
    budget,
    finish: (facts, clock) => ({
      ...cookies.result(clock),
      summary: makeSummary(facts, totals.result(), timings.result(), clock),
    }),
  };
}
