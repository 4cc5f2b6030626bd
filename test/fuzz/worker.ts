/**
 * The thread that examines inputs one after the other. It says which one it begins, so that the main thread can
 * tell where it hangs, and what it found.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { examineAlone } from "./examine-alone.js";
import { LONG_EVERY, findSeeds, makeInput } from "./inputs.js";
import { Violation, examine } from "./oracle.js";
import { beginPeak, peakBytes } from "./peak.js";
import { Random, seedOf } from "../support/random.js";
import { shrink } from "./shrink.js";

export interface Task {
  readonly folders: readonly string[];
  readonly seed: number;
  /** Index of the first input. */
  readonly from: number;
}

export type Report =
  | { readonly kind: "begin"; readonly index: number }
  | { readonly kind: "memory"; readonly bytes: number }
  /** The peak of a single input cannot be had on this system; long ones are measured all the same. */
  | { readonly kind: "no peaks" }
  | {
      readonly kind: "failure";
      readonly index: number;
      readonly story: string;
      readonly what: string;
      readonly capture: Uint8Array;
    };

/** What an input may add to this thread, which keeps its lines and reads them three times, before it is run alone. */
const SUSPICIOUS_BYTES = 128 * 1024 * 1024;
/** Processor time of one input: the slowest honest one takes a tenth of it on a slow machine. */
const MOST_CPU_US = 15e6;
const INPUTS_A_SAMPLE = 500;
/** So many samples in a row must show it: buffers of the last input are often not freed yet. */
const SAMPLES = 4;
/** What the heap may grow over a whole run: caches fill, and then stay. */
const MOST_GROWTH_BYTES = 48 * 1024 * 1024;

const post = (report: Report): void => parentPort?.postMessage(report, []);

async function work({ folders, seed, from }: Task): Promise<never> {
  const seeds = findSeeds(folders);
  const folder = mkdtempSync(join(tmpdir(), "httpscope-fuzz-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "input");
  const faultOf = async (capture: Buffer, index: number, isLong: boolean): Promise<string | null> => {
    writeFileSync(file, capture);
    const before = process.cpuUsage();
    try {
      if (isLong || (await growsWith(file, new Random(seedOf(seed, -1 - index))))) await examineAlone(file);
    } catch (error) {
      return error instanceof Violation
        ? error.message
        : String(error instanceof Error ? error.stack : error);
    }
    const { user, system } = process.cpuUsage(before);
    return user + system > MOST_CPU_US
      ? `slow: ${Math.round((user + system) / 1e6)} s of processor time`
      : null;
  };
  if (beginPeak() === null) post({ kind: "no peaks" });
  let least = Infinity;
  const samples: number[] = [];
  for (let index = from; ; index++) {
    post({ kind: "begin", index });
    const { bytes, story, isLong } = makeInput(seeds, seed, index, LONG_EVERY);
    const what = await faultOf(bytes, index, isLong);
    if (what !== null) {
      const isSame = async (capture: Buffer): Promise<boolean> =>
        kindOf((await faultOf(capture, index, isLong)) ?? "") === kindOf(what);
      const capture = isLong || what.startsWith("slow") ? bytes : await shrink(bytes, isSame);
      post({ kind: "failure", index, story, what, capture });
    }
    if ((index - from) % INPUTS_A_SAMPLE === INPUTS_A_SAMPLE - 1) {
      samples.push(heldBytes());
      const held = Math.min(...samples.slice(-SAMPLES));
      post({ kind: "memory", bytes: held });
      least = Math.min(least, held);
      if (samples.length >= SAMPLES && held > least + MOST_GROWTH_BYTES) {
        const grown = `memory grew from ${least} to ${held} bytes over ${index - from + 1} inputs`;
        post({ kind: "failure", index, story, what: grown, capture: bytes });
        least = held;
      }
    }
  }
}

/** Examines an input; returns whether this thread grew so much that it is to be measured by itself. */
async function growsWith(file: string, random: Random): Promise<boolean> {
  const sizeBytes = beginPeak();
  await examine(file, random);
  return sizeBytes !== null && peakBytes() - sizeBytes > SUSPICIOUS_BYTES;
}

/** What the same fault has in common in two inputs: its words without numbers and what is quoted. */
const kindOf = (what: string): string => what.replace(/".*"|\d+/g, "").slice(0, 40);

/** What is alive on the heap and beside it. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// What main.ts hands over is a Task.
await work(workerData);
