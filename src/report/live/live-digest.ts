/**
 * What the screen of a live tap knows: it hears every line of the report and holds a bounded part of it. Nothing here
 * knows a terminal or a clock on a wall.
 */
import type { Finding, Severity } from "../../core/findings.js";
import type { TimingSummary } from "../../core/records.js";
import { Moment } from "../../core/time.js";
import type { ResponseView, SessionView, TransactionView } from "../../http/views.js";
import { CookieCounts, type CookieCount } from "./cookie-counts.js";
import { FindingCounts, type FindingCount } from "./finding-counts.js";
import { HostCounts, type HostCount } from "./host-counts.js";
import { LastMinute } from "./last-minute.js";
import { LiveFilter } from "./live-filter.js";
import { LiveRow } from "./live-row.js";
import { HeldRows, type RowLists } from "./row-lists.js";
import { SessionList, type SessionRow } from "./session-list.js";

/** All that the screen shows, at one moment: it stays as it is. */
export interface LiveSnapshot {
  readonly transactions: number;
  readonly openSessions: number;
  readonly severities: Readonly<Record<Severity, number>>;
  /** Of the last minute: how many, waits, and by second those without an answer and those of 2xx to 5xx. */
  readonly minuteTransactions: number;
  readonly waits: TimingSummary;
  readonly unanswered: readonly number[];
  readonly classes: readonly (readonly number[])[];
  readonly rows: RowLists;
  /** The filter that `matching` was held for. */
  readonly filter: LiveFilter;
  readonly matching: RowLists;
  readonly hosts: readonly HostCount[];
  readonly hasMoreHosts: boolean;
  readonly cookies: readonly CookieCount[];
  readonly hasMoreCookies: boolean;
  readonly findings: readonly FindingCount[];
  readonly sessions: readonly SessionRow[];
  readonly unlistedSessions: number;
}

/** Classes of status that are charted, by their hundreds. */
export const CHARTED = [2, 3, 4, 5] as const;

const NOWHEN = new Moment(0, 0, true, 0);

export class LiveDigest {
  /** Heard so far. */
  transactions = 0;
  readonly #minute = new LastMinute();
  readonly #rows = new HeldRows();
  #filter = new LiveFilter("");
  /** Those that the filter lets through, so that a rare one is not swept away by the others. */
  #matching = this.#rows;
  readonly #hosts = new HostCounts();
  readonly #cookies = new CookieCounts();
  readonly #findings = new FindingCounts();
  readonly #sessions = new SessionList();

  /** The latest second of packet time in which a transaction finished; −∞ before the first. */
  get second(): number {
    return this.#minute.second;
  }

  onFinding(finding: Finding): void {
    this.#findings.add(finding);
  }

  onTransaction(transaction: TransactionView): void {
    const { request, response, timings } = transaction;
    this.transactions += 1;
    const start = request?.first ?? response?.first ?? NOWHEN;
    const endNs = Math.max(request?.last.timeNs ?? start.timeNs, response?.last.timeNs ?? start.timeNs);
    this.#minute.add(endNs, classOf(response), timings.wait);
    const host = this.#hosts.add(transaction, endNs);
    if (request?.head.has("cookie") === true) this.#cookies.addSent(request.head, host, endNs);
    if (response?.head?.has("set-cookie") === true) this.#cookies.addSet(response.head, host, endNs);
    this.#sessions.addTransaction(transaction, start.timeNs, endNs);
    const row = new LiveRow(transaction, start, this.#findings.take(transaction.session, transaction.id));
    this.#rows.add(row);
    if (this.#matching !== this.#rows && this.#filter.hasRow(row)) this.#matching.add(row);
  }

  onSession(session: SessionView): void {
    this.#sessions.addSession(session, this.#findings.take(session.session, null));
  }

  /** From now on rows that match are held apart; of those before, what is still held. */
  setFilter(filter: LiveFilter): void {
    if (filter.text === this.#filter.text) return;
    this.#filter = filter;
    this.#matching = filter.isEmpty ? this.#rows : this.#rows.matching(filter);
  }

  /** Transactions a second. */
  rate(second: number): number {
    return this.#minute.rate(second);
  }

  /** @param second of packet time in which the last minute ends: later than `second` where the line is silent */
  snapshot(second: number): LiveSnapshot {
    const minute = this.#minute;
    minute.expect(second);
    const rows = this.#rows.list();
    return {
      transactions: this.transactions,
      openSessions: this.#sessions.openCount,
      severities: { ...this.#findings.severities },
      minuteTransactions: minute.total(second),
      waits: minute.waits(second),
      unanswered: minute.counts(UNANSWERED, second),
      classes: CHARTED.map((hundreds) => minute.counts(hundreds, second)),
      rows,
      filter: this.#filter,
      matching: this.#matching === this.#rows ? rows : this.#matching.list(),
      hosts: Array.from(this.#hosts.entries, (host) => ({ ...host })),
      hasMoreHosts: this.#hosts.hasMore,
      cookies: this.#cookies.entries.map((cookie) => ({ ...cookie })),
      hasMoreCookies: this.#cookies.hasMore,
      findings: this.#findings.list(),
      sessions: this.#sessions.list(),
      unlistedSessions: this.#sessions.unlistedCount,
    };
  }
}

/** What the last minute counts a transaction as: by the hundreds of its status, or as one of these. */
const UNANSWERED = 0;
const UNCHARTED = 1;

function classOf(response: ResponseView | null): number {
  if (response === null) return UNANSWERED;
  const hundreds = Math.floor((response.status ?? 0) / 100);
  return hundreds >= 2 && hundreds <= 5 ? hundreds : UNCHARTED;
}
