/** Whatever happens to a capture, the run ends with a summary whose ledger adds up, or refuses the file. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fc } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { CaptureError } from "../src/core/errors.js";
import { analyse, analyseBytes, ledgerSum, type Analysed } from "./support/analyse.js";
import { ACK, rawPackets } from "./support/raw-segments.js";

const FOLDER = join(import.meta.dirname, "..", "fixtures");
const FIXTURES = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".pcap"))
  .map((name) => readFileSync(join(FOLDER, name)));

function expectSound({ transactions, summary }: Analysed): void {
  expect(ledgerSum(summary.ledger)).toBe(summary.ledger.tcpPayloadBytes);
  expect(new Set(transactions.map(({ id }) => id)).size).toBe(summary.transactions);
  const durations = transactions.flatMap(({ timings }) => Object.values(timings));
  expect(durations.filter((ms) => ms !== null && ms < 0)).toEqual([]);
}

test("damaged bytes anywhere in a capture", async () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...FIXTURES), damage, async (fixture, bytes) => {
      const damaged = Buffer.from(fixture);
      for (const [at, value] of bytes) damaged[at % damaged.length] = value;
      try {
        expectSound(await analyseBytes(damaged));
      } catch (error) {
        if (!(error instanceof CaptureError)) throw error;
      }
    }),
    { numRuns: 150 },
  );
});

test("segments with any numbers, flags and bytes on one connection", async () => {
  const text = fc.constantFrom(
    "GET / HTTP/1.1\r\n",
    "Host: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\n",
    "Content-Length: 9\r\n\r\n",
    "\r\n",
    "5\r\nhello\r\n",
    "0\r\n\r\n",
    "\0\x16\x03\x01",
  );
  const near = fc.integer({ min: 0, max: 80 });
  const segment = fc.record({
    from: fc.constantFrom("client" as const, "server" as const),
    seq: fc.oneof(near, near, fc.nat(0xffffffff)),
    ack: fc.oneof(near, fc.nat(0xffffffff)),
    flags: fc.oneof(fc.constant(ACK), fc.nat(63)),
    payload: fc.oneof(text, fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 60 }), async (segments) => {
      expectSound(await analyse(rawPackets(segments)));
    }),
    { numRuns: 150 },
  );
});
