/** Looks for one session by its number. */
import type { SessionView } from "../http/views.js";
import { placeOfSession, type SessionPlace } from "../trace/session-packets.js";
import type { Reporter } from "./reporter.js";

export class SessionFinder implements Reporter {
  /** null where it was not met. */
  place: SessionPlace | null = null;
  /** Sessions that there are. */
  count = 0;

  constructor(private readonly session: number) {}

  onCapture(): void {}
  onFinding(): void {}
  onTransaction(): void {}

  onSession(view: SessionView): void {
    this.count += 1;
    if (view.session === this.session) this.place = placeOfSession(view);
  }

  onResults(): void {}
  flush(): void {}
  async drain(): Promise<void> {}
}
