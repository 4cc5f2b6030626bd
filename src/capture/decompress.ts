/** Captures that are stored as gzip or zstd. */
import type { Compression } from "../core/records.js";
import { undo, type Pieces } from "./codings.js";

/** @throws DecompressError after the last good piece */
export function decompress(compression: Compression, input: AsyncIterable<Buffer>): Pieces {
  return undo(compression, inSmallPieces(input), "ignored");
}

/**
 * zlib throws away what it decompressed in the call that fails. Small calls lose little: at the start, where
 * small captures are, next to nothing, later a fraction of what was read.
 */
async function* inSmallPieces(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const piece of input) {
    for (let at = 0; at < piece.length;) {
      const size = Math.min(Math.max(16, done >> 6), 16 * 1024, piece.length - at);
      yield piece.subarray(at, at + size);
      at += size;
      done += size;
    }
  }
}
