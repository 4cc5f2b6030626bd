/**
 * One input as a row of chunks: opened by name, decompressed where its first bytes say so, read into the ring. A
 * buffer is filled up before the next is taken, however short the reads, so that a pipe fares like a file.
 */
import { CaptureError } from "../core/errors.js";
import type { Compression } from "../core/records.js";
import { decompress } from "./decompress.js";
import { DETECT_BYTES, detectCompression } from "./detect.js";
import {
  explainUnreadable,
  nameOf,
  openRaw,
  type InputSource,
  type OpenedInput,
  type RawBytes,
} from "./raw-bytes.js";
import type { Ring } from "./ring.js";
import { DecompressError } from "./zstd.js";

/** Why an input stopped before its end. */
export interface ReadFailure {
  readonly what: string;
  /** The input is cut off, not damaged. */
  readonly isTruncated: boolean;
}

export class Source {
  readonly name: string;
  readonly compression: Compression | null;
  /** Size of a regular file as stored, which can be opened again; null for a pipe. */
  readonly size: number | null;
  readonly identity: string;
  /** The first bytes, decompressed: DETECT_BYTES of them or more, unless the input has fewer. */
  readonly head: Buffer;
  readonly #raw: CountedBytes;
  readonly #bytes: RawBytes;
  readonly #ring: Ring;
  readonly #readsAhead: boolean;
  #buffer: Buffer;
  #filled: number;
  #isHeadRead = false;
  #failure: ReadFailure | null = null;
  /** Filled, and to be given back once its last bytes have been used. */
  #used: Buffer | null = null;
  /** What is being read while the bytes before it are used. */
  #ahead: Promise<Buffer | null> | null = null;

  private constructor(
    input: OpenedInput,
    of: {
      name: string;
      compression: Compression | null;
      raw: CountedBytes;
      bytes: RawBytes;
      ring: Ring;
      readsAhead: boolean;
    },
    buffer: Buffer,
    filled: number,
    failure: ReadFailure | null,
  ) {
    this.name = of.name;
    this.compression = of.compression;
    this.size = input.size;
    this.identity = input.identity;
    this.#raw = of.raw;
    this.#bytes = of.bytes;
    this.#ring = of.ring;
    this.#readsAhead = of.readsAhead;
    this.#buffer = buffer;
    this.#filled = filled;
    this.#failure = failure;
    this.head = buffer.subarray(0, filled);
  }

  /** @throws CaptureError where nothing of it can be read */
  static async open(from: InputSource, ring: Ring, readsAhead = false): Promise<Source> {
    const name = nameOf(from);
    const input = await openRaw(from);
    const raw = new CountedBytes(input.raw);
    const buffer = ring.take();
    try {
      const stored = await fill(raw, buffer);
      if (stored.failure !== null) throw stored.failure;
      const compression = detectCompression(buffer.subarray(0, stored.filled));
      const of = { name, compression, ring, raw, readsAhead };
      if (compression === null) return new Source(input, { ...of, bytes: raw }, buffer, stored.filled, null);
      const pieces = piecesOf(raw, Buffer.from(buffer.subarray(0, stored.filled)));
      const bytes = new PieceBytes(decompress(compression, pieces), raw);
      const { filled, failure } = await fill(bytes, buffer);
      const reason = failure === null ? null : explainFailure(failure);
      if (reason !== null && filled < DETECT_BYTES) throw badCompression(name, compression, reason);
      return new Source(input, { ...of, bytes }, buffer, filled, reason);
    } catch (error) {
      ring.release(buffer);
      await raw.close();
      throw explainUnreadable(name, error);
    }
  }

  /** Bytes read so far, as stored. */
  get bytesRead(): number {
    return this.#raw.count;
  }

  /** Why reading stopped, once read() has said null; null where it was the end of the input. */
  get failure(): ReadFailure | null {
    return this.#failure;
  }

  /** The next bytes; null at the end. They stay for as long as the ring keeps them. */
  async read(): Promise<Buffer | null> {
    if (!this.#isHeadRead) {
      this.#isHeadRead = true;
      if (this.head.length > 0) return this.head;
    }
    if (this.#used !== null) this.#ring.release(this.#used);
    this.#used = null;
    const chunk = await (this.#ahead ?? this.#readMore());
    this.#ahead = chunk !== null && this.#readsAhead ? this.#readMore() : null;
    return chunk;
  }

  async close(): Promise<void> {
    if (this.#used !== null) this.#ring.release(this.#used);
    this.#ring.release(this.#buffer);
    await this.#bytes.close();
  }

  /** Reads into the buffer behind what was read, or into the next one. Never rejects. */
  async #readMore(): Promise<Buffer | null> {
    if (this.#failure !== null) return null;
    if (this.#filled === this.#buffer.length) {
      // It may still be read from while the next one is filled.
      this.#used = this.#buffer;
      this.#buffer = this.#ring.take();
      this.#filled = 0;
    }
    const from = this.#filled;
    try {
      this.#filled += await this.#bytes.read(this.#buffer, from);
    } catch (error) {
      this.#failure = explainFailure(error);
      return null;
    }
    if (this.#filled > from) return this.#buffer.subarray(from, this.#filled);
    if (this.compression === null && this.size !== null && this.#raw.count < this.size)
      this.#failure = { what: "the file became shorter while it was read", isTruncated: false };
    return null;
  }
}

/** As many bytes as decide on compression and format, or all there are. */
async function fill(bytes: RawBytes, buffer: Buffer): Promise<{ filled: number; failure: unknown }> {
  let filled = 0;
  try {
    while (filled < DETECT_BYTES) {
      const size = await bytes.read(buffer, filled);
      if (size === 0) break;
      filled += size;
    }
  } catch (error) {
    return { filled, failure: error };
  }
  return { filled, failure: null };
}

function explainFailure(error: unknown): ReadFailure {
  if (error instanceof DecompressError) return { what: error.message, isTruncated: error.isTruncated };
  return {
    what: `read error (${error instanceof Error ? error.message : String(error)})`,
    isTruncated: false,
  };
}

function badCompression(file: string, compression: Compression, failure: ReadFailure): CaptureError {
  const hint = `is damaged ${compression} data from its beginning (${failure.what}); nothing of it can be read`;
  return new CaptureError("capture.bad-compression", { file, offset: 0, hint });
}

/** Counts what was read, for progress. */
class CountedBytes implements RawBytes {
  readonly #raw: RawBytes;
  count = 0;

  constructor(raw: RawBytes) {
    this.#raw = raw;
  }

  async read(into: Buffer, at: number): Promise<number> {
    const size = await this.#raw.read(into, at);
    this.count += size;
    return size;
  }

  close(): Promise<void> {
    return this.#raw.close();
  }
}

const STORED_PIECE_BYTES = 256 * 1024;

/** Compressed bytes on their way to the decompressor; each piece is valid until the next is asked for. */
async function* piecesOf(raw: RawBytes, head: Buffer): AsyncGenerator<Buffer> {
  yield head;
  const buffer = Buffer.allocUnsafeSlow(STORED_PIECE_BYTES);
  for (;;) {
    const size = await raw.read(buffer, 0);
    if (size === 0) return;
    yield buffer.subarray(0, size);
  }
}

/** Decompressed pieces, copied into the ring's buffers. */
class PieceBytes implements RawBytes {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #raw: RawBytes;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(pieces: AsyncIterable<Uint8Array>, raw: RawBytes) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#raw = raw;
  }

  async read(into: Buffer, at: number): Promise<number> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return 0;
      this.#piece = next.value;
    }
    const size = Math.min(this.#piece.length, into.length - at);
    into.set(this.#piece.subarray(0, size), at);
    this.#piece = this.#piece.subarray(size);
    return size;
  }

  async close(): Promise<void> {
    // First what the decompressor may be waiting for.
    await this.#raw.close();
    await this.#pieces.return?.();
  }
}
