/**
 * One message at a time: how its end is known, what is lenient about it, and that each leniency is told. Every case
 * is fed whole, then byte by byte.
 */
import { describe, expect, test } from "vitest";
import type { TransactionRecord } from "../../src/core/records.js";
import { analyse, codesOf, type Analysed } from "../support/analyse.js";
import { wholeAndByteByByte, type Ask } from "../support/whole-and-bytes.js";

const GET = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const severityOfBlank = ({ findings }: Analysed) =>
  findings.find(({ code }) => code === "http.space-before-colon")?.severity;

const response = (fields: string, body: string, line = "HTTP/1.1 200 OK"): string =>
  `${line}\r\n${fields}\r\n${body}`;

describe("a body ends", () => {
  const framings: [string, Ask, Partial<TransactionRecord["response"]>, string[]][] = [
    ["after its Content-Length", [GET, OK], { framing: "content-length", bodySize: 2, complete: true }, []],
    [
      "with the last chunk, extensions and trailers read over",
      [
        GET,
        response(
          "Transfer-Encoding: chunked\r\n",
          "5;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nSum: 1\r\n\r\n",
        ),
      ],
      { framing: "chunked", bodySize: 15, complete: true, trailers: [{ name: "Sum", value: "1" }] },
      [],
    ],
    [
      "with the connection, without a length",
      [GET, response("", "until here")],
      { framing: "until-close", bodySize: 10, complete: true },
      ["http.no-length"],
    ],
    [
      "before it begins in an answer to HEAD",
      [GET.replace("GET", "HEAD"), response("Content-Length: 99\r\n", "")],
      { framing: "none", bodySize: 0, complete: true },
      [],
    ],
    [
      "before it begins in a 204",
      [GET, response("Content-Length: 9\r\n", "", "HTTP/1.1 204 No Content")],
      { framing: "none", complete: true },
      ["http.length-without-body"],
    ],
    [
      "before it begins in a 304",
      [
        GET.replace("\r\n\r\n", '\r\nIf-None-Match: "a"\r\n\r\n'),
        response("Content-Length: 9\r\n", "", "HTTP/1.1 304 Not Modified"),
      ],
      { framing: "none", complete: true },
      ["cache.revalidated"],
    ],
    [
      "as chunked, where both framings are given",
      [GET, response("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n")],
      { framing: "chunked", bodySize: 2 },
      ["http.content-length-and-chunked"],
    ],
    [
      "after equal lengths",
      [GET, response("Content-Length: 2\r\nContent-Length: 2\r\n", "ok")],
      { framing: "content-length", bodySize: 2 },
      ["http.repeated-content-length"],
    ],
    [
      "after a list of equal lengths",
      [GET, response("Content-Length: 2, 2\r\n", "ok")],
      { framing: "content-length", bodySize: 2 },
      ["http.repeated-content-length"],
    ],
    [
      "after the first of differing lengths",
      [GET, response("Content-Length: 2\r\nContent-Length: 3\r\n", "ok")],
      { framing: "content-length", bodySize: 2 },
      ["http.bad-content-length"],
    ],
    [
      "with the connection, where the length is no number",
      [GET, response("Content-Length: 325 (a remark)\r\n", "page")],
      { framing: "until-close", bodySize: 4 },
      ["http.bad-content-length", "http.no-length"],
    ],
    [
      "with the connection, where the coding is not chunked",
      [GET, response("Transfer-Encoding: gzip\r\n", "zip")],
      { framing: "until-close", bodySize: 3 },
      ["http.no-length"],
    ],
    [
      "as chunked in HTTP/1.0 too",
      [GET, response("Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n", "HTTP/1.0 200 OK")],
      { framing: "chunked", bodySize: 2 },
      ["http.chunked-in-old-version"],
    ],
    [
      "as chunked once, where it is named twice",
      [GET, response("Transfer-Encoding: chunked, chunked\r\n", "2\r\nok\r\n0\r\n\r\n")],
      { framing: "chunked", bodySize: 2 },
      ["http.bad-transfer-encoding"],
    ],
    [
      "too early, where the sender closes",
      [GET, response("Content-Length: 10\r\n", "four")],
      { bodySize: 4, missingBytes: 0, complete: false },
      ["http.body-short"],
    ],
    [
      "inside a chunk, where the sender closes",
      [GET, response("Transfer-Encoding: chunked\r\n", "a\r\nfour")],
      { bodySize: 4, complete: false },
      ["http.incomplete-message"],
    ],
    [
      "at a chunk size that is no number",
      [GET, response("Transfer-Encoding: chunked\r\n", "2\r\nok\r\nzz\r\nrest")],
      { bodySize: 2, complete: false },
      ["http.bad-chunk", "http.not-http"],
    ],
    [
      "with the last chunk, white space beside the sizes read over",
      [GET, response("Transfer-Encoding: chunked\r\n", "\x0b2 \r\nok\r\n0\r\n\r\n")],
      { bodySize: 2, complete: true },
      ["http.bad-chunk"],
    ],
    [
      "at a chunk that is longer than its size",
      [GET, response("Transfer-Encoding: chunked\r\n", "2\r\nokay\r\n0\r\n\r\n")],
      { bodySize: 2, complete: false },
      ["http.bad-chunk", "http.not-http"],
    ],
  ];
  test.each(framings)("%s", async (_, ask, expected, codes) => {
    const run = await wholeAndByteByByte(ask);
    expect(run.transactions).toHaveLength(1);
    expect(run.transactions[0]?.response).toMatchObject(expected ?? {});
    expect(
      codesOf(run)
        .filter((code) => code !== "http.extra-bytes")
        .toSorted(),
    ).toEqual(codes.toSorted());
  });

  test("a request that cannot be framed ends with its head, and the next start line is found", async () => {
    const run = await wholeAndByteByByte([
      `POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n0123456789\r\n${GET}`,
      OK + OK,
    ]);
    expect(
      run.transactions.map(({ request }) => [request?.method, request?.complete, request?.bodySize]),
    ).toEqual([
      ["POST", false, 0],
      ["GET", true, 0],
    ]);
    expect(run.summary.ledger.notHttp).toBe(12);
  });
});

describe("a line of a head that is no field", () => {
  test.each([
    ["Authorization Basic c2VjcmV0", "Authorization …"],
    ["Cookie\tsid=c2VjcmV0", "Cookie …"],
    ["c2VjcmV0", "8 bytes"],
    ["c2VjcmV0 more", "13 bytes"],
    [": c2VjcmV0", ": …"],
  ])("%s: is told without what may be a secret", async (line, told) => {
    const run = await wholeAndByteByByte([GET.replace("\r\n\r\n", `\r\n${line}\r\n\r\n`), OK]);
    const found = run.findings.find(({ code }) => code === "http.bad-field-line");
    expect(found?.data).toEqual({ direction: "request", line: told });
    expect(found?.detail).not.toContain("c2VjcmV0");
  });
});

describe("a head may be odd, and says so", () => {
  const oddities: [string, Ask, string[]][] = [
    ["lines that end in LF", [GET.replaceAll("\r\n", "\n"), OK], ["http.bare-lf"]],
    ["a CR inside a line", [GET.replace("\r\n\r\n", "\r\nX: a\rb\r\n\r\n"), OK], ["http.bare-cr"]],
    [
      "white space before a colon in a request",
      [GET.replace("Host:", "Host :"), OK],
      ["http.missing-host", "http.space-before-colon"],
    ],
    ["a folded line", [GET, OK.replace("\r\n\r\n", "\r\nX: a\r\n b\r\n\r\n")], ["http.obs-fold"]],
    [
      "a line without a colon",
      [GET, OK.replace("\r\n\r\n", "\r\nno field\r\n\r\n")],
      ["http.bad-field-line"],
    ],
    ["no Host", ["GET / HTTP/1.1\r\n\r\n", OK], ["http.missing-host"]],
    ["two Hosts", [GET.replace("\r\n\r\n", "\r\nHost: other\r\n\r\n"), OK], ["http.repeated-host"]],
    ["a method that nobody registered", [GET.replace("GET", "FETCH"), OK], ["http.unknown-method"]],
    ["a status that nobody registered", [GET, OK.replace("200", "299")], ["http.unknown-status"]],
    ["another version", [GET.replace("1.1", "1.2"), OK], ["http.bad-version"]],
    ["no reason and no blank before it", [GET, OK.replace("200 OK", "200")], ["http.bad-status-line"]],
    ["two blanks in the request line", [GET.replace("GET /", "GET  /"), OK], ["http.bad-request-line"]],
    ["tabs in the request line", [GET.replace("GET / ", "GET\t/\t"), OK], ["http.bad-request-line"]],
    ["no target", [GET.replace("GET /", "GET"), OK], ["http.bad-request-line"]],
    ["a version cut short", [GET.replace("1.1", "1."), OK], ["http.bad-version"]],
    ["a version without its dot", [GET.replace("1.1", "111"), OK], ["http.bad-version"]],
    ["a version of two digits", [GET.replace("1.1", "1.10"), OK], ["http.bad-version"]],
    ["a version that has no such line", [GET.replace("1.1", "0.9"), OK], ["http.bad-version"]],
    ["the version of another protocol", [GET.replace("1.1", "2.0"), OK], ["http.bad-version"]],
    ["a blank inside the target", [GET.replace("GET /", "GET /a b"), OK], ["http.bad-request-line"]],
    ["nothing at all", [GET, OK], []],
    [
      "names in lower case, which are legal",
      [GET.toLowerCase().replace("get / http", "GET / HTTP"), OK.replace("Content-Length", "content-length")],
      [],
    ],
    ["an empty line before the request", [`\r\n${GET}`, OK], []],
    ["a status line with an empty reason, which is legal", [GET, OK.replace("200 OK", "200 ")], []],
  ];
  test.each(oddities)("%s", async (_, ask, codes) => {
    const run = await wholeAndByteByByte(ask);
    expect(run.transactions).toHaveLength(1);
    expect(run.transactions[0]).toMatchObject({
      pairing: "exact",
      response: { bodySize: 2, complete: true },
    });
    expect(codesOf(run).toSorted()).toEqual(codes);
  });

  test("white space before a colon is an alert in a request and a warning in a response", async () => {
    const asked = await wholeAndByteByByte([GET.replace("Host:", "Host :"), OK]);
    const answered = await wholeAndByteByByte([GET, OK.replace("OK\r\n", "OK\r\nServer : x\r\n")]);
    expect([severityOfBlank(asked), severityOfBlank(answered)]).toEqual(["alert", "warning"]);
  });

  test("a name keeps its blank, a folded value is joined by one, a line without colon has no value", async () => {
    const run = await wholeAndByteByByte([
      GET,
      OK.replace("OK\r\n", "OK\r\nServer : x\r\nLong: a \r\n\t b\r\nplain\r\n"),
    ]);
    expect(run.transactions[0]?.response?.headers.slice(0, 3)).toEqual([
      { name: "Server ", value: "x" },
      { name: "Long", value: "a b" },
      { name: "plain", value: null },
    ]);
  });

  test("a head without its empty line is a request all the same, incomplete and unanswered", async () => {
    const run = await wholeAndByteByByte(["GET / HTTP/1.1\r\nHost: example.com\r\nAccept-La", ""]);
    expect(run.transactions[0]).toMatchObject({
      request: { complete: false, headersSize: 44 },
      response: null,
    });
    expect(run.transactions[0]?.request?.headers).toEqual([{ name: "Host", value: "example.com" }]);
    expect(codesOf(run)).toEqual(["http.incomplete-message", "http.no-response"]);
  });
});

describe("where a request goes", () => {
  const targets: [string, string, string | null, string | null][] = [
    ["GET /a?b=c", "Example.com:8080", "example.com", "http://Example.com:8080/a?b=c"],
    ["GET http://Other.example/x", "example.com", "other.example", "http://Other.example/x"],
    ["OPTIONS *", "example.com", "example.com", "http://example.com"],
    ["CONNECT example.com:443", "example.com:443", "example.com", "example.com:443"],
    ["CONNECT /", "example.com:443", "example.com", "http://example.com:443/"],
    ["GET /", "[2001:db8::1]:8080", "[2001:db8::1]", "http://[2001:db8::1]:8080/"],
    ["GET /", "exa mple.com", null, null],
    ["GET /", "example.com:port", null, null],
  ];
  test.each(targets)("%s with Host %s", async (line, host, expectedHost, url) => {
    const run = await wholeAndByteByByte([`${line} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, OK]);
    expect(run.transactions[0]?.request).toMatchObject({ host: expectedHost, url });
  });
});

describe("HTTP/0.9", () => {
  test("a request line without a version is answered until the close, without a status", async () => {
    const run = await wholeAndByteByByte(["GET /old\r\n", "<p>page</p>"]);
    expect(run.transactions[0]).toMatchObject({
      request: { httpVersion: "HTTP/0.9", target: "/old" },
      response: {
        status: null,
        httpVersion: "HTTP/0.9",
        framing: "until-close",
        bodySize: 11,
        complete: true,
      },
    });
    expect(run.sessions[0]?.protocol).toBe("http/0.9");
    expect(codesOf(run)).toEqual(["http.no-version"]);
  });

  test("may stand behind empty lines", async () => {
    const run = await wholeAndByteByByte(["\r\nGET /old\r\n", "<p>page</p>"]);
    expect(run.transactions[0]?.request).toMatchObject({ httpVersion: "HTTP/0.9", target: "/old" });
  });
});

describe("a start line longer than the limit", () => {
  test("is none, wherever the segments were cut", async () => {
    const request = `GET /${"a".repeat(80_000)} HTTP/1.1\r\nHost: x\r\n\r\n${GET}`;
    for (const mss of [1_460, 40_000, 65_000]) {
      const run = await analyse((net) => {
        const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss }).handshake();
        flow.client(GET).server(OK).client(request).server(OK).close();
      });
      expect(run.transactions.map(({ request: asked }) => asked?.target)).toEqual(["/", "/"]);
      expect(codesOf(run)).toContain("limit.start-line");
    }
  });
});

describe("a connection becomes a tunnel", () => {
  const upgrade = "GET /chat HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  test("after 101, which is a final response", async () => {
    const run = await wholeAndByteByByte([upgrade, `${switching}\x01\x05hello`]);
    expect(run.transactions[0]).toMatchObject({
      interim: [],
      response: { status: 101, framing: "tunnel", complete: true },
    });
    expect(run.sessions[0]?.protocol).toBe("websocket");
    expect(run.summary.ledger.tunnel).toBe(7);
  });

  test("after 2xx to CONNECT, with what the client sent before the answer", async () => {
    const run = await wholeAndByteByByte([
      "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n\x16\x03\x01 early",
      "HTTP/1.1 200 OK\r\n\r\nserver",
    ]);
    expect(run.sessions[0]?.protocol).toBe("tunnel");
    expect(run.summary.ledger.tunnel).toBe(15);
    expect(run.transactions).toHaveLength(1);
  });

  test("not where the answer refuses it: then the next request counts", async () => {
    const run = await wholeAndByteByByte([
      `${upgrade}${GET}`,
      `HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n${OK}`,
    ]);
    expect(run.transactions.map(({ response: r }) => r?.status)).toEqual([426, 200]);
    expect(run.summary.ledger.tunnel).toBe(0);
  });
});
