/**
 * Time inside httpscope: a number of nanoseconds since the capture's first packet, exact for 104 days on either
 * side of it (2^53 ns). The epoch of that packet is one bigint; only here are the two put together.
 */

/** What a packet tells of when it came. */
type MomentFields = Pick<Moment, "timeNs" | "timeDigits" | "hasTime" | "frame">;

/** When, and in which packet. */
export class Moment {
  /** Nanoseconds since the capture's first packet. */
  timeNs: number;
  /** Digits of a second that the packet's clock has, 0 to 9. */
  timeDigits: number;
  /** false where the packet carried no time of its own, so that no duration can be built on it. */
  hasTime: boolean;
  /** Number of the packet, from 1. */
  frame: number;

  constructor(timeNs: number, timeDigits: number, hasTime: boolean, frame: number) {
    this.timeNs = timeNs;
    this.timeDigits = timeDigits;
    this.hasTime = hasTime;
    this.frame = frame;
  }

  static of(at: Readonly<MomentFields>): Moment {
    return new Moment(at.timeNs, at.timeDigits, at.hasTime, at.frame);
  }

  /** Becomes another moment. */
  set(at: Readonly<MomentFields>): void {
    this.timeNs = at.timeNs;
    this.timeDigits = at.timeDigits;
    this.hasTime = at.hasTime;
    this.frame = at.frame;
  }
}

/**
 * Milliseconds from `from` to `to`: exact nanoseconds divided by 10^6. null where either has no time of its own,
 * and where the clock ran backwards between them, for then nobody knows.
 */
export function elapsedMs(from: Readonly<MomentFields>, to: Readonly<MomentFields>): number | null {
  if (!from.hasTime || !to.hasTime || to.timeNs < from.timeNs) return null;
  return (to.timeNs - from.timeNs) / 1e6;
}

const NS_PER_SECOND = 1_000_000_000n;

/** Writes moments as RFC 3339 in UTC with the digits of their packet's clock. */
export class WallClock {
  /** Nanoseconds from 1970 to the capture's first packet. */
  readonly epochNs: bigint;
  readonly #baseSeconds: number;
  readonly #baseFractionNs: number;
  #second = Number.NaN;
  #prefix = "";

  constructor(epochNs: bigint) {
    this.epochNs = epochNs;
    let fraction = epochNs % NS_PER_SECOND;
    if (fraction < 0n) fraction += NS_PER_SECOND;
    this.#baseSeconds = Number((epochNs - fraction) / NS_PER_SECOND);
    this.#baseFractionNs = Number(fraction);
  }

  /** Seconds since 1970, cut to the whole second, for comparison with dates in headers. */
  epochSeconds(timeNs: number): number {
    return this.#baseSeconds + Math.floor((this.#baseFractionNs + timeNs) / 1e9);
  }

  /** `2010-10-09T14:28:02.123456Z`; a time outside the years 0 to 9999 is cut to the nearest of them. */
  format(at: Pick<Moment, "timeNs" | "timeDigits">): string {
    // The sum is exact up to 104 days from the epoch. Beyond, single nanoseconds are lost, but not what a clock of
    // microseconds said: that is had back by rounding.
    const sinceBase = this.#baseFractionNs + at.timeNs;
    const tickNs = 10 ** (9 - at.timeDigits);
    const isExact = Math.abs(sinceBase) <= Number.MAX_SAFE_INTEGER;
    const ticks = isExact ? Math.floor(sinceBase / tickNs) : Math.round(sinceBase / tickNs);
    const ticksPerSecond = 10 ** at.timeDigits;
    const wholeSeconds = Math.floor(ticks / ticksPerSecond);
    const second = this.#baseSeconds + wholeSeconds;
    if (second !== this.#second) {
      this.#second = second;
      this.#prefix = formatSecond(second);
    }
    if (at.timeDigits === 0) return `${this.#prefix}Z`;
    // Stamps that no clock ever showed are so large that the difference is not exact either.
    const fraction = Math.min(ticksPerSecond - 1, Math.max(0, ticks - wholeSeconds * ticksPerSecond));
    return `${this.#prefix}.${String(fraction).padStart(at.timeDigits, "0")}Z`;
  }
}

const FIRST_SECOND = -62_167_219_200; // 0000-01-01T00:00:00Z
const LAST_SECOND = 253_402_300_799; // 9999-12-31T23:59:59Z

/** `2010-10-09T14:28:02` for seconds since 1970, kept inside the years that RFC 3339 can write. */
export function formatSecond(second: number): string {
  const kept = Math.min(LAST_SECOND, Math.max(FIRST_SECOND, second));
  return new Date(kept * 1000).toISOString().slice(0, 19);
}
