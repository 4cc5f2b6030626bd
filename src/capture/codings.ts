/**
 * The codings that captures are stored in and HTTP content is sent in, undone piece by piece: nothing is decoded
 * before the piece ahead of it was taken, so that a bomb costs time and no memory, and everything before a damaged
 * place comes out before the error does.
 */
import * as zlib from "node:zlib";
import { DecompressError, ZSTD_WINDOW_LOG, decompressZstd } from "./zstd.js";

/** `deflate` is zlib's format (RFC 1950), or without its header and checksum (RFC 1951), as some servers send it. */
export type Coding = "gzip" | "deflate" | "br" | "zstd";

export type Pieces = AsyncIterable<Uint8Array>;

/**
 * @param trailing what to make of bytes behind the end of the coded data
 * @throws DecompressError after the last good piece
 */
export function undo(coding: Coding, input: Pieces, trailing: "ignored" | "refused"): Pieces {
  switch (coding) {
    case "gzip":
      return throughZlib(input, zlib.createGunzip({ chunkSize: OUTPUT_BYTES }), trailing);
    case "deflate":
      return inflate(input, trailing);
    case "br":
      return throughZlib(input, zlib.createBrotliDecompress({ chunkSize: OUTPUT_BYTES }), trailing);
    case "zstd": {
      const native = createZstdDecompress();
      return native === null ? decompressZstd(input) : throughZlib(input, native, trailing);
    }
    default:
      return coding satisfies never;
  }
}

/** Not less than what a stream of any Node buffers, so that one piece is all that ever waits. */
const OUTPUT_BYTES = 64 * 1024;

type ZlibStream = zlib.Gunzip | zlib.Inflate | zlib.InflateRaw | zlib.BrotliDecompress;

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

/** The first two bytes tell the two formats apart: the header of zlib is a multiple of 31 (RFC 1950 §2.2). */
async function* inflate(input: Pieces, trailing: "ignored" | "refused"): Pieces {
  const pieces = input[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  for (let size = 0; size < 2;) {
    const next = await pieces.next();
    if (next.done === true) break;
    first.push(next.value);
    size += next.value.length;
  }
  const start = Buffer.concat(first);
  const isZlib = start.length < 2 || ((start[0]! & 0x0f) === 8 && start.readUInt16BE() % 31 === 0);
  const options = { chunkSize: OUTPUT_BYTES };
  const stream = isZlib ? zlib.createInflate(options) : zlib.createInflateRaw(options);
  yield* throughZlib(withFirst(start, pieces), stream, trailing);
}

async function* withFirst(first: Uint8Array, rest: AsyncIterator<Uint8Array>): Pieces {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

async function* throughZlib(input: Pieces, stream: ZlibStream, trailing: "ignored" | "refused"): Pieces {
  const ready: Uint8Array[] = [];
  let failure: Error | null = null;
  let hasEnded = false;
  let isTaken = true;
  let givenBytes = 0;
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
  const output = async function* (isDone: () => boolean): Pieces {
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
      givenBytes += piece.length;
      stream.write(piece, () => {
        isTaken = true;
        wake?.();
      });
      yield* output(() => isTaken && stream.readableLength === 0);
    }
    stream.end();
    yield* output(() => hasEnded);
    if (trailing === "refused" && stream.bytesWritten < givenBytes)
      throw new DecompressError("more bytes behind its end", false);
  } finally {
    stream.destroy();
  }
}

function explain(error: Error): DecompressError {
  const isTruncated = error.message === "unexpected end of file";
  return new DecompressError(error.message, isTruncated, { cause: error });
}
