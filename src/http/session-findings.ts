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

/** Findings of a transaction that are known when it goes out and not before; to be asked for once, right then. */
export type LateFindings = () => readonly Finding[];

/** Told in order; findings right before the line that they belong to. */
export interface SessionEvents {
  onFinding(flow: Flow, finding: Finding): void;
  /** @param late null where all is known of it already */
  onTransaction(flow: Flow, transaction: TransactionView, late: LateFindings | null): void;
  onSession(flow: Flow, session: SessionView): void;
}

/** What a finding that waits takes of memory, with its data. */
export const FINDING_BYTES = 384;
const NO_CODES: readonly FindingCode[] = [];

export class SessionFindings {
  #codes: readonly FindingCode[] = NO_CODES;
  #pending: Finding[] | null = null;

  constructor(
    private readonly session: number,
    private readonly flow: Flow,
    private readonly events: SessionEvents,
  ) {}

  /** Every code of the connection, once, by name: when contents are decoded must not show in the order. */
  get codes(): readonly FindingCode[] {
    return this.#codes.toSorted();
  }

  /** @param transaction null for what belongs to the session as a whole */
  raise(transaction: Transaction | null, code: FindingCode, frame: number, data: FindingData): void {
    this.note(code);
    transaction?.note(code);
    const finding = this.#finding(transaction, code, frame, data);
    const pending = transaction === null ? this.#pending : transaction.pendingFindings;
    if (pending === null) {
      // Most have one: a list made with it has no room for others.
      if (transaction === null) this.#pending = [finding];
      else transaction.pendingFindings = [finding];
      return;
    }
    pending.push(finding);
    // A line cannot wait with findings without end: they go out ahead of it.
    if (pending.length >= HELD_FINDINGS) this.deliver(transaction);
  }

  /** Bytes of memory that the session's own findings take while they wait. */
  get heldBytes(): number {
    return this.#pending === null ? 0 : this.#pending.length * FINDING_BYTES;
  }

  /** The code of a finding that is told elsewhere. */
  note(code: FindingCode): void {
    if (!this.#codes.includes(code)) this.#codes = [...this.#codes, code];
  }

  /** What decoding its contents showed: asked for when the transaction goes out, which is when it is known. */
  ofContents(transaction: Transaction): Finding[] {
    return [transaction.request, transaction.response].flatMap((message) => {
      const problem = message?.tap?.problem ?? null;
      if (message === null || problem === null) return [];
      const { code, data } = problem;
      this.note(code);
      transaction.note(code);
      return [this.#finding(transaction, code, message.last.frame, data)];
    });
  }

  /** The line of the transaction, or of the session, goes out next. */
  deliver(transaction: Transaction | null): void {
    const pending = transaction === null ? this.#pending : transaction.pendingFindings;
    if (pending === null) return;
    if (transaction === null) this.#pending = null;
    else transaction.pendingFindings = null;
    for (const finding of pending) this.events.onFinding(this.flow, finding);
  }

  #finding(transaction: Transaction | null, code: FindingCode, frame: number, data: FindingData): Finding {
    const severity = severityOf(code, data);
    return { code, severity, session: this.session, transaction: transaction?.id ?? null, frame, data };
  }
}

/** In a response white space before a colon misleads nobody about where a request ends (RFC 9112 §5.1). */
function severityOf(code: FindingCode, data: FindingData): Severity {
  if (code === "http.space-before-colon" && data["direction"] === "response") return "warning";
  return FINDINGS[code].severity;
}
