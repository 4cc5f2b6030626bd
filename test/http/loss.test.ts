/**
 * What a loss may cost: the bytes that are lost, and nothing else. Conversations are made of which everything is
 * known, packets are taken out of their captures, and the report is held to what is left.
 */
import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { analyse, ledgerSum, type Analysed } from "../support/analyse.js";
import type { CapturePacket } from "../support/capture-writer.js";
import {
  HANDSHAKE_PACKETS,
  KnownLoss,
  inventions,
  reportOf,
  type PlacedMessage,
} from "../support/known-loss.js";
import { conversationOfLines } from "../support/random-streams.js";

const RUNS = { numRuns: 60 };

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 8 });
/** The number of a packet, and how much of it was kept. */
const fate = fc.tuple(fc.nat(60), fc.oneof(fc.constant(-1), fc.nat(200)));

const lossy = (fates: fc.Arbitrary<readonly (readonly [number, number])[]>) =>
  fc
    .tuple(conversationOfLines, fc.boolean(), sizes, fates)
    .map(([told, isPipelined, cuts, some]) => new KnownLoss(told, isPipelined, cuts, new Map(some)));

const inTurn = fc
  .tuple(conversationOfLines, sizes, fate)
  .map(([told, cuts, one]) => new KnownLoss(told, false, cuts, new Map([one])));

const run = (known: KnownLoss): Promise<Analysed> => analyse(known.packets(0xffffff00, 7));

function expectHonest(run: Analysed, known: KnownLoss): void {
  const { ledger } = run.summary;
  expect(inventions(run, known)).toEqual([]);
  expect(ledgerSum(ledger)).toBe(ledger.tcpPayloadBytes);
  expect(ledger.missing).toBe(known.lostBytes);
}

describe("whatever was lost", () => {
  test("nothing is invented, what is called exact is right, and every byte is accounted for", async () => {
    await fc.assert(
      fc.asyncProperty(lossy(fc.array(fate, { minLength: 1, maxLength: 8 })), async (known) => {
        expectHonest(await run(known), known);
      }),
      RUNS,
    );
  });
});

describe("a capture of a part", () => {
  const SERVER_PORT = 80;
  const ofServer = ({ data }: CapturePacket): boolean =>
    Buffer.from(data).readUInt16BE(14 + 20) === SERVER_PORT;

  test("that begins late, ends early or has one direction invents nothing and calls nothing exact that is wrong", async () => {
    const part = fc.record({
      told: conversationOfLines,
      isPipelined: fc.boolean(),
      cuts: sizes,
      from: fc.nat(20),
      less: fc.nat(20),
      only: fc.constantFrom("client", "server", "both", "both"),
    });
    await fc.assert(
      fc.asyncProperty(part, async ({ told, isPipelined, cuts, from, less, only }) => {
        const known = new KnownLoss(told, isPipelined, cuts, new Map());
        const all = known.packets(7, 0xffffff00);
        // Which of several requests on their way was the first, nobody knows who came later.
        const begin = isPipelined ? Math.min(from, HANDSHAKE_PACKETS) : from;
        const kept = all.slice(begin, Math.max(begin, all.length - less));
        const report = await analyse(
          only === "both" ? kept : kept.filter((packet) => ofServer(packet) === (only === "server")),
        );
        const { ledger } = report.summary;
        expect(inventions(report, known)).toEqual([]);
        expect(ledgerSum(ledger)).toBe(ledger.tcpPayloadBytes);
      }),
      RUNS,
    );
  });
});

/** What a report must say of the messages none of whose bytes were lost, and what it says. */
function untouched(
  report: Analysed,
  known: KnownLoss,
): { readonly sent: unknown[]; readonly said: unknown[] } {
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
function countedBodies(
  report: Analysed,
  known: KnownLoss,
): { readonly sent: unknown[]; readonly said: unknown[] } {
  const headIsWhole = (side: "client" | "server", { start, bodyStart }: PlacedMessage): boolean =>
    known.lostIn(side, start, bodyStart) === 0;
  const expected = (side: "client" | "server", { bodyStart, end, bodySize }: PlacedMessage): number[] => {
    const missing = known.lostIn(side, bodyStart, end);
    return [bodySize - missing, missing];
  };
  const requests = known.exchanges.filter(
    ({ request }) => request.isCounted && headIsWhole("client", request),
  );
  const responses = known.exchanges.filter(
    ({ response }) => response.isCounted && headIsWhole("server", response),
  );
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
  test("every message that it did not touch is reported as it was sent", async () => {
    await fc.assert(
      fc.asyncProperty(lossy(fc.tuple(fate)), async (known) => {
        const report = await run(known);
        expectHonest(report, known);
        const { sent, said } = untouched(report, known);
        expect(said).toEqual(sent);
      }),
      RUNS,
    );
  });

  test("who waits for each answer: bodies with a length are missing what was lost of them, to the byte", async () => {
    await fc.assert(
      fc.asyncProperty(inTurn, async (known) => {
        const { sent, said } = countedBodies(await run(known), known);
        expect(said).toEqual(sent);
      }),
      RUNS,
    );
  });

  test("who waits for each answer: the pairs of all others are kept", async () => {
    await fc.assert(
      fc.asyncProperty(inTurn, async (known) => {
        const report = await run(known);
        const whole = known.exchanges.filter(
          ({ request, response }) => known.isWhole("client", request) && known.isWhole("server", response),
        );
        const odd = whole.filter((each) => {
          const { asked, answered } = reportOf(report, each);
          return asked === undefined || asked !== answered || asked.pairing === "none";
        });
        expect(odd.map(({ target }) => target)).toEqual([]);
      }),
      RUNS,
    );
  });
});
