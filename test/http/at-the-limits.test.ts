/** What lies at and behind a limit of HTTP: it hides no message, invents none, and lies at the same byte for every cutting. */
import { describe, expect, test } from "vitest";
import { HEAD_BYTES, HEAD_FIELDS, START_LINE_BYTES, TRAILER_BYTES } from "../../src/core/limits.js";
import { analyse, codesOf, ledgerSum, type Analysed } from "../support/analyse.js";
import { wholeAndByteByByte } from "../support/whole-and-bytes.js";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("fields beyond as many as are listed", () => {
  const FILLED = "a:\r\n".repeat(HEAD_FIELDS);
  const HIDDEN = "GET /never-sent HTTP/1.1\r\n\r\n";

  test.each([
    ["a length", `Content-Length: ${HIDDEN.length}\r\n`, HIDDEN],
    ["a folded length", `b:\r\n c\r\nContent-Length:\r\n ${HIDDEN.length}\r\n`, HIDDEN],
    ["a transfer coding", "Transfer-Encoding: chunked\r\n", `1c\r\n${HIDDEN}\r\n0\r\n\r\n`],
  ])("still frame the message by %s", async (_name, fields, body) => {
    const post = `POST /real HTTP/1.1\r\n${FILLED}Host: x\r\n${fields}\r\n${body}`;
    const run = await wholeAndByteByByte([post + GET, OK + OK]);
    expect(codesOf(run)).toContain("limit.head");
    expect(
      run.transactions.map(({ request, pairing }) => [request?.target, request?.bodySize, pairing]),
    ).toEqual([
      ["/real", HIDDEN.length, "exact"],
      ["/", 0, "exact"],
    ]);
    expect(run.transactions[0]?.request?.headers).toHaveLength(HEAD_FIELDS + 2);
  });

  test("still name the host, and are not joined to a field that is listed", async () => {
    const run = await wholeAndByteByByte([`GET / HTTP/1.1\r\n${FILLED}b: c\r\n d\r\nHost: x\r\n\r\n`, OK]);
    const { request } = run.transactions[0]!;
    expect(codesOf(run)).not.toContain("http.missing-host");
    expect(request?.headers.slice(HEAD_FIELDS - 1)).toEqual([
      { name: "a", value: "" },
      { name: "Host", value: "x" },
    ]);
  });
});

/** Both streams, cut into segments of this size. */
const cutInto = (size: number, request: string, response: string): Promise<Analysed> =>
  analyse((net) => {
    const split = Array.from({ length: Math.floor(400_000 / size) }, (_, i) => (i + 1) * size);
    net
      .flow("192.0.2.5:49152", "198.51.100.9:80")
      .handshake()
      .client(request, { split })
      .server(response, { split })
      .close("server");
  });

const SEGMENT_SIZES = [61, 1_000, 1_460, 8_192, 32_749, 60_000];

/** What is reported for each segment size; every one must be as the first. */
async function sameForEveryCutting(
  request: string,
  response: string,
  sizes: readonly number[] = SEGMENT_SIZES,
): Promise<Analysed> {
  const runs: Analysed[] = [];
  for (const size of sizes) runs.push(await cutInto(size, request, response));
  const said = runs.map(({ transactions, findings, summary }) => ({
    messages: transactions.map(({ request: asked, response: answered, pairing }) => [
      pairing,
      [asked?.method, asked?.target.length, asked?.headersSize, asked?.bodySize, asked?.complete],
      [answered?.status, answered?.headersSize, answered?.bodySize, answered?.complete],
    ]),
    findings: findings.map(({ code, transaction, data }) => [code, transaction, data]),
    ledger: { ...summary.ledger },
  }));
  for (const each of said) expect(each).toEqual(said[0]);
  const { ledger } = runs[0]!.summary;
  expect(ledgerSum(ledger)).toBe(ledger.tcpPayloadBytes);
  return runs[0]!;
}

describe("a limit is reached at the same byte for every cutting", () => {
  test("a head is given up at its limit exactly, and its line is passed over to its end", async () => {
    const head = `GET / HTTP/1.1\r\nHost: x\r\nX: `;
    // Right behind the limit stands what would be a start line, were it not in the middle of a line.
    const large = `${head}${"x".repeat(HEAD_BYTES - head.length)}GET /invented HTTP/1.1\r\n\r\n`;
    const { transactions, findings } = await sameForEveryCutting(large + GET, OK + OK);
    expect(findings.map(({ code }) => code)).toContain("limit.head");
    expect(transactions.map(({ request }) => [request?.target, request?.headersSize])).toEqual([
      ["/", HEAD_BYTES],
      ["/", GET.length],
    ]);
  });

  test("a head of exactly the limit is whole", async () => {
    const head = `GET / HTTP/1.1\r\nHost: x\r\nX: `;
    const large = `${head}${"x".repeat(HEAD_BYTES - head.length - 4)}\r\n\r\n`;
    const { transactions } = await sameForEveryCutting(large + GET, OK + OK);
    expect(transactions.map(({ request }) => [request?.headersSize, request?.complete])).toEqual([
      [HEAD_BYTES, true],
      [GET.length, true],
    ]);
  });

  test.each([
    ["with a version", " HTTP/1.1\r\n"],
    ["that is none", "\r\n"],
  ])("a start line %s", async (_name, lineEnd) => {
    const long = `GET /${"x".repeat(START_LINE_BYTES)}${lineEnd}Host: x\r\n\r\n`;
    const run = await sameForEveryCutting(GET + long + GET, OK + OK);
    expect(codesOf(run)).toContain("limit.start-line");
    expect(run.transactions.map(({ request }) => request?.target)).toEqual(["/", "/"]);
  });

  test.each([
    ["first", ""],
    ["first behind an empty line", "\r\n"],
  ])("a start line that is the %s of its connection, which stays HTTP", async (_name, before) => {
    const long = `${before}GET /${"x".repeat(START_LINE_BYTES)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    const tooLong = OK.replace("200 OK", "414 URI Too Long");
    const run = await sameForEveryCutting(long + GET, tooLong + OK);
    expect(codesOf(run)).toContain("limit.start-line");
    expect(run.transactions.map(({ request }) => request?.target)).toContain("/");
    expect(run.transactions.flatMap(({ response }) => response?.status ?? [])).toEqual([414, 200]);
  });

  test.each([
    ["first", ""],
    ["first behind an empty line", "\r\n"],
  ])("a status line that is the %s of a connection captured in one direction", async (_name, before) => {
    const long = `${before}HTTP/1.1 200 ${"x".repeat(START_LINE_BYTES)}\r\nContent-Length: 0\r\n\r\n`;
    const run = await sameForEveryCutting("", long + OK);
    expect(codesOf(run)).toContain("limit.start-line");
    expect(run.transactions.map(({ response }) => response?.status)).toEqual([200]);
    const none = await sameForEveryCutting("", long.replace(" 200 ", " twohundred ") + OK);
    expect(none.sessions).toEqual([]);
  });

  test("trailers, whose last line is passed over to its end and is no response", async () => {
    const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
    const line = "t: HTTP/1.1 404 Invented\r\n";
    const fitting = Math.floor(TRAILER_BYTES / line.length);
    // A segment begins at the status line inside the first line that is too much.
    const statusAt = chunked.length + fitting * line.length + "t: ".length;
    expect(statusAt % 20).toBe(0);
    const response = `${chunked}${line.repeat(fitting + 2)}\r\n${OK}`;
    const run = await sameForEveryCutting(GET + GET, response, [...SEGMENT_SIZES, statusAt / 20]);
    expect(codesOf(run)).toContain("limit.chunk");
    expect(run.transactions.map(({ response }) => response?.status)).toEqual([200, 200]);
  });
});
