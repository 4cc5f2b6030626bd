/**
 * The sessions that are open, as far as their transactions tell of them, and the last ones that ended. Sessions are
 * numbered without gaps and each ends once, so how many are open is known without a list.
 */
import type { Finding } from "../../core/findings.js";
import { LIVE_ENDED_SESSIONS, LIVE_ENTRIES } from "../../core/limits.js";
import type { Endpoint, SessionRecord } from "../../core/records.js";
import type { SessionView, TransactionView } from "../../http/views.js";

/** What is known only when it is over. */
export type SessionEnd = Pick<
  SessionRecord,
  | "opened"
  | "closed"
  | "closedBy"
  | "protocol"
  | "pipelined"
  | "clientBytes"
  | "serverBytes"
  | "retransmittedBytes"
  | "missingBytes"
  | "rtt"
>;

export interface SessionRow {
  readonly session: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly startNs: number;
  readonly lastNs: number;
  readonly transactions: number;
  /** null while it is open. */
  readonly end: SessionEnd | null;
  /** Told right before it ended. */
  readonly findings: readonly Finding[];
}

type Mutable<Row> = { -readonly [Field in keyof Row]: Row[Field] };

export class SessionList {
  /** By number, longest listed first. */
  readonly #open = new Map<number, Mutable<SessionRow>>();
  /** Latest last. */
  readonly #ended: SessionRow[] = [];
  #highest = 0;
  #endedCount = 0;

  /** Those recognised that have not ended. */
  get openCount(): number {
    return this.#highest - this.#endedCount;
  }

  /** Open ones are not listed: there are too many, or none of their transactions has finished. */
  get unlistedCount(): number {
    return this.openCount - this.#open.size;
  }

  addTransaction(transaction: TransactionView, startNs: number, lastNs: number): void {
    const { session } = transaction;
    if (session > this.#highest) this.#highest = session;
    let row = this.#open.get(session);
    if (row === undefined) {
      if (this.#open.size === LIVE_ENTRIES) this.#dropLongest();
      row = {
        session,
        client: transaction.client,
        server: transaction.server,
        startNs,
        lastNs,
        transactions: 0,
        end: null,
        findings: NO_FINDINGS,
      };
      this.#open.set(session, row);
    }
    row.lastNs = lastNs;
    if (transaction.depth > row.transactions) row.transactions = transaction.depth;
  }

  addSession(view: SessionView, findings: readonly Finding[]): void {
    if (view.session > this.#highest) this.#highest = view.session;
    this.#endedCount += 1;
    this.#open.delete(view.session);
    if (this.#ended.length === LIVE_ENDED_SESSIONS) this.#ended.shift();
    this.#ended.push({
      session: view.session,
      client: view.client,
      server: view.server,
      startNs: view.start.timeNs,
      lastNs: view.end.timeNs,
      transactions: view.transactions,
      end: {
        opened: view.opened,
        closed: view.closed,
        closedBy: view.closedBy,
        protocol: view.protocol,
        pipelined: view.pipelined,
        clientBytes: view.clientBytes,
        serverBytes: view.serverBytes,
        retransmittedBytes: view.retransmittedBytes,
        missingBytes: view.missingBytes,
        rtt: view.rtt,
      },
      findings,
    });
  }

  /** Open ones first, each with the newest ahead; copies, which stay as they are. */
  list(): SessionRow[] {
    const open = Array.from(this.#open.values(), (row) => ({ ...row })).toReversed();
    return [...open, ...this.#ended.toReversed()];
  }

  #dropLongest(): void {
    for (const session of this.#open.keys()) {
      this.#open.delete(session);
      return;
    }
  }
}

const NO_FINDINGS: readonly Finding[] = [];
