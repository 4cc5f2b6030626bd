/**
 * Who hears what is in the captures: the lines of the report in their order, and at the end what only the reading of
 * packets knows. Heard in the thread that reads, or in another (parallel.ts): nothing here says which.
 */
import type { PipelineFacts } from "../analysis/summary.js";
import type { Finding } from "../core/findings.js";
import type { SessionView, TransactionView } from "../http/views.js";

export interface LineListener {
  /** Right before the transaction or session it belongs to; when it arises where it belongs to none. */
  onFinding(finding: Finding): void;
  /** A TLS connection asked for this name. */
  onServerName(name: string): void;
  onTransaction(transaction: TransactionView): void;
  onSession(session: SessionView): void;
}

/** What the layers below HTTP know at the end, counted over the whole capture. */
export type CaptureFacts = Omit<PipelineFacts, "tlsNames">;

export interface Listener extends LineListener {
  /** Last call. */
  onFacts(facts: CaptureFacts): void;
  /** The input may not go on for long: what is complete is handed on now. */
  flush(): void;
  /** The only wait: back-pressure. */
  drain(): Promise<void>;
}

/** How far the reading is. */
export interface Progress {
  /** Of the inputs as stored. */
  readonly bytesRead: number;
  /** null where an input is a pipe. */
  readonly bytesTotal: number | null;
  readonly packets: number;
}
