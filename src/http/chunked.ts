/**
 * Chunked transfer coding (RFC 9112 §7.1), one byte stream in, counts out. Lenient: white space around a size, LF
 * alone for a line end; what cannot be a chunk ends the message. Every leniency is one that other readers may not
 * have, and hides the end of the message from one of the two (RFC 9112 §11.2), so it is noted.
 */
import { CHUNK_LINE_BYTES, HEAD_FIELDS, TRAILER_BYTES } from "../core/limits.js";
import type { HeaderRecord } from "../core/records.js";
import type { BodyPrefix } from "./body-prefix.js";
import type { BodyTap } from "./content.js";
import { ENDS_HERE, explainSize, hasOddSize, oddityOfExtension, readChunkSize } from "./chunk-line.js";
import { ByteGatherer } from "./gather.js";
import { cutTrailers } from "./head.js";
import { CR, LF } from "./octets.js";

type State = "size" | "data" | "data-end" | "trailers" | "done" | "failed";

export type ChunkFailure =
  | { readonly kind: "bad"; readonly why: string }
  | { readonly kind: "limit"; readonly part: string; readonly limit: number };

/** What the reader costs beside its line. */
const READER_BYTES = 512;

export class ChunkedReader {
  /** Content bytes and framing bytes of the last feed(). */
  contentBytes = 0;
  framingBytes = 0;
  failure: ChunkFailure | null = null;
  /** White space stood beside a size; readers disagree on whether that is one. */
  hasOddSize = false;
  /** A line of the framing ended in LF alone. */
  hasBareLf = false;
  /** A chunk extension that readers end at different places; null where none was met. */
  oddExtension: string | null = null;
  #state: State = "size";
  #remaining = 0;
  /** A line that straddles segments, and in the end the trailers. */
  readonly #line = new ByteGatherer();
  #lineSize = 0;
  #isLineEmpty = true;
  #isBehindCr = false;

  /** Both hear the content. */
  constructor(
    private readonly tap: BodyTap | null,
    private readonly prefix: BodyPrefix | null,
  ) {}

  get isDone(): boolean {
    return this.#state === "done";
  }

  /** Bytes of the chunk that are still to come; a gap of at most that size lies wholly inside its data. */
  get remainingData(): number {
    return this.#state === "data" ? this.#remaining : 0;
  }

  /**
   * Bytes of a line, or of trailers, that were read and are in no count yet: what they are shows in the end of the
   * line, wherever the segments were cut.
   */
  get pendingBytes(): number {
    return this.#lineSize;
  }

  /**
   * The beginning of a line that proved to be none of its framing, or that makes the trailers too long: whatever it
   * is, it begins there and not in mid-line.
   */
  refusedLine(): Buffer {
    const kept = this.#line.copy();
    return kept.subarray(kept.lastIndexOf(LF) + 1);
  }

  /** What it takes of memory. */
  get heldBytes(): number {
    return this.#line.capacity + READER_BYTES;
  }

  /** Reads on. Returns where it stopped: at `end`, right behind the message, or at what cannot be a chunk. */
  feed(data: Buffer, start: number, end: number): number {
    this.contentBytes = 0;
    this.framingBytes = 0;
    let at = start;
    while (at < end) {
      switch (this.#state) {
        case "data": {
          const size = Math.min(this.#remaining, end - at);
          if (this.tap !== null) this.tap.onBody(data, at, at + size);
          if (this.prefix !== null) this.prefix.onBody(data, at, at + size);
          this.contentBytes += size;
          this.#remaining -= size;
          at += size;
          if (this.#remaining === 0) this.#state = "data-end";
          break;
        }
        case "size":
        case "trailers":
        case "data-end": {
          const before = this.#lineSize;
          const next = this.#feedLine(data, at, end);
          // What a line kept from earlier segments counts with its end.
          this.framingBytes += next - at + before - this.#lineSize;
          at = next;
          break;
        }
        case "done":
        case "failed":
          return at;
        default:
          this.#state satisfies never;
      }
    }
    return at;
  }

  /** Passes over `size` bytes that were not captured and lie inside the data of one chunk. */
  skip(size: number): void {
    this.#remaining -= size;
    if (this.#remaining === 0) this.#state = "data-end";
  }

  trailers(): HeaderRecord[] {
    return this.#line.size === 0 ? [] : cutTrailers(this.#line.take(), HEAD_FIELDS).headers();
  }

  #feedLine(data: Buffer, start: number, end: number): number {
    if (this.#state === "data-end") return this.#feedDataEnd(data, start);
    let at = start;
    while (at < end && data[at] !== LF) at += 1;
    const isWhole = at < end;
    const stop = isWhole ? at + 1 : end;
    const limit = this.#state === "size" ? CHUNK_LINE_BYTES : TRAILER_BYTES;
    if (this.#lineSize + (stop - start) > limit) {
      this.#fail({
        kind: "limit",
        part: this.#state === "size" ? "a chunk line" : "the trailer section",
        limit,
      });
      return start;
    }
    if (this.#state === "trailers") return this.#feedTrailer(data, start, stop, isWhole);
    if (!isWhole) {
      this.#keep(data, start, stop);
      return stop;
    }
    const line = this.#lineSize === 0 ? data.subarray(start, at) : this.#joined(data, start, at);
    const size = readChunkSize(line);
    if (size < 0) {
      this.#fail({ kind: "bad", why: explainSize(line) });
      return start;
    }
    if (line[line.length - 1] !== CR) this.hasBareLf = true;
    this.oddExtension ??= oddityOfExtension(line);
    if (hasOddSize(line)) this.hasOddSize = true;
    this.#drop();
    this.#remaining = size;
    this.#state = size === 0 ? "trailers" : "data";
    return stop;
  }

  /** The line end behind chunk data: CRLF, or LF alone. */
  #feedDataEnd(data: Buffer, start: number): number {
    const byte = data[start]!;
    if (byte === LF) {
      if (this.#lineSize === 0) this.hasBareLf = true;
      this.#state = "size";
      this.#drop();
      return start + 1;
    }
    if (byte === CR && this.#lineSize === 0) {
      this.#lineSize = 1;
      return start + 1;
    }
    this.#fail({ kind: "bad", why: `the data is longer than its chunk size says; ${ENDS_HERE}` });
    return start;
  }

  #feedTrailer(data: Buffer, start: number, stop: number, isWhole: boolean): number {
    const content = isWhole ? stop - 1 : stop;
    for (let at = start; at < content; at++) if (data[at] !== CR) this.#isLineEmpty = false;
    if (content > start) this.#isBehindCr = data[content - 1] === CR;
    if (isWhole) {
      if (!this.#isBehindCr) this.hasBareLf = true;
      this.#isBehindCr = false;
    }
    if (isWhole && this.#isLineEmpty) {
      this.#state = "done";
      this.#lineSize = 0;
      return stop;
    }
    this.#keep(data, start, stop);
    if (isWhole) this.#isLineEmpty = true;
    return stop;
  }

  #keep(data: Buffer, start: number, end: number): void {
    this.#line.append(data, start, end);
    this.#lineSize += end - start;
  }

  #joined(data: Buffer, start: number, end: number): Buffer {
    return Buffer.concat([this.#line.copy(), data.subarray(start, end)]);
  }

  #drop(): void {
    this.#line.clear();
    this.#lineSize = 0;
  }

  #fail(failure: ChunkFailure): void {
    this.failure = failure;
    this.#state = "failed";
  }
}

/** Bytes of the stream that a chunked body takes which begins with these; −1 where they do not hold its end. */
export function sizeOfChunks(bytes: Buffer): number {
  const reader = new ChunkedReader(null, null);
  const stop = reader.feed(bytes, 0, bytes.length);
  return reader.isDone ? stop : -1;
}
