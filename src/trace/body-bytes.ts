/** The body of a traced message: as it was carried, with the framing off, and with its codings undone. */
import { undo, type Coding } from "../capture/codings.js";
import { DecompressError } from "../capture/zstd.js";
import type { RequestView, ResponseView } from "../http/views.js";
import type { ByteStream } from "./byte-stream.js";
import { readChunks, type Chunks } from "./chunks.js";

export interface CarriedBody {
  readonly bytes: Buffer;
  /** null where it is not chunked. */
  readonly chunks: Chunks | null;
}

/** What of the body is there, framing off. */
export function carriedBody(message: RequestView | ResponseView, stream: ByteStream): CarriedBody {
  if (message.framing === "none" || message.framing === "tunnel")
    return { bytes: Buffer.alloc(0), chunks: null };
  const start = message.startOffset + message.headersSize;
  if (message.framing !== "chunked") return { bytes: stream.bytes(start, message.endOffset), chunks: null };
  const chunks = readChunks(stream.pieces(start, message.endOffset));
  return { bytes: chunks.data, chunks };
}

export interface DecodedBody {
  /** No more than was asked for. */
  readonly bytes: Buffer;
  /** There is more of it. */
  readonly isCut: boolean;
  /** Codings that were undone; empty for none. */
  readonly codings: readonly string[];
  /** It does not decode to its end. */
  readonly isDamaged: boolean;
}

const KNOWN: ReadonlyMap<string, Coding> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "br"],
  ["zstd", "zstd"],
]);
/** As `--decode`: more than two are never met but in attacks. */
const MOST_CODINGS = 4;

/** The content of a body, at most so many bytes of it. What has an unknown coding stays as it is. */
export async function decodedBody(
  message: RequestView | ResponseView,
  bytes: Buffer,
  most: number,
): Promise<DecodedBody> {
  const named = (message.head?.values("content-encoding") ?? [])
    .flatMap((value) => value.split(","))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const codings = named.map((name) => KNOWN.get(name));
  if (named.length === 0 || named.length > MOST_CODINGS || codings.includes(undefined))
    return { bytes: bytes.subarray(0, most), isCut: bytes.length > most, codings: [], isDamaged: false };
  let pieces: AsyncIterable<Uint8Array> = whole(bytes);
  for (const coding of codings.toReversed())
    if (coding !== undefined) pieces = undo(coding, pieces, "ignored");
  const taken: Uint8Array[] = [];
  let size = 0;
  let isDamaged = false;
  try {
    for await (const piece of pieces) {
      taken.push(piece);
      size += piece.length;
      if (size > most) break;
    }
  } catch (error) {
    if (!(error instanceof DecompressError)) throw error;
    isDamaged = true;
  }
  return { bytes: Buffer.concat(taken).subarray(0, most), isCut: size > most, codings: named, isDamaged };
}

async function* whole(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield bytes;
}
