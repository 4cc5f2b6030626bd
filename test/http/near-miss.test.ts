import { describe, expect, test } from "vitest";
import { nearMiss } from "../../src/http/near-miss.js";
import { analyse } from "../support/analyse.js";

const missOf = (line: string) => nearMiss(Buffer.from(line, "latin1"), line.length);

describe("a line that is nearly a start line", () => {
  test.each([
    ["get / http/1.1\r\n", "nearly a request line, but for its method, get and its version, http/1.1"],
    ["GET / http/1.1\n", "nearly a request line, but for its version, http/1.1"],
    ["h-http/1.1 200 ok\r\n", "nearly a status line, but for its version, h-http/1.1"],
  ])("%j", (line, why) => {
    expect(missOf(line)?.why).toBe(why);
  });

  test.each([
    "SSH-2.0-OpenSSH_9.6\r\n",
    "EHLO example.org\r\n",
    "+OK ready\r\n",
    "get me that http\r\n",
    "220 ftp http/1.1\r\n",
  ])("is not %j", (line) => {
    expect(missOf(line)).toBeNull();
  });

  test("is told of a connection that is no HTTP, which stays what it is", async () => {
    const { findings, summary } = await analyse((net) =>
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client("get / http/1.1\r\nhost: x\r\n\r\n")
        .server("http/1.1 200 ok\r\n\r\n")
        .close(),
    );
    expect(findings).toMatchObject([
      { code: "http.not-http", session: null, frame: 4, data: { direction: "request", bytes: 16 } },
      { code: "http.not-http", session: null, data: { direction: "response" } },
    ]);
    expect(summary).toMatchObject({ sessions: 0, notAnalysed: { other: 1 } });
  });
});
