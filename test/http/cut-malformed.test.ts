/** What is no HTTP, or half of it, is read the same however it was cut into segments. */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  CHUNK_LINE_BYTES,
  HEAD_BYTES,
  HEAD_FIELDS,
  START_LINE_BYTES,
  TRAILER_BYTES,
  UNDECIDED_BYTES,
} from "../../src/core/limits.js";
import { analyse, ledgerSum, type Analysed } from "../support/analyse.js";
import { handshake, rawPackets, type RawSegment } from "../support/raw-segments.js";

/** Of both sides: what they say, the client first. */
type Turn = readonly [client: string, server: string];

function segmentsOf(turns: readonly Turn[], cuts: readonly number[], isOpened: boolean): RawSegment[] {
  const segments = isOpened ? handshake() : [];
  const next = { client: 1, server: 1 };
  let count = 0;
  for (const turn of turns) {
    for (const from of ["client", "server"] as const) {
      const text = turn[from === "client" ? 0 : 1];
      const ack = from === "client" ? next.server : next.client;
      for (let at = 0; at < text.length;) {
        const payload = text.slice(at, at + cuts[count++ % cuts.length]!);
        segments.push({ from, seq: next[from], ack, payload });
        next[from] += payload.length;
        at += payload.length;
      }
    }
  }
  return segments;
}

function essence({ transactions, sessions, findings, summary }: Analysed): unknown {
  return {
    transactions: transactions.map(({ request, interim, response, timings, ...rest }) => ({
      ...rest,
      timings: Object.keys(timings),
      request: request && { ...request, time: 0, frame: 0, lastFrame: 0 },
      interim: interim.map(({ status, statusText, headers }) => ({ status, statusText, headers })),
      response: response && { ...response, time: 0, frame: 0, lastFrame: 0 },
    })),
    sessions: sessions.map(({ protocol, transactions: count, pipelined, findings: codes }) => ({
      protocol,
      count,
      pipelined,
      codes,
    })),
    findings: findings.map(({ code, transaction, data }) => {
      const entries = Object.entries(data).filter(([name]) => !name.toLowerCase().endsWith("frame"));
      return [code, transaction, Object.fromEntries(entries)];
    }),
    ledger: summary.ledger,
    notAnalysed: summary.notAnalysed,
  };
}

const scrap = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom("\r\n", "\n", "\r\n\r\n", " ", ":", "\0", "x", "HTTP/", "\x05\x01\0P"),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "GET / HTTP/1.1\r\n",
      "GET /old\r\n",
      "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
      "PUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
      "CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n",
      "HEAD /h HTTP/1.1\r\nHost: x\r\n\r\n",
      "Host: x\r\n\r\n",
      "GET",
      " / HTTP/1.1\r\n",
      "\x16\x03\x01\0\x05abcde",
    ),
  },
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      "HTTP/1.1 200 OK\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1",
      " 404 Not Found\r\n\r\n",
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom("5\r\nhello\r\n", "0\r\n\r\n", "5;x\r\nhel", "DE", "ffffff\r\n", "0x5\r\n"),
  },
  { weight: 2, arbitrary: fc.string({ maxLength: 12 }) },
);
const said = fc.array(scrap, { maxLength: 6 }).map((scraps) => scraps.join(""));
const turns = fc.array(fc.tuple(said, said), { minLength: 1, maxLength: 4 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 10 });
const WHOLE = [1_000_000];

/** What reaches a limit, or goes on behind one. */
const longScrap = fc.constantFrom(
  "POST /p HTTP/1.1\r\nHost: x\r\n",
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "HTTP/1.1 200 OK\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
  "Transfer-Encoding: chunked\r\n\r\n",
  "Content-Length: 5\r\n\r\nhello",
  "a:\r\n".repeat(HEAD_FIELDS),
  `GET /${"l".repeat(START_LINE_BYTES)}`,
  `x: ${"x".repeat(HEAD_BYTES / 4)}GET /invented HTTP/1.1\r\n`,
  `x: ${"x".repeat(HEAD_BYTES / 2)}HTTP/1.1 404 Invented\r\n`,
  `5;${"e".repeat(CHUNK_LINE_BYTES)}\r\n`,
  "t: HTTP/1.1 404 Invented\r\n".repeat(1_500),
  `t: ${"t".repeat(TRAILER_BYTES / 2)}`,
  " HTTP/1.1\r\n",
  "\r\n",
);
const longSaid = fc.array(longScrap, { maxLength: 6 }).map((scraps) => scraps.join(""));
const longTurns = fc.array(fc.tuple(longSaid, longSaid), { minLength: 1, maxLength: 2 });
const longSizes = fc.array(fc.integer({ min: 300, max: 20_000 }), { minLength: 1, maxLength: 5 });
/** As long as a segment can be. */
const LONGEST = [65_000];

describe("bytes that are no message", () => {
  test("are read the same for every cutting", async () => {
    await fc.assert(
      fc.asyncProperty(turns, sizes, fc.boolean(), async (told, cuts, isOpened) => {
        const whole = await analyse(rawPackets(segmentsOf(told, WHOLE, isOpened)));
        const cut = await analyse(rawPackets(segmentsOf(told, cuts, isOpened)));
        expect(essence(cut)).toEqual(essence(whole));
        expect(ledgerSum(cut.summary.ledger)).toBe(cut.summary.ledger.tcpPayloadBytes);
      }),
      { numRuns: 150 },
    );
  });

  test("are read the same for every cutting beyond every limit", async () => {
    await fc.assert(
      fc.asyncProperty(longTurns, longSizes, async (told, cuts) => {
        const whole = await analyse(rawPackets(segmentsOf(told, LONGEST, true)));
        const cut = await analyse(rawPackets(segmentsOf(told, cuts, true)));
        expect(essence(cut)).toEqual(essence(whole));
        expect(ledgerSum(cut.summary.ledger)).toBe(cut.summary.ledger.tcpPayloadBytes);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    [
      "a greeting without a line end",
      "\x05\x01\0\x05\x01\0\x01\x0a\x02\x03\x04\0P",
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ["a line of prose", "see RFC 9112:\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
  ])("hide no request that follows %s", async (_name, junk, request) => {
    for (const cuts of [WHOLE, [junk.length, 1000], [1], [junk.length + 2, 5]]) {
      const { transactions } = await analyse(rawPackets(segmentsOf([[junk + request, ""]], cuts, true)));
      expect(transactions.map((one) => one.request?.method)).toEqual(["GET"]);
    }
  });

  test("and a TLS hello behind an empty line is one wherever the line was cut", async () => {
    const bytes = " PUT /c HTTP/1.1\r\nHost: x\r\n\r\n\x16\x03\x01\0\x05abcde";
    const said = async (cuts: readonly number[]) => {
      const { summary } = await analyse(rawPackets(segmentsOf([["", bytes]], cuts, false)));
      return summary.notAnalysed;
    };
    const whole = await said(WHOLE);
    for (let size = 1; size < bytes.length; size++) expect(await said([size])).toEqual(whole);
  });

  test.each([
    ["a status line with a wrong version", "\r\n\nhttp/1.1 200 OK\r\n"],
    ["a request line with a wrong method", "\r\nget / http/1.1\r\n"],
    ["a request line that is cut off", "\r\nGET /a"],
  ])("and %s behind empty lines is told wherever they were cut", async (_name, bytes) => {
    for (let size = 1; size <= bytes.length; size++) {
      const { findings } = await analyse(rawPackets(segmentsOf([[bytes, ""]], [size], true)));
      expect(findings.map(({ code }) => code)).toEqual(["http.not-http"]);
    }
  });

  test("and empty lines without an end are no HTTP, and are not kept", async () => {
    const said = ["\r\n".repeat(UNDECIDED_BYTES / 2), "\r\n", "GET / HTTP/1.1\r\n\r\n"].join("");
    for (const cuts of [LONGEST, [1000], [UNDECIDED_BYTES + 2, 40]]) {
      const { transactions, summary } = await analyse(rawPackets(segmentsOf([[said, ""]], cuts, true)));
      expect(transactions).toEqual([]);
      expect(summary.notAnalysed.other).toBe(1);
    }
  });

  test("a request line in the middle of prose is none", async () => {
    const prose = "(the line GET / HTTP/1.1\r\nand the line HTTP/1.1 200 OK\r\n";
    const { transactions } = await analyse(rawPackets(segmentsOf([[prose, prose]], [9], true)));
    expect(transactions).toEqual([]);
  });
});
