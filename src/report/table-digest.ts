/**
 * What the table adds to the summary: who the clients were, how each host did, how long each class of status took,
 * what was slowest. Bounded like the tables of the summary; what does not fit is not shown.
 */
import { Distribution } from "../analysis/distribution.js";
import { TABLE_ENTRIES, TABLE_LIST_ENTRIES } from "../core/limits.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { TableStyle } from "./table-style.js";
import { describeRequest } from "./table-transactions.js";

export interface HostRow {
  /** As shown, with the port unless 80. */
  readonly host: string;
  transactions: number;
  sessions: number;
  /** Responses by the hundreds of their status. */
  readonly hundreds: number[];
  bodyBytes: number;
}

export interface SlowRow {
  readonly waitMs: number;
  readonly id: string;
  readonly request: string;
  readonly status: number | null;
}

export class TableDigest {
  /** Waits by the hundreds of the status. */
  readonly waits: readonly Distribution[] = Array.from({ length: 6 }, () => new Distribution());
  readonly slowest: SlowRow[] = [];
  /** There were more clients than are told apart. */
  hasMoreClients = false;
  inferredPairs = 0;
  pipelined = 0;
  readonly #slowestLimit: number;
  readonly #style: TableStyle;
  readonly #clients = new Set<string>();
  readonly #hosts = new Map<string, HostRow>();
  /** Hosts of the sessions that are still open: a session counts once for each of its hosts. */
  readonly #open = new Map<number, Set<HostRow>>();
  #openHosts = 0;

  constructor(slowestLimit: number, style: TableStyle) {
    this.#style = style;
    this.#slowestLimit = slowestLimit;
  }

  /** Distinct addresses, as far as the table goes. */
  get clientCount(): number {
    return this.#clients.size;
  }

  /** Most transactions first. */
  get hosts(): readonly HostRow[] {
    return [...this.#hosts.values()].toSorted((a, b) => b.transactions - a.transactions);
  }

  addTransaction(transaction: TransactionView): void {
    const { client, response, timings } = transaction;
    if (this.#clients.size < TABLE_ENTRIES) this.#clients.add(client.ip);
    else if (!this.#clients.has(client.ip)) this.hasMoreClients = true;
    if (transaction.pairing === "inferred") this.inferredPairs += 1;
    const status = response?.status ?? null;
    const hundreds = status === null ? 0 : Math.floor(status / 100);
    if (timings.wait !== null) {
      this.waits[hundreds]?.add(timings.wait);
      this.#addSlow(transaction, timings.wait);
    }
    const host = this.#hostOf(transaction);
    if (host === undefined) return;
    host.transactions += 1;
    host.bodyBytes += response?.bodySize ?? 0;
    if (hundreds >= 1 && hundreds <= 5) host.hundreds[hundreds]! += 1;
    this.#countSession(transaction.session, host);
  }

  addSession(session: SessionView): void {
    this.pipelined = Math.max(this.pipelined, session.pipelined);
    this.#openHosts -= this.#open.get(session.session)?.size ?? 0;
    this.#open.delete(session.session);
  }

  #hostOf({ request }: TransactionView): HostRow | undefined {
    const name = request?.hostAndPort ?? null;
    if (name === null) return undefined;
    let row = this.#hosts.get(name);
    if (row === undefined && this.#hosts.size < TABLE_ENTRIES) {
      row = {
        host: this.#style.text(name),
        transactions: 0,
        sessions: 0,
        hundreds: [0, 0, 0, 0, 0, 0],
        bodyBytes: 0,
      };
      this.#hosts.set(name, row);
    }
    return row;
  }

  #countSession(session: number, host: HostRow): void {
    let hosts = this.#open.get(session);
    if (hosts?.has(host) === true || this.#openHosts >= TABLE_LIST_ENTRIES) return;
    if (hosts === undefined) this.#open.set(session, (hosts = new Set<HostRow>()));
    hosts.add(host);
    this.#openHosts += 1;
    host.sessions += 1;
  }

  /** Longest first; of equal ones the earlier stays ahead. */
  #addSlow(transaction: TransactionView, waitMs: number): void {
    const rows = this.slowest;
    const last = rows[rows.length - 1];
    if (rows.length === this.#slowestLimit && (last === undefined || waitMs <= last.waitMs)) return;
    let at = rows.length;
    while (at > 0 && rows[at - 1]!.waitMs < waitMs) at -= 1;
    const row = {
      waitMs,
      id: transaction.id,
      request: describeRequest(transaction, this.#style),
      status: transaction.response?.status ?? null,
    };
    rows.splice(at, 0, row);
    if (rows.length > this.#slowestLimit) rows.pop();
  }
}
