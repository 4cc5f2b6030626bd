/** Bytes behind a request to become a tunnel, kept until its answer tells what they are. */
import type { Stamp } from "../tcp/stream.js";

export interface HeldPiece {
  readonly bytes: Buffer;
  readonly at: Stamp;
}

export class HeldBytes {
  size = 0;
  #pieces: HeldPiece[] = [];

  add(data: Buffer, start: number, end: number, at: Stamp): void {
    const { timeNs, timeDigits, hasTime, frame, acked } = at;
    this.#pieces.push({
      bytes: Buffer.from(data.subarray(start, end)),
      at: { timeNs, timeDigits, hasTime, frame, acked },
    });
    this.size += end - start;
  }

  take(): readonly HeldPiece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.size = 0;
    return pieces;
  }
}
