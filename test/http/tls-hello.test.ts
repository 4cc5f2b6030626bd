/** The server name in a TLS hello, however it is cut. */
import { describe, expect, test } from "vitest";
import { analyse } from "../support/analyse.js";
import { clientHello } from "../support/client-hello.js";

/** The names found, and whether the connection was counted as TLS. */
async function found(hello: Buffer, mss: number): Promise<readonly [string[], number]> {
  const run = await analyse((net) => {
    net.flow("192.0.2.5:49152", "198.51.100.9:443", { mss }).handshake().client(hello).close();
  });
  return [Object.keys(run.summary.tlsNames), run.summary.notAnalysed.tls];
}

describe("the server name of a TLS hello is read", () => {
  test.each([
    ["in one segment", 500, 16_384, 1_460],
    ["in two, as hellos with a key for the time of quantum computers are", 1_800, 16_384, 1_460],
    ["in many segments", 9_000, 16_384, 1_460],
    ["byte by byte", 2_000, 16_384, 1],
    ["in records of its own making", 2_000, 40, 1_460],
    ["in such records, byte by byte", 600, 6, 1],
  ])("%s", async (_name, size, recordSize, mss) => {
    expect(await found(clientHello(size, recordSize), mss)).toEqual([["example.org"], 1]);
  });

  test("not where a part of it was lost", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:443").handshake();
      flow.client(clientHello(4_000)).lose(2).close();
    });
    expect(run.summary.tlsNames).toEqual({});
  });
});
