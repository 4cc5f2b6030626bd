/**
 * Captures that have a part of a conversation of which everything is known: without its handshake, without its
 * beginning or end, of one direction, cut by a snap length. What is there is read right, and nothing is made up.
 */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { analyse, ledgerSum } from "../support/analyse.js";
import { KnownLoss, inventions, type Told } from "../support/known-loss.js";
import { conversationOfLines } from "../support/random-streams.js";
import { runs } from "../support/runs.js";
import {
  DAMAGE,
  HANDSHAKE_PACKETS,
  damaged,
  isFrame,
  type Damage,
  type WirePacket,
} from "../support/wire.js";

const RUNS = runs(40);

const conversation: fc.Arbitrary<Told> = fc.record({
  exchanges: conversationOfLines,
  isPipelined: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 2, max: 300 }), { minLength: 1, maxLength: 8 }),
  acks: fc.boolean(),
});

type Tap = (wire: readonly WirePacket[]) => WirePacket[];

const anyDamage = fc.array(fc.oneof(...Object.values(DAMAGE)), { maxLength: 4 });
const handshakeLoss: fc.Arbitrary<Tap> = fc
  .subarray([0, 1, 2], { minLength: 1 })
  .map((lost) => (wire) => wire.filter((_, index) => !lost.includes(index)));
const oneDirection: fc.Arbitrary<Tap> = fc
  .constantFrom("client", "server")
  .map((only) => (wire) => wire.filter(({ side }) => side === only));
const late: fc.Arbitrary<Tap> = fc
  .nat(40)
  .map((from) => (wire) => wire.slice(Math.min(HANDSHAKE_PACKETS + from, wire.length)));
const early: fc.Arbitrary<Tap> = fc.nat(40).map((less) => (wire) => wire.slice(0, wire.length - less));
const swapped: fc.Arbitrary<Tap> = fc.nat(2).map((at) => (wire) => {
  const [a, b] = [wire[at], wire[at + 1]];
  return a === undefined || b === undefined ? [...wire] : wire.with(at, b).with(at + 1, a);
});
const snapped: fc.Arbitrary<Tap> = fc
  .nat(200)
  .map((most) => (wire) => wire.map((packet) => ({ ...packet, kept: Math.min(packet.kept, most) })));

/** One after the other. */
const both = (...taps: fc.Arbitrary<Tap>[]): fc.Arbitrary<Tap> =>
  fc.tuple(...taps).map((each) => (wire) => each.reduce<WirePacket[]>((left, tap) => tap(left), [...wire]));

const withDamage: fc.Arbitrary<Tap> = anyDamage.map(
  (damages: readonly Damage[]) => (wire) => damaged(wire, damages, (_, index) => !isFrame(index, wire)),
);

const captureOf = (taps: fc.Arbitrary<Tap>): fc.Arbitrary<KnownLoss> =>
  fc
    .tuple(conversation, taps)
    .map(([told, tap]) => new KnownLoss(told, tap))
    .filter(({ seen }) => seen.length > 0)
    // One byte before all others may be a keep-alive probe.
    .filter(({ seen }) => !seen.some(({ bytes }) => bytes.length === 1));

describe("a capture of a part invents nothing, calls nothing exact that is wrong, and accounts for every byte", () => {
  test.each([
    ["without packets of the handshake", handshakeLoss],
    ["without packets of the handshake, and with damage", both(withDamage, handshakeLoss)],
    ["of one direction", oneDirection],
    ["of one direction, with damage", both(withDamage, oneDirection)],
    ["that begins late", late],
    ["that begins late, its first packets swapped", both(late, swapped)],
    ["that begins late, with damage", both(withDamage, late)],
    ["that ends early", early],
    ["that begins late and ends early, of one direction", both(late, early, oneDirection)],
    ["with a snap length", snapped],
    ["that begins late, with a snap length and damage", both(withDamage, late, snapped)],
  ])("%s", async (_name, taps) => {
    await fc.assert(
      fc.asyncProperty(captureOf(taps), async (known) => {
        const report = await analyse(known.packets());
        const { ledger } = report.summary;
        expect(inventions(report, known)).toEqual([]);
        expect(ledgerSum(ledger)).toBe(ledger.tcpPayloadBytes);
        expect(ledger.missing).toBeGreaterThanOrEqual(known.lostBetweenBytes);
        expect(ledger.missing).toBeLessThanOrEqual(known.lostBytes + known.unseenEnds);
      }),
      RUNS,
    );
  });
});
