/**
 * gzip and zstd as a sequence of pieces: nothing is decompressed before the piece ahead of it was taken, so that
 * a bomb costs time and no memory, and everything before a damaged place comes out before the error does.
 */
import * as zlib from "node:zlib";
import type { Compression } from "../core/records.js";
import { DecompressError, ZSTD_WINDOW_LOG, decompressZstd } from "./zstd.js";

export type Pieces = AsyncIterable<Uint8Array>;

/** @throws DecompressError after the last good piece */
export function decompress(compression: Compression, input: AsyncIterable<Buffer>): Pieces {
  if (compression === "gzip")
    return throughZlib(inSmallPieces(input), zlib.createGunzip({ chunkSize: OUTPUT_BYTES }));
  const native = createZstdDecompress();
  return native === null ? decompressZstd(input) : throughZlib(inSmallPieces(input), native);
}

/** Not less than what a stream of any Node buffers, so that one piece is all that ever waits. */
const OUTPUT_BYTES = 64 * 1024;

/** Node 22.15 and 23.8 brought zstd; 20 does not have it, and its types do not know it. */
function createZstdDecompress(): ZlibStream | null {
  if (!hasZstd(zlib)) return null;
  const params = { [zlib.constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG };
  return zlib.createZstdDecompress({ chunkSize: OUTPUT_BYTES, params });
}

interface NewerZlib {
  createZstdDecompress(options: { chunkSize: number; params: Record<number, number> }): ZlibStream;
  readonly constants: { readonly ZSTD_d_windowLogMax: number };
}

const hasZstd = (module: object): module is NewerZlib => "createZstdDecompress" in module;

type ZlibStream = zlib.Gunzip;

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

async function* throughZlib(input: AsyncIterable<Buffer>, stream: ZlibStream): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  let failure: Error | null = null;
  let hasEnded = false;
  let isTaken = true;
  let wake: (() => void) | null = null;
  const event = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  stream.on("data", (piece: Buffer) => {
    ready.push(piece);
    // Paused, it decompresses one more piece at most, whatever the input holds.
    stream.pause();
    wake?.();
  });
  stream.on("error", (error: Error) => {
    failure = error;
    wake?.();
  });
  stream.on("end", () => {
    hasEnded = true;
    wake?.();
  });
  const output = async function* (isDone: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (ready.length > 0) yield ready.shift()!;
      if (failure !== null) throw explain(failure);
      if (isDone()) return;
      const next = event();
      stream.resume();
      await next;
    }
  };
  try {
    for await (const piece of input) {
      isTaken = false;
      stream.write(piece, () => {
        isTaken = true;
        wake?.();
      });
      yield* output(() => isTaken && stream.readableLength === 0);
    }
    stream.end();
    yield* output(() => hasEnded);
  } finally {
    stream.destroy();
  }
}

function explain(error: Error): DecompressError {
  const isTruncated = error.message === "unexpected end of file";
  return new DecompressError(error.message, isTruncated, { cause: error });
}
