/** A report behind the live screen: both hear everything, and when it is written the screen has made room for it. */
import type { Results } from "../analysis/analyses.js";
import type { Finding } from "../core/findings.js";
import type { CaptureRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { Reporter } from "../report/reporter.js";
import type { LiveScreen } from "./live-screen.js";

export class ScreenedReport implements Reporter {
  readonly #screen: LiveScreen;
  readonly #report: Reporter;

  constructor(screen: LiveScreen, report: Reporter) {
    this.#screen = screen;
    this.#report = report;
  }

  onCapture(capture: CaptureRecord, clock: WallClock): void {
    this.#screen.onCapture(capture, clock);
    this.#report.onCapture(capture, clock);
  }

  onFinding(finding: Finding): void {
    this.#screen.onFinding(finding);
    this.#report.onFinding(finding);
  }

  onTransaction(transaction: TransactionView): void {
    this.#screen.onTransaction(transaction);
    this.#report.onTransaction(transaction);
  }

  onSession(session: SessionView): void {
    this.#screen.onSession(session);
    this.#report.onSession(session);
  }

  onResults(results: Results): void {
    this.#screen.close();
    this.#report.onResults(results);
  }

  flush(): void {
    this.#report.flush();
  }

  drain(): Promise<void> {
    return this.#report.drain();
  }
}
