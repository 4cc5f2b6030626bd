/**
 * What one thread sends another: numbers, and the bytes that some of them speak of, both read in the order in which
 * they were written. The memory changes hands instead of being copied, and no object is made in between: to clone the
 * objects of a transaction costs ten times as much.
 */
const INITIAL_NUMBERS = 4 * 1024;
const INITIAL_BYTES = 64 * 1024;

export interface Batch {
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class BatchWriter {
  #numbers = makeNumbers(INITIAL_NUMBERS);
  #count = 0;
  #bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  #size = 0;

  /** Bytes of memory that is filled. */
  get size(): number {
    return this.#size + this.#count * Float64Array.BYTES_PER_ELEMENT;
  }

  number(value: number): void {
    if (this.#count === this.#numbers.length) this.#growNumbers();
    this.#numbers[this.#count++] = value;
  }

  bytes(bytes: Buffer): void {
    this.number(bytes.length);
    this.#room(bytes.length);
    bytes.copy(this.#bytes, this.#size);
    this.#size += bytes.length;
  }

  /** Bytes whose number is told behind them, so that they can come in pieces. */
  piece(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#size);
    this.#size += bytes.length;
  }

  /** Bytes so far. */
  get byteSize(): number {
    return this.#size;
  }

  text(text: string): void {
    // A character takes three bytes at most; of a pair of surrogates both together take four.
    this.#room(text.length * 3);
    const size = this.#bytes.write(text, this.#size);
    this.number(size);
    this.#size += size;
  }

  json(value: unknown): void {
    this.text(JSON.stringify(value));
  }

  /** All that was written, for good: what comes next is another batch. */
  take(): Batch {
    const batch = {
      numbers: this.#numbers.subarray(0, this.#count),
      bytes: new Uint8Array(this.#bytes.buffer, 0, this.#size),
    };
    // The next one will be much like this one.
    this.#numbers = makeNumbers(this.#numbers.length);
    this.#bytes = Buffer.allocUnsafeSlow(this.#bytes.length);
    this.#count = 0;
    this.#size = 0;
    return batch;
  }

  #growNumbers(): void {
    const larger = makeNumbers(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }

  #room(size: number): void {
    if (this.#size + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#size + size));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}

/** Not filled with zeros first, which costs as much as to fill it. */
const makeNumbers = (count: number): Float64Array<ArrayBuffer> =>
  new Float64Array(Buffer.allocUnsafeSlow(count * Float64Array.BYTES_PER_ELEMENT).buffer);

export class BatchReader {
  readonly #numbers: Float64Array;
  readonly #bytes: Buffer;
  #next = 0;
  #at = 0;

  constructor({ numbers, bytes }: Batch) {
    this.#numbers = numbers;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get isAtEnd(): boolean {
    return this.#next === this.#numbers.length;
  }

  number(): number {
    const value = this.#numbers[this.#next++];
    if (value === undefined) throw new TypeError("a batch ends too early");
    return value;
  }

  /** They stay: nobody writes there again. */
  bytes(): Buffer {
    const size = this.number();
    const start = this.skip(size);
    return this.#bytes.subarray(start, start + size);
  }

  /** Passes over bytes; returns where they begin in `allBytes`. */
  skip(size: number): number {
    const start = this.#at;
    this.#at = start + size;
    return start;
  }

  get allBytes(): Buffer {
    return this.#bytes;
  }

  text(): string {
    const start = this.#at;
    this.#at = start + this.number();
    return this.#bytes.toString("utf8", start, this.#at);
  }
}
