/**
 * An analysis: sees finished transactions, sessions and findings and nothing else, in the order they finished.
 */
import type { Finding } from "../core/findings.js";
import type { WallClock } from "../core/time.js";
import type { KnownHeader } from "../http/known-headers.js";
import type { SessionView, TransactionView } from "../http/views.js";

/** Raises a finding that compares connections: printed right before the line of what showed it. */
export type Raise = (finding: Finding) => void;

export interface Collector<Result> {
  /**
   * Headers whose presence, in the request or the response, makes a transaction worth a look; a transaction
   * without any of them passes this collector by. Empty: every transaction is handed over.
   */
  readonly headers: readonly KnownHeader[];
  onTransaction(transaction: TransactionView, raise: Raise): void;
  onSession(session: SessionView, raise: Raise): void;
  onFinding(finding: Finding): void;
  /** After the last of them: what did not come any more is told now. */
  onEnd(raise: Raise): void;
  /** Called once, at the end. */
  result(clock: WallClock): Result;
}
