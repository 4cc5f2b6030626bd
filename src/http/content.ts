/**
 * `--decode`: the content of one body, size and digest, with its codings undone. Bytes are taken in while the packets
 * are parsed; what is coded is decoded when the chunk of input is through (content-decoding.ts).
 *
 * Coded bytes go to the decoder in pieces that begin at multiples of one size in the body, however the segments were
 * cut, so that limits and errors fall on the same byte each time.
 */
import { createHash } from "node:crypto";
import { undo, type Coding, type Pieces } from "../capture/codings.js";
import { DecompressError } from "../capture/zstd.js";
import type { FindingCode, FindingData } from "../core/findings.js";
import {
  CONTENT_BYTES,
  CONTENT_PIECE_BYTES,
  CONTENT_RATIO,
  CONTENT_RATIO_FROM_BYTES,
} from "../core/limits.js";
import type { ContentRecord } from "../core/records.js";
import { ByteGatherer } from "./gather.js";
import type { BodyPrefix } from "./body-prefix.js";
import type { Direction } from "./direction.js";
import { PieceFeed } from "./piece-feed.js";

/** Listens to one body. */
export interface BodyTap {
  /** Content as carried, framing off; the bytes are valid until return. */
  onBody(data: Buffer, start: number, end: number): void;
  /** Bytes of it were not captured. */
  onMissing(): void;
  /** Nothing more comes; later calls are ignored. */
  onEnd(isComplete: boolean): void;
}

export interface ContentProblem {
  readonly code: FindingCode;
  readonly data: FindingData;
}

export interface Content extends BodyTap {
  readonly record: ContentRecord;
  /** First bytes of what it decodes to; null where nothing can be said of them, and where nothing is decoded. */
  readonly prefix: BodyPrefix | null;
  /** Why it was not decoded to its end, where that is worth a finding. */
  readonly problem: ContentProblem | null;
}

/** Without a coding: nothing has to wait. */
export class PlainContent implements Content {
  readonly problem = null;
  readonly prefix = null;
  readonly #encoding: string;
  #size = 0;
  #hash: ReturnType<typeof createHash> | null = createHash("sha256");
  #sha256: string | null = null;
  #hasEnded = false;

  constructor(encoding: string) {
    this.#encoding = encoding;
  }

  get record(): ContentRecord {
    return { size: this.#size, encoding: this.#encoding, sha256: this.#sha256 };
  }

  onBody(data: Buffer, start: number, end: number): void {
    if (this.#hasEnded) return;
    this.#size += end - start;
    this.#hash?.update(data.subarray(start, end));
  }

  onMissing(): void {
    this.#hash = null;
  }

  onEnd(isComplete: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (isComplete && this.#hash !== null) this.#sha256 = this.#hash.digest("hex");
    this.#hash = null;
  }
}

/** Of a coding that is not known, or one too many. */
export class UndecodedContent implements Content {
  readonly prefix = null;
  readonly record: ContentRecord;

  constructor(
    encoding: string,
    readonly problem: ContentProblem | null,
  ) {
    this.record = { size: null, encoding, sha256: null };
  }

  onBody(): void {}
  onMissing(): void {}
  onEnd(): void {}
}

/** Who decodes: told when there is something to do, and when no more bytes come. */
export interface DecodingHost {
  onDue(content: CodedContent): void;
  onLastByte(content: CodedContent): void;
}

export class CodedContent implements Content {
  problem: ContentProblem | null = null;
  readonly #gathered = new ByteGatherer();
  readonly #feed = new PieceFeed();
  #size = 0;
  #sha256: string | null = null;
  #isWhole = true;
  #hasEnded = false;
  #decoding: Promise<void> | null = null;
  /** Decoding ended, well or not: what still comes is of no use. */
  #isDecided = false;

  constructor(
    private readonly direction: Direction,
    private readonly encoding: string,
    /** In the order in which they are undone. */
    private readonly codings: readonly Coding[],
    private readonly host: DecodingHost,
    readonly prefix: BodyPrefix | null = null,
  ) {}

  get record(): ContentRecord {
    return { size: this.#size, encoding: this.encoding, sha256: this.#sha256 };
  }

  onBody(data: Buffer, start: number, end: number): void {
    if (this.#hasEnded || this.#isDecided) return;
    for (let at = start; at < end;) {
      const size = Math.min(CONTENT_PIECE_BYTES - this.#gathered.size, end - at);
      this.#gathered.append(data, at, at + size);
      at += size;
      if (this.#gathered.size === CONTENT_PIECE_BYTES) this.#feedGathered();
    }
  }

  /** What follows the gap cannot be decoded without it. */
  onMissing(): void {
    this.onEnd(false);
  }

  onEnd(isComplete: boolean): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#isWhole = isComplete;
    if (this.#gathered.size > 0) this.#feedGathered();
    this.#feed.end();
    this.host.onDue(this);
    this.host.onLastByte(this);
  }

  /** Decodes all that has come in. Rejects for a bug of ours only. */
  async decode(): Promise<void> {
    if (this.#isDecided) return;
    const taken = this.#feed.taken();
    this.#decoding ??= this.#decode();
    await Promise.race([taken, this.#decoding]);
  }

  #feedGathered(): void {
    this.#feed.push(this.#gathered.take());
    this.host.onDue(this);
  }

  async #decode(): Promise<void> {
    const hash = createHash("sha256");
    try {
      for await (const piece of this.#decoded()) {
        hash.update(piece);
        this.#size += piece.length;
        this.prefix?.onBody(Buffer.from(piece.buffer, piece.byteOffset, piece.length), 0, piece.length);
      }
      if (this.#isWhole) this.#sha256 = hash.digest("hex");
    } catch (error) {
      this.problem = this.#explain(error);
    }
    this.#isDecided = true;
    this.#feed.clear();
  }

  #decoded(): Pieces {
    let pieces: Pieces = this.#feed.pieces();
    // Servers announce a coding for a body of nothing, too: there is nothing to undo.
    if (this.#feed.isEmpty) return pieces;
    for (const coding of this.codings) pieces = this.#metered(undo(coding, pieces, "refused"));
    return pieces;
  }

  /** Each coding has its own measure: between two of them a bomb may swell and shrink again. */
  async *#metered(pieces: Pieces): Pieces {
    let bytes = 0;
    for await (const piece of pieces) {
      bytes += piece.length;
      if (bytes > CONTENT_BYTES) throw new LimitReached(CONTENT_BYTES, "bytes");
      if (bytes > CONTENT_RATIO_FROM_BYTES && bytes > CONTENT_RATIO * this.#feed.takenBytes)
        throw new LimitReached(CONTENT_RATIO, "times its coded size");
      yield piece;
    }
  }

  /** @throws whatever is no fault of the data */
  #explain(error: unknown): ContentProblem | null {
    const { direction, encoding } = this;
    if (error instanceof LimitReached)
      return { code: "limit.content", data: { direction, limit: error.limit, unit: error.unit } };
    if (!(error instanceof DecompressError)) throw error;
    // That a body which is not whole ends early says nothing of its coding.
    if (error.isTruncated && !this.#isWhole) return null;
    const why = error.isTruncated ? "it ends too early" : error.message;
    return { code: "http.content-coding-bad", data: { direction, encoding, why } };
  }
}

class LimitReached extends Error {
  constructor(
    readonly limit: number,
    readonly unit: string,
  ) {
    super(`more than ${limit} ${unit}`);
  }
}
