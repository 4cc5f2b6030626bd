/** What is said of two streams is a matter of their bytes, and not of the segments that they came in. */
import { fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { analyse, ledgerSum, type Analysed } from "../support/analyse.js";

/** Pieces that messages are made of, right and wrong: any of them may stand behind any other. */
const REQUEST_PIECES = [
  "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
  "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
  "POST / HTTP/1.1\r\nHost: x\r\n",
  "PUT http://a.example/ HTTP/1.1\r\nHost: b.example\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: +5\r\n",
  "Content-Length: 30\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n",
  "Transfer_Encoding: chunked\r\n",
  "Content-Type: application/json\r\nContent-Length: 8\r\n\r\n{'a': 1}",
  "5\r\nhello\r\n",
  "5;a\nhello\n",
  "0\r\n\r\n",
  "hello",
  "\r\n",
  "\0",
  " folded: 1\r\n",
];
const RESPONSE_PIECES = [
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n",
  "HTTP/1.1 100 Continue\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n",
  "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n",
  "Content-Length: 12\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n",
  "\r\n",
  "c\r\n<p>caf\xe9</p>\r\r\r\n",
  "<!DOCTYPE html><meta charset=euc-kr>",
  "5\r\nhello\r\n",
  "0\r\n\r\n",
  "TTP/1.1 200 OK\r\n",
];

const stream = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 8 }).map((chosen) => chosen.join(""));
const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 });

const told = (request: string, response: string, split: readonly number[]): Promise<Analysed> =>
  analyse((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    flow.client(Buffer.from(`GET /first HTTP/1.1\r\nHost: x\r\n\r\n${request}`, "latin1"), { split });
    flow.server(Buffer.from(response, "latin1"), { split }).close("server");
  });

/** Without what names packets: the sentence of an early response does. */
const said = ({ findings, summary }: Analysed): unknown => ({
  findings: findings
    .filter(({ code }) => code !== "http.early-response")
    .map(({ code, transaction, data }) => JSON.stringify([code, transaction, data]))
    .toSorted(),
  ledger: { ...summary.ledger },
});

test("findings are the same for every cutting of the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(
      stream(REQUEST_PIECES),
      stream(RESPONSE_PIECES),
      cuts,
      async (request, response, split) => {
        const whole = await told(request, response, []);
        const cut = await told(
          request,
          response,
          split.toSorted((a, b) => a - b),
        );
        expect(said(cut)).toEqual(said(whole));
        expect(ledgerSum(cut.summary.ledger)).toBe(cut.summary.ledger.tcpPayloadBytes);
      },
    ),
    { numRuns: 60 },
  );
});
