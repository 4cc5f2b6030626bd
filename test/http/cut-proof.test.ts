/** The result is the same for every segmentation and order, and with every repetition, of the same two streams. */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { analyse, ledgerSum, type Analysed } from "../support/analyse.js";
import { conversation, packetsOf, segmentsOf, type Piece } from "../support/random-streams.js";

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

/** Fewer than the packets after which an acknowledged gap counts as lost. */
const FURTHEST_MOVE = 6;

/** Moves pieces back by up to FURTHEST_MOVE, and repeats some, whole or cut elsewhere: nothing is lost. */
function disturb(pieces: readonly Piece[], moves: readonly number[], repeats: readonly number[]): Piece[] {
  const keyed = pieces.flatMap((piece, index) => {
    const moved = { piece, key: index + (moves[index % moves.length] ?? 0) };
    const repeat = repeats[index % repeats.length] ?? 0;
    if (repeat === 0) return [moved];
    const again = repeat % 2 === 0 ? piece : overlapOf(pieces, piece);
    return [moved, { piece: again, key: moved.key + repeat + 0.5 }];
  });
  return keyed.toSorted((x, y) => x.key - y.key).map(({ piece }) => piece);
}

/** A retransmission that is cut elsewhere: from the middle of a piece to the middle of what follows it. */
function overlapOf(pieces: readonly Piece[], piece: Piece): Piece {
  const stream = Buffer.concat(pieces.filter(({ side }) => side === piece.side).map(({ bytes }) => bytes));
  const offset = piece.offset + (piece.bytes.length >> 1);
  return { ...piece, offset, bytes: stream.subarray(offset, piece.offset + piece.bytes.length) };
}

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
const moves = fc.array(fc.integer({ min: 0, max: FURTHEST_MOVE }), { minLength: 1, maxLength: 20 });
const repeats = fc.array(fc.oneof(fc.constant(0), fc.nat(40)), { minLength: 1, maxLength: 20 });
const WHOLE = [1_000_000];

describe("however the same bytes travel, the report is the same", () => {
  test("for every cutting into segments and every sequence number", async () => {
    await fc.assert(
      fc.asyncProperty(conversation, fc.boolean(), sizes, SEQ, SEQ, async (told, isPipelined, cuts, a, b) => {
        const whole = await analyse(packetsOf(segmentsOf(told, isPipelined, WHOLE), 1, 1));
        const cut = await analyse(packetsOf(segmentsOf(told, isPipelined, cuts), a, b));
        expect(essence(cut)).toEqual(essence(whole));
        expect(cut.transactions).toHaveLength(told.length);
        expect(cut.transactions.every(({ pairing }) => pairing === "exact")).toBe(true);
      }),
      RUNS,
    );
  });

  test("for every order of neighbours and every repetition", async () => {
    await fc.assert(
      fc.asyncProperty(
        conversation,
        fc.boolean(),
        sizes,
        moves,
        repeats,
        SEQ,
        SEQ,
        async (told, isPipelined, cuts, moved, again, a, b) => {
          const whole = await analyse(packetsOf(segmentsOf(told, isPipelined, WHOLE), 1, 1));
          const pieces = disturb(segmentsOf(told, isPipelined, cuts), moved, again);
          const disturbed = await analyse(packetsOf(pieces, a, b));
          expect(essence(disturbed)).toEqual(essence(whole));
          expect(ledgerSum(disturbed.summary.ledger)).toBe(disturbed.summary.ledger.tcpPayloadBytes);
        },
      ),
      RUNS,
    );
  });

  test("and where packets are lost the ledger still adds up, and nothing is invented", async () => {
    const lost = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(conversation, fc.boolean(), sizes, lost, async (told, isPipelined, cuts, gone) => {
        const left = segmentsOf(told, isPipelined, cuts).filter((_, index) => !gone.includes(index));
        const { summary, transactions } = await analyse(packetsOf(left, 7, 9));
        expect(ledgerSum(summary.ledger)).toBe(summary.ledger.tcpPayloadBytes);
        expect(transactions.filter(({ request }) => request !== null).length).toBeLessThanOrEqual(
          told.length,
        );
        const statuses = transactions.flatMap(({ response }) => response?.status ?? []);
        expect(statuses.filter((status) => ![101, 200, 204, 304, 404].includes(status))).toEqual([]);
        const durations = transactions.flatMap(({ timings }) => Object.values(timings));
        expect(durations.filter((ms) => ms !== null && ms < 0)).toEqual([]);
      }),
      RUNS,
    );
  });
});
