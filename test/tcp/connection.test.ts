/** How connections open, end and follow each other on the same four-tuple. */
import { describe, expect, test } from "vitest";
import { analyse, codesOf } from "../support/analyse.js";
import {
  close,
  exchange,
  FIN,
  GET,
  handshake,
  OK,
  rawPackets,
  reset,
  SYN,
  type RawSegment,
} from "../support/raw-segments.js";

const analyseRaw = (...segments: RawSegment[]) => analyse(rawPackets(segments));

describe("opening", () => {
  test("the sender of the SYN is the client, and the handshake gives connect and rtt", async () => {
    const { sessions, transactions } = await analyseRaw(...handshake(), ...exchange(0, 0), ...close(0, 0));
    expect(sessions).toHaveLength(1);
    expect(sessions[0]).toMatchObject({ opened: "handshake", closed: "fin", closedBy: "client", rtt: 2 });
    expect(transactions[0]?.timings.connect).toBe(2);
  });

  test("after a repeated SYN the round trip is not known, the time to connect is", async () => {
    const [syn, ...rest] = handshake();
    const { sessions, transactions } = await analyseRaw(syn!, syn!, ...rest, ...exchange(0, 0));
    expect(sessions[0]?.rtt).toBeNull();
    expect(transactions[0]?.timings.connect).toBe(3);
  });

  test("without a SYN the client is who speaks a request line", async () => {
    const { sessions } = await analyseRaw(...exchange(700, 900));
    expect(sessions[0]).toMatchObject({
      opened: "midstream",
      client: { port: 49_152 },
      closed: "capture-end",
      rtt: null,
    });
  });

  test("both may open at once", async () => {
    const { transactions, sessions } = await analyseRaw(
      { from: "client", seq: 0, flags: SYN },
      { from: "server", seq: 500, flags: SYN },
      { from: "client", seq: 0, ack: 501, flags: SYN },
      { from: "server", seq: 500, ack: 1, flags: SYN },
      ...exchange(0, 500),
    );
    expect(sessions[0]).toMatchObject({ client: { port: 49_152 }, opened: "handshake" });
    expect(transactions[0]).toMatchObject({ pairing: "exact" });
  });

  test("where the SYN-ACK is lost the server's first byte is still its first", async () => {
    const [syn, , ack] = handshake();
    const { transactions, summary } = await analyseRaw(syn!, ack!, ...exchange(0, 0));
    expect(transactions[0]).toMatchObject({ pairing: "exact", response: { status: 200 } });
    expect(summary.ledger.missing).toBe(0);
  });
});

describe("ending", () => {
  test("the first FIN names who closed", async () => {
    const c = 1 + GET.length;
    const s = 1 + OK.length;
    const { sessions } = await analyseRaw(
      ...handshake(),
      ...exchange(0, 0),
      { from: "server", seq: s, ack: c, flags: FIN },
      { from: "client", seq: c, ack: s + 1, flags: FIN },
    );
    expect(sessions[0]).toMatchObject({ closed: "fin", closedBy: "server" });
  });

  test("a reset ends it; one outside the window does not", async () => {
    const inside = await analyseRaw(...handshake(), ...exchange(0, 0), reset(1 + GET.length));
    expect(inside.sessions[0]).toMatchObject({ closed: "rst", closedBy: "client" });
    const outside = await analyseRaw(...handshake(), ...exchange(0, 0), reset(0x70000000));
    expect(outside.sessions[0]).toMatchObject({ closed: "capture-end", closedBy: null });
  });

  test("a FIN that nobody acknowledged does not end a stream that goes on", async () => {
    const half = OK.length - 1;
    const run = await analyseRaw(
      ...handshake(),
      { from: "client", seq: 1, ack: 1, payload: GET },
      { from: "server", seq: 1, ack: 1 + GET.length, payload: OK.slice(0, half), flags: FIN },
      { from: "server", seq: 1 + half, ack: 1 + GET.length, payload: OK.slice(half), flags: FIN },
    );
    expect(codesOf(run)).toContain("tcp.data-after-fin");
    expect(run.transactions[0]?.response).toMatchObject({ bodySize: 2, complete: true });
  });

  test("a forged FIN closes nothing", async () => {
    const run = await analyseRaw(
      ...handshake(),
      { from: "client", seq: 1, ack: 1, flags: FIN },
      ...exchange(0, 0),
    );
    expect(run.sessions[0]).toMatchObject({ closed: "capture-end", closedBy: null });
    expect(run.transactions[0]).toMatchObject({ pairing: "exact", response: { status: 200 } });
  });

  test("bytes behind an acknowledged FIN are no HTTP", async () => {
    const s = 1 + OK.length;
    const run = await analyseRaw(
      ...handshake(),
      ...exchange(0, 0),
      { from: "server", seq: s, ack: 1 + GET.length, flags: FIN },
      { from: "client", seq: 1 + GET.length, ack: s + 1 },
      { from: "server", seq: s + 1, ack: 1 + GET.length, payload: "late" },
    );
    expect(codesOf(run)).toContain("tcp.data-after-fin");
    expect(run.summary.ledger.notHttp).toBe(4);
  });

  test("a quiet connection ends by the packets' own time", async () => {
    const { sessions, records } = await analyseRaw(
      ...handshake(),
      ...exchange(0, 0),
      { from: "client", clientPort: 50_000, seq: 1, flags: SYN, atMs: 400_000 },
      { from: "client", clientPort: 50_000, seq: 1, flags: SYN, atMs: 400_001 },
    );
    expect(sessions[0]).toMatchObject({ closed: "idle", lastFrame: 6 });
    expect(records.findIndex(({ type }) => type === "session")).toBeLessThan(records.length - 1);
  });

  test("one damaged stamp does not end everything", async () => {
    const [asked, answered, acked] = exchange(0, 0);
    const { sessions, transactions } = await analyseRaw(
      ...handshake(),
      asked!,
      { from: "client", clientPort: 50_000, seq: 1, flags: SYN, atMs: 9e9 },
      { ...answered!, atMs: 5 },
      acked!,
    );
    expect(sessions[0]?.closed).toBe("capture-end");
    expect(transactions[0]?.response?.status).toBe(200);
  });

  test("a request may wait longer for its response than a quiet connection lives", async () => {
    const [asked, answered] = exchange(0, 0);
    const { transactions } = await analyseRaw(
      ...handshake(),
      asked!,
      { from: "client", clientPort: 50_000, seq: 1, flags: SYN, atMs: 1_000_000 },
      { from: "client", clientPort: 50_000, seq: 1, flags: SYN, atMs: 1_000_001 },
      { ...answered!, atMs: 1_000_002 },
    );
    expect(transactions[0]?.response?.status).toBe(200);
  });
});

describe("the same four-tuple again", () => {
  test("after a close a new connection is a new session", async () => {
    const run = await analyseRaw(
      ...handshake(),
      ...exchange(0, 0),
      ...close(0, 0),
      ...handshake(5_000, 6_000),
      ...exchange(5_000, 6_000),
    );
    expect(run.sessions.map(({ closed }) => closed)).toEqual(["fin", "capture-end"]);
    expect(run.transactions.map(({ id }) => id)).toEqual(["1.1", "2.1"]);
    expect(run.sessions[1]).toMatchObject({ opened: "handshake", rtt: 2 });
  });

  test("without a close the old one ends as reused, with a finding", async () => {
    const run = await analyseRaw(
      ...handshake(),
      ...exchange(0, 0),
      ...handshake(5_000, 6_000),
      ...exchange(5_000, 6_000),
    );
    expect(run.sessions.map(({ closed }) => closed)).toEqual(["reused", "capture-end"]);
    expect(codesOf(run)).toContain("tcp.port-reused");
  });

  test("a SYN that nobody answers leaves the living connection alone", async () => {
    const run = await analyseRaw(
      ...handshake(),
      { from: "client", seq: 90_000, flags: SYN },
      ...exchange(0, 0),
    );
    expect(run.sessions).toHaveLength(1);
    expect(run.transactions[0]).toMatchObject({ pairing: "exact", response: { status: 200 } });
    const stray = run.findings.find(({ code }) => code === "tcp.stray-syn");
    expect(stray).toMatchObject({ frame: 4, data: { direction: "request", seq: 90_000, expected: 1 } });
    expect(codesOf(run)).not.toContain("tcp.port-reused");
  });

  test("a SYN sent again is no other connection", async () => {
    const [syn, ...rest] = handshake();
    const run = await analyseRaw(syn!, ...rest, syn!, ...exchange(0, 0));
    expect(run.sessions).toHaveLength(1);
    expect(codesOf(run)).toEqual([]);
  });
});
