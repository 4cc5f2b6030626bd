/** Captures that begin while the connection is open: the first bytes captured need not be the first sent. */
import { describe, expect, test } from "vitest";
import { analyse, codesOf, ledgerSum } from "../support/analyse.js";
import { rawPackets, type RawSegment } from "../support/raw-segments.js";

const analyseRaw = (...segments: RawSegment[]) => analyse(rawPackets(segments));

const asked = (seq: number, payload: string): RawSegment => ({ from: "client", seq, ack: 1, payload });

describe("in a capture that begins in the middle, bytes before the first ones", () => {
  const [first, second] = ["GET /0 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"];
  const end = 101 + 2 * first.length;
  const ok = "HTTP/1.1 204 No Content\r\n\r\n";
  const answers: RawSegment[] = [
    { from: "server", seq: 1, ack: end, payload: ok },
    { from: "server", seq: 1 + ok.length, ack: end, payload: ok },
  ];

  test("are told, are no second copy, and leave no pair exact", async () => {
    const run = await analyseRaw(asked(101 + first.length, second), asked(101, first), ...answers);
    expect(run.findings.find(({ code }) => code === "tcp.late-data")).toMatchObject({
      frame: 2,
      data: { direction: "request", bytes: first.length },
    });
    expect(run.transactions.map(({ pairing }) => pairing)).not.toContain("exact");
    expect(codesOf(run)).not.toContain("http.second-response");
    expect(run.summary.ledger).toMatchObject({ dropped: first.length, retransmitted: 0, missing: 0 });
    expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
  });

  test("are a keep-alive probe where they are one byte", async () => {
    const run = await analyseRaw(asked(101, first), asked(100, "x"), {
      ...answers[0]!,
      ack: 101 + first.length,
    });
    expect(run.transactions[0]).toMatchObject({ pairing: "exact" });
    expect(codesOf(run)).toEqual([]);
  });
});
