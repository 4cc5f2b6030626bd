/**
 * A chunked body of a trace, taken apart as it was sent (RFC 9112 §7.1): its data, the first chunks one by one, and the
 * lines behind the last. Bodies of millions of chunks are met in attacks, so all others are only counted.
 */
import type { StreamPiece } from "./byte-stream.js";

/** Chunks that are kept one by one, lines behind the last, and bytes of such a line: a page shows no more. */
const KEPT_CHUNKS = 8;
const KEPT_LINES = 16;
const LINE_BYTES = 2_000;
/** Digits of a size: 2⁵² is more than is ever sent. */
const SIZE = /^[0-9A-Fa-f]{1,13}/;

const LF = 0x0a;
const CR = 0x0d;

export interface Chunk {
  /** The line with the size, and its line end. */
  readonly line: Buffer;
  /** Bytes of data that the line announces. */
  readonly size: number;
  /** What of them is there. */
  readonly data: Buffer;
  /** The line end behind the data; empty where it is not there. */
  readonly end: Buffer;
}

export interface Chunks {
  readonly data: Buffer;
  /** Chunks that have data. */
  readonly count: number;
  readonly first: readonly Chunk[];
  /** The lines behind the data, each with its end: of the last chunk, trailer fields and the empty line, if it is ended. */
  readonly tail: readonly Buffer[];
  /** A chunk of size 0 came; otherwise the tail is what fits no chunk. */
  readonly isEnded: boolean;
}

/** @param pieces of the stream from behind the head on, missing ones among them */
export function readChunks(pieces: readonly StreamPiece[]): Chunks {
  const carried = new Carried(pieces);
  const data = Buffer.alloc(carried.bytes.length);
  const first: Chunk[] = [];
  let filled = 0;
  let count = 0;
  let isEnded = false;
  for (;;) {
    const line = carried.peekLine();
    const digits = line === null ? undefined : SIZE.exec(line.toString("latin1", 0, 16))?.[0];
    if (line === null || digits === undefined) break;
    const size = Number.parseInt(digits, 16);
    isEnded = size === 0;
    if (isEnded) break;
    carried.skip(line.length);
    const start = filled;
    filled += carried.take(size, data, filled);
    const end = carried.takeLineEnd();
    count += 1;
    if (first.length < KEPT_CHUNKS)
      first.push({ line: line.subarray(0, LINE_BYTES), size, data: data.subarray(start, filled), end });
    if (end.length === 0) break;
  }
  return { data: data.subarray(0, filled), count, first, tail: carried.lines(), isEnded };
}

/** The bytes of a body one behind the other, and where between them others are missing. */
class Carried {
  readonly bytes: Buffer;
  /** Places in the bytes; how many are missing there. */
  readonly #gaps: { readonly at: number; size: number }[] = [];
  #gap = 0;
  #at = 0;

  constructor(pieces: readonly StreamPiece[]) {
    const present: Buffer[] = [];
    let at = 0;
    for (const piece of pieces)
      if (piece.kind === "missing") this.#gaps.push({ at, size: piece.size });
      else {
        present.push(piece.bytes);
        at += piece.bytes.length;
      }
    this.bytes = Buffer.concat(present);
  }

  /** The next line with its end; null where there is none, or something is missing in it or before it. */
  peekLine(): Buffer | null {
    const end = this.bytes.indexOf(LF, this.#at);
    return end < 0 || end >= this.#nextGap ? null : this.bytes.subarray(this.#at, end + 1);
  }

  skip(count: number): void {
    this.#at += count;
  }

  /**
   * Passes over so many bytes as were sent, and puts those that are there into the target.
   * @returns how many these are
   */
  take(count: number, target: Buffer, at: number): number {
    let taken = 0;
    for (let left = count; left > 0;) {
      const present = Math.min(left, Math.min(this.#nextGap, this.bytes.length) - this.#at);
      taken += this.bytes.copy(target, at + taken, this.#at, this.#at + present);
      this.#at += present;
      left -= present;
      const gap = this.#gaps[this.#gap];
      if (left === 0 || gap === undefined || gap.at > this.#at) break;
      const missing = Math.min(left, gap.size);
      left -= missing;
      gap.size -= missing;
      if (gap.size === 0) this.#gap += 1;
    }
    return taken;
  }

  /** CR LF, or LF alone; empty where neither is next. */
  takeLineEnd(): Buffer {
    const size = this.bytes[this.#at] === CR ? 2 : 1;
    const isThere = this.bytes[this.#at + size - 1] === LF && this.#at + size <= this.#nextGap;
    const end = this.bytes.subarray(this.#at, this.#at + (isThere ? size : 0));
    this.#at += end.length;
    return end;
  }

  /** The lines that are left, a few of them; the last may have no end. */
  lines(): Buffer[] {
    const lines: Buffer[] = [];
    const until = Math.min(this.#nextGap, this.bytes.length);
    for (let at = this.#at; at < until && lines.length < KEPT_LINES;) {
      const end = this.bytes.indexOf(LF, at);
      const next = end < 0 ? until : Math.min(until, end + 1);
      lines.push(this.bytes.subarray(at, Math.min(next, at + LINE_BYTES)));
      at = next;
    }
    return lines;
  }

  get #nextGap(): number {
    return this.#gaps[this.#gap]?.at ?? Number.POSITIVE_INFINITY;
  }
}
