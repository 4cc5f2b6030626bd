/** The transactions that the screen holds: so many of the newest and of the slowest, and so many bytes of heads. */
import { LIVE_HEAD_BYTES, LIVE_SLOWEST, LIVE_TRANSACTIONS } from "../../core/limits.js";
import type { LiveFilter } from "./live-filter.js";
import type { LiveRow } from "./live-row.js";

/** The newest, in a ring. */
class NewestRows {
  readonly #rows: (LiveRow | null)[] = Array.from({ length: LIVE_TRANSACTIONS }, () => null);
  readonly #sizes = new Int32Array(LIVE_TRANSACTIONS);
  /** Place of the next one. */
  #next = 0;
  #count = 0;
  #bytes = 0;

  add(row: LiveRow, headBytes: number): void {
    if (this.#count === LIVE_TRANSACTIONS) this.#dropOldest();
    this.#rows[this.#next] = row;
    this.#sizes[this.#next] = headBytes;
    this.#next = this.#next + 1 === LIVE_TRANSACTIONS ? 0 : this.#next + 1;
    this.#count += 1;
    this.#bytes += headBytes;
    while (this.#bytes > LIVE_HEAD_BYTES && this.#count > 1) this.#dropOldest();
  }

  /** Newest first. */
  list(): LiveRow[] {
    const rows: LiveRow[] = [];
    for (let back = 1; back <= this.#count; back++) {
      const row = this.#rows[this.#placeOf(back)];
      if (row !== null && row !== undefined) rows.push(row);
    }
    return rows;
  }

  #dropOldest(): void {
    const place = this.#placeOf(this.#count);
    this.#rows[place] = null;
    this.#bytes -= this.#sizes[place]!;
    this.#count -= 1;
  }

  /** @param back 1 for the newest */
  #placeOf(back: number): number {
    return (this.#next - back + LIVE_TRANSACTIONS) % LIVE_TRANSACTIONS;
  }
}

/** Those with the longest wait, longest first; of equal ones the earlier stays ahead. */
class SlowestRows {
  readonly #rows: { readonly row: LiveRow; readonly waitMs: number; readonly headBytes: number }[] = [];
  #bytes = 0;

  add(row: LiveRow, headBytes: number): void {
    const waitMs = row.timings.wait;
    if (waitMs === null) return;
    const rows = this.#rows;
    const last = rows[rows.length - 1];
    if (rows.length === LIVE_SLOWEST && (last === undefined || waitMs <= last.waitMs)) return;
    let at = rows.length;
    while (at > 0 && rows[at - 1]!.waitMs < waitMs) at -= 1;
    rows.splice(at, 0, { row, waitMs, headBytes });
    this.#bytes += headBytes;
    while (rows.length > LIVE_SLOWEST || (this.#bytes > LIVE_HEAD_BYTES && rows.length > 1))
      this.#bytes -= rows.pop()?.headBytes ?? 0;
  }

  list(): LiveRow[] {
    return this.#rows.map(({ row }) => row);
  }
}

/** What one list of the screen chooses from. */
export class HeldRows {
  readonly newest = new NewestRows();
  readonly slowest = new SlowestRows();

  add(row: LiveRow): void {
    const { headBytes } = row;
    this.newest.add(row, headBytes);
    this.slowest.add(row, headBytes);
  }

  /** Those of them that the filter lets through. */
  matching(filter: LiveFilter): HeldRows {
    const matching = new HeldRows();
    for (const row of this.newest.list().toReversed()) {
      if (filter.hasRow(row)) matching.newest.add(row, row.headBytes);
    }
    for (const row of this.slowest.list()) if (filter.hasRow(row)) matching.slowest.add(row, row.headBytes);
    return matching;
  }

  list(): RowLists {
    return { newest: this.newest.list(), slowest: this.slowest.list() };
  }
}

export interface RowLists {
  /** Newest first. */
  readonly newest: readonly LiveRow[];
  /** Slowest first. */
  readonly slowest: readonly LiveRow[];
}
