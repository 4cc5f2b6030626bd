/**
 * Stamps of one pcapng interface, in exact nanoseconds since the capture's epoch. A stamp is 64 bits of ticks in
 * units of 10^-n or 2^-n seconds (if_tsresol), plus whole seconds (if_tsoffset); it comes as two words, and all
 * the arithmetic is on numbers below 2^53, because a BigInt for each packet costs more than reading the packet.
 * Source: draft-ietf-opsawg-pcapng §4.2, §4.3.
 */
const NS_DIGITS = 9;
const NS_PER_SECOND = 1_000_000_000n;
const WORD = 2 ** 32;

type Scale = "decimal" | "finer-decimal" | "binary";

export class InterfaceClock {
  /** Digits of a second that say all there is to say, at most 9. */
  readonly digits: number;
  readonly isFinerThanNs: boolean;
  readonly #scale: Scale;
  readonly #exponent: number;
  readonly #offsetNs: bigint;
  /** Nanoseconds of a tick; finer than that, what ticks are divided by, one after the other. */
  readonly #tickNs: number;
  readonly #divisors: readonly number[];
  /** The epoch in the unit of #scale: ticks, nanoseconds, or seconds and nanoseconds. */
  readonly #baseHigh: number;
  readonly #baseLow: number;
  readonly #remainderNs: number;

  /**
   * @param resolution the byte of if_tsresol
   * @param offsetSeconds if_tsoffset
   * @param epochNs nanoseconds from 1970 to where since() is 0
   */
  constructor(resolution: number, offsetSeconds: bigint, epochNs: bigint) {
    const exponent = resolution & 0x7f;
    this.#exponent = exponent;
    this.#scale = resolution & 0x80 ? "binary" : exponent <= NS_DIGITS ? "decimal" : "finer-decimal";
    this.#offsetNs = offsetSeconds * NS_PER_SECOND;
    this.digits = Math.min(exponent, NS_DIGITS);
    this.isFinerThanNs = this.#scale === "binary" ? exponent >= 30 : exponent > NS_DIGITS;
    this.#tickNs = this.#scale === "decimal" ? 10 ** (NS_DIGITS - exponent) : 1;
    this.#divisors = this.#scale === "finer-decimal" ? divisorsOf(exponent - NS_DIGITS) : [];
    const unit = this.#scale === "binary" ? NS_PER_SECOND : BigInt(this.#tickNs);
    const baseNs = epochNs - this.#offsetNs;
    const base = floorDivide(baseNs, unit);
    this.#remainderNs = Number(baseNs - base * unit);
    this.#baseHigh = this.#scale === "binary" ? Number(base) : Number(base >> 32n);
    this.#baseLow = Number(base & 0xffff_ffffn);
  }

  /** Nanoseconds from the epoch to a stamp, cut to whole ones. */
  since(high: number, low: number): number {
    if (this.#scale === "decimal")
      return ((high - this.#baseHigh) * WORD + (low - this.#baseLow)) * this.#tickNs - this.#remainderNs;
    return this.#scale === "binary" ? this.#sinceBinary(high, low) : this.#sinceFiner(high, low);
  }

  /** Nanoseconds from 1970 to a stamp, cut to whole ones. */
  exact(high: number, low: number): bigint {
    const ticks = (BigInt(high) << 32n) | BigInt(low);
    const scaled = ticks * NS_PER_SECOND;
    const exponent = BigInt(this.#exponent);
    const ns = this.#scale === "binary" ? scaled >> exponent : scaled / 10n ** exponent;
    return ns + this.#offsetNs;
  }

  /** Long division by two words: each divisor is at most 10^6, so that a remainder and a word stay below 2^53. */
  #sinceFiner(high: number, low: number): number {
    let upper = high;
    let lower = low;
    for (const divisor of this.#divisors) {
      const quotient = Math.floor(upper / divisor);
      lower = Math.floor(((upper - quotient * divisor) * WORD + lower) / divisor);
      upper = quotient;
    }
    return (upper - this.#baseHigh) * WORD + (lower - this.#baseLow);
  }

  #sinceBinary(high: number, low: number): number {
    const exponent = this.#exponent;
    let seconds: number;
    let fractionNs: number;
    if (exponent <= 32) {
      const perSecond = 2 ** exponent;
      const lowSeconds = Math.floor(low / perSecond);
      seconds = high * (WORD / perSecond) + lowSeconds;
      // 32 bits times 10^9 = 2^9 * 5^9 (21 bits) is exact.
      fractionNs = Math.floor(((low - lowSeconds * perSecond) * 1e9) / perSecond);
    } else {
      const upper = 2 ** (exponent - 32);
      seconds = Math.floor(high / upper);
      const highNs = (high - seconds * upper) * 1e9;
      const whole = Math.floor(highNs / upper);
      const carried = Math.floor((low * 1e9) / WORD);
      fractionNs = whole + Math.floor((highNs - whole * upper + carried) / upper);
    }
    return (seconds - this.#baseHigh) * 1e9 + (fractionNs - this.#remainderNs);
  }
}

/** 10^exponent as factors of at most 10^6. */
function divisorsOf(exponent: number): number[] {
  const divisors: number[] = [];
  for (let left = exponent; left > 0; left -= 6) divisors.push(10 ** Math.min(left, 6));
  return divisors;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
