/** `--decode` against content that is made to harm, and beside everything else that is told. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as zlib from "node:zlib";
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { CONTENT_BODIES, CONTENT_BYTES, CONTENT_CODINGS, CONTENT_RATIO } from "../../src/core/limits.js";
import type { AnyRecord } from "../../src/core/records.js";
import { analyse } from "../support/analyse.js";
import { build } from "../support/build.js";
import { page } from "../support/page.js";
import { exchange, packetsOf, segmentsOf } from "../support/random-streams.js";
import { runCaptureWith } from "../support/run-capture.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const MiB = 1024 * 1024;
const GET = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";

/** 32 bytes that do not compress. */
const digestBytes = (seed: string): Buffer => createHash("sha256").update(seed).digest();

const head = (coding: string, size: number): Buffer =>
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${size}\r\n\r\n`);

async function told(coding: string, body: Uint8Array) {
  const { transactions, findings } = await analyse(
    (net) =>
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client(GET)
        .server(Buffer.concat([head(coding, body.length), body])),
    { decode: true },
  );
  return { content: transactions[0]?.response?.content, details: findings.map(({ detail }) => detail) };
}

describe("a bomb is left alone", () => {
  const TIMES = `${CONTENT_RATIO} times its coded size`;
  const zeros = (times: (bytes: Uint8Array) => Uint8Array): Uint8Array => times(Buffer.alloc(100 * MiB));
  /** Compresses, but not beyond all measure. */
  const mixed = Buffer.alloc(70 * MiB);
  for (let at = 0; at < mixed.length; at += 16_384) digestBytes(String(at)).copy(mixed, at);
  const emptyMembers = Buffer.alloc(20 * 4_000_000, zlib.gzipSync(""));

  test.each<[string, string, Uint8Array, number, string]>([
    ["gzip of zeros", "gzip", zeros(zlib.gzipSync), CONTENT_BYTES, TIMES],
    ["br of zeros", "br", zeros(zlib.brotliCompressSync), MiB, TIMES],
    ["gzip in gzip", "gzip, gzip", zlib.gzipSync(zeros(zlib.gzipSync)), MiB, TIMES],
    ["much, but with a purpose", "gzip", zlib.gzipSync(mixed), CONTENT_BYTES, `${CONTENT_BYTES} bytes`],
  ])("%s", async (_name, coding, body, mostBytes, limit) => {
    const { content, details } = await told(coding, body);
    expect(content).toMatchObject({ encoding: coding, sha256: null });
    expect(content?.size).toBeGreaterThanOrEqual(mostBytes === MiB ? 0 : MiB);
    expect(content?.size).toBeLessThanOrEqual(mostBytes);
    expect(details).toContain(`content of the response: more than ${limit}; not decoded, or not to its end`);
  });

  test("what swells between two codings and shrinks again", async () => {
    const { content, details } = await told("gzip, gzip", zlib.gzipSync(emptyMembers));
    expect(content?.size).toBe(0);
    expect(details).toEqual([
      `content of the response: more than ${CONTENT_BYTES} bytes; not decoded, or not to its end`,
    ]);
  });

  test("one coding too many on one body", async () => {
    const codings = Array.from({ length: CONTENT_CODINGS + 1 }, () => "gzip").join(", ");
    const { content, details } = await told(codings, zlib.gzipSync("x"));
    expect(content).toMatchObject({ size: null, sha256: null });
    expect(details).toEqual([
      `content of the response: more than ${CONTENT_CODINGS} codings; not decoded, or not to its end`,
    ]);
  });
});

describe("so many bodies are decoded at once", () => {
  const body = zlib.gzipSync(page(5_000));
  const half = body.length >> 1;

  test("the next one is not, and where one has ended another may begin", async () => {
    const { transactions, findings } = await analyse(
      (net) => {
        const flows = Array.from({ length: CONTENT_BODIES + 1 }, (_, i) =>
          net
            .flow(`192.0.2.5:${50_000 + i}`, "198.51.100.9:80")
            .handshake()
            .client(GET),
        );
        for (const flow of flows)
          flow.server(Buffer.concat([head("gzip", body.length), body.subarray(0, half)]));
        for (const flow of flows) flow.server(body.subarray(half));
        for (const flow of flows) flow.client(GET).server(Buffer.concat([head("gzip", body.length), body]));
      },
      { decode: true },
    );
    const sizes = transactions.map(({ id, response }) => `${id} ${response?.content?.size}`);
    const expected = [1, 2].flatMap((depth) =>
      Array.from(
        { length: CONTENT_BODIES + 1 },
        (_, i) => `${i + 1}.${depth} ${i === CONTENT_BODIES && depth === 1 ? null : 5_000}`,
      ),
    );
    expect(sizes).toEqual(expected);
    expect(
      findings.filter(({ code }) => code === "limit.content").map(({ transaction }) => transaction),
    ).toEqual([`${CONTENT_BODIES + 1}.1`]);
  });
});

/** Nor the names of files, which differ from run to run. */
function withoutContent(records: readonly AnyRecord[]): unknown {
  return records.map((record) => {
    if (record.type === "capture" || record.type === "summary") return { ...record, files: [] };
    if (record.type !== "transaction") return record;
    const { request, response } = record;
    return {
      ...record,
      request: request && { ...request, content: null },
      response: response && { ...response, content: null },
    };
  });
}

describe("--decode changes nothing else", () => {
  test("where bodies go on over many chunks of input, the lines keep their order", async () => {
    // 40 answers of some 100 kB, each in turn a piece ahead of the next: 4 MiB of input.
    const bodies = Array.from({ length: 40 }, (_, i) => {
      const noise = Array.from({ length: 3_200 }, (_each, at) => digestBytes(`${i} ${at}`));
      return { coding: i % 4 === 0 ? "gzip" : "identity", bytes: Buffer.concat(noise) };
    });
    const capture = build((net) => {
      const open = bodies.map(({ coding, bytes }, i) => {
        const body = coding === "gzip" ? zlib.gzipSync(bytes) : bytes;
        const flow = net
          .flow(`192.0.2.5:${50_000 + i}`, "198.51.100.9:80")
          .handshake()
          .client(GET);
        return { flow, message: Buffer.concat([head(coding, body.length), body]) };
      });
      for (let at = 0; at < 110_000; at += 10_000)
        for (const { flow, message } of open)
          if (at < message.length) flow.server(message.subarray(at, at + 10_000));
    });
    const plain = await analyse(capture);
    const decoded = await analyse(capture, { decode: true });
    expect(withoutContent(decoded.records)).toEqual(withoutContent(plain.records));
    const digests = bodies.map(({ bytes }) => createHash("sha256").update(bytes).digest("hex"));
    expect(new Set(decoded.transactions.map(({ response }) => response?.content?.sha256))).toEqual(
      new Set(digests),
    );
  });

  test("where more lines wait than may, behind content that is not decoded yet", async () => {
    const coded = zlib.gzipSync("hello");
    const capture = build((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss: 60_000 }).handshake();
      flow.client(GET).server(Buffer.concat([head("gzip", coded.length), coded]));
      for (let i = 0; i < 3; i++)
        flow.client(GET.repeat(1_000)).server("HTTP/1.1 204 No Content\r\n\r\n".repeat(1_000));
    });
    const [plain, decoded] = [await analyse(capture), await analyse(capture, { decode: true })];
    expect(decoded.transactions).toHaveLength(3_001);
    expect(withoutContent(decoded.records)).toEqual(withoutContent(plain.records));
  });

  test("where packets were lost, too", async () => {
    const lost = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(exchange, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        sizes,
        lost,
        async (told, isPipelined, cuts, gone) => {
          const left = segmentsOf(told, isPipelined, cuts).filter((_, index) => !gone.includes(index));
          const packets = packetsOf(left, 7, 9);
          const plain = await analyse(packets);
          expect(withoutContent((await analyse(packets, { decode: true })).records)).toEqual(
            withoutContent(plain.records),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each(readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name)))("in %s", async (name) => {
    const path = FIXTURES + name;
    const plain = await runCaptureWith({}, path);
    expect(withoutContent(await runCaptureWith({ decode: true }, path))).toEqual(withoutContent(plain));
  });
});

test("content-coding: one page, sent three ways, has one digest", async () => {
  const records = await runCaptureWith({ decode: true }, `${FIXTURES}content-coding.pcap`);
  const responses = records.flatMap((record) =>
    record.type === "transaction" ? (record.response ?? []) : [],
  );
  expect(responses.map(({ content }) => content?.encoding)).toEqual(["gzip", "deflate", "identity"]);
  expect(new Set(responses.map(({ content }) => content?.sha256)).size).toBe(1);
  expect(new Set(responses.map(({ bodySize }) => bodySize)).size).toBe(3);
});
