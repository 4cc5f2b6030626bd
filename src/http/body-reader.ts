/**
 * Counts a body as its framing says (RFC 9112 §6.3): bytes go by and are booked, nothing is kept. Knows how much of
 * the stream certainly belongs to the body, which is what carries a message over a gap.
 */
import type { Ledger } from "../core/ledger.js";
import type { Stamp } from "../tcp/stream.js";
import { ChunkedReader, type ChunkFailure } from "./chunked.js";
import type { Message } from "./message.js";

/** "failed": what follows cannot be a chunk; see `failure`. */
export type BodyOutcome = "more" | "end" | "failed";

const NOTHING = Buffer.alloc(0);

export class BodyReader {
  /** Where the last feed() stopped. */
  stop = 0;
  #message: Message | null = null;
  #remaining = 0;
  #chunks: ChunkedReader | null = null;

  constructor(private readonly ledger: Ledger) {}

  /** A message whose framing promises a body. Returns whether it has ended already. */
  begin(message: Message): boolean {
    this.#message = message;
    this.#remaining = message.framing === "content-length" ? message.length : Number.POSITIVE_INFINITY;
    this.#chunks = message.framing === "chunked" ? new ChunkedReader(message.tap, message.prefix) : null;
    return this.#remaining === 0;
  }

  feed(data: Buffer, pos: number, end: number, at: Stamp): BodyOutcome {
    const message = this.#message!;
    message.touch(at);
    if (this.#chunks !== null) return this.#feedChunks(this.#chunks, message, data, pos, end);
    const size = Math.min(this.#remaining, end - pos);
    this.stop = pos + size;
    this.#remaining -= size;
    if (message.tap !== null) message.tap.onBody(data, pos, this.stop);
    if (message.prefix !== null && message.prefix.onBody(data, pos, this.stop)) message.prefix = null;
    this.#count(message, size);
    return this.#remaining === 0 ? "end" : "more";
  }

  /** Bytes of the stream that certainly belong to the body, whatever they are. */
  get room(): number {
    return this.#chunks === null ? this.#remaining : this.#chunks.remainingData;
  }

  /** `size` bytes, at most `room`, were not captured. Returns whether the body has ended with them. */
  lose(size: number): boolean {
    const message = this.#message!;
    message.missingBytes += size;
    message.tap?.onMissing();
    message.prefix?.onMissing();
    if (this.#chunks !== null) {
      this.#chunks.skip(size);
      return false;
    }
    this.#remaining -= size;
    return this.#remaining === 0;
  }

  get failure(): ChunkFailure | null {
    return this.#chunks?.failure ?? null;
  }

  get hasOddSize(): boolean {
    return this.#chunks?.hasOddSize ?? false;
  }

  get oddExtension(): string | null {
    return this.#chunks?.oddExtension ?? null;
  }

  get hasBareLf(): boolean {
    return this.#chunks?.hasBareLf ?? false;
  }

  /** Bytes of framing that wait for their line's end, in no column of the ledger yet. */
  get pendingBytes(): number {
    return this.#chunks?.pendingBytes ?? 0;
  }

  /** Of a body that failed: the beginning of the line that it failed at, of the bytes that drop() returns. */
  refusedLine(): Buffer {
    return this.#chunks?.refusedLine() ?? NOTHING;
  }

  /** What it takes of memory. */
  get heldBytes(): number {
    return this.#chunks?.heldBytes ?? 0;
  }

  /** Forgets the body; returns the bytes that are booked nowhere yet. */
  drop(): number {
    const pending = this.pendingBytes;
    this.#message?.tap?.onEnd(false);
    this.#message = null;
    this.#chunks = null;
    return pending;
  }

  #feedChunks(chunks: ChunkedReader, message: Message, data: Buffer, pos: number, end: number): BodyOutcome {
    this.stop = chunks.feed(data, pos, end);
    this.#count(message, chunks.contentBytes);
    this.ledger.framing += chunks.framingBytes;
    message.framingBytes += chunks.framingBytes;
    if (chunks.failure !== null) return "failed";
    if (!chunks.isDone) return "more";
    message.trailers = chunks.trailers();
    return "end";
  }

  #count(message: Message, size: number): void {
    message.bodySize += size;
    this.ledger.bodies += size;
  }
}
