/** Bytes behind a request to become a tunnel, kept until its answer tells what they are. */
import type { Stamp } from "../tcp/stream.js";

export interface HeldPiece {
  readonly bytes: Buffer;
  readonly at: Stamp;
}

/** What a piece costs beside its bytes. */
const PIECE_OVERHEAD_BYTES = 384;

export class HeldBytes {
  /** Bytes of the stream. */
  size = 0;
  /** What they take of memory. */
  heldBytes = 0;
  #pieces: HeldPiece[] = [];

  add(data: Buffer, start: number, end: number, at: Stamp): void {
    const { timeNs, timeDigits, hasTime, frame, acked } = at;
    this.#pieces.push({
      bytes: Buffer.from(data.subarray(start, end)),
      at: { timeNs, timeDigits, hasTime, frame, acked },
    });
    this.size += end - start;
    this.heldBytes += end - start + PIECE_OVERHEAD_BYTES;
  }

  take(): readonly HeldPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.size = 0;
    this.heldBytes = 0;
    return pieces;
  }
}
