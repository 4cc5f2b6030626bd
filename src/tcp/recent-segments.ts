/**
 * Where the payload of recent segments lies in the input buffers, so that a second copy of bytes can be compared with
 * the first after that was delivered. A fixed table, linked by half: a few integers a segment, no copy of its bytes.
 * The buffers turn, so what is older than their number of turns is not compared, and counted.
 */
import { COMPARED_SEGMENTS, RECENT_SEGMENTS } from "../core/limits.js";
import type { SegmentView } from "../decode/segment.js";
import type { Half } from "./half.js";

/** A stretch of a stream in two versions. */
export interface Difference {
  /** Of the first byte that both copies hold. */
  readonly offset: number;
  /** Packet of the first copy. */
  readonly frame: number;
  readonly first: Buffer;
  readonly second: Buffer;
}

const NONE = -1;

export class RecentSegments {
  readonly #mask: number;
  /** Segments filed so far: the next one's number. */
  #count = 0;
  readonly #earlier: Float64Array;
  readonly #offset: Float64Array;
  readonly #frame: Float64Array;
  readonly #chunkOf: Float64Array;
  readonly #start: Int32Array;
  readonly #size: Int32Array;
  readonly #data: (Buffer | null)[];

  /** @param capacity a power of two */
  constructor(capacity = RECENT_SEGMENTS) {
    this.#mask = capacity - 1;
    this.#earlier = new Float64Array(capacity);
    this.#offset = new Float64Array(capacity);
    this.#frame = new Float64Array(capacity);
    this.#chunkOf = new Float64Array(capacity);
    this.#start = new Int32Array(capacity);
    this.#size = new Int32Array(capacity);
    this.#data = Array.from({ length: capacity }, () => null);
  }

  /**
   * Files what is new of a segment: its payload from `start` on, at `offset` of the half's stream. Payload in a buffer
   * of its own is not filed: to keep that alive would keep all of it.
   */
  add(half: Half, offset: number, segment: SegmentView, start: number): void {
    const { data, end, chunk, frame } = segment;
    if (chunk < 0) return;
    const at = this.#count & this.#mask;
    this.#earlier[at] = half.newestSegment;
    this.#offset[at] = offset;
    this.#frame[at] = frame;
    this.#chunkOf[at] = chunk;
    this.#start[at] = start;
    this.#size[at] = end - start;
    this.#data[at] = data;
    half.newestSegment = this.#count;
    this.#count += 1;
  }

  /** The half's stream begins `bytes` earlier than was thought. */
  move(half: Half, bytes: number): void {
    for (let number = half.newestSegment; this.#isFiled(number);) {
      const at = number & this.#mask;
      this.#offset[at]! += bytes;
      number = this.#earlier[at]!;
    }
  }

  /**
   * Compares the first `size` bytes of a segment's payload, which lie at `offset` of the half's stream, with the
   * copies of the same stretch that came before.
   * @param tell called for the first difference only
   * @returns bytes that could not be compared, for their first copy is gone
   */
  compare(
    half: Half,
    offset: number,
    segment: SegmentView,
    size: number,
    tell: (difference: Difference) => void,
  ): number {
    const { data, start, oldestChunk } = segment;
    const stop = offset + size;
    let compared = 0;
    let isTold = false;
    let steps = 0;
    for (
      let number = half.newestSegment;
      this.#isFiled(number);
      number = this.#earlier[number & this.#mask]!
    ) {
      const at = number & this.#mask;
      if (++steps > COMPARED_SEGMENTS || this.#chunkOf[at]! < oldestChunk) break;
      const from = Math.max(offset, this.#offset[at]!);
      const to = Math.min(stop, this.#offset[at]! + this.#size[at]!);
      if (from >= to) continue;
      compared += to - from;
      const firstStart = this.#start[at]! + (from - this.#offset[at]!);
      const first = this.#data[at]!.subarray(firstStart, firstStart + (to - from));
      const second = data.subarray(start + (from - offset), start + (to - offset));
      if (!isTold && !first.equals(second)) {
        isTold = true;
        tell({ offset: from, frame: this.#frame[at]!, first, second });
      }
      if (compared >= size) break;
    }
    return Math.max(0, size - compared);
  }

  /** The number is of a segment that was not overwritten. */
  #isFiled(number: number): boolean {
    return number !== NONE && number >= this.#count - this.#mask - 1;
  }
}
