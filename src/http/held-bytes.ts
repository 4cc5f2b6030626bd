/** What came behind a request to become a tunnel, kept until its answer tells what it is. */
import { StampedBytes } from "../tcp/stamped-bytes.js";
import { Stamp, type StreamEnd } from "../tcp/stream.js";

export class HeldBytes {
  /** Bytes of the stream. */
  size = 0;
  /** What they take of memory. */
  heldBytes = 0;
  /** The stream ended behind them. */
  end: { readonly why: StreamEnd; readonly at: Stamp } | null = null;
  readonly #pieces: StampedBytes[] = [];

  add(data: Buffer, start: number, end: number, at: Stamp): void {
    const piece = new StampedBytes(data, start, end, at);
    this.#pieces.push(piece);
    this.size += piece.size;
    this.heldBytes += piece.heldBytes;
  }

  onEnd(why: StreamEnd, at: Stamp): void {
    this.end = { why, at: Stamp.copy(at) };
  }

  /** Whoever takes a piece releases it. */
  get pieces(): readonly StampedBytes[] {
    return this.#pieces;
  }
}
