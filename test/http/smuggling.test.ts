/**
 * Messages that two readers end at different bytes, or hold to be for different sites (RFC 9112 §11.2), each beside
 * one that is nearly so and harmless. Every case is fed whole, then byte by byte.
 */
import { describe, expect, test } from "vitest";
import type { FindingRecord } from "../../src/core/records.js";
import { analyse, codesOf, type Analysed } from "../support/analyse.js";
import { wholeAndByteByByte } from "../support/whole-and-bytes.js";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

const post = (fields: string, body = "", version = "HTTP/1.1"): string =>
  `POST / ${version}\r\nHost: x\r\n${fields}\r\n${body}`;

const asked = (request: string): Promise<Analysed> => wholeAndByteByByte([request, OK]);
const answered = (response: string): Promise<Analysed> => wholeAndByteByByte([GET, response]);

/** Codes that say something beside what the case is about. */
const BESIDE = new Set([
  "http.no-response",
  "http.no-length",
  "http.not-http",
  "http.extra-bytes",
  "http.connection-reused",
  "cache.unconditional-304",
]);

const codes = (run: Analysed): string[] =>
  codesOf(run)
    .filter((code) => !BESIDE.has(code))
    .toSorted();

const finding = ({ findings }: Analysed, code: string): FindingRecord | undefined =>
  findings.find((each) => each.code === code);

const SAID: unknown = expect.any(String);

const CHUNKS = "2\r\nok\r\n0\r\n\r\n";
const TE = "Transfer-Encoding: chunked\r\n";

describe("two framings at once", () => {
  test("are told with the reading that was taken, and how far the other one lies from it", async () => {
    const earlier = finding(
      await asked(post(`Content-Length: 5\r\n${TE}`, CHUNKS)),
      "http.content-length-and-chunked",
    );
    expect(earlier).toMatchObject({
      severity: "alert",
      detail:
        "Content-Length and Transfer-Encoding in one request: taken as chunked, RFC 9112 §6.3; a reader that goes by " +
        "Content-Length sees it end 7 bytes earlier",
    });
    const later = finding(
      await asked(post(`Content-Length: 30\r\n${TE}`, CHUNKS)),
      "http.content-length-and-chunked",
    );
    expect(later?.detail).toMatch(/18 bytes later$/);
    const same = finding(
      await asked(post(`Content-Length: 12\r\n${TE}`, CHUNKS)),
      "http.content-length-and-chunked",
    );
    expect(same?.detail).toMatch(/at the same byte$/);
    const open = finding(
      await asked(post(`Content-Length: 12\r\n${TE}`, "5\r\nhe")),
      "http.content-length-and-chunked",
    );
    expect(open?.detail).toMatch(/takes 12 bytes for its body$/);
  });

  test("are not told of either alone", async () => {
    expect(codes(await asked(post(TE, CHUNKS)))).toEqual([]);
    expect(codes(await asked(post("Content-Length: 12\r\n", CHUNKS)))).toEqual([]);
  });
});

describe("a Content-Length", () => {
  const BAD = ["http.bad-content-length"];
  test.each([
    ["5\r\nContent-Length: 5", ["http.repeated-content-length"], undefined],
    ["5, 5", ["http.repeated-content-length"], undefined],
    [
      "5\r\nContent-Length: 9",
      BAD,
      "5 counts, the first that is a number; a reader that goes by 9 sees it end 4 bytes later",
    ],
    [
      "5, 3",
      BAD,
      "5 counts, the first that is a number; a reader that goes by 3 sees it end 2 bytes earlier",
    ],
    ["x, 5", BAD, "5 counts, the first that is a number"],
    [
      "+5",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that takes +5 for 5 takes 5 bytes for its body",
    ],
    [
      "0x5",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that takes 0x5 for 5 takes 5 bytes for its body",
    ],
    [
      "5 0",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that takes 5 0 for 5 takes 5 bytes for its body",
    ],
    [
      "-5",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that keeps 32 bits of it takes 4294967291 bytes for its body",
    ],
    ["", BAD, "the body has no known end, RFC 9112 §6.3"],
    [
      "18446744073709551621",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that keeps 64 bits of it takes 5 bytes for its body",
    ],
    [
      "9223372036854775813",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that keeps 32 bits of it takes 5 bytes for its body",
    ],
    [
      "1_0",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that takes 1_0 for 1 takes 1 bytes for its body",
    ],
    [
      "\v5",
      BAD,
      "the body has no known end, RFC 9112 §6.3; a reader that goes by the 5 in it takes 5 bytes for its body",
    ],
    [" \t5\t ", [], undefined],
    ["0", [], undefined],
    ["00005", [], undefined],
  ])("of %j", async (value, expected, taken) => {
    const run = await asked(post(`Content-Length: ${value}\r\n`, "hello"));
    expect(codes(run)).toEqual(expected);
    expect(finding(run, "http.bad-content-length")?.data["taken"]).toEqual(taken);
  });
});

test("a Content-Length with zeros in front is told where they make another number of it", async () => {
  const run = await asked(post("Content-Length: 0010\r\n", "helloworld"));
  expect(codes(run)).toEqual(["http.padded-content-length"]);
  expect(run.transactions[0]?.request?.bodySize).toBe(10);
  expect(finding(run, "http.padded-content-length")).toMatchObject({
    severity: "warning",
    detail:
      "Content-Length of the request is 0010: 10 counts, RFC 9110 §8.6; a reader that takes a leading zero for octal " +
      "sees it end 2 bytes earlier",
  });
  const both = await asked(post("Content-Length: 10, 0010\r\n", "helloworld"));
  expect(codes(both)).toEqual(["http.padded-content-length", "http.repeated-content-length"]);
});

describe("a Transfer-Encoding", () => {
  const BAD = ["http.bad-transfer-encoding"];
  test.each([
    ["chunked \t", [], "chunked", undefined],
    ["Chunked", [], "chunked", undefined],
    ["gzip, chunked", [], "chunked", undefined],
    [
      "\vchunked",
      BAD,
      "chunked",
      "taken as chunked, control characters beside it left away; a reader that passes the field over sees it end 12 bytes earlier",
    ],
    ["chunked\f", BAD, "chunked", SAID],
    [
      "chunked;q=1",
      BAD,
      "chunked",
      "taken as chunked, which knows no parameters, RFC 9112 §7.1; a reader that passes the field over sees it end 12 bytes earlier",
    ],
    ["chunked, chunked", BAD, "chunked", SAID],
    ["chunked\r\nTransfer-Encoding: chunked", BAD, "chunked", SAID],
    ["identity, chunked", BAD, "chunked", SAID],
    [
      "xchunked",
      BAD,
      "none",
      "the body has no known end, RFC 9112 §6.3; a reader that passes the field over takes 0 bytes for its body",
    ],
    ["chunked, identity", BAD, "none", SAID],
    ["chu nked", BAD, "none", SAID],
    ["", BAD, "none", SAID],
  ])("of %j", async (value, expected, framing, taken) => {
    const run = await asked(post(`Transfer-Encoding: ${value}\r\n`, CHUNKS));
    expect(codes(run)).toEqual(expected);
    expect(run.transactions[0]?.request?.framing).toBe(framing);
    expect(finding(run, "http.bad-transfer-encoding")?.data["taken"]).toEqual(taken);
  });

  test("that says identity frames nothing, and a reader that does not know it is told of", async () => {
    const run = await asked(post("Transfer-Encoding: identity\r\n"));
    expect(codes(run)).toEqual(["http.identity-transfer-encoding"]);
    expect(finding(run, "http.identity-transfer-encoding")).toMatchObject({
      severity: "warning",
      detail: "Transfer-Encoding of the request is identity: taken as no coding, RFC 2616 §3.6",
    });
    const counted = await answered(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nok",
    );
    expect(counted.transactions[0]?.response).toMatchObject({ framing: "content-length", bodySize: 2 });
    expect(finding(counted, "http.identity-transfer-encoding")?.data["taken"]).toMatch(
      /; a reader that knows no such coding has it last until the connection closes$/,
    );
  });

  test("in HTTP/1.0 is taken, and told as a leniency that not all have", async () => {
    const run = await asked(post(TE, CHUNKS, "HTTP/1.0"));
    expect(run.transactions[0]?.request).toMatchObject({ framing: "chunked", bodySize: 2 });
    expect(codes(run)).toEqual(["http.chunked-in-old-version"]);
    expect(finding(run, "http.chunked-in-old-version")).toMatchObject({
      severity: "warning",
      detail:
        "the request is chunked, and of HTTP/1.0: taken all the same, RFC 9112 §6.1; a reader that passes the field " +
        "over sees it end 12 bytes earlier",
    });
    const response = await answered(`HTTP/1.0 200 OK\r\n${TE}\r\n${CHUNKS}`);
    expect(finding(response, "http.chunked-in-old-version")?.data["taken"]).toMatch(
      /a reader that passes the field over has it last until the connection closes$/,
    );
  });

  test("without chunked lets a response last until the close, as the RFC has it", async () => {
    const gzip = await answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok");
    expect(codes(gzip)).toEqual([]);
    expect(gzip.transactions[0]?.response?.framing).toBe("until-close");
    const unknown = await answered("HTTP/1.1 200 OK\r\nTransfer-Encoding: xyz\r\n\r\nok");
    expect(codes(unknown)).toEqual(BAD);
  });

  test("with a blank before its colon frames nothing", async () => {
    const run = await asked(post("Transfer-Encoding : chunked\r\nContent-Length: 12\r\n", CHUNKS));
    expect(codes(run)).toEqual(["http.space-before-colon"]);
    expect(run.transactions[0]?.request?.framing).toBe("content-length");
    expect(finding(run, "http.space-before-colon")).toMatchObject({
      severity: "alert",
      detail:
        "white space before the colon of Transfer-Encoding  in the request: not taken for Transfer-Encoding, " +
        "RFC 9112 §5.1; a reader that passes over it sees it end at the same byte",
    });
  });

  test("in disguise frames nothing", async () => {
    const run = await asked(post("Transfer_Encoding: chunked\r\nContent-Length: 12\r\n", CHUNKS));
    expect(codes(run)).toEqual(["http.framing-field-disguised"]);
    expect(run.transactions[0]?.request?.framing).toBe("content-length");
  });
});

describe("a folded line", () => {
  const FOLD = ["http.obs-fold"];
  test.each([
    ["that frames the message", "Transfer-Encoding:\r\n chunked\r\n", ["http.folded-framing-field", ...FOLD]],
    [
      "that would frame the message by itself",
      `X: a\r\n ${TE}Content-Length: 12\r\n`,
      ["http.folded-framing-field", ...FOLD],
    ],
    ["of another field", "X: a\r\n Transfer-Encoding\r\nContent-Length: 12\r\n", FOLD],
  ])("%s", async (_, fields, expected) => {
    const run = await asked(post(fields, CHUNKS));
    expect(codes(run)).toEqual(expected);
    expect(run.transactions[0]?.request?.bodySize).toBe(fields.startsWith("Transfer") ? 2 : 12);
  });

  test("right behind the start line is a field of another name", async () => {
    const run = await asked(`POST / HTTP/1.1\r\n ${TE}Host: x\r\nContent-Length: 12\r\n\r\n${CHUNKS}`);
    expect(codes(run)).toEqual(["http.blank-before-fields", "http.framing-field-disguised"]);
    expect(run.transactions[0]?.request?.framing).toBe("content-length");
  });
});

/** What is said of a chunk line that holds no size. */
const whyNoSize = async (line: string): Promise<unknown> =>
  finding(await asked(post(TE, `${line}\r\nok\r\n0\r\n\r\n`)), "http.bad-chunk")?.data["why"];

describe("a chunk", () => {
  const BAD = ["http.bad-chunk"];
  test.each([
    ["whose size has a prefix", "0x2\r\nok\r\n0\r\n\r\n", BAD],
    ["whose size has a sign", "+2\r\nok\r\n0\r\n\r\n", BAD],
    ["whose size is negative", "-1\r\nok\r\n0\r\n\r\n", BAD],
    ["whose size has blanks beside it", " 2 \r\nok\r\n0\r\n\r\n", BAD],
    ["whose size wraps 64 bits", "10000000000000002\r\nok\r\n0\r\n\r\n", BAD],
    ["without a line end behind its data", "2\r\nok0\r\n\r\n", BAD],
    ["with more data than its size", "2\r\nokay\r\n0\r\n\r\n", BAD],
    ["whose size line ends in LF", "2\nok\r\n0\r\n\r\n", ["http.bare-lf"]],
    ["whose data ends in LF", "2\r\nok\n0\r\n\r\n", ["http.bare-lf"]],
    ["that is the last and ends in LF", "2\r\nok\r\n0\r\n\n", ["http.bare-lf"]],
    ["whose extension ends in LF", "2;a\nok\r\n0\r\n\r\n", ["http.bad-chunk-extension", "http.bare-lf"]],
    ["whose extension holds a CR", "2;a\rb\r\nok\r\n0\r\n\r\n", ["http.bad-chunk-extension"]],
    ["whose extension holds a NUL", "2;a\0\r\nok\r\n0\r\n\r\n", ["http.bad-chunk-extension"]],
    ["with an extension and a trailer", '2;a="b"\r\nok\r\n0;c\r\nSum: 1\r\n\r\n', []],
    [
      "with a length among its trailers",
      "2\r\nok\r\n0\r\nContent-Length: 9\r\n\r\n",
      ["http.framing-field-in-trailers"],
    ],
    ["with leading zeros", "0002\r\nok\r\n000\r\n\r\n", []],
  ])("%s", async (_, body, expected) => {
    expect(codes(await asked(post(TE, body)))).toEqual(expected);
  });

  test("that is no number is quoted where it looks like one, and not where it may be content", async () => {
    expect(await whyNoSize("0x2")).toMatch(/^the size 0x2 is no hexadecimal number/);
    expect(await whyNoSize("password=chicken1")).toMatch(/^a size is no hexadecimal number/);
  });

  test("that is larger than any is told with what a reader of 64 bits makes of it", async () => {
    const run = await asked(post(TE, `10000000000000000\r\n\r\n${GET}`));
    expect(finding(run, "http.bad-chunk")?.data["why"]).toBe(
      "the size 10000000000000000 is larger than any; the message ends here, RFC 9112 §7.1; " +
        "a reader that keeps 64 bits of it takes 0",
    );
    expect(run.transactions.map(({ request }) => request?.method)).toEqual(["POST", "GET"]);
  });
});

/** What is said of the Host of a request with these fields. */
const missingHost = async (fields: string): Promise<string | undefined> =>
  finding(await asked(`GET / HTTP/1.1\r\n${fields}\r\n`), "http.missing-host")?.detail;

describe("a head", () => {
  test("with a NUL", async () => {
    expect(codes(await asked(GET.replace("x\r\n", "x\r\nA: b\0c\r\n")))).toEqual(["http.nul-byte"]);
    expect(codes(await asked(GET.replace("x\r\n", "x\r\nA: b\x01c\r\n")))).toEqual([]);
  });

  test("whose target and Host differ is for the target", async () => {
    const run = await asked("GET http://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n");
    expect(codes(run)).toEqual(["http.host-differs-from-target"]);
    expect(run.transactions[0]?.request?.host).toBe("a.example");
    expect(codes(await asked("GET http://A.example:80/ HTTP/1.1\r\nHost: a.example\r\n\r\n"))).toEqual([]);
  });

  test("with an absolute target needs Host all the same", async () => {
    expect(codes(await asked("GET http://a.example/ HTTP/1.1\r\n\r\n"))).toEqual(["http.missing-host"]);
    expect(codes(await asked("GET http://a.example/ HTTP/1.0\r\n\r\n"))).toEqual([]);
  });

  test("with a Host that names none is not one without", async () => {
    expect(await missingHost("")).toBe("HTTP/1.1 request without Host");
    expect(await missingHost("Host: a/b\r\n")).toBe("HTTP/1.1 request with a Host that names none");
  });

  test("with several Hosts", async () => {
    expect(codes(await asked("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"))).toEqual([
      "http.repeated-host",
    ]);
  });
});

describe("a body where none is expected", () => {
  test.each([
    ["GET", "Content-Length: 2\r\n", "ok", ["http.unexpected-body"]],
    ["DELETE", TE, CHUNKS, ["http.unexpected-body"]],
    ["GET", "Content-Length: 0\r\n", "", []],
    ["PUT", "Content-Length: 2\r\n", "ok", []],
  ])("of a %s with %j", async (method, fields, body, expected) => {
    expect(codes(await asked(post(fields, body).replace("POST", method)))).toEqual(expected);
  });

  test.each([
    ["204 No Content", "Content-Length: 7\r\n", ["http.length-without-body"]],
    ["204 No Content", TE, ["http.length-without-body"]],
    ["204 No Content", "Content-Length: 0\r\n", []],
    ["304 Not Modified", "Content-Length: 7\r\n", []],
  ])("is announced by a %s with %j", async (status, fields, expected) => {
    expect(codes(await answered(`HTTP/1.1 ${status}\r\n${fields}\r\n`))).toEqual(expected);
  });

  test("is announced by a Transfer-Encoding, which others may go by", async () => {
    const run = await answered(`HTTP/1.1 204 No Content\r\n${TE}\r\n`);
    expect(finding(run, "http.length-without-body")?.detail).toBe(
      "Transfer-Encoding on a 204: no body, RFC 9112 §6.3; a reader that goes by Transfer-Encoding takes what follows for chunks",
    );
  });

  test("is announced by an interim response", async () => {
    const run = await answered(`HTTP/1.1 103 Early Hints\r\nContent-Length: 7\r\n\r\n${OK}`);
    expect(codes(run)).toEqual(["http.length-without-body"]);
    expect(finding(run, "http.length-without-body")?.detail).toBe(
      "Content-Length on a 103: no body, RFC 9112 §6.3; a reader that goes by Content-Length sees it end 7 bytes later",
    );
  });
});

describe("a body that another message begins in", () => {
  const ATE = ["http.body-ate-next-message"];
  const about = (body: string): string => post(`Content-Length: ${body.length}\r\n`, body);
  const typed = (type: string): string =>
    post(`Content-Type: ${type}\r\nContent-Length: 32\r\n`, "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n");
  const form = (length: number, body: string): string =>
    post(`Content-Length: ${length}\r\nContent-Type: application/x-www-form-urlencoded\r\n`, body);

  test("one byte before its end: the next method lacks a letter", async () => {
    const run = await wholeAndByteByByte([`${form(10, "name=Mina")}${GET}`, OK + OK]);
    expect(codes(run)).toEqual([...ATE, "http.unknown-method"]);
    expect(run.transactions.map(({ request }) => request?.method)).toEqual(["POST", "ET"]);
    expect(finding(run, "http.body-ate-next-message")).toMatchObject({
      severity: "alert",
      transaction: "1.2",
      detail:
        "another message begins inside the request body: GET, which goes on behind it; taken as body, RFC 9112 §6.3",
    });
  });

  test("in the middle of its start line: the rest of that is no message", async () => {
    for (const eaten of [4, 7, 12]) {
      const run = await wholeAndByteByByte([`${form(9 + eaten, "name=Mina")}${GET}`, OK]);
      expect(codes(run)).toEqual(ATE);
    }
  });

  test("behind a whole start line", async () => {
    const run = await wholeAndByteByByte([`${form(35, "name=Mina")}${GET}`, OK]);
    expect(codes(run)).toEqual(ATE);
    expect(finding(run, "http.body-ate-next-message")?.data["what"]).toBe("GET at byte 9 of it");
  });

  test.each([
    ["announced by a length", post("Content-Length: 27\r\n", "GET /admin HTTP/1.1\r\nX: y\r\n")],
    ["announced as chunked", post(TE, "1b\r\nGET /admin HTTP/1.1\r\nX: y\r\n\r\n0\r\n\r\n")],
  ])("with its first byte, %s", async (_, request) => {
    const run = await asked(request);
    expect(codes(run)).toEqual(ATE);
    expect(finding(run, "http.body-ate-next-message")?.data["what"]).toBe("GET at byte 0 of it");
  });

  test("as its content, which its type says, does not tell", async () => {
    expect(codes(await asked(typed("application/http")))).toEqual([]);
    expect(codes(await asked(typed("multipart/mixed; boundary=a")))).toEqual([]);
  });

  test("whole, as an upload may, is no alert by itself", async () => {
    const run = await asked(typed("text/plain; charset=utf-8"));
    expect(codes(run)).toEqual(["http.message-in-body"]);
    expect(finding(run, "http.message-in-body")).toMatchObject({
      severity: "warning",
      transaction: "1.1",
      detail:
        "a message begins inside the request body: GET at byte 0 of it; taken as content: nothing says otherwise so far",
    });
  });

  test.each([
    ["its length is given twice", "Content-Length: 32\r\n", "http.repeated-content-length"],
    ["its head has a folded line", "X: a\r\n b\r\n", "http.obs-fold"],
  ])("whole, is an alert where %s", async (_, field, code) => {
    const run = await asked(typed(`text/plain\r\n${field.trimEnd()}`));
    expect(codes(run)).toEqual([...ATE, code].toSorted());
  });

  test("whole, is an alert on the GET that is to have no body", async () => {
    const run = await asked(typed("text/plain").replace("POST", "GET"));
    expect(codes(run)).toEqual([...ATE, "http.unexpected-body"]);
  });

  test("whole, is an alert once a response shows that somebody took it for a request", async () => {
    const run = await wholeAndByteByByte([typed("text/plain") + GET, OK + OK.replace("200", "203") + OK]);
    expect(codes(run)).toEqual([
      ...ATE,
      "http.message-in-body",
      "http.second-response",
      "http.unrequested-response",
    ]);
    expect(finding(run, "http.body-ate-next-message")).toMatchObject({
      transaction: "1.3",
      data: { direction: "request", what: "GET in that of 1.1, and this response answers nothing else" },
    });
  });

  test("as a text about HTTP does not tell", async () => {
    expect(codes(await asked(about('"GET / HTTP/1.1" 200')))).toEqual([]);
    expect(codes(await asked(about("see GET / HTTP/1.1\r\nand more")))).toEqual([]);
    expect(codes(await asked(about("HELLO / HTTP/1.1\r\n")))).toEqual([]);
  });

  test("of a response: the rest of the status line is no message, or all of it is body", async () => {
    const first = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nok";
    const cut = await wholeAndByteByByte([GET + GET, first + OK]);
    expect(codes(cut)).toEqual(ATE);
    const split = `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${OK.length}\r\n\r\n${OK}`;
    const run = await answered(split);
    expect(codes(run)).toEqual(["http.message-in-body"]);
    expect(finding(run, "http.message-in-body")?.data["what"]).toBe("200 at byte 0 of it");
    const awaited = await wholeAndByteByByte([GET + GET, split]);
    expect(codes(awaited)).toEqual(ATE);
  });
});

describe("bytes behind a response that has no body", () => {
  test.each([
    ["to HEAD", GET.replace("GET", "HEAD"), "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"],
    ["204", GET, "HTTP/1.1 204 No Content\r\n\r\nhello"],
    ["304", GET, "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello"],
  ])("%s", async (_, request, response) => {
    const run = await wholeAndByteByByte([request, response]);
    expect(codes(run)).toEqual(["http.forbidden-body"]);
    expect(finding(run, "http.forbidden-body")?.data).toEqual({ direction: "response", bytes: 5 });
    expect(run.summary.ledger.notHttp).toBe(5);
  });

  test("are others behind one that has one", async () => {
    const run = await answered(`${OK}hello`);
    expect(codesOf(run)).toEqual(["http.extra-bytes"]);
  });
});

describe("more responses than requests", () => {
  const orphan = "http.unrequested-response";

  test("are told of the second, which the next request may get", async () => {
    const run = await answered(OK + OK.replace("ok", "no"));
    expect(codes(run)).toEqual(["http.second-response", orphan]);
    expect(finding(run, "http.second-response")).toMatchObject({
      transaction: "1.2",
      data: { status: 200, previous: "1.1" },
    });
  });

  test("are told of one that was there before its request", async () => {
    const early = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    const run = await analyse((net) =>
      net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake().server(early).client(GET).close(),
    );
    expect(codes(run)).toEqual(["http.response-before-request", orphan]);
    expect(finding(run, "http.response-before-request")).toMatchObject({
      transaction: "1.2",
      data: { response: "1.1" },
    });
    expect(run.transactions.map(({ pairing }) => pairing)).toEqual(["none", "none"]);
  });

  test("are not told of a server that is tired of waiting", async () => {
    const timeout = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n";
    expect(codes(await answered(OK + timeout))).toEqual([orphan, "http.client-error"].toSorted());
  });

  test("are not told where requests may have been lost", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow.client(GET).server(OK).client(GET).lose(1).server(OK).client(GET).server(OK).close();
    });
    expect(codes(run)).not.toContain("http.second-response");
    expect(codes(run)).not.toContain("http.response-before-request");
  });
});
