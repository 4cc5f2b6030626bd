/** What a stream has said so far. */
import type { Readable } from "node:stream";

export function listen(stream: Readable): { readonly text: string } {
  const heard = { text: "" };
  stream.on("data", (piece: Buffer) => (heard.text += piece.toString()));
  return heard;
}
