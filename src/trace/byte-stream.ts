/**
 * The bytes of one direction of a session by their offset, each as it was first captured: what `show` and `explain` look
 * at. Bounded: beyond the limit a stream keeps no more, and says so.
 */
import { TRACED_BYTES } from "../core/limits.js";
import { TraceRoom } from "./trace-room.js";

/** A piece of a stream: bytes, or how many of them are not in the capture. */
export type StreamPiece =
  | { readonly kind: "bytes"; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "missing"; readonly at: number; readonly size: number };

export class ByteStream {
  /** Bytes were left out because there were too many. */
  isCut = false;
  /** In order, without overlap. */
  readonly #pieces: { at: number; bytes: Buffer }[] = [];
  #heldBytes = 0;

  constructor(private readonly room = new TraceRoom()) {}

  /**
   * Takes what is new of a segment's payload.
   * @returns bytes of it that were there before
   */
  add(at: number, data: Buffer): number {
    let repeated = 0;
    let start = at;
    const end = at + data.length;
    let index = this.#indexAt(start);
    while (start < end) {
      const piece = this.#pieces[index];
      if (piece === undefined || piece.at >= end) {
        this.#insert(index, start, data.subarray(start - at));
        break;
      }
      if (piece.at > start) {
        this.#insert(index, start, data.subarray(start - at, piece.at - at));
        start = piece.at;
        index += 1;
        continue;
      }
      const until = Math.min(end, piece.at + piece.bytes.length);
      if (until > start) {
        repeated += until - start;
        start = until;
      }
      index += 1;
    }
    return repeated;
  }

  /** What is there between two offsets, and what is not. */
  pieces(start: number, end: number): StreamPiece[] {
    const found: StreamPiece[] = [];
    let at = start;
    for (let index = this.#indexAt(start); at < end; index++) {
      const piece = this.#pieces[index];
      const next = Math.min(end, piece === undefined ? end : Math.max(at, piece.at));
      if (next > at) found.push({ kind: "missing", at, size: next - at });
      at = next;
      if (piece === undefined || at >= end) break;
      const until = Math.min(end, piece.at + piece.bytes.length);
      if (until > at)
        found.push({ kind: "bytes", at, bytes: piece.bytes.subarray(at - piece.at, until - piece.at) });
      at = Math.max(at, until);
    }
    return found;
  }

  /** The same with as few pieces as can be: bytes that have nothing missing between them are one, whoever brought them. */
  runs(start: number, end: number): StreamPiece[] {
    const runs: StreamPiece[] = [];
    let run: Buffer[] = [];
    let at = start;
    const endRun = (next: number): void => {
      if (run.length > 0) runs.push({ kind: "bytes", at, bytes: Buffer.concat(run) });
      run = [];
      at = next;
    };
    for (const piece of this.pieces(start, end))
      if (piece.kind === "bytes") run.push(piece.bytes);
      else {
        endRun(piece.at + piece.size);
        runs.push(piece);
      }
    endRun(end);
    return runs;
  }

  /** The bytes between two offsets, without what is missing. */
  bytes(start: number, end: number): Buffer {
    return Buffer.concat(
      this.pieces(start, end).flatMap((piece) => (piece.kind === "bytes" ? [piece.bytes] : [])),
    );
  }

  #insert(index: number, at: number, data: Buffer): void {
    if (data.length === 0) return;
    if (this.#heldBytes + data.length > TRACED_BYTES || !this.room.takeBytes(data.length)) {
      this.isCut = true;
      return;
    }
    this.#heldBytes += data.length;
    this.#pieces.splice(index, 0, { at, bytes: Buffer.from(data) });
  }

  /** Index of the first piece that ends behind the offset. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const piece = this.#pieces[middle]!;
      if (piece.at + piece.bytes.length <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
