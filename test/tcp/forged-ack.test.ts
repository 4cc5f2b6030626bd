/** Acknowledgements that nobody's data supports: they may be forged, or stand before the data in the capture. */
import { describe, expect, test } from "vitest";
import { analyse, ledgerSum } from "../support/analyse.js";
import { handshake, rawPackets, type RawSegment } from "../support/raw-segments.js";

const PAIRS = 4;
/** Packets of each answer: more than the patience with a gap. */
const ANSWER_PACKETS = 20;
const SEGMENT_BYTES = 100;
const get = (i: number) => `GET /${i} HTTP/1.1\r\nHost: x\r\n\r\n`;
const HEAD = `HTTP/1.1 200 OK\r\nContent-Length: ${ANSWER_PACKETS * SEGMENT_BYTES}\r\n\r\n`;

/** One request after the other, with the acknowledgements of a client; `forged` goes in behind the first. */
function conversation(...forged: RawSegment[]): RawSegment[] {
  const segments = handshake();
  let client = 1;
  let server = 1;
  for (let i = 0; i < PAIRS; i++) {
    segments.push({ from: "client", seq: client, ack: server, payload: get(i) });
    client += get(i).length;
    if (i === 0) segments.push(...forged);
    for (const payload of [
      HEAD,
      ...Array.from({ length: ANSWER_PACKETS }, () => "b".repeat(SEGMENT_BYTES)),
    ]) {
      segments.push({ from: "server", seq: server, ack: client, payload });
      server += payload.length;
    }
    segments.push({ from: "client", seq: client, ack: server });
  }
  return segments;
}

const SENT = 1 + get(0).length;
const AHEAD = SENT + 1_000_000;

describe("a forged acknowledgement of bytes that nobody sent", () => {
  test.each<readonly [string, RawSegment[]]>([
    ["with the right number", [{ from: "server", seq: 1, ack: AHEAD }]],
    ["with a number of nowhere", [{ from: "server", seq: 0x7bcd0000, ack: AHEAD }]],
    [
      "with a number of nowhere, time and again",
      Array.from({ length: 40 }, () => ({ from: "server", seq: 0x3bcd0000, ack: AHEAD })),
    ],
    [
      "twice",
      [
        { from: "server", seq: 1, ack: AHEAD },
        { from: "server", seq: 1, ack: AHEAD },
      ],
    ],
    ["inside data", [{ from: "server", seq: 1, ack: AHEAD, payload: HEAD }]],
  ])("%s hides nothing of the direction", async (_name, forged) => {
    const run = await analyse(rawPackets(conversation(...forged)));
    expect(run.transactions.map(({ request, response }) => [request?.target, response?.status])).toEqual(
      Array.from({ length: PAIRS }, (_, i) => [`/${i}`, 200]),
    );
    expect(run.summary.ledger.missing).toBe(0);
    expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
  });
});

const quiet = (count: number, ack: number): RawSegment[] =>
  Array.from({ length: count }, () => ({ from: "server", seq: 1, ack }));

describe("an acknowledgement of bytes that were lost", () => {
  const asked = conversation().slice(0, 4);
  const next = { from: "client", seq: SENT + 50, ack: 1, payload: get(9) } as const;

  test("counts as soon as another packet confirms it", async () => {
    const run = await analyse(
      rawPackets([...asked, ...quiet(18, SENT + 50), next, ...quiet(1, SENT + 50 + next.payload.length)]),
    );
    expect(run.summary.ledger.missing).toBe(50);
    expect(run.transactions.map(({ request }) => request?.target)).toEqual(["/0", "/9"]);
  });

  test("counts as far as both of two packets go", async () => {
    const claims = Array.from({ length: 20 }, (_, i) => quiet(1, SENT + (i % 2 === 0 ? 50 : 900))).flat();
    const run = await analyse(rawPackets([...asked, ...claims, next, ...quiet(1, SENT + 50)]));
    expect(run.transactions.map(({ request }) => request?.target)).toEqual(["/0", "/9"]);
  });

  test("counts alone where nothing comes behind it", async () => {
    const run = await analyse(rawPackets([...asked, ...quiet(1, SENT + 50)]));
    expect(run.summary.ledger.missing).toBe(50);
  });
});
