/** What is measured is right first: the captures of the benchmark, made small, hold what they say. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { analyseBytes } from "../support/analyse.js";
import { KINDS, makeCapture } from "./captures.js";

const BYTES = 1_000_000;
const folder = mkdtempSync(join(tmpdir(), "httpscope-bench-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(KINDS)("a capture of kind %s", (kind) => {
  const path = join(folder, `${kind}.pcap`);
  const truth = makeCapture(kind, path, BYTES, 1);

  test("holds the transactions that it says, each with its response", async () => {
    const { summary } = await analyseBytes(readFileSync(path));
    const { packets, requests, responses, unansweredRequests, orphanResponses } = summary;
    expect(packets).toBe(truth.packets);
    expect({ requests, responses, unansweredRequests, orphanResponses }).toEqual({
      requests: truth.transactions,
      responses: truth.transactions,
      unansweredRequests: 0,
      orphanResponses: 0,
    });
  });

  test("is the same for the same seed, and another for another", () => {
    const again = join(folder, `${kind}-again.pcap`);
    makeCapture(kind, again, BYTES, 1);
    expect(readFileSync(again).equals(readFileSync(path))).toBe(true);
    makeCapture(kind, again, BYTES, 2);
    expect(readFileSync(again).equals(readFileSync(path))).toBe(false);
  });
});

// Where bytes were lost inside a chunk, as in mixed traffic, the floor loses its place.
test.each(KINDS.filter((kind) => kind !== "mixed"))(
  "the floor that everything is measured against counts %s right",
  (kind) => {
    const path = join(folder, `${kind}-floor.pcap`);
    const { packets, transactions } = makeCapture(kind, path, BYTES, 3);
    const floor = join(import.meta.dirname, "floor.mjs");
    const { stdout } = spawnSync(process.execPath, [floor, path], { encoding: "utf8" });
    expect(JSON.parse(stdout)).toEqual({ packets, requests: transactions, responses: transactions });
  },
);
