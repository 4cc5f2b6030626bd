/** A session with all that was captured of it: what `show`, `explain` and `quiz` tell from. */
import type { Finding } from "../core/findings.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { SessionPackets } from "./session-packets.js";

export interface TracedSession {
  readonly session: SessionView;
  /** In order of depth. */
  readonly transactions: readonly TransactionView[];
  /** Of the session and its transactions, in the order told. */
  readonly findings: readonly Finding[];
  readonly packets: SessionPackets;
}

export interface Traced {
  readonly clock: WallClock;
  /** In order of their numbers. */
  readonly sessions: readonly TracedSession[];
}
