/**
 * A report format: told what was found, in order, and waits for its reader only in drain().
 */
import type { Finding } from "../core/findings.js";
import type { CaptureRecord, CookieRecord, SummaryRecord, UserSessionRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";

/** What is known at the end. Cookies and user sessions are made one at a time as they are asked for. */
export interface Results {
  readonly cookies: Iterable<CookieRecord>;
  readonly userSessions: Iterable<UserSessionRecord>;
  readonly summary: SummaryRecord;
}

export interface Reporter {
  /** First call. `clock` writes the times of everything that follows. */
  onCapture(capture: CaptureRecord, clock: WallClock): void;
  /** Right before the transaction or session it belongs to; when it arises where it belongs to none. */
  onFinding(finding: Finding): void;
  onTransaction(transaction: TransactionView): void;
  onSession(session: SessionView): void;
  /** Last call. */
  onResults(results: Results): void;
  /** The only wait: back-pressure. Rejects with code EPIPE where the reader went away. */
  drain(): Promise<void>;
}
