/**
 * Payload of one half that waits: for bytes before it, or for the other direction. Copies in the order of the stream,
 * none overlapping another; what was there first stays.
 */
import { StampedBytes } from "./stamped-bytes.js";
import type { Stamp } from "./stream.js";

/** A stretch of the stream that waits, with the stamp of its packet. */
export class Waiting extends StampedBytes {
  constructor(
    public offset: number,
    data: Buffer,
    start: number,
    end: number,
    /** Bytes right behind it that the snap length cut. */
    public cutSize: number,
    at: Stamp,
    /** Offset of the other direction that must be delivered first; -1 for none. */
    public needs: number,
  ) {
    super(data, start, end, at);
  }

  /** A copy of it acknowledged no more than this: what this one acknowledged beyond was not there when it was sent. */
  lowerNeeds(needs: number, acked: number): void {
    this.needs = needs;
    this.acked = Math.min(this.acked, acked);
  }

  /** Takes off what lies from `offset` on. */
  split(offset: number): Waiting {
    const rest = new Waiting(
      offset,
      this.bytes,
      offset - this.offset,
      this.size,
      this.cutSize,
      this,
      this.needs,
    );
    this.size = offset - this.offset;
    this.cutSize = 0;
    return rest;
  }

  /** Where its bytes end. */
  get stop(): number {
    return this.offset + this.size;
  }

  get end(): number {
    return this.stop + this.cutSize;
  }
}

/** Hears what of a segment was filed and what waits already. */
export interface FilingSink {
  onFiled(stretch: Waiting): void;
  /** `rest` was part of another stretch so far. */
  onSplit(rest: Waiting): void;
  /** data[start, start + size) came again; `offset` is its place in the stream. */
  onRepeated(first: Waiting, offset: number, data: Buffer, start: number, size: number, at: Stamp): void;
}

export class WaitingQueue {
  readonly #stretches: Waiting[] = [];

  /** The first in the order of the stream; null where nothing waits. */
  get head(): Waiting | null {
    return this.#stretches[0] ?? null;
  }

  /** The stream begins `bytes` earlier. */
  move(bytes: number): void {
    for (const stretch of this.#stretches) stretch.offset += bytes;
  }

  /** The other direction begins `bytes` earlier. */
  moveNeeds(bytes: number): void {
    for (const stretch of this.#stretches) {
      if (stretch.needs >= 0) stretch.needs += bytes;
      if (stretch.acked >= 0) stretch.acked += bytes;
    }
  }

  /** Takes the first out. Whoever does so releases it. */
  shift(): Waiting | null {
    return this.#stretches.shift() ?? null;
  }

  /**
   * Files the new stretches of data[start, end), which begins at `offset`, between those that wait already. They need
   * ever more in the order of the stream: nothing was sent before what lies ahead of it.
   */
  file(
    offset: number,
    data: Buffer,
    start: number,
    end: number,
    cutSize: number,
    at: Stamp,
    needs: number,
    sink: FilingSink,
  ): void {
    const stretches = this.#stretches;
    const stop = offset + (end - start);
    let from = offset; // in the stream
    let i = this.#firstEndingAfter(from);
    while (from < stop) {
      const next = stretches[i] ?? null;
      const fresh = Math.min(stop, next === null ? stop : next.offset);
      if (fresh > from) {
        const isLast = fresh === stop && next === null;
        const at0 = start + (from - offset);
        const filed = new Waiting(from, data, at0, at0 + (fresh - from), isLast ? cutSize : 0, at, needs);
        stretches.splice(i, 0, filed);
        sink.onFiled(filed);
        i += 1;
        from = fresh;
      }
      if (from >= stop || next === null) break;
      const shared = Math.min(stop, next.stop) - from;
      if (shared > 0) {
        sink.onRepeated(next, from, data, start + (from - offset), shared, at);
        from += shared;
      }
      // The earlier copy was cut here by the snap length; this one has the bytes.
      if (from < stop && next.cutSize > 0 && from < next.end) next.cutSize = from - next.stop;
      i += 1;
    }
    this.#lowerNeeds(stop, needs, at.acked, sink);
  }

  /** What lies before `stop` was sent no later than a segment that needs so much. */
  #lowerNeeds(stop: number, needs: number, acked: number, sink: FilingSink): void {
    const stretches = this.#stretches;
    const beyond = this.#firstEndingAfter(stop);
    const crossing = stretches[beyond];
    if (crossing !== undefined && crossing.offset < stop && stop < crossing.stop && crossing.needs > needs) {
      const rest = crossing.split(stop);
      stretches.splice(beyond + 1, 0, rest);
      sink.onSplit(rest);
    }
    for (let i = this.#firstEndingAfter(stop - 1); i >= 0; i--) {
      const stretch = stretches[i];
      if (stretch === undefined || stretch.offset >= stop) continue;
      if (stretch.needs <= needs) return;
      stretch.lowerNeeds(needs, acked);
    }
  }

  /** Index of the first stretch that ends after `offset`, by bisection: queues may be long. */
  #firstEndingAfter(offset: number): number {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#stretches[middle]!.end > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
