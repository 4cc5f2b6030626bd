/**
 * What a loss may cost: the bytes that are lost, and nothing else; and what disorder and repetition may cost: nothing.
 * Conversations are made of which everything is known, their packets are lost, cut, moved and repeated, and the report
 * is held to what the capture has.
 */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { GAP_PACKETS } from "../../src/core/limits.js";
import { analyse, ledgerSum, type Analysed } from "../support/analyse.js";
import { KnownLoss, inventions, reportOf, type PlacedMessage } from "../support/known-loss.js";
import { conversationOfLines } from "../support/random-streams.js";
import { runs } from "../support/runs.js";
import { DAMAGE, damaged, isFrame, type Damage, type Side } from "../support/wire.js";

const RUNS = runs(40);

const conversation = fc.record({
  exchanges: conversationOfLines,
  isPipelined: fc.boolean(),
  sizes: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 }),
  acks: fc.boolean(),
});
const inTurn = conversation.map((told) => ({ ...told, isPipelined: false }));

const SIDES = { both: ["client", "server"], requests: ["client"], responses: ["server"] } as const;

/** A conversation between handshake and close, with damage to the packets that carry it. */
const withDamage = (
  damages: fc.Arbitrary<readonly Damage[]>,
  sides: readonly Side[] = SIDES.both,
  told = conversation,
) =>
  fc
    .tuple(told, damages)
    .map(
      ([each, all]) =>
        new KnownLoss(each, (wire) =>
          damaged(wire, all, ({ side }, index) => !isFrame(index, wire) && sides.includes(side)),
        ),
    );

const some = (...kinds: fc.Arbitrary<Damage>[]): fc.Arbitrary<Damage[]> =>
  fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 8 });

const run = (known: KnownLoss): Promise<Analysed> => analyse(known.packets());

function expectHonest(report: Analysed, known: KnownLoss): void {
  const { ledger } = report.summary;
  expect(inventions(report, known)).toEqual([]);
  expect(ledgerSum(ledger)).toBe(ledger.tcpPayloadBytes);
  expect([ledger.missing, ledger.retransmitted]).toEqual([known.lostBytes, known.repeatedBytes]);
}

const always = (cases: fc.Arbitrary<KnownLoss>, holds: (report: Analysed, known: KnownLoss) => void) =>
  fc.assert(
    fc.asyncProperty(cases, async (known) => holds(await run(known), known)),
    RUNS,
  );

describe("nothing is invented, what is called exact is right, and every byte is accounted for", () => {
  const { drop, cut, moveNear, moveFar, repeat, overlap } = DAMAGE;
  const mixed = some(drop, cut, moveNear, moveFar, repeat, overlap);

  test.each([
    ["packets are lost", withDamage(some(drop))],
    ["packets of the requests are lost", withDamage(some(drop), SIDES.requests)],
    ["packets of the responses are lost", withDamage(some(drop), SIDES.responses)],
    ["packets are cut", withDamage(some(cut))],
    ["packets come a little late", withDamage(some(moveNear))],
    ["packets come very late", withDamage(some(moveFar))],
    ["packets come again", withDamage(some(repeat))],
    ["packets come again with other borders and some new bytes", withDamage(some(overlap))],
    ["packets are lost and what is left is out of order", withDamage(some(drop, moveNear))],
    ["packets are lost and come again", withDamage(some(drop, repeat, overlap))],
    ["all of that happens", withDamage(mixed)],
    ["all of that happens to the requests", withDamage(mixed, SIDES.requests)],
    ["all of that happens to the responses", withDamage(mixed, SIDES.responses)],
  ])("where %s", async (_name, cases) => always(cases, expectHonest));
});

/** What is late is not so late that it is given up. */
const isInTime = ({ furthestBehind }: KnownLoss): boolean => furthestBehind < GAP_PACKETS;

/** What must be said of the exchanges, and what is. */
interface Compared {
  readonly sent: unknown[];
  readonly said: unknown[];
}

describe("without loss, disorder and repetition change nothing", () => {
  const { moveNear, moveFar, repeat, overlap } = DAMAGE;

  test.each([
    ["repetition", some(repeat)],
    ["repetition with other borders and some new bytes", some(overlap)],
    ["disorder", some(moveNear, moveFar)],
    ["both", some(moveNear, repeat, overlap)],
  ])("%s", async (_name, damages) => {
    const cases = withDamage(damages).filter(isInTime);
    await always(cases, (report, known) => {
      expectHonest(report, known);
      const said = report.transactions.map(({ pairing, request, response }) => [
        pairing,
        request?.target,
        request?.bodySize,
        request?.complete,
        response?.status,
        response?.bodySize,
        response?.complete,
      ]);
      expect(said).toEqual(
        known.exchanges.map(({ target, request, status, response }) => [
          "exact",
          target,
          request.bodySize,
          true,
          status,
          response.bodySize,
          true,
        ]),
      );
    });
  });
});

/** What a report must say of the messages none of whose bytes were lost, and what it says. */
function untouched(report: Analysed, known: KnownLoss): Compared {
  const requests = known.exchanges.filter((each) => known.isWhole("client", each.request));
  const responses = known.exchanges.filter((each) => known.isWhole("server", each.response));
  return {
    sent: [
      ...requests.map(({ method, request }) => [method, request.bodySize, 0, true]),
      ...responses.map(({ status }) => status),
    ],
    said: [
      ...requests.map((each) => {
        const request = reportOf(report, each).asked?.request;
        return [request?.method, request?.bodySize, request?.missingBytes, request?.complete];
      }),
      ...responses.map((each) => reportOf(report, each).answered?.response?.status),
    ],
  };
}

/** The same of bodies with a length behind a whole head. Whether a response to HEAD has one, the request says. */
function countedBodies(report: Analysed, known: KnownLoss): Compared {
  const isCounted = (side: Side, message: PlacedMessage): boolean =>
    message.isCounted && known.lostIn(side, message.start, message.bodyStart) === 0;
  const expected = (side: Side, { bodyStart, end, bodySize }: PlacedMessage): number[] => {
    const missing = known.lostIn(side, bodyStart, end);
    return [bodySize - missing, missing];
  };
  const requests = known.exchanges.filter(({ request }) => isCounted("client", request));
  const responses = known.exchanges.filter(({ response }) => isCounted("server", response));
  return {
    sent: [
      ...requests.map(({ request }) => expected("client", request)),
      ...responses.map(({ response }) => expected("server", response)),
    ],
    said: [
      ...requests.map((each) => {
        const request = reportOf(report, each).asked?.request;
        return [request?.bodySize, request?.missingBytes];
      }),
      ...responses.map((each) => {
        const response = reportOf(report, each).answered?.response;
        return [response?.bodySize, response?.missingBytes];
      }),
    ],
  };
}

describe("one lost packet costs at most the bytes in it", () => {
  const one = fc.oneof(DAMAGE.drop, DAMAGE.cut).map((damage) => [damage]);
  const oneAmongOthers = fc
    .tuple(
      fc.oneof(DAMAGE.drop, DAMAGE.cut),
      fc.array(fc.oneof(DAMAGE.moveNear, DAMAGE.repeat), { maxLength: 4 }),
    )
    .map(([lost, others]) => [lost, ...others]);
  test.each([
    ["and nothing else happens", withDamage(one)],
    ["while others come late or again", withDamage(oneAmongOthers).filter(isInTime)],
  ])("every message that it did not touch is reported as it was sent, %s", async (_name, cases) =>
    always(cases, (report, known) => {
      expectHonest(report, known);
      const { sent, said } = untouched(report, known);
      expect(said).toEqual(sent);
    }),
  );

  test.each([
    ["and nothing else happens", withDamage(one, SIDES.both, inTurn)],
    ["while others come late or again", withDamage(oneAmongOthers, SIDES.both, inTurn).filter(isInTime)],
  ])(
    "who waits for each answer: bodies with a length are missing what was lost of them, to the byte, %s",
    async (_name, cases) =>
      always(cases, (report, known) => {
        const { sent, said } = countedBodies(report, known);
        expect(said).toEqual(sent);
      }),
  );

  test("who waits for each answer: the pairs of all others are kept", async () => {
    await always(withDamage(one, SIDES.both, inTurn), (report, known) => {
      const whole = known.exchanges.filter(
        ({ request, response }) => known.isWhole("client", request) && known.isWhole("server", response),
      );
      const odd = whole.filter((each) => {
        const { asked, answered } = reportOf(report, each);
        return asked === undefined || asked !== answered || asked.pairing === "none";
      });
      expect(odd.map(({ target }) => target)).toEqual([]);
    });
  });
});
