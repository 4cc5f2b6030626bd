/**
 * The last minute in packet time: how many transactions of each kind finished in each of its seconds, and
 * how long they waited. A silent line lets the minute go by as the clock on the wall does; who draws says how far.
 */
import { Distribution } from "../../analysis/distribution.js";
import { CLOCK_LEAP_NS } from "../../core/limits.js";
import type { TimingSummary } from "../../core/records.js";

export const MINUTE_SECONDS = 60;
/** 0 to 5: the hundreds of a status, and whatever else the caller tells apart. */
const CLASSES = 6;
/** Waits are let go of by so many seconds at a time. */
const SLOT_SECONDS = 10;
const SLOTS = MINUTE_SECONDS / SLOT_SECONDS;
/** Completed seconds that a rate is taken over. */
const RATE_SECONDS = 5;
/** Waits from which on percentiles are worked out once a second only. */
const MANY_WAITS = 1_000;
const CLOCK_LEAP_SECONDS = CLOCK_LEAP_NS / 1e9;

interface WaitSlot {
  /** Which ten seconds since the first packet. */
  slot: number;
  waits: Distribution;
}

export class LastMinute {
  /** Counts by second modulo 60, then class. */
  readonly #counts = new Float64Array(MINUTE_SECONDS * CLASSES);
  readonly #waits: WaitSlot[] = Array.from({ length: SLOTS }, () => ({
    slot: Number.NEGATIVE_INFINITY,
    waits: new Distribution(),
  }));
  #firstSecond = Number.POSITIVE_INFINITY;
  /** Up to which the table is cleared. */
  #second = Number.NEGATIVE_INFINITY;
  /** Where the packets' clock should be by the clock on the wall; −∞ where nobody said. */
  #expectedSecond = Number.NEGATIVE_INFINITY;
  #isLeapPending = false;
  #summary: TimingSummary = new Distribution().summary();
  #summarySecond = Number.NaN;

  /** The latest second in which a transaction finished; −∞ before the first. */
  get second(): number {
    return this.#second;
  }

  /** So much time has passed on the wall: a stamp that says the same is no leap. */
  expect(second: number): void {
    this.#expectedSecond = second;
  }

  /** @param kind 0 to 5 */
  add(finishedNs: number, kind: number, waitMs: number | null): void {
    const second = Math.floor(finishedNs / 1e9);
    if (second > this.#second && this.#isBorneOut(second)) this.#turnTo(second);
    if (second > this.#second || second <= this.#second - MINUTE_SECONDS) return;
    this.#counts[placeOf(second) + kind]! += 1;
    if (waitMs !== null) this.#addWait(second, waitMs);
  }

  /** Seconds of the minute that ends with `last`, oldest first: how many of a kind finished in each. */
  counts(kind: number, last: number): number[] {
    return Array.from({ length: MINUTE_SECONDS }, (_, index) =>
      this.#countAt(last - MINUTE_SECONDS + 1 + index, kind),
    );
  }

  /** All that finished in the minute that ends with `last`. */
  total(last: number): number {
    let sum = 0;
    for (let back = 0; back < MINUTE_SECONDS; back++) sum += this.#inSecond(last - back);
    return sum;
  }

  /** Transactions a second, over the seconds before `last` that are complete. */
  rate(last: number): number {
    const seconds = Math.min(RATE_SECONDS, last - this.#firstSecond);
    if (!(seconds > 0)) return this.#inSecond(last);
    let sum = 0;
    for (let back = 1; back <= seconds; back++) sum += this.#inSecond(last - back);
    return sum / seconds;
  }

  /** The last 50 to 60 seconds. */
  waits(last: number): TimingSummary {
    if (last === this.#summarySecond && this.#summary.count >= MANY_WAITS) return this.#summary;
    const slot = Math.floor(last / SLOT_SECONDS);
    const all = new Distribution();
    for (const each of this.#waits) if (each.slot > slot - SLOTS) all.merge(each.waits);
    this.#summarySecond = last;
    this.#summary = all.summary();
    return this.#summary;
  }

  /** A leap counts when the next transaction confirms it: one damaged stamp must not empty the minute. */
  #isBorneOut(second: number): boolean {
    const isLeap = second > Math.max(this.#second, this.#expectedSecond) + CLOCK_LEAP_SECONDS;
    if (isLeap && !this.#isLeapPending && this.#second !== Number.NEGATIVE_INFINITY) {
      this.#isLeapPending = true;
      return false;
    }
    this.#isLeapPending = false;
    return true;
  }

  #turnTo(second: number): void {
    if (this.#firstSecond === Number.POSITIVE_INFINITY) this.#firstSecond = second;
    const from = Math.max(this.#second + 1, second - MINUTE_SECONDS + 1);
    for (let each = from; each <= second; each++) {
      const place = placeOf(each);
      this.#counts.fill(0, place, place + CLASSES);
    }
    this.#second = second;
  }

  #addWait(second: number, waitMs: number): void {
    const slot = Math.floor(second / SLOT_SECONDS);
    const held = this.#waits[modulo(slot, SLOTS)]!;
    if (slot < held.slot) return;
    if (slot > held.slot) {
      held.slot = slot;
      held.waits = new Distribution();
    }
    held.waits.add(waitMs);
  }

  #countAt(second: number, kind: number): number {
    if (second > this.#second || second <= this.#second - MINUTE_SECONDS) return 0;
    return this.#counts[placeOf(second) + kind] ?? 0;
  }

  #inSecond(second: number): number {
    let sum = 0;
    for (let kind = 0; kind < CLASSES; kind++) sum += this.#countAt(second, kind);
    return sum;
  }
}

/** Stamps before the first packet's are negative. */
const modulo = (value: number, by: number): number => ((value % by) + by) % by;
const placeOf = (second: number): number => modulo(second, MINUTE_SECONDS) * CLASSES;
