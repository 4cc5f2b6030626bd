/**
 * Input buffers that turn, one set for all inputs. A buffer that an input reads from is held; those given back keep
 * their bytes until all the others have been used, so that the last bytes of the capture can still be looked at.
 */
import { CHUNK_BYTES, RING_CHUNKS } from "../core/limits.js";

export class Ring {
  #pieceBytes: number;
  #count: number;
  #buffers: Buffer[] = [];
  #turn = 0;
  readonly #held = new Set<Buffer>();
  readonly #numbers = new WeakMap<ArrayBufferLike, number>();
  #filled = 0;
  /** Lowest number of a buffer that was not filled again since. */
  oldest = 0;

  constructor(pieceBytes = CHUNK_BYTES) {
    this.#pieceBytes = pieceBytes;
    this.#count = RING_CHUNKS;
  }

  /** Cuts the buffers into smaller ones where so many inputs are open at once that each could not have two. */
  share(openInputs: number): void {
    if (openInputs * 2 <= this.#count) return;
    while (openInputs * 2 > this.#count) {
      this.#count *= 2;
      this.#pieceBytes = Math.max(this.#pieceBytes / 2, SMALLEST_PIECE);
    }
    this.#buffers = [];
    this.#turn = 0;
  }

  /** The buffer that was used longest ago, held until release(). */
  take(): Buffer {
    for (;;) {
      const slot = this.#turn;
      this.#turn = (slot + 1) % this.#count;
      const buffer = (this.#buffers[slot] ??= Buffer.allocUnsafeSlow(this.#pieceBytes));
      if (this.#held.has(buffer)) continue;
      this.#held.add(buffer);
      const before = this.#numbers.get(buffer.buffer);
      if (before !== undefined) this.oldest = Math.max(this.oldest, before + 1);
      this.#numbers.set(buffer.buffer, this.#filled);
      this.#filled += 1;
      return buffer;
    }
  }

  /** Counts the fillings of all buffers; -1 for bytes that lie in none of them. */
  numberOf(chunk: Buffer): number {
    return this.#numbers.get(chunk.buffer) ?? -1;
  }

  release(buffer: Buffer): void {
    this.#held.delete(buffer);
  }
}

/** Smaller reads than this cost more than the memory they save. */
const SMALLEST_PIECE = 4 * 1024;
