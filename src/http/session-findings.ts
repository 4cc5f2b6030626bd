/**
 * Findings of one session, kept until the line that they belong to goes out: a transaction's, or the session's own.
 */
import {
  FINDINGS,
  type Finding,
  type FindingCode,
  type FindingData,
  type Severity,
} from "../core/findings.js";
import { HELD_FINDINGS } from "../core/limits.js";
import type { Flow } from "../tcp/flow.js";
import type { Transaction } from "./transaction.js";
import type { SessionView, TransactionView } from "./views.js";

/** Told in order; findings right before the line that they belong to. */
export interface SessionEvents {
  onFinding(flow: Flow, finding: Finding): void;
  onTransaction(flow: Flow, transaction: TransactionView): void;
  onSession(flow: Flow, session: SessionView): void;
}

export class SessionFindings {
  /** Every code of the connection, once, in the order they were raised. */
  readonly codes: FindingCode[] = [];
  readonly #pending: Finding[] = [];

  constructor(
    private readonly session: number,
    private readonly flow: Flow,
    private readonly events: SessionEvents,
  ) {}

  /** @param transaction null for what belongs to the session as a whole */
  raise(transaction: Transaction | null, code: FindingCode, frame: number, data: FindingData): void {
    if (!this.codes.includes(code)) this.codes.push(code);
    if (transaction !== null && !transaction.findings.includes(code)) transaction.findings.push(code);
    const pending = transaction === null ? this.#pending : transaction.pendingFindings;
    pending.push({
      code,
      severity: severityOf(code, data),
      session: this.session,
      transaction: transaction?.id ?? null,
      frame,
      data,
    });
    // A line cannot wait with findings without end: they go out ahead of it.
    if (pending.length >= HELD_FINDINGS) this.deliver(transaction);
  }

  /** The line of the transaction, or of the session, goes out next. */
  deliver(transaction: Transaction | null): void {
    const pending = transaction === null ? this.#pending : transaction.pendingFindings;
    for (const finding of pending) this.events.onFinding(this.flow, finding);
    pending.length = 0;
  }
}

/** In a response white space before a colon misleads nobody about where a request ends (RFC 9112 §5.1). */
function severityOf(code: FindingCode, data: FindingData): Severity {
  if (code === "http.space-before-colon" && data["direction"] === "response") return "warning";
  return FINDINGS[code].severity;
}
