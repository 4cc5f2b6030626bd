/** What becomes of segments that come twice, too early, changed, or not at all. */
import { describe, expect, test } from "vitest";
import { CHUNK_BYTES, QUEUE_BYTES, RING_CHUNKS } from "../../src/core/limits.js";
import { analyse, codesOf, ledgerSum } from "../support/analyse.js";
import { handshake, rawPackets, type RawSegment } from "../support/raw-segments.js";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
const ASKED = 1 + GET.length;

const analyseRaw = (...segments: RawSegment[]) => analyse(rawPackets(segments));
const opened = (): RawSegment[] => [...handshake(), { from: "client", seq: 1, ack: 1, payload: GET }];
/** Bytes of the response stream from an offset. */
const answer = (offset: number, payload: string): RawSegment => ({
  from: "server",
  seq: 1 + offset,
  ack: ASKED,
  payload,
});
const acked = (offset: number): RawSegment => ({ from: "client", seq: ASKED, ack: 1 + offset });
const body = (size: number, fill = "b") => fill.repeat(size);

describe("the same bytes again", () => {
  test("are counted and not delivered", async () => {
    const run = await analyseRaw(
      ...opened(),
      answer(0, HEAD),
      answer(0, HEAD),
      answer(HEAD.length, body(100)),
    );
    expect(run.transactions[0]?.response).toMatchObject({ bodySize: 100, complete: true });
    expect(run.summary.ledger.retransmitted).toBe(HEAD.length);
    expect(run.sessions[0]?.retransmittedBytes).toBe(HEAD.length);
    expect(codesOf(run)).toEqual(["tcp.retransmission"]);
  });

  test("of a keep-alive probe are no retransmission worth a finding", async () => {
    const run = await analyseRaw(...opened(), answer(0, HEAD + body(100)), {
      from: "client",
      seq: ASKED - 1,
      ack: 1 + HEAD.length + 100,
      payload: "\0",
    });
    expect(codesOf(run)).toEqual([]);
    expect(run.summary.ledger.retransmitted).toBe(1);
  });

  test("with other content: the first copy counts, and an alert shows both", async () => {
    const run = await analyseRaw(
      ...opened(),
      answer(0, HEAD),
      answer(HEAD.length + 10, body(90, "g")),
      answer(HEAD.length + 10, body(90, "e")),
      answer(HEAD.length, body(10)),
    );
    const conflict = run.findings.find(({ code }) => code === "tcp.overlap-conflict");
    expect(conflict).toMatchObject({
      severity: "alert",
      data: { first: 6, second: 7, bytes: 90, direction: "response" },
    });
    expect(conflict?.data["firstCopy"]).toBe(body(64, "g"));
    expect(conflict?.data["secondCopy"]).toBe(body(64, "e"));
    expect(run.transactions[0]?.response?.bodySize).toBe(100);
    expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
  });
});

describe("the same bytes again, after they were delivered", () => {
  test("with other content are an alert all the same, as long as the first copy is in the input buffers", async () => {
    const run = await analyseRaw(
      ...opened(),
      answer(0, HEAD + body(50, "g")),
      answer(HEAD.length + 50, body(50, "g")),
      answer(HEAD.length + 40, `${body(20, "g")}${body(40, "e")}`),
    );
    const conflicts = run.findings.filter(({ code }) => code === "tcp.overlap-conflict");
    expect(conflicts).toHaveLength(1);
    expect(conflicts[0]?.data).toMatchObject({
      offset: HEAD.length + 50,
      bytes: 50,
      first: 6,
      second: 7,
      firstCopy: body(50, "g"),
      secondCopy: `${body(10, "g")}${body(40, "e")}`,
    });
  });

  test("with the same content, cut elsewhere, are no conflict", async () => {
    const run = await analyseRaw(
      ...opened(),
      answer(0, HEAD + body(50)),
      answer(HEAD.length + 50, body(50)),
      answer(HEAD.length + 25, body(50)),
    );
    expect(codesOf(run)).toEqual(["tcp.retransmission"]);
  });

  test("are counted as not compared where the first copy has left the input buffers", async () => {
    const filler: RawSegment = { from: "client", clientPort: 50_001, seq: 1, ack: 1, payload: body(60_000) };
    const packets = (RING_CHUNKS * CHUNK_BYTES) / 60_000 + 40;
    const run = await analyseRaw(
      ...opened(),
      answer(0, HEAD + body(100)),
      ...Array.from({ length: packets }, (_, i) => ({ ...filler, seq: 1 + i * 60_000 })),
      answer(HEAD.length, body(100, "e")),
    );
    expect(codesOf(run)).not.toContain("tcp.overlap-conflict");
    expect(run.findings.find(({ code }) => code === "limit.compare")?.data).toMatchObject({ bytes: 100 });
  });
});

describe("bytes in another order", () => {
  test("are put in order, and counted as late", async () => {
    const run = await analyseRaw(...opened(), answer(HEAD.length, body(100)), answer(0, HEAD));
    expect(run.transactions[0]?.response).toMatchObject({ bodySize: 100, frame: 6, lastFrame: 6 });
    expect(run.sessions[0]?.outOfOrderSegments).toBe(1);
    expect(codesOf(run)).toEqual([]);
  });

  test("a response never overtakes what is left of a request that it acknowledges", async () => {
    const lost = 8;
    const asks = { seq: 1, ack: 1, payload: GET.slice(0, -lost) };
    const next: RawSegment = { from: "client", seq: ASKED, ack: 1 + HEAD.length + 100, payload: GET };
    const ok = "HTTP/1.1 204 No Content\r\n\r\n";
    const run = await analyseRaw(
      ...handshake(),
      answer(0, HEAD),
      { from: "client", ...asks },
      ...Array.from({ length: 20 }, (_, i) => answer(HEAD.length + 5 * i, body(5))),
      next,
      { from: "server", seq: 1 + HEAD.length + 100, ack: ASKED + GET.length, payload: ok },
    );
    expect(run.transactions.map(({ request, response }) => [request?.frame, response?.status])).toEqual([
      [5, 200],
      [26, 204],
    ]);
    expect(run.summary.ledger.missing).toBe(lost);
  });

  test("a response never overtakes the request that it acknowledges", async () => {
    const run = await analyseRaw(...handshake(), answer(0, HEAD + body(100)), {
      from: "client",
      seq: 1,
      ack: 1,
      payload: GET,
    });
    expect(run.transactions).toHaveLength(1);
    expect(run.transactions[0]).toMatchObject({
      pairing: "exact",
      request: { frame: 5 },
      response: { frame: 4 },
    });
  });
});

describe("bytes that are not in the capture", () => {
  test("inside a counted body cost nothing but themselves", async () => {
    const run = await analyseRaw(
      ...opened(),
      answer(0, HEAD + body(40)),
      answer(HEAD.length + 60, body(40)),
      acked(HEAD.length + 100),
    );
    expect(run.transactions[0]).toMatchObject({
      pairing: "exact",
      response: { bodySize: 80, missingBytes: 20, complete: true },
    });
    expect(run.findings.find(({ code }) => code === "tcp.gap")).toMatchObject({
      transaction: "1.1",
      data: { direction: "response", bytes: 20, offset: HEAD.length + 40 },
    });
    expect(run.summary.ledger.missing).toBe(20);
  });

  test("are given up 16 packets after the other side acknowledged them, not before", async () => {
    const gap = [...opened(), answer(0, HEAD), answer(HEAD.length + 50, body(50)), acked(HEAD.length + 100)];
    const quiet = (count: number): RawSegment[] =>
      Array.from({ length: count }, () => acked(HEAD.length + 100));
    const late = answer(HEAD.length, body(50));
    const inTime = await analyseRaw(...gap, ...quiet(14), late);
    expect(inTime.transactions[0]?.response).toMatchObject({ bodySize: 100, missingBytes: 0 });
    const tooLate = await analyseRaw(...gap, ...quiet(16), late);
    expect(tooLate.transactions[0]?.response).toMatchObject({ bodySize: 50, missingBytes: 50 });
    expect(tooLate.summary.ledger).toMatchObject({ retransmitted: 0, dropped: 50, missing: 0 });
  });

  describe("and come after they were given up", () => {
    const from = HEAD.length + 20;
    const givenUp = [
      ...opened(),
      answer(0, HEAD + body(20)),
      answer(from + 60, body(20)),
      ...Array.from({ length: 20 }, () => acked(HEAD.length + 100)),
    ];

    test("are told, and are neither missing nor seen again", async () => {
      const run = await analyseRaw(...givenUp, answer(from + 10, body(30)));
      expect(codesOf(run)).toEqual(["tcp.gap", "tcp.late-data"]);
      expect(run.summary.ledger).toMatchObject({ dropped: 30, retransmitted: 0, missing: 30 });
      expect(run.sessions[0]).toMatchObject({ missingBytes: 30, retransmittedBytes: 0 });
      expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
    });

    test("count once, however they are cut", async () => {
      const run = await analyseRaw(
        ...givenUp,
        answer(from + 10, body(30)),
        answer(from + 20, body(30)), // its last 10 are new
        answer(from - 10, body(80)), // 10 before the gap, 10 and 10 that are new, 10 behind
      );
      const late = run.findings.filter(({ code }) => code === "tcp.late-data");
      expect(late.map(({ frame, data }) => [frame, data["direction"], data["bytes"]])).toEqual([
        [27, "response", 30],
        [28, "response", 10],
        [29, "response", 20],
      ]);
      expect(run.summary.ledger).toMatchObject({ dropped: 60, retransmitted: 80, missing: 0 });
      expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
    });
  });

  test("at the end are known by the acknowledgement", async () => {
    const run = await analyseRaw(...opened(), answer(0, HEAD + body(70)), acked(HEAD.length + 100));
    expect(run.transactions[0]?.response).toMatchObject({ bodySize: 70, missingBytes: 30 });
  });

  test("one acknowledged number behind the last byte is a FIN that was not captured", async () => {
    const run = await analyseRaw(...opened(), answer(0, HEAD + body(100)), acked(HEAD.length + 101));
    expect(run.summary.ledger.missing).toBe(0);
  });

  test("because the snap length cut them are a gap at once", async () => {
    const packets = rawPackets([...opened(), answer(0, HEAD + body(100)), acked(HEAD.length + 100)]);
    const cut = packets.map((packet, i) =>
      i === 4
        ? { ...packet, data: packet.data.subarray(0, packet.data.length - 30), wireSize: packet.data.length }
        : packet,
    );
    const run = await analyse(cut);
    expect(run.transactions[0]?.response).toMatchObject({ bodySize: 70, missingBytes: 30, complete: true });
  });

  test("where one direction was never captured, the other is read for itself", async () => {
    const run = await analyseRaw(
      { from: "server", seq: 1, ack: ASKED, payload: HEAD + body(100) },
      { from: "server", seq: 1 + HEAD.length + 100, ack: ASKED, payload: HEAD + body(100) },
    );
    expect(run.transactions.map(({ pairing, response }) => [pairing, response?.bodySize])).toEqual([
      ["none", 100],
      ["none", 100],
    ]);
  });
});

describe("bounds", () => {
  test.each([
    ["ahead", 2 ** 30 + 100],
    ["behind", -(2 ** 30) - 100],
  ])("a segment far %s says how far away it is", async (_name, offset) => {
    const run = await analyseRaw(...opened(), answer(offset, body(7)), answer(0, HEAD + body(100)));
    expect(run.findings.find(({ code }) => code === "tcp.out-of-window")).toMatchObject({
      data: { bytes: 7, distance: 2 ** 30 + 100 },
      detail: "7 bytes of the response lie 1073741924 bytes away from the stream; not part of it",
    });
  });

  test("a segment far ahead is not of this stream", async () => {
    const run = await analyseRaw(...opened(), answer(2 ** 30 + 100, body(7)), answer(0, HEAD + body(100)));
    expect(codesOf(run)).toContain("tcp.out-of-window");
    expect(run.summary.ledger.dropped).toBe(7);
    expect(run.transactions[0]?.response?.bodySize).toBe(100);
  });

  test("a queue without end has its oldest gap declared", async () => {
    const size = 50_000;
    const count = Math.ceil(QUEUE_BYTES / size) + 2;
    const head = HEAD.replace("100", String((count + 1) * size));
    const run = await analyseRaw(
      ...opened(),
      answer(0, head),
      ...Array.from({ length: count }, (_, i) => answer(head.length + (i + 1) * size, body(size))),
    );
    expect(codesOf(run)).toContain("limit.queue");
    expect(run.transactions[0]?.response).toMatchObject({ bodySize: count * size, missingBytes: size });
  });
});
