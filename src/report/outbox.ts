/**
 * The order of the lines: what one packet brought about goes by the flow's first packet, inside a flow as it
 * happened (of a packet that brings about thousands, some thousands at a time); collectors hear of it before the
 * reporter. While content is decoded (`--decode`) all lines wait for the
 * end of the chunk of input, where it is known, and go out in the same order.
 */
import type { Collector } from "../analysis/collector.js";
import { severityRank, type Finding, type Severity } from "../core/findings.js";
import { headerMask } from "../http/known-headers.js";
import { PACKET_LINES, WAITING_LINES } from "../core/limits.js";
import type { LateFindings } from "../http/session-findings.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { Reporter } from "./reporter.js";

type Line =
  | { readonly order: number; readonly kind: "finding"; readonly finding: Finding }
  | {
      readonly order: number;
      readonly kind: "transaction";
      readonly transaction: TransactionView;
      readonly late: LateFindings | null;
    }
  | { readonly order: number; readonly kind: "session"; readonly session: SessionView };

interface Subscription {
  readonly collector: Collector<unknown>;
  /** 0: every transaction. */
  readonly mask: number;
}

export class Outbox {
  worst: Severity | null = null;
  readonly #subscriptions: readonly Subscription[];
  readonly #reporter: Reporter;
  /** Lines of one packet, until all that it brought about is known. */
  #lines: Line[] = [];
  /** Lines of one chunk, in order; null where none has to wait. */
  #waiting: Line[] | null;

  constructor(collectors: readonly Collector<unknown>[], reporter: Reporter, waitsForContent: boolean) {
    this.#subscriptions = collectors.map((collector) => ({
      collector,
      mask: headerMask(collector.headers),
    }));
    this.#reporter = reporter;
    this.#waiting = waitsForContent ? [] : null;
  }

  /** @param order the flow's first packet */
  addFinding(order: number, finding: Finding): void {
    this.#add({ order, kind: "finding", finding });
  }

  /** @param late what is known of it only when it goes out */
  addTransaction(order: number, transaction: TransactionView, late: LateFindings | null): void {
    this.#add({ order, kind: "transaction", transaction, late });
  }

  addSession(order: number, session: SessionView): void {
    this.#add({ order, kind: "session", session });
  }

  /** A finding of no flow, ahead of what else the packet brings about. */
  readonly tell = (finding: Finding): void => {
    if (this.#waiting === null) this.#tellFinding(finding);
    else this.#waiting.push({ order: 0, kind: "finding", finding });
  };

  /** All that the packet brought about is known. */
  endPacket(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 1) lines.sort((a, b) => a.order - b.order);
    if (this.#waiting === null) this.#tellAll(lines);
    else for (const line of lines) this.#waiting.push(line);
  }

  /** So many lines wait that they had better go out before the chunk is through. */
  get isFull(): boolean {
    return this.#waiting !== null && this.#waiting.length >= WAITING_LINES;
  }

  /** The content of all that has ended is known. */
  release(): void {
    if (this.#waiting === null) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#tellAll(lines);
  }

  /** A packet that lets a whole queue go brings about more lines than shall wait for each other. */
  #add(line: Line): void {
    this.#lines.push(line);
    if (this.#lines.length >= PACKET_LINES) this.endPacket();
  }

  #tellAll(lines: readonly Line[]): void {
    for (const line of lines) {
      if (line.kind === "finding") this.#tellFinding(line.finding);
      else if (line.kind === "session") this.#tellSession(line.session);
      else {
        if (line.late !== null) for (const finding of line.late()) this.#tellFinding(finding);
        this.#tellTransaction(line.transaction);
      }
    }
  }

  readonly #tellFinding = (finding: Finding): void => {
    if (this.worst === null || severityRank(finding.severity) > severityRank(this.worst)) {
      this.worst = finding.severity;
    }
    for (const { collector } of this.#subscriptions) collector.onFinding(finding);
    this.#reporter.onFinding(finding);
  };

  #tellTransaction(transaction: TransactionView): void {
    const known = (transaction.request?.head.known ?? 0) | (transaction.response?.head?.known ?? 0);
    for (const { collector, mask } of this.#subscriptions) {
      if (mask === 0 || (mask & known) !== 0) collector.onTransaction(transaction, this.#tellFinding);
    }
    this.#reporter.onTransaction(transaction);
  }

  #tellSession(session: SessionView): void {
    for (const { collector } of this.#subscriptions) collector.onSession(session, this.#tellFinding);
    this.#reporter.onSession(session);
  }
}
