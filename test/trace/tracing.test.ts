/** A session traced is the session that was reported: its bytes, its packets, where its messages lie. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { SessionView } from "../../src/http/views.js";
import { run } from "../../src/pipeline.js";
import { traceSessions } from "../../src/tracing.js";
import type { TracedSession } from "../../src/trace/traced-session.js";
import { placeOfSession } from "../../src/trace/session-packets.js";
import { build, type Net } from "../support/build.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const CAPTURES = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

async function traced(file: string): Promise<readonly TracedSession[]> {
  const views: SessionView[] = [];
  await run(
    { files: [file], verify: false },
    {
      onCapture: () => {},
      onFinding: () => {},
      onTransaction: () => {},
      onSession: (view) => void views.push(view),
      onResults: () => {},
      flush: () => {},
      drain: async () => {},
    },
  );
  return (await traceSessions({ files: [file] }, views.map(placeOfSession))).sessions;
}

async function told(tell: (net: Net) => void): Promise<readonly TracedSession[]> {
  const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
  try {
    const file = join(folder, "told.pcap");
    writeFileSync(file, build(tell).toPcap());
    return await traced(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(CAPTURES)("every head in %s lies where it is said to", async (name) => {
  for (const { transactions, packets, session } of await traced(join(FIXTURES, name))) {
    expect(transactions).toHaveLength(session.transactions);
    for (const { request, response } of transactions) {
      const pairs = [
        [request, packets.client],
        [response, packets.server],
      ] as const;
      for (const [message, stream] of pairs) {
        if (message === null || message.head === null) continue;
        const { startOffset, headersSize } = message;
        expect(stream.bytes(startOffset, startOffset + headersSize)).toEqual(message.head.bytes);
      }
    }
  }
});

test("packets are told by sender, with what was there before and what came late", async () => {
  const [session] = await told((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    flow.client("GET / HTTP/1.1\r\nHost: x\r\n\r\n").server("HTTP/1.1 204 No Content\r\n\r\n").close();
  });
  const list = session?.packets.list ?? [];
  expect(list.map(({ sender }) => sender).slice(0, 4)).toEqual(["client", "server", "client", "client"]);
  expect(
    list.filter(({ size }) => size > 0).map(({ sender, offset, size }) => [sender, offset, size]),
  ).toEqual([
    ["client", 0, 27],
    ["server", 0, 27],
  ]);
  expect(list.every(({ repeatedSize, isLate }) => repeatedSize === 0 && !isLate)).toBe(true);
});
