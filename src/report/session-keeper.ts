/** Keeps what is told of some sessions, and nothing of the others. */
import type { Finding } from "../core/findings.js";
import { TRACED_LINES } from "../core/limits.js";
import type { CaptureRecord } from "../core/records.js";
import { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { SessionPackets } from "../trace/session-packets.js";
import { TraceRoom } from "../trace/trace-room.js";
import type { Traced, TracedSession } from "../trace/traced-session.js";
import type { Reporter } from "./reporter.js";

interface Kept {
  readonly packets: SessionPackets;
  readonly transactions: TransactionView[];
  readonly findings: Finding[];
  session: SessionView | null;
}

export class SessionKeeper implements Reporter {
  readonly #kept: ReadonlyMap<number, Kept>;
  #clock = new WallClock(0n);

  constructor(
    wanted: ReadonlyMap<number, SessionPackets>,
    private readonly room = new TraceRoom(),
  ) {
    this.#kept = new Map(
      [...wanted].map(([number, packets]) => [
        number,
        { packets, transactions: [], findings: [], session: null },
      ]),
    );
  }

  onCapture(_: CaptureRecord, clock: WallClock): void {
    this.#clock = clock;
  }

  onFinding(finding: Finding): void {
    const kept = finding.session === null ? undefined : this.#kept.get(finding.session);
    if (kept !== undefined && kept.findings.length < TRACED_LINES) kept.findings.push(finding);
  }

  onTransaction(transaction: TransactionView): void {
    const kept = this.#kept.get(transaction.session);
    if (kept !== undefined && this.room.takeTransaction(headBytesOf(transaction)))
      kept.transactions.push(transaction);
  }

  onSession(session: SessionView): void {
    const kept = this.#kept.get(session.session);
    if (kept !== undefined) kept.session = session;
  }

  onResults(): void {}

  flush(): void {}
  async drain(): Promise<void> {}

  traced(): Traced {
    const sessions = [...this.#kept.values()].flatMap(
      ({ session, transactions, findings, packets }): TracedSession[] =>
        session === null
          ? []
          : [
              {
                session,
                transactions: transactions.toSorted((a, b) => a.depth - b.depth),
                findings,
                packets,
              },
            ],
    );
    return { clock: this.#clock, sessions };
  }
}

const headBytesOf = ({ request, response, interim }: TransactionView): number =>
  [request, response, ...interim].reduce((sum, message) => sum + (message?.head?.bytes.length ?? 0), 0);
