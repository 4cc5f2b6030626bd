/** The result is the same for every segmentation and order, and with every repetition, of the same two streams. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { analyse, ledgerSum, type Analysed } from "../support/analyse.js";
import { exchange, packetsOf, segmentsOf, type Piece } from "../support/random-streams.js";

const RUNS = { numRuns: 60 };
const SEQ = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.integer({ min: 0xffffff00, max: 0xffffffff }),
);

/** What must not depend on how the bytes travelled. */
function essence({ transactions, sessions, summary }: Analysed): unknown {
  return {
    transactions: transactions.map(({ id, pairing, request, interim, response }) => ({
      id,
      pairing,
      request: request && { ...request, time: 0, frame: 0, lastFrame: 0 },
      interim: interim.map(({ status }) => status),
      response: response && { ...response, time: 0, frame: 0, lastFrame: 0 },
    })),
    sessions: sessions.map(({ clientBytes, serverBytes, closed, closedBy, protocol }) => ({
      clientBytes,
      serverBytes,
      closed,
      closedBy,
      protocol,
    })),
    ledger: { ...summary.ledger, tcpPayloadBytes: 0, retransmitted: 0 },
  };
}

/** Swaps neighbours where `choices` says so, repeats others: nothing is lost, and nothing moves far. */
function disturb(pieces: readonly Piece[], choices: readonly number[]): Piece[] {
  const out = [...pieces];
  for (let i = 0; i + 1 < out.length; i++) {
    const choice = choices[i % choices.length] ?? 0;
    if (choice === 1) [out[i], out[i + 1]] = [out[i + 1]!, out[i]!];
    if (choice === 2) out.splice(i + 1, 0, out[i]!);
    if (choice === 3) out.splice(i + 1, 0, overlapOf(pieces, out[i]!));
    if (choice > 0) i += 1;
  }
  return out;
}

/** A retransmission that is cut elsewhere: from the middle of a piece to the middle of what follows it. */
function overlapOf(pieces: readonly Piece[], piece: Piece): Piece {
  const stream = Buffer.concat(pieces.filter(({ side }) => side === piece.side).map(({ bytes }) => bytes));
  const offset = piece.offset + (piece.bytes.length >> 1);
  return { ...piece, offset, bytes: stream.subarray(offset, piece.offset + piece.bytes.length) };
}

describe("however the same bytes travel, the report is the same", () => {
  test.prop(
    [
      fc.array(exchange, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
      SEQ,
      SEQ,
    ],
    RUNS,
  )(
    "for every cutting into segments and every sequence number",
    async (exchanges, isPipelined, sizes, a, b) => {
      const whole = await analyse(packetsOf(segmentsOf(exchanges, isPipelined, [1_000_000]), 1, 1));
      const cut = await analyse(packetsOf(segmentsOf(exchanges, isPipelined, sizes), a, b));
      expect(essence(cut)).toEqual(essence(whole));
      expect(cut.transactions.length).toBe(exchanges.length);
      expect(cut.transactions.every(({ pairing }) => pairing === "exact")).toBe(true);
    },
  );

  test.prop(
    [
      fc.array(exchange, { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 20 }),
      SEQ,
      SEQ,
    ],
    RUNS,
  )(
    "for every order of neighbours and every repetition",
    async (exchanges, isPipelined, sizes, choices, a, b) => {
      const pieces = segmentsOf(exchanges, isPipelined, sizes);
      const whole = await analyse(packetsOf(segmentsOf(exchanges, isPipelined, [1_000_000]), 1, 1));
      const disturbed = await analyse(packetsOf(disturb(pieces, choices), a, b));
      expect(essence(disturbed)).toEqual(essence(whole));
      expect(ledgerSum(disturbed.summary.ledger)).toBe(disturbed.summary.ledger.tcpPayloadBytes);
    },
  );

  test.prop(
    [
      fc.array(exchange, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(40), { minLength: 1, maxLength: 4 }),
    ],
    RUNS,
  )(
    "and where packets are lost the ledger still adds up, and nothing is invented",
    async (exchanges, isPipelined, sizes, lost) => {
      const pieces = segmentsOf(exchanges, isPipelined, sizes);
      const left = pieces.filter((_, index) => !lost.includes(index));
      const { summary, transactions } = await analyse(packetsOf(left, 7, 9));
      expect(ledgerSum(summary.ledger)).toBe(summary.ledger.tcpPayloadBytes);
      const requests = transactions.filter(({ request }) => request !== null);
      expect(requests.length).toBeLessThanOrEqual(exchanges.length);
      for (const { response, timings } of transactions) {
        if (response !== null) expect([100, 200, 204, 304, 404]).toContain(response.status);
        for (const ms of Object.values(timings)) expect(ms ?? 0).toBeGreaterThanOrEqual(0);
      }
    },
  );
});
