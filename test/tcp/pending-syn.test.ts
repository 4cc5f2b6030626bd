/** A SYN on the four-tuple of a connection that lives: another connection, or a forgery that must not end it. */
import { describe, expect, test } from "vitest";
import { PENDING_BYTES } from "../../src/core/limits.js";
import { analyse, codesOf } from "../support/analyse.js";
import {
  exchange,
  FIN,
  GET,
  handshake,
  rawPackets,
  RST,
  SYN,
  type RawSegment,
} from "../support/raw-segments.js";

const isClients = ({ from }: RawSegment): boolean => from === "client";
const analyseRaw = (...segments: RawSegment[]) => analyse(rawPackets(segments));
const syn = (seq: number, atMs?: number): RawSegment => ({
  from: "client",
  seq,
  flags: SYN,
  ...(atMs !== undefined && { atMs }),
});
const begun = [...handshake(200_000, 500_000), ...exchange(200_000, 500_000)];
const goesOn = [...exchange(200_000, 500_000, 1), ...exchange(200_000, 500_000, 2)];

describe("forged", () => {
  test.each([
    ["ahead", 300_000],
    ["behind", 100_000],
    ["far away", 0x70000000],
    ["where the connection stands", 200_000 + GET.length],
    ["where the next request will end", 200_000 + 2 * GET.length],
    ["one byte beside it", 200_001 + GET.length],
  ])("a SYN %s and a byte behind it do not disturb the connection", async (_where, seq) => {
    const byte: RawSegment = { from: "client", seq: seq + 1, ack: 500_001, payload: "G" };
    const run = await analyseRaw(...begun, syn(seq), byte, ...goesOn);
    expect(run.sessions).toHaveLength(1);
    const pairs = run.transactions.map(({ pairing, response }) => [pairing, response?.status]);
    expect(pairs).toEqual([1, 2, 3].map(() => ["exact", 200]));
    expect(codesOf(run)).toContain("tcp.stray-syn");
    expect(codesOf(run)).not.toContain("tcp.port-reused");
    expect(run.summary.ledger.missing).toBe(0);
  });

  test("what follows the SYN is kept apart, and the finding says how much that was", async () => {
    const bytes: RawSegment[] = [
      { from: "client", seq: 900_001, ack: 500_001, payload: "abc" },
      { from: "client", seq: 900_004, ack: 500_001, payload: "de", flags: FIN },
      { from: "client", seq: 900_007, flags: RST },
    ];
    const run = await analyseRaw(...begun, syn(900_000), ...bytes, ...goesOn);
    expect(run.transactions).toHaveLength(3);
    expect(run.sessions[0]?.closed).toBe("capture-end");
    const stray = run.findings.find(({ code }) => code === "tcp.stray-syn");
    expect(stray?.data).toMatchObject({ seq: 900_000, expected: 200_001 + GET.length, bytes: 5 });
    expect(run.summary.ledger).toMatchObject({ dropped: 5, missing: 0 });
  });

  test("more than there is room for is given up as well", async () => {
    const payload = "x".repeat(1_400);
    const count = Math.ceil(PENDING_BYTES / payload.length) + 5;
    const flood = Array.from({ length: count }, (_, each): RawSegment => ({
      from: "client",
      seq: 900_001 + each * payload.length,
      ack: 500_001,
      payload,
    }));
    const run = await analyseRaw(...begun, syn(900_000), ...flood, ...goesOn);
    expect(run.transactions).toHaveLength(3);
    expect(run.summary.ledger.dropped).toBe(count * payload.length);
  });
});

describe("true", () => {
  const whole = [...exchange(900_000, 7_000_000), ...exchange(900_000, 7_000_000, 1)];
  const again = handshake(900_000, 7_000_000);

  test.each([
    ["its SYN-ACK", [again[0]!, again[1]!, again[2]!, ...whole]],
    ["a SYN-ACK that was captured late", [again[0]!, again[2]!, whole[0]!, again[1]!, ...whole.slice(1)]],
    ["an acknowledgement of its data", [again[0]!, again[2]!, ...whole]],
    ["the same, its first ACK lost", [again[0]!, ...whole]],
  ])("another connection begins with %s, and nothing of it is lost", async (_how, packets) => {
    const run = await analyseRaw(...begun, ...packets);
    expect(run.sessions.map(({ closed }) => closed)).toEqual(["reused", "capture-end"]);
    expect(run.transactions.map(({ id, pairing }) => `${id} ${pairing}`)).toEqual([
      "1.1 exact",
      "2.1 exact",
      "2.2 exact",
    ]);
    expect(run.summary.ledger).toMatchObject({ dropped: 0, missing: 0, retransmitted: 0 });
    expect(codesOf(run)).not.toContain("tcp.stray-syn");
  });

  test("where one direction was captured, another connection begins after a quiet time", async () => {
    const [first, ...rest] = [...again, ...whole].filter(isClients);
    const run = await analyseRaw(...begun.filter(isClients), { ...first!, atMs: 20_000 }, ...rest);
    expect(run.sessions).toHaveLength(2);
    expect(run.transactions.map(({ id }) => id)).toEqual(["1.1", "2.1", "2.2"]);
  });

  test("where one direction was captured, another connection begins behind the end of the old", async () => {
    const over: RawSegment = { from: "client", seq: 200_001 + GET.length, flags: RST };
    const packets = [...begun, over, ...again, ...whole].filter(isClients);
    const run = await analyseRaw(...packets);
    expect(run.sessions).toHaveLength(2);
    expect(run.transactions.map(({ id }) => id)).toEqual(["1.1", "2.1", "2.2"]);
  });
});
