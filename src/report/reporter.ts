/**
 * A report format: told what was found, in order, and waits for its reader only in drain().
 */
import type { Results } from "../analysis/analyses.js";
import type { Finding } from "../core/findings.js";
import type { CaptureRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";

export interface Reporter {
  /** First call. `clock` writes the times of everything that follows. */
  onCapture(capture: CaptureRecord, clock: WallClock): void;
  /** Right before the transaction or session it belongs to; when it arises where it belongs to none. */
  onFinding(finding: Finding): void;
  onTransaction(transaction: TransactionView): void;
  onSession(session: SessionView): void;
  /** Last call. */
  onResults(results: Results): void;
  /** The input may not go on for long: what is complete goes out now. */
  flush(): void;
  /** The only wait: back-pressure. Rejects with code EPIPE where the reader went away. */
  drain(): Promise<void>;
}
