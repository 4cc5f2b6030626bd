/**
 * How a duration is distributed. Up to EXACT_VALUES values are kept and percentiles are nearest-rank over them;
 * beyond, the values go into a log-linear histogram of 128 steps an octave, whose middles are at most 1/256 off.
 * Count, smallest and largest stay exact, and two distributions add up to that of both.
 */
import { EXACT_VALUES } from "../core/limits.js";
import type { TimingSummary } from "../core/records.js";

/** Largest relative distance of a bucket's middle from a value in it: half of 1/128 of the octave's start. */
const HISTOGRAM_ERROR = 1 / 256;
/** Bits of the mantissa's upper half that do not choose the bucket: 7 of its 20 do. */
const DROPPED_BITS = 13;
/** 1 ns is 10^-6 ms, above 2^-20; 2^53 ns is below 2^34 ms. Smaller and larger values share the end buckets. */
const FIRST_BUCKET = (1023 - 20) << 7;
const BUCKETS = (20 + 34) << 7;

export class Distribution {
  #count = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #values: Float64Array | null = new Float64Array(64);
  /** null while the values are kept; zeros have no octave and are counted apart. */
  #histogram: Float64Array | null = null;
  #zeros = 0;

  get count(): number {
    return this.#count;
  }

  /** @param value milliseconds, 0 or more */
  add(value: number): void {
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#values !== null && this.#count < EXACT_VALUES) {
      if (this.#count === this.#values.length) this.#values = grown(this.#values);
      this.#values[this.#count++] = value;
      return;
    }
    this.#count += 1;
    this.#addToHistogram(this.#toHistogram(), value);
  }

  /** Adds the values of another distribution, which stays as it is. */
  merge(other: Distribution): void {
    if (other.#values !== null) {
      for (let i = 0; i < other.#count; i++) this.add(other.#values[i]!);
      return;
    }
    const histogram = this.#toHistogram();
    this.#count += other.#count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#zeros += other.#zeros;
    if (other.#histogram !== null) for (let i = 0; i < BUCKETS; i++) histogram[i]! += other.#histogram[i]!;
  }

  summary(): TimingSummary {
    if (this.#count === 0)
      return { count: 0, min: null, p50: null, p90: null, p99: null, max: null, error: 0 };
    const sorted = this.#values?.subarray(0, this.#count).toSorted() ?? null;
    const percentile = (percent: number): number => {
      const rank = Math.ceil((percent * this.#count) / 100);
      return sorted === null ? this.#histogramValue(rank) : sorted[rank - 1]!;
    };
    return {
      count: this.#count,
      min: this.#min,
      p50: percentile(50),
      p90: percentile(90),
      p99: percentile(99),
      max: this.#max,
      error: sorted === null ? HISTOGRAM_ERROR : 0,
    };
  }

  /** The histogram; the first time the values that were kept move into it. */
  #toHistogram(): Float64Array {
    if (this.#histogram !== null) return this.#histogram;
    const histogram = new Float64Array(BUCKETS);
    this.#histogram = histogram;
    const values = this.#values;
    if (values !== null) {
      const kept = Math.min(this.#count, EXACT_VALUES);
      for (let i = 0; i < kept; i++) this.#addToHistogram(histogram, values[i]!);
    }
    this.#values = null;
    return histogram;
  }

  #addToHistogram(histogram: Float64Array, value: number): void {
    if (value === 0) this.#zeros += 1;
    else histogram[bucketOf(value)]! += 1;
  }

  /** Middle of the bucket in which the value of that rank lies, never outside what was seen. */
  #histogramValue(rank: number): number {
    const histogram = this.#histogram;
    let seen = this.#zeros;
    if (rank <= seen || histogram === null) return 0;
    let bucket = 0;
    for (; bucket < BUCKETS - 1; bucket++) {
      seen += histogram[bucket]!;
      if (seen >= rank) break;
    }
    const middle = (bucketStart(bucket) + bucketStart(bucket + 1)) / 2;
    return Math.min(this.#max, Math.max(this.#min, middle));
  }
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(Math.min(EXACT_VALUES, values.length * 4));
  larger.set(values);
  return larger;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Where the exponent lies in memory. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** Exponent and first bits of the mantissa: a number's own bits are its place on a log-linear scale. */
function bucketOf(value: number): number {
  float[0] = value;
  const bucket = (words[HIGH]! >>> DROPPED_BITS) - FIRST_BUCKET;
  return Math.min(BUCKETS - 1, Math.max(0, bucket));
}

function bucketStart(bucket: number): number {
  words[HIGH] = (bucket + FIRST_BUCKET) << DROPPED_BITS;
  words[1 - HIGH] = 0;
  return float[0]!;
}
