/** The body of a traced message: as it was carried, with the framing off, and with its codings undone. */
import { undo, type Coding } from "../capture/codings.js";
import { DecompressError } from "../capture/zstd.js";
import type { RequestView, ResponseView } from "../http/views.js";
import type { ByteStream } from "./byte-stream.js";

export interface CarriedBody {
  readonly bytes: Buffer;
  /** Sizes of the chunks that have data; null where it is not chunked. */
  readonly chunks: readonly number[] | null;
}

/** What of the body is there, framing off. */
export function carriedBody(message: RequestView | ResponseView, stream: ByteStream): CarriedBody {
  if (message.framing === "none" || message.framing === "tunnel")
    return { bytes: Buffer.alloc(0), chunks: null };
  const body = stream.bytes(message.startOffset + message.headersSize, message.endOffset);
  return message.framing === "chunked" ? withoutChunks(body) : { bytes: body, chunks: null };
}

/** Takes the chunk lines out (RFC 9112 §7.1), as far as they fit together. */
function withoutChunks(body: Buffer): CarriedBody {
  const pieces: Buffer[] = [];
  const chunks: number[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf("\n", at);
    const digits = /^[0-9A-Fa-f]{1,13}/.exec(body.toString("latin1", at, Math.min(end, at + 16)))?.[0];
    if (end < 0 || digits === undefined) break;
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    const data = body.subarray(end + 1, end + 1 + size);
    chunks.push(size);
    pieces.push(data);
    at = end + 1 + size;
    if (body[at] === 0x0d) at += 1;
    if (body[at] !== 0x0a) break;
    at += 1;
  }
  return { bytes: Buffer.concat(pieces), chunks };
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
