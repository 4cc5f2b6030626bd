/**
 * zstd where Node has none of its own. The frames and blocks are walked here (RFC 8878 §3.1) and decoded by fzstd
 * one block at a time: so the window is known before memory is taken for it, a block cannot grow beyond its limit,
 * and a cut or damaged frame is told from a whole one.
 */
import { readU32 } from "./read-u32.js";

/** Compressed data that is cut off or damaged. The message says how, in a few words. */
export class DecompressError extends Error {
  override readonly name = "DecompressError";
  readonly isTruncated: boolean;

  constructor(message: string, isTruncated: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isTruncated = isTruncated;
  }
}

export const ZSTD_MAGIC = 0xfd2fb528;
/** Frames without data, which pzstd and seekable files begin with. */
export const isSkippableFrame = (magic: number): boolean => (magic & 0xffff_fff0) >>> 0 === 0x184d2a50;

/** log2 of the largest window, 8 MiB: what the zstd program makes without --long or --ultra. */
export const ZSTD_WINDOW_LOG = 23;
/** Bytes of one block, compressed or not (RFC 8878 §3.1.1.2.4). */
const BLOCK_LIMIT = 128 * 1024;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;

/** @throws DecompressError after the last good block */
export async function* decompressZstd(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Most captures are not compressed: the library is loaded for those that are.
  const { Decompress } = await import("fzstd");
  const source = new ExactBytes(input);
  for (;;) {
    const start = await source.take(4, "or nothing");
    if (start.length === 0) return;
    const magic = readU32(start, 0, true);
    if (isSkippableFrame(magic)) {
      await source.skip(readU32(await source.take(4), 0, true));
      continue;
    }
    if (magic !== ZSTD_MAGIC) throw new DecompressError("no zstd frame where one should begin", false);
    const header = await readFrameHeader(source);
    let ready: Uint8Array[] = [];
    const decoder = new Decompress((piece) => ready.push(piece));
    let isLast = false;
    for (let input = Buffer.concat([start, header.bytes]); !isLast; input = NOTHING) {
      const block = await readBlock(source);
      isLast = block.isLast;
      const checksum = isLast && header.hasChecksum ? await source.take(4) : NOTHING;
      try {
        decoder.push(Buffer.concat([input, block.bytes, checksum]), isLast);
      } catch (error) {
        throw new DecompressError("damaged zstd block", false, { cause: error });
      }
      yield* ready;
      ready = [];
    }
  }
}

const NOTHING = Buffer.alloc(0);

interface FrameHeader {
  /** All of it behind the magic. */
  readonly bytes: Buffer;
  readonly hasChecksum: boolean;
}

/** RFC 8878 §3.1.1.1. */
async function readFrameHeader(source: ExactBytes): Promise<FrameHeader> {
  const first = await source.take(1);
  const descriptor = first[0]!;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionarySize = [0, 1, 2, 4][descriptor & 3]!;
  const contentSizeSize = descriptor >> 6 === 0 ? (isSingleSegment ? 1 : 0) : 1 << (descriptor >> 6);
  const windowSize = isSingleSegment ? 0 : 1;
  const rest = await source.take(windowSize + dictionarySize + contentSizeSize);
  const dictionary = rest.subarray(windowSize, windowSize + dictionarySize);
  if (dictionary.some((byte) => byte !== 0))
    throw new DecompressError("zstd data that needs a dictionary", false);
  const window = isSingleSegment
    ? readContentSize(rest.subarray(dictionarySize))
    : 2 ** (10 + (rest[0]! >> 3)) * (1 + (rest[0]! & 7) / 8);
  if (window > 2 ** ZSTD_WINDOW_LOG) {
    const mebibytes = 2 ** (ZSTD_WINDOW_LOG - 20);
    throw new DecompressError(`zstd window above ${mebibytes} MiB, as --long and --ultra make it`, false);
  }
  return { bytes: Buffer.concat([first, rest]), hasChecksum: (descriptor & 4) !== 0 };
}

function readContentSize(bytes: Buffer): number {
  switch (bytes.length) {
    case 1:
      return bytes[0]!;
    case 2:
      return bytes.readUInt16LE() + 256;
    case 4:
      return bytes.readUInt32LE();
    default:
      return Number(bytes.readBigUInt64LE());
  }
}

/** RFC 8878 §3.1.1.2. */
async function readBlock(source: ExactBytes): Promise<{ readonly bytes: Buffer; readonly isLast: boolean }> {
  const header = await source.take(3);
  const word = header.readUIntLE(0, 3);
  const type = (word >> 1) & 3;
  const size = word >> 3;
  if (type === RESERVED_BLOCK || size > BLOCK_LIMIT) throw new DecompressError("damaged zstd block", false);
  const body = await source.take(type === RLE_BLOCK ? 1 : size);
  return { bytes: Buffer.concat([header, body]), isLast: (word & 1) === 1 };
}

/** Pieces of any size, taken in the sizes that the format asks for. */
class ExactBytes {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = NOTHING;

  constructor(input: AsyncIterable<Uint8Array>) {
    this.#pieces = input[Symbol.asyncIterator]();
  }

  /** A copy of the next `size` bytes; at the very end of the input, none where `atEnd` allows it. */
  async take(size: number, atEnd?: "or nothing"): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(size);
    let filled = 0;
    while (filled < size) {
      if (!(await this.#hasPiece())) {
        if (filled === 0 && atEnd === "or nothing") return NOTHING;
        throw new DecompressError("unexpected end of file", true);
      }
      const copied = Math.min(size - filled, this.#piece.length);
      bytes.set(this.#piece.subarray(0, copied), filled);
      filled += copied;
      this.#piece = this.#piece.subarray(copied);
    }
    return bytes;
  }

  async skip(size: number): Promise<void> {
    for (let left = size; left > 0;) {
      if (!(await this.#hasPiece())) throw new DecompressError("unexpected end of file", true);
      const step = Math.min(left, this.#piece.length);
      left -= step;
      this.#piece = this.#piece.subarray(step);
    }
  }

  async #hasPiece(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = next.value;
    }
    return true;
  }
}
