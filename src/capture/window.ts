/**
 * The bytes that a reader is fed, seen so that one record always lies in one piece. A record inside one chunk is
 * read where it lies, and so is one across two chunks that lie side by side, as short reads of a pipe do. One across
 * two others is put together in a buffer of its own, never used again, so that views into it stay true for as long as
 * anybody holds them.
 */
const NOTHING = Buffer.alloc(0);

/** Unread bytes are data[at, end); whoever reads moves `at` on. */
export class ByteWindow {
  data: Buffer = NOTHING;
  at = 0;
  end = 0;
  /** Place of data[0] in the input. */
  #origin = 0;
  #chunk: Buffer = NOTHING;
  #chunkAt = 0;
  #joined: Buffer = NOTHING;
  /** Where in its memory the first of the chunks begins that lie side by side up to this one. */
  #rowStart = 0;

  /** Place of data[at] in the input, in bytes. */
  get offset(): number {
    return this.#origin + this.at;
  }

  /**
   * Takes over the next chunk. The one before must have been used up: has() or skip() said that it was.
   * @param continues it lies right behind the one before, whose bytes are still there
   */
  feed(chunk: Buffer, continues: boolean): void {
    this.#chunk = chunk;
    this.#chunkAt = 0;
    if (!continues) this.#rowStart = chunk.byteOffset;
    const left = this.end - this.at;
    if (left === 0 || chunk.byteOffset - left < this.#rowStart) return;
    // What was put aside of a record lies in front of its rest.
    this.#origin += this.at;
    this.data = Buffer.from(chunk.buffer, chunk.byteOffset - left, left + chunk.length);
    this.at = 0;
    this.end = this.data.length;
    this.#chunkAt = chunk.length;
  }

  /** Whether `size` bytes lie in one piece at `at`. Where false, every byte fed is kept and more are needed. */
  has(size: number): boolean {
    return this.end - this.at >= size || this.#collect(size, size);
  }

  /**
   * The same for looking far ahead, again and again: collects up to twice as much as asked for, so that each byte
   * is copied a bounded number of times however often one looks.
   */
  hasAhead(size: number): boolean {
    return this.end - this.at >= size || this.#collect(size, 2 * size);
  }

  /** Passes over up to `size` bytes without keeping them; returns how many could not be passed over yet. */
  skip(size: number): number {
    let left = size;
    while (left > 0) {
      if (this.at === this.end && !this.#collect(1, 1)) return left;
      const step = Math.min(left, this.end - this.at);
      this.at += step;
      left -= step;
    }
    return 0;
  }

  #collect(size: number, capacity: number): boolean {
    if (this.at === this.end) {
      this.#origin = this.offset - this.#chunkAt;
      this.data = this.#chunk;
      this.at = this.#chunkAt;
      this.end = this.#chunk.length;
      this.#chunkAt = this.#chunk.length;
      if (this.end - this.at >= size) return true;
      if (this.at === this.end) return false;
    }
    if (this.data !== this.#joined || this.data.length - this.at < size) {
      const joined = Buffer.allocUnsafeSlow(capacity);
      this.data.copy(joined, 0, this.at, this.end);
      this.end -= this.at;
      this.#origin += this.at;
      this.at = 0;
      this.data = joined;
      this.#joined = joined;
    }
    // No further than asked for, or the next record would lie across two buffers too, and so on for ever.
    const limit = capacity > size ? this.data.length : this.at + size;
    const end = Math.min(limit, this.end + this.#chunk.length - this.#chunkAt);
    this.#chunk.copy(this.data, this.end, this.#chunkAt, this.#chunkAt + end - this.end);
    this.#chunkAt += end - this.end;
    this.end = end;
    return this.end - this.at >= size;
  }
}
