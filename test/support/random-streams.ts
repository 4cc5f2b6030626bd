/**
 * Conversations and networks for property tests: two streams of bytes with messages of every framing, and what a
 * network may do to their packets without losing a byte.
 */
import { fc } from "@fast-check/vitest";
import type { CapturePacket } from "./capture-writer.js";
import { FIN, handshake, rawPackets, type RawSegment } from "./raw-segments.js";

interface Exchange {
  readonly request: string;
  readonly response: string;
}

const body = fc
  .integer({ min: 0, max: 600 })
  .map((size) => "body\r\n\r\nHTTP/1.1 ".repeat(40).slice(0, size));

const request = fc.oneof(
  fc
    .constantFrom("GET", "HEAD", "DELETE")
    .map((method) => `${method} /r HTTP/1.1\r\nHost: example.com\r\n\r\n`),
  body.map(
    (text) => `POST /r HTTP/1.1\r\nHost: example.com\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  ),
  body.map(
    (text) => `PUT /r HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(text)}`,
  ),
);

const answer = fc.oneof(
  body.map((text) => `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`),
  body.map((text) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunked(text)}`),
  fc.constant("HTTP/1.1 204 No Content\r\n\r\n"),
  fc.constant("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"),
  fc.constant("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"),
);

/** A request and what answers it: an answer to HEAD has its head alone. */
export const exchange: fc.Arbitrary<Exchange> = fc.tuple(request, answer).map(([asked, answered]) => ({
  request: asked,
  response: asked.startsWith("HEAD")
    ? answered.slice(0, answered.lastIndexOf("\r\n\r\n", answered.search(/\r\n\r\n(?!HTTP)/) + 3) + 4)
    : answered,
}));

function chunked(text: string): string {
  let out = "";
  for (let at = 0; at < text.length; at += 100) {
    const piece = text.slice(at, at + 100);
    out += `${piece.length.toString(16)};x=y\r\n${piece}\r\n`;
  }
  return `${out}0\r\nTrailer: end\r\n\r\n`;
}

export interface Piece {
  readonly side: "client" | "server";
  readonly offset: number;
  readonly bytes: Buffer;
  /** Offset in the other stream that it acknowledges. */
  readonly acked: number;
}

/** Cuts both streams of a conversation into segments, `sizes` long in turn, in causal order. */
export function segmentsOf(
  exchanges: readonly Exchange[],
  isPipelined: boolean,
  sizes: readonly number[],
): Piece[] {
  const pieces: Piece[] = [];
  const sent = { client: 0, server: 0 };
  let turn = 0;
  const send = (side: "client" | "server", text: string): void => {
    const bytes = Buffer.from(text, "latin1");
    for (let at = 0; at < bytes.length;) {
      const size = sizes[turn++ % sizes.length] ?? 1;
      const piece = bytes.subarray(at, at + size);
      pieces.push({
        side,
        offset: sent[side],
        bytes: piece,
        acked: side === "client" ? sent.server : sent.client,
      });
      sent[side] += piece.length;
      at += piece.length;
    }
  };
  if (isPipelined) {
    for (const { request: text } of exchanges) send("client", text);
    for (const { response } of exchanges) send("server", response);
  } else {
    for (const { request: text, response } of exchanges) {
      send("client", text);
      send("server", response);
    }
  }
  return pieces;
}

/** Packets of a whole connection: handshake, the pieces in the order given, close. Sequence numbers may wrap. */
export function packetsOf(pieces: readonly Piece[], clientSeq: number, serverSeq: number): CapturePacket[] {
  const segments: RawSegment[] = handshake(clientSeq, serverSeq);
  const size = { client: 0, server: 0 };
  for (const { side, offset, acked, bytes } of pieces) {
    const [own, other] = side === "client" ? [clientSeq, serverSeq] : [serverSeq, clientSeq];
    segments.push({ from: side, seq: own + 1 + offset, ack: other + 1 + acked, payload: bytes });
    size[side] = Math.max(size[side], offset + bytes.length);
  }
  const client = clientSeq + 1 + size.client;
  const server = serverSeq + 1 + size.server;
  segments.push(
    { from: "client", seq: client, ack: server, flags: FIN },
    { from: "server", seq: server, ack: client + 1, flags: FIN },
    { from: "client", seq: client + 1, ack: server + 1 },
  );
  return rawPackets(segments);
}
