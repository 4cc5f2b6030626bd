/** The limits of HTTP: of heads, chunks, waiting requests, tunnels and contents. */
import { randomBytes } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect } from "vitest";
import * as limits from "../../src/core/limits.js";
import type { ContentRecord } from "../../src/core/records.js";
import { Moment } from "../../src/core/time.js";
import { BodyPrefix } from "../../src/http/body-prefix.js";
import { CodedContent } from "../../src/http/content.js";
import { ContentDecoding } from "../../src/http/content-decoding.js";
import { cutHead } from "../../src/http/head.js";
import { Request, Response } from "../../src/http/message.js";
import { parseRequestLine, parseStatusLine } from "../../src/http/start-line.js";
import { analyse } from "../support/analyse.js";
import { clientHello } from "../support/client-hello.js";
import { GET, OK, raises, talk, type Rows } from "./row.js";

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/** A text of this size around what fills it. */
const filled = (size: number, before: string, after: string): string =>
  before + "x".repeat(size - before.length - after.length) + after;

/** A connection on which the client first says so much that is no HTTP, then asks. */
const greeting = async (size: number): Promise<number> => {
  const run = await analyse((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    for (let at = 0; at < size; at += 1_000) flow.client("~".repeat(Math.min(1_000, size - at)));
    flow.client(GET).server(OK).close();
  });
  return run.summary.sessions;
};

const namesIn = async (size: number): Promise<string[]> => {
  const run = await analyse((net) => {
    net.flow("192.0.2.5:49152", "198.51.100.9:443").handshake().client(clientHello(size));
  });
  return Object.keys(run.summary.tlsNames);
};

async function decoded(body: Buffer, coding = "gzip"): Promise<ContentRecord | null | undefined> {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const run = await talk(GET, head + body.toString("latin1"), { decode: true });
  return run.transactions[0]?.response?.content;
}

/** Findings of a session with so many retransmissions that are told before its second transaction. */
const toldBeforeItsLine = async (count: number): Promise<number> => {
  const run = await analyse((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake().client(GET).server(OK);
    for (let each = 0; each < count; each++) flow.repeat(1, { afterMs: 1 });
    flow.client(GET).server(OK).close();
  });
  const second = run.records.findIndex((record) => record.type === "transaction" && record.depth === 2);
  return run.records
    .slice(0, second)
    .filter((record) => record.type === "finding" && record.code === "tcp.retransmission").length;
};

/** How much is kept of a long body of this type. */
function keptOf(direction: "request" | "response", contentType: string): number | undefined {
  const isRequest = direction === "request";
  const line = isRequest ? "POST / HTTP/1.1" : "HTTP/1.1 200 OK";
  const head = cutHead(Buffer.from(`${line}\r\nContent-Type: ${contentType}\r\n\r\n`), 9);
  const at = new Moment(0, 6, true, 1);
  const start = { first: at, last: at, offset: 0, acked: 0, size: head.bytes.length };
  const message = isRequest
    ? new Request(start, head, parseRequestLine(head.bytes, 0, line.length, false)!)
    : new Response(start, head, parseStatusLine(head.bytes, 0, line.length));
  message.framing = "until-close";
  const prefix = BodyPrefix.of(message, direction, false);
  const body = Buffer.alloc(limits.REQUEST_PREFIX_BYTES + 500);
  for (let from = 0; from < body.length; from += 7)
    prefix?.onBody(body, from, Math.min(body.length, from + 7));
  return prefix?.bytes.length;
}

export const HTTP_ROWS: Rows = {
  UNDECIDED_BYTES: {
    says: "a connection whose beginning is so long no HTTP is left alone",
    test: async () => {
      const line = GET.indexOf("\n") + 1;
      expect(await greeting(limits.UNDECIDED_BYTES - line)).toBe(1);
      expect(await greeting(limits.UNDECIDED_BYTES)).toBe(0);
    },
  },
  HELLO_BYTES: {
    says: "a server name further behind in a TLS hello is not read",
    test: async () => {
      expect(await namesIn(limits.HELLO_BYTES)).toEqual(["example.org"]);
      expect(await namesIn(limits.HELLO_BYTES + 2_000)).toEqual([]);
    },
  },
  START_LINE_BYTES: raises(
    "limit.start-line",
    limits.START_LINE_BYTES,
    "a longer line is no start line",
    (size) => talk(`${GET}${filled(size + 1, "GET /", " HTTP/1.1\r\n")}Host: x\r\n\r\n`, OK + OK),
  ),
  HEAD_BYTES: raises("limit.head", limits.HEAD_BYTES, "a larger head is given up", (size) =>
    talk(filled(size, "GET / HTTP/1.1\r\nHost: x\r\nX: ", "\r\n\r\n"), OK),
  ),
  HEAD_FIELDS: raises(
    "limit.head",
    limits.HEAD_FIELDS,
    "further fields are not looked at, unless they frame the message",
    (count) => talk(`GET / HTTP/1.1\r\nHost: x\r\n${"a: b\r\n".repeat(count - 1)}\r\n`, OK),
  ),
  CHUNK_LINE_BYTES: raises(
    "limit.chunk",
    limits.CHUNK_LINE_BYTES,
    "a longer chunk line ends the message",
    (size) => talk(GET, `${CHUNKED}${filled(size, "5;", "\r\n")}hello\r\n0\r\n\r\n`),
  ),
  TRAILER_BYTES: raises("limit.chunk", limits.TRAILER_BYTES, "longer trailers end the message", (size) =>
    talk(GET, `${CHUNKED}0\r\n${filled(size, "T: ", "\r\n\r\n")}`),
  ),
  REQUEST_PREFIX_BYTES: {
    says: "so much is kept of the body of a request",
    test: () => expect(keptOf("request", "text/plain")).toBe(limits.REQUEST_PREFIX_BYTES),
  },
  RESPONSE_PREFIX_BYTES: {
    says: "so much is kept of a response that is text",
    test: () => expect(keptOf("response", "text/html")).toBe(limits.RESPONSE_PREFIX_BYTES),
  },
  SIGNATURE_BYTES: {
    says: "so much is kept of a response that begins with a signature at most",
    test: () => expect(keptOf("response", "image/png")).toBe(limits.SIGNATURE_BYTES),
  },
  INTERIM_RESPONSES: raises(
    "limit.interim",
    limits.INTERIM_RESPONSES,
    "further ones are only counted",
    (count) => talk(GET, "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(count) + OK),
  ),
  PENDING_REQUESTS: { testedIn: "http/pairing.test.ts" },
  TUNNEL_BYTES: raises("limit.tunnel", limits.TUNNEL_BYTES, "what follows is taken for a tunnel", (size) =>
    talk(`CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n${"t".repeat(size)}`),
  ),
  CONTENT_BYTES: { testedIn: "http/content-limits.test.ts" },
  CONTENT_RATIO: { testedIn: "http/content-limits.test.ts" },
  CONTENT_RATIO_FROM_BYTES: {
    says: "up to there content may be any number of times its coded size",
    test: async () => {
      const page = brotliCompressSync(Buffer.alloc(limits.CONTENT_RATIO_FROM_BYTES));
      expect(page.length * limits.CONTENT_RATIO).toBeLessThan(limits.CONTENT_RATIO_FROM_BYTES);
      expect((await decoded(page, "br"))?.sha256).toMatch(/^[0-9a-f]{64}$/);
      const larger = brotliCompressSync(Buffer.alloc(2 * limits.CONTENT_RATIO_FROM_BYTES));
      expect((await decoded(larger, "br"))?.sha256).toBe(null);
    },
  },
  CONTENT_BODIES: { testedIn: "http/content-limits.test.ts" },
  CONTENT_CODINGS: { testedIn: "http/content-limits.test.ts" },
  CONTENT_PIECE_BYTES: {
    says: "a damaged place costs no more than its piece and what the decoder still held",
    test: async () => {
      const damagedAt = 4 * limits.CONTENT_PIECE_BYTES;
      const body = gzipSync(randomBytes(8 * limits.CONTENT_PIECE_BYTES), { level: 0 });
      // A stored block's length and its complement no longer agree.
      body.fill(0x55, damagedAt, damagedAt + 2 * limits.CONTENT_PIECE_BYTES);
      const whole = gzipSync(randomBytes(8 * limits.CONTENT_PIECE_BYTES), { level: 0 });
      expect((await decoded(whole))?.size).toBe(8 * limits.CONTENT_PIECE_BYTES);
      const size = (await decoded(body))?.size;
      expect(size).toBeGreaterThanOrEqual(damagedAt - 2 * limits.CONTENT_PIECE_BYTES);
    },
  },
  CONTENT_THREADS: {
    says: "so many bodies are decoded side by side",
    test: async () => {
      let running = 0;
      let most = 0;
      class Slow extends CodedContent {
        override async decode(): Promise<void> {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
        }
      }
      const decoding = new ContentDecoding();
      for (let body = 0; body < 3 * limits.CONTENT_THREADS; body++)
        decoding.onDue(new Slow("response", "gzip", ["gzip"], decoding));
      await decoding.drain();
      expect([most, running]).toEqual([limits.CONTENT_THREADS, 0]);
    },
  },
  HELD_FINDINGS: {
    says: "more findings of a session go out ahead of its line",
    test: async () => {
      expect(await toldBeforeItsLine(limits.HELD_FINDINGS - 1)).toBe(0);
      expect(await toldBeforeItsLine(limits.HELD_FINDINGS)).toBe(limits.HELD_FINDINGS);
    },
  },
};
