/**
 * Hears every line for the analyses and for the reporter: collectors first, what they find right before the line that
 * showed it. In the end their results are the reporter's last lines.
 */
import { createAnalyses, type Analyses } from "../analysis/analyses.js";
import type { Collector } from "../analysis/collector.js";
import { Tally } from "../analysis/tables.js";
import { severityRank, type Finding, type Severity } from "../core/findings.js";
import type { CaptureRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import { headerMask } from "../http/known-headers.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { CaptureFacts, Listener } from "./listener.js";
import type { Reporter } from "./reporter.js";

interface Subscription {
  readonly collector: Collector<unknown>;
  /** 0: every transaction. */
  readonly mask: number;
}

export class Audience implements Listener {
  /** Severity of the gravest finding; null without one. */
  worst: Severity | null = null;
  readonly #reporter: Reporter;
  readonly #clock: WallClock;
  readonly #analyses: Analyses;
  readonly #subscriptions: readonly Subscription[];
  readonly #serverNames: Tally;

  constructor(reporter: Reporter, capture: CaptureRecord, clock: WallClock) {
    this.#reporter = reporter;
    this.#clock = clock;
    this.#analyses = createAnalyses(clock);
    this.#subscriptions = this.#analyses.collectors.map((collector) => ({
      collector,
      mask: headerMask(collector.headers),
    }));
    this.#serverNames = new Tally("TLS server names", this.#analyses.budget);
    reporter.onCapture(capture, clock);
  }

  readonly onFinding = (finding: Finding): void => {
    if (this.worst === null || severityRank(finding.severity) > severityRank(this.worst)) {
      this.worst = finding.severity;
    }
    for (const { collector } of this.#subscriptions) collector.onFinding(finding);
    this.#reporter.onFinding(finding);
  };

  onServerName(name: string): void {
    this.#serverNames.add(name, this.onFinding);
  }

  onTransaction(transaction: TransactionView): void {
    const known = (transaction.request?.head.known ?? 0) | (transaction.response?.head?.known ?? 0);
    for (const { collector, mask } of this.#subscriptions) {
      if (mask === 0 || (mask & known) !== 0) collector.onTransaction(transaction, this.onFinding);
    }
    this.#reporter.onTransaction(transaction);
  }

  onSession(session: SessionView): void {
    for (const { collector } of this.#subscriptions) collector.onSession(session, this.onFinding);
    this.#reporter.onSession(session);
  }

  onFacts(facts: CaptureFacts): void {
    for (const { collector } of this.#subscriptions) collector.onEnd(this.onFinding);
    const tlsNames = this.#serverNames.entries();
    this.#reporter.onResults(this.#analyses.finish({ ...facts, tlsNames }, this.#clock));
  }

  flush(): void {
    this.#reporter.flush();
  }

  drain(): Promise<void> {
    return this.#reporter.drain();
  }
}
