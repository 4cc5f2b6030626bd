/**
 * Putting a head together that is spread over segments: the bytes so far, and how far they were searched, so that
 * one byte at a time stays linear.
 */
import { giveBackBytes, takeBytes } from "../core/byte-pool.js";
import { CR, LF } from "./octets.js";

const FIRST_CAPACITY = 256;

/** Grows by doubling, in buffers that turn, and is handed over as an exact copy. */
export class ByteGatherer {
  /** Valid up to `size`. */
  bytes: Buffer = EMPTY;
  size = 0;

  /** What it takes of memory. */
  get capacity(): number {
    return this.bytes.length;
  }

  append(data: Buffer, start: number, end: number): void {
    const needed = this.size + (end - start);
    if (needed > this.bytes.length) {
      const grown = takeBytes(Math.max(FIRST_CAPACITY, needed));
      this.bytes.copy(grown, 0, 0, this.size);
      giveBackBytes(this.bytes);
      this.bytes = grown;
    }
    data.copy(this.bytes, this.size, start, end);
    this.size = needed;
  }

  truncate(size: number): void {
    this.size = size;
  }

  clear(): void {
    this.size = 0;
    giveBackBytes(this.bytes);
    this.bytes = EMPTY;
  }

  /** The bytes so far, as a copy of their own. */
  copy(): Buffer {
    return Buffer.from(this.bytes.subarray(0, this.size));
  }

  /** The same, and the gatherer is empty again. */
  take(): Buffer {
    const taken = this.copy();
    this.clear();
    return taken;
  }
}

const EMPTY = Buffer.alloc(0);

/** Finds the empty line that ends a head, over any cutting into segments. */
export class HeadScanner {
  /** 0: inside a line; 1: right behind LF; 2: behind LF CR. */
  #behindLf: 0 | 1 | 2 = 0;

  reset(): void {
    this.#behindLf = 0;
  }

  /** Offset right behind the empty line, −1 where data[start, end) does not hold its end. */
  scan(data: Buffer, start: number, end: number): number {
    let state = this.#behindLf;
    let at = start;
    while (at < end) {
      const byte = data[at]!;
      at += 1;
      if (byte === LF) {
        if (state !== 0) return at;
        state = 1;
      } else if (byte === CR && state === 1) {
        state = 2;
      } else {
        state = 0;
        while (at < end && data[at] !== LF) at += 1;
      }
    }
    this.#behindLf = state;
    return -1;
  }
}
