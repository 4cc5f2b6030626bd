/**
 * `--decode`: what the content of a message was once its codings are undone. Every case is fed whole, then byte by
 * byte, and what it says must not depend on it.
 */
import { createHash } from "node:crypto";
import * as zlib from "node:zlib";
import { describe, expect, test } from "vitest";
import type { ContentRecord } from "../../src/core/records.js";
import { analyse, codesOf, type Analysed } from "../support/analyse.js";
import type { MessageOptions } from "../support/flow.js";
import { page } from "../support/page.js";
import { zstdFrame } from "../support/zstd-frame.js";

const GET = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
const PAGE = page(3_000);
const BYTE_BY_BYTE = { split: Array.from({ length: 4_000 }, (_, i) => i + 1) };

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** 32 bytes that do not compress. */
const digestBytes = (seed: number): Buffer => createHash("sha256").update(String(seed)).digest();

function response(coding: string | null, body: Uint8Array, line = "HTTP/1.1 200 OK"): Buffer {
  const encoding = coding === null ? "" : `Content-Encoding: ${coding}\r\n`;
  return Buffer.concat([Buffer.from(`${line}\r\n${encoding}Content-Length: ${body.length}\r\n\r\n`), body]);
}

function chunked(body: Uint8Array, codings: string): Buffer {
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${codings}\r\n\r\n`),
    ...[body.subarray(0, 100), body.subarray(100)].flatMap((piece) => [
      Buffer.from(`${piece.length.toString(16)}\r\n`),
      piece,
      Buffer.from("\r\n"),
    ]),
    Buffer.from("0\r\n\r\n"),
  ]);
}

const ask = (message: Uint8Array, options: MessageOptions = {}, request: string = GET): Promise<Analysed> =>
  analyse(
    (net) =>
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client(request, options)
        .server(message, options)
        .close("server"),
    { decode: true },
  );

const typed = (type: string, coding: string, body: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);

const codesOfBody = async (type: string, text: string): Promise<string[]> =>
  codesOf(await ask(typed(type, "gzip", zlib.gzipSync(text))));

describe("what a content begins with", () => {
  test("is looked at behind its coding", async () => {
    expect(await codesOfBody("application/json", "{'a': 1}")).toEqual(["http.json-invalid"]);
    expect(await codesOfBody("application/json", '{"a": 1')).toEqual(["http.json-invalid"]);
    expect(await codesOfBody("image/png", "<!DOCTYPE html>")).toEqual(["http.content-type-mismatch"]);
    expect(await codesOfBody("text/plain", "한글")).toEqual(["http.charset-missing"]);
  });

  test("is as it should be, or is cut off where it is long", async () => {
    expect(await codesOfBody("application/json", '{"a": 1}')).toEqual([]);
    expect(await codesOfBody("application/json", JSON.stringify("x".repeat(5_000)))).toEqual([]);
  });

  test("is never taken from the coded bytes", async () => {
    const coded = zlib.gzipSync(PAGE);
    const { findings } = await ask(
      chunked(coded, "Content-Type: text/plain\r\nTransfer-Encoding: gzip, chunked"),
    );
    expect(findings).toEqual([]);
  });
});

interface Decoded {
  readonly content: ContentRecord | null | undefined;
  readonly problems: readonly string[];
}

const decodedOf = ({ transactions, findings }: Analysed): Decoded => ({
  content: transactions[0]?.response?.content,
  problems: findings.flatMap(({ code, detail }) =>
    code === "http.content-coding-bad" || code === "limit.content" ? [detail] : [],
  ),
});

async function decoded(message: Uint8Array): Promise<Decoded> {
  const whole = decodedOf(await ask(message));
  expect(decodedOf(await ask(message, BYTE_BY_BYTE))).toEqual(whole);
  return whole;
}

const fine = (encoding: string, bytes: Uint8Array = PAGE): Decoded => ({
  content: { size: bytes.length, encoding, sha256: digest(bytes) },
  problems: [],
});

describe("one page has one digest, however it was sent", () => {
  test.each<[string, string, Uint8Array]>([
    ["gzip", "gzip", zlib.gzipSync(PAGE)],
    ["gzip by its old name, in any case", "X-GZip", zlib.gzipSync(PAGE)],
    [
      "several gzip members",
      "gzip",
      Buffer.concat([zlib.gzipSync(PAGE.subarray(0, 1_000)), zlib.gzipSync(PAGE.subarray(1_000))]),
    ],
    ["deflate", "deflate", zlib.deflateSync(PAGE)],
    ["deflate without the header of zlib", "deflate", zlib.deflateRawSync(PAGE)],
    ["br", "br", zlib.brotliCompressSync(PAGE)],
    ["zstd", "zstd", zstdFrame(PAGE)],
    ["several codings, the last one undone first", "br, gzip", zlib.gzipSync(zlib.brotliCompressSync(PAGE))],
    ["the coding that is none, beside one", "identity, gzip", zlib.gzipSync(PAGE)],
  ])("%s", async (_name, coding, body) => {
    expect(await decoded(response(coding, body))).toEqual(fine(coding.toLowerCase()));
  });

  test("no coding at all", async () => {
    expect(await decoded(response(null, PAGE))).toEqual(fine("identity"));
  });

  test("codings on lines of their own", async () => {
    const body = zlib.gzipSync(zlib.deflateSync(PAGE));
    expect(await decoded(response("deflate\r\nContent-Encoding: gzip", body))).toEqual(fine("deflate, gzip"));
  });

  test("in chunks, and with a transfer coding below them", async () => {
    const gzip = zlib.gzipSync(PAGE);
    expect(await decoded(chunked(gzip, "Content-Encoding: gzip\r\nTransfer-Encoding: chunked"))).toEqual(
      fine("gzip"),
    );
    expect(await decoded(chunked(gzip, "Transfer-Encoding: gzip, chunked"))).toEqual(fine("identity"));
  });

  test("until the connection closes, and of HTTP/0.9, which has no head", async () => {
    const untilClose = Buffer.concat([Buffer.from("HTTP/1.0 200 OK\r\n\r\n"), PAGE]);
    expect(await decoded(untilClose)).toEqual(fine("identity"));
    const { transactions } = await ask(PAGE, {}, "GET /\r\n");
    expect(transactions[0]?.response?.content).toEqual(fine("identity").content);
  });

  test("in a request", async () => {
    const body = zlib.gzipSync(PAGE).toString("latin1");
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
    const told = Buffer.from(head + body, "latin1");
    const { transactions } = await analyse(
      (net) =>
        net
          .flow("192.0.2.5:49152", "198.51.100.9:80")
          .handshake()
          .client(told)
          .server("HTTP/1.1 204 No Content\r\n\r\n"),
      { decode: true },
    );
    expect(transactions[0]?.request?.content).toEqual(fine("gzip").content);
    expect(transactions[0]?.response?.content).toBe(null);
  });
});

describe("there is no content", () => {
  test("without --decode", async () => {
    const { transactions } = await analyse((net) =>
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client(GET)
        .server(response("gzip", zlib.gzipSync(PAGE))),
    );
    expect(transactions[0]?.response?.content).toBe(null);
  });

  test("in what never has a body", async () => {
    const head = Buffer.from("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n");
    const { transactions } = await ask(head, {}, GET.replace("GET", "HEAD"));
    expect(transactions[0]?.response?.content).toBe(null);
    const midstream = await analyse(
      (net) => {
        const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80");
        flow.server(Buffer.concat([head, Buffer.from("HTTP/1.1 204 No Content\r\n\r\n")]));
      },
      { decode: true },
    );
    expect(midstream.transactions.map(({ response: each }) => each?.content)).toEqual([null, null]);
  });
});

test("a body of nothing is nothing, whatever its coding is said to be", async () => {
  expect(await decoded(response("gzip", Buffer.alloc(0)))).toEqual(fine("gzip", Buffer.alloc(0)));
});

describe("what does not decode has no digest", () => {
  test.each<[string, string, Uint8Array, number, string]>([
    ["data cut short", "gzip", zlib.gzipSync(PAGE).subarray(0, -8), 3_000, "it ends too early"],
    ["data that is none of it", "gzip", PAGE, 0, "incorrect header check"],
    ["plain text said to be zstd", "zstd", PAGE, 0, ""],
    [
      "more behind its end",
      "deflate",
      Buffer.concat([zlib.deflateSync(PAGE), Buffer.from("more")]),
      3_000,
      "more bytes behind its end",
    ],
    [
      "codings in the wrong order",
      "gzip, br",
      zlib.gzipSync(zlib.brotliCompressSync(PAGE)),
      0,
      "Decompression failed",
    ],
  ])("%s", async (_name, encoding, body, size, why) => {
    expect(await decoded(response(encoding, body))).toEqual({
      content: { size, encoding, sha256: null },
      // Each zstd has words of its own.
      problems: [expect.stringContaining(`content of the response (${encoding}) does not decode: ${why}`)],
    });
  });

  test("its finding stands right before its line, and in the session's", async () => {
    const { records } = await ask(response("gzip", PAGE));
    const types = records.map((record) => (record.type === "finding" ? record.code : record.type));
    expect(types).toEqual(["capture", "http.content-coding-bad", "transaction", "session", "summary"]);
    const listed = records.flatMap((record) =>
      record.type === "transaction" || record.type === "session" ? [record.findings] : [],
    );
    expect(listed).toEqual([["http.content-coding-bad"], ["http.content-coding-bad"]]);
  });

  test("a coding that is not known", async () => {
    expect(await decoded(response("gzip, aes128gcm", PAGE))).toEqual({
      content: { size: null, encoding: "gzip, aes128gcm", sha256: null },
      problems: [],
    });
  });

  test("a range of coded content", async () => {
    const part = zlib.gzipSync(PAGE).subarray(100);
    expect(await decoded(response("gzip", part, "HTTP/1.1 206 Partial Content"))).toEqual({
      content: { size: null, encoding: "gzip", sha256: null },
      problems: [],
    });
  });

  test("a body that was announced longer", async () => {
    const short = response("gzip", zlib.gzipSync(PAGE)).subarray(0, -100);
    const { content, problems } = await decoded(short);
    expect(content?.sha256).toBe(null);
    expect(problems).toEqual([]);
    const plain = response(null, PAGE).subarray(0, -1);
    expect((await decoded(plain)).content).toEqual({ size: 2_999, encoding: "identity", sha256: null });
  });

  test.each([
    // What came before the gap was decoded, in whole pieces of the coded body.
    ["gzip", 27_000, 28_000],
    [null, 40_000 - 1_460, 40_000 - 1_460],
  ])("bytes that were not captured, %s", async (coding, least, most) => {
    const noise = Buffer.concat(Array.from({ length: 1_250 }, (_, i) => digestBytes(i)));
    const body = coding === null ? noise : zlib.gzipSync(noise);
    const lost = await analyse(
      (net) =>
        net
          .flow("192.0.2.5:49152", "198.51.100.9:80")
          .handshake()
          .client(GET)
          .server(response(coding, body))
          .lose(20)
          .close("server"),
      { decode: true },
    );
    const { content, problems } = decodedOf(lost);
    expect(lost.transactions[0]?.response?.missingBytes).toBe(1460);
    expect(content?.sha256).toBe(null);
    expect(content?.size).toBeGreaterThanOrEqual(least);
    expect(content?.size).toBeLessThanOrEqual(most);
    expect(problems).toEqual([]);
  });
});
