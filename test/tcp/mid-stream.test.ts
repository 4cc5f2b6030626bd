/** Captures that begin while the connection is open: the first bytes captured need not be the first sent. */
import { describe, expect, test } from "vitest";
import { analyse, codesOf, ledgerSum } from "../support/analyse.js";
import { GET, OK, rawPackets, type RawSegment } from "../support/raw-segments.js";

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

  test("are the beginning where they were only overtaken", async () => {
    const run = await analyseRaw(asked(101 + first.length, second), asked(101, first), ...answers);
    expect(
      run.transactions.map(({ request, response }) => [request?.target, request?.frame, response?.frame]),
    ).toEqual([
      ["/0", 2, 3],
      ["/1", 1, 4],
    ]);
    // How many requests were on their way before these, nobody knows.
    expect(run.transactions.map(({ pairing }) => pairing)).toEqual(["inferred", "inferred"]);
    expect(codesOf(run)).not.toContain("tcp.late-data");
    expect(run.summary.ledger).toMatchObject({ dropped: 0, retransmitted: 0, missing: 0 });
  });

  test("are the beginning of what each other direction acknowledges, too", async () => {
    const run = await analyseRaw(
      { from: "server", seq: 1, ack: 101 + first.length, payload: ok },
      asked(101, first),
      { from: "client", seq: 101 + first.length, ack: 1 + ok.length },
    );
    expect(run.transactions).toMatchObject([{ request: { target: "/0", frame: 2 }, response: { frame: 1 } }]);
  });

  test("that come when what follows was acknowledged are told, are no second copy, and leave no pair exact", async () => {
    const passed: RawSegment = { from: "server", seq: 1, ack: end };
    const run = await analyseRaw(asked(101 + first.length, second), passed, asked(101, first), ...answers);
    expect(run.findings.find(({ code }) => code === "tcp.late-data")).toMatchObject({
      frame: 3,
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
    expect(run.transactions[0]).toMatchObject({ response: { status: 204 } });
    expect(codesOf(run)).toEqual(["http.pairing-inferred"]);
  });

  test("of both directions go up in the order in which they were captured, whichever end is which", async () => {
    for (const ack of [{}, { ack: 0 }]) {
      const run = await analyseRaw(
        { from: "server", seq: 0, payload: GET, ...ack },
        { from: "client", seq: 0, payload: OK, ...ack },
      );
      expect(run.transactions).toMatchObject([{ request: { target: "/" }, response: { status: 200 } }]);
    }
  });

  test("that are a keep-alive probe owe no answer", async () => {
    const run = await analyseRaw(
      { from: "client", seq: 100, ack: 1, payload: "\n" },
      { from: "server", seq: 1, ack: 101 },
      { from: "client", seq: 101, ack: 1, payload: GET },
      { from: "server", seq: 1, ack: 101 + GET.length, payload: OK },
    );
    expect(run.transactions).toMatchObject([
      { pairing: "inferred", request: { target: "/" }, response: { status: 200 } },
    ]);
  });
});
