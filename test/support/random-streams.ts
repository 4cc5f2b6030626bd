/**
 * Conversations and networks for property tests: two streams of bytes with messages of every framing, and what a
 * network may do to their packets without losing a byte.
 */
import { fc } from "@fast-check/vitest";
import type { CapturePacket } from "./capture-writer.js";
import { FIN, handshake, rawPackets, type RawSegment } from "./raw-segments.js";

/** What is known of a message beside its bytes. */
export interface ToldMessage {
  readonly text: string;
  /** Content as carried, without chunk framing; 0 for a tunnel. */
  readonly bodySize: number;
  /** Its end is known by a Content-Length. */
  readonly isCounted: boolean;
}

export interface Exchange {
  readonly request: ToldMessage;
  readonly response: ToldMessage;
  readonly method: string;
  readonly target: string;
  readonly status: number;
  /** What both sides say when the connection has become a tunnel. */
  readonly tunnel: string;
}

/** Whatever a body holds, it is no start line. */
const anyBody = fc
  .integer({ min: 0, max: 600 })
  .map((size) => "body\r\n\r\nHTTP/1.1 ".repeat(40).slice(0, size));
/** Bodies with a line end at their end: behind others a reader that lost its place cannot see a start line begin. */
const linesBody = fc.integer({ min: 0, max: 60 }).map((count) => "a body\r\n\r\n".repeat(count));

const TARGET = "/r";

const bodiless = (method: string): { method: string; request: ToldMessage } => ({
  method,
  request: {
    text: `${method} ${TARGET} HTTP/1.1\r\nHost: example.com\r\n\r\n`,
    bodySize: 0,
    isCounted: false,
  },
});

const requestWith = (body: fc.Arbitrary<string>) =>
  fc.oneof(
    fc.constantFrom("GET", "HEAD", "DELETE").map((method) => bodiless(method)),
    body.map((text) => ({
      method: "POST",
      request: counted(`POST ${TARGET} HTTP/1.1\r\nHost: example.com\r\n`, text),
    })),
    body.map((text) => ({
      method: "PUT",
      request: inChunks(`PUT ${TARGET} HTTP/1.1\r\nHost: example.com\r\n`, text),
    })),
  );

const headOnly = (text: string): ToldMessage => ({ text, bodySize: 0, isCounted: false });

const answerWith = (body: fc.Arbitrary<string>) =>
  fc.oneof(
    body.map((text) => ({ status: 200, response: counted("HTTP/1.1 200 OK\r\n", text) })),
    body.map((text) => ({ status: 200, response: inChunks("HTTP/1.1 200 OK\r\n", text) })),
    fc.constant({ status: 204, response: headOnly("HTTP/1.1 204 No Content\r\n\r\n") }),
    fc.constant({
      status: 304,
      response: headOnly("HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n"),
    }),
    fc.constant({
      status: 404,
      response: counted("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n", "no"),
    }),
  );

/** A request and what answers it: an answer to HEAD has its head alone. */
const exchangeWith = (body: fc.Arbitrary<string>): fc.Arbitrary<Exchange> =>
  fc.tuple(requestWith(body), answerWith(body)).map(([asked, answered]) => ({
    ...asked,
    ...answered,
    response: asked.method === "HEAD" ? headOnly(headOf(answered.response.text)) : answered.response,
    target: TARGET,
    tunnel: "",
  }));

export const exchange = exchangeWith(anyBody);

/** What can only come last: a response that ends with the connection, and the two ways into a tunnel. */
const lastWith = (body: fc.Arbitrary<string>): fc.Arbitrary<Exchange> =>
  fc.oneof(
    body.map((text) => ({
      ...bodiless("GET"),
      status: 200,
      response: { text: `HTTP/1.1 200 OK\r\n\r\n${text}`, bodySize: text.length, isCounted: false },
      target: TARGET,
      tunnel: "",
    })),
    body.map((text) => ({
      ...bodiless("CONNECT"),
      status: 200,
      response: headOnly("HTTP/1.1 200 Connection established\r\n\r\n"),
      target: TARGET,
      tunnel: text,
    })),
    body.map((text) => ({
      method: "GET",
      request: headOnly(
        `GET ${TARGET} HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n`,
      ),
      status: 101,
      response: headOnly("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"),
      target: TARGET,
      tunnel: text,
    })),
  );

const conversationWith = (body: fc.Arbitrary<string>): fc.Arbitrary<Exchange[]> =>
  fc
    .tuple(
      fc.array(exchangeWith(body), { minLength: 1, maxLength: 6 }),
      fc.option(lastWith(body), { nil: undefined }),
    )
    .map(([exchanges, last]) => (last === undefined ? exchanges : [...exchanges, last]));

/** One to six exchanges, and perhaps one that ends them. */
export const conversation = conversationWith(anyBody);
export const conversationOfLines = conversationWith(linesBody);

/** Each with a target of its own, which its final response names. */
export function numbered(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.map((each, index) => {
    const target = `${TARGET}${index}`;
    const request = { ...each.request, text: each.request.text.replace(` ${TARGET} `, ` ${target} `) };
    const final = each.response.text.lastIndexOf(`HTTP/1.1 ${each.status} `);
    const place = each.response.text.indexOf("\r\n", final) + 2;
    const { text } = each.response;
    const response = {
      ...each.response,
      text: `${text.slice(0, place)}X-Answers: ${target}\r\n${text.slice(place)}`,
    };
    return { ...each, target, request, response };
  });
}

/** Up to and with the last empty line of a head. */
function headOf(text: string): string {
  return text.slice(0, text.indexOf("\r\n\r\n", text.search(/HTTP\/1\.1 [2-5]/)) + 4);
}

function counted(lines: string, text: string): ToldMessage {
  return {
    text: `${lines}Content-Length: ${text.length}\r\n\r\n${text}`,
    bodySize: text.length,
    isCounted: text.length > 0,
  };
}

function inChunks(lines: string, text: string): ToldMessage {
  return {
    text: `${lines}Transfer-Encoding: chunked\r\n\r\n${chunked(text)}`,
    bodySize: text.length,
    isCounted: false,
  };
}

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
  // Nobody asks on behind a request for a tunnel, nor for one before the answers ahead of it are there.
  const last = exchanges.at(-1);
  const isTunnel = last !== undefined && (last.method === "CONNECT" || last.status === 101);
  const asHttp = isTunnel ? exchanges.slice(0, -1) : exchanges;
  if (isPipelined) {
    for (const { request: message } of asHttp) send("client", message.text);
    for (const { response } of asHttp) send("server", response.text);
  }
  for (const { request: message, response } of isPipelined ? exchanges.slice(asHttp.length) : exchanges) {
    send("client", message.text);
    send("server", response.text);
  }
  const tunnel = last?.tunnel ?? "";
  send("client", tunnel);
  send("server", tunnel);
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
