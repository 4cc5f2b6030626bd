/** Bytes that come again with other numbers, or whole after they were cut: which copy says what. */
import { describe, expect, test } from "vitest";
import { analyse, codesOf, ledgerSum, type Analysed } from "../support/analyse.js";
import { rawPackets, handshake, type RawSegment } from "../support/raw-segments.js";

const ask = (name: string): string => `GET /${name} HTTP/1.1\r\nHost: x\r\n\r\n`;
const answer = (name: string): string =>
  `HTTP/1.1 200 OK\r\nX-Answers: /${name}\r\nContent-Length: 2\r\n\r\nok`;
const ASKED = ask("a").length;
const ANSWERED = answer("a").length;

const pairsOf = ({ transactions }: Analysed) =>
  transactions.map(({ pairing, request, response }) => [
    pairing,
    request?.target,
    response?.headers.find(({ name }) => name === "X-Answers")?.value,
  ]);
const RIGHT = [
  ["exact", "/a", "/a"],
  ["exact", "/b", "/b"],
];

/** The end of the first request, which is on its way, and the second request in one segment: sent when both were asked. */
const rejoined: RawSegment = {
  from: "client",
  seq: ASKED,
  ack: 1 + ANSWERED,
  payload: `\n${ask("b")}`,
};
const first: RawSegment = { from: "client", seq: 1, ack: 1, payload: ask("a") };
const [firstAnswer, secondAnswer]: RawSegment[] = [
  { from: "server", seq: 1, ack: 1 + ASKED, payload: answer("a") },
  { from: "server", seq: 1 + ANSWERED, ack: 1 + 2 * ASKED, payload: answer("b") },
];

describe("a segment that begins in bytes that were sent before", () => {
  test("does not keep those from coming before what they are answered with", async () => {
    const run = await analyse(rawPackets([...handshake(), firstAnswer!, rejoined, first, secondAnswer!]));
    expect(pairsOf(run)).toEqual(RIGHT);
    expect(run.summary.ledger).toMatchObject({ retransmitted: 1, missing: 0 });
  });

  test("is the later one where it and its answer wait for each other", async () => {
    const both: RawSegment = { ...rejoined, seq: 1, payload: ask("a") + ask("b") };
    const run = await analyse(rawPackets([...handshake(), firstAnswer!, both, secondAnswer!]));
    expect(pairsOf(run)).toEqual(RIGHT);
  });
});

test("what the snap length cut of a segment that waits is not missing once it comes whole", async () => {
  const packets = rawPackets([
    ...handshake(),
    first,
    { ...firstAnswer!, seq: 11, payload: answer("a").slice(10) },
    { ...firstAnswer!, seq: 11, payload: answer("a").slice(10) },
    { ...firstAnswer!, payload: answer("a").slice(0, 10) },
  ]);
  const cut = packets[4]!;
  const size = cut.data.length;
  const run = await analyse(
    packets.with(4, { ...cut, data: cut.data.subarray(0, size - ANSWERED + 11), wireSize: size }),
  );
  expect(run.transactions[0]).toMatchObject({ pairing: "exact", response: { bodySize: 2, complete: true } });
  expect(run.summary.ledger).toMatchObject({ missing: 0, retransmitted: 1 });
  expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
});

describe("what is acknowledged of a direction without packets", () => {
  test("is missing, also where no byte of the connection was captured", async () => {
    const run = await analyse(
      rawPackets([
        ...handshake(),
        { from: "client", seq: 101, ack: 201 },
        { from: "server", seq: 201, ack: 101 },
        { from: "client", seq: 101, ack: 201 },
      ]),
    );
    expect(run.summary.ledger).toMatchObject({ missing: 300, tcpPayloadBytes: 0 });
    expect(codesOf(run)).toEqual([]);
  });

  test("is one number less where that may be a FIN", async () => {
    const run = await analyse(
      rawPackets([
        { from: "client", seq: 1, ack: 1, payload: ask("a") },
        { from: "client", seq: 1 + ASKED, ack: 1 + ANSWERED },
        { from: "client", seq: 1 + ASKED, ack: 2 + ANSWERED },
      ]),
    );
    expect(run.summary.ledger.missing).toBe(ANSWERED);
  });
});
