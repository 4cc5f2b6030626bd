/**
 * `npm run fuzz`: damages captures in ever new ways and holds the program to what it promises of any input. A thread
 * does the work; this one watches that it goes on, keeps what failed, and says how to repeat it.
 */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { examineAlone } from "./examine-alone.js";
import { LONG_EVERY, findSeeds, makeInput } from "./inputs.js";
import { Violation, examine } from "./oracle.js";
import { Random } from "../support/random.js";
import type { Report, Task } from "./worker.js";

const { values } = parseArgs({
  options: {
    time: { type: "string", default: "600" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    from: { type: "string", default: "0" },
    corpus: { type: "string" },
    failures: { type: "string", default: "fuzz-failures" },
    replay: { type: "string" },
  },
});

/** An input that takes longer than this hangs, also on a machine that has other work. */
const HANG_MS = 120_000;
const TELL_EVERY_MS = 60_000;
/** Beyond this the thread dies, which is told as a failure. */
const HEAP_MIB = 512;

/** A longer capture is not looked at line by line. */
const MOST_LINES_BYTES = 10_000_000;

/** Captures from the wild, which may lie beside a checkout. */
const CORPUS = join("..", "shared", "corpus", "captures");
const corpus = values.corpus ?? (existsSync(CORPUS) ? CORPUS : null);
const folders = corpus === null ? ["fixtures"] : ["fixtures", corpus];
const seed = Number(values.seed);
const say = (line: string): void => console.log(line);

async function replay(file: string): Promise<number> {
  // Each seed takes another of the ways in which an input is examined.
  const isLong = statSync(file).size > MOST_LINES_BYTES;
  for (let way = 0; way < (isLong ? 1 : 24); way++)
    try {
      await (isLong ? examineAlone(file) : examine(file, new Random(way)));
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      say(`fails: ${error.message}`);
      return 1;
    }
  say("holds");
  return 0;
}

interface Tally {
  inputs: number;
  failures: number;
  memoryBytes: number;
}

/** One thread, until it hangs, dies or the time is over; resolves to the index to go on from, -1 for the end. */
function runThread(from: number, endAt: number, tally: Tally): Promise<number> {
  const task: Task = { folders, seed, from };
  const worker = new Worker(new URL("worker.js", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  let index = from;
  let begunAt = Date.now();
  return new Promise((resolve) => {
    const stop = (next: number): void => {
      clearInterval(watch);
      void worker.terminate().then(() => resolve(next));
    };
    const giveUp = (what: string): void => {
      const { bytes, story } = makeInput(findSeeds(folders), seed, index, LONG_EVERY);
      keep({ kind: "failure", index, story, what, capture: bytes }, tally);
      stop(index + 1);
    };
    const watch = setInterval(() => {
      if (Date.now() >= endAt) stop(-1);
      else if (Date.now() - begunAt > HANG_MS) giveUp(`hangs: ${HANG_MS / 1000} s and no end`);
    }, 500);
    worker.on("message", (report: Report) => {
      if (report.kind === "begin") {
        ({ index } = report);
        begunAt = Date.now();
        tally.inputs += 1;
      } else if (report.kind === "memory") tally.memoryBytes = report.bytes;
      else if (report.kind === "no peaks")
        say("only Linux tells the peak of each input: none is measured here");
      else keep(report, tally);
    });
    worker.on("error", (error) => giveUp(`the thread died: ${error.message}`));
  });
}

function keep(failure: Report & { kind: "failure" }, tally: Tally): void {
  const { index, story, what, capture } = failure;
  tally.failures += 1;
  mkdirSync(values.failures, { recursive: true });
  const file = join(values.failures, `${seed}-${index}.pcap`);
  writeFileSync(file, capture);
  say(`FAILURE ${what}\n  input ${index}: ${story}`);
  say(`  npm run fuzz -- --replay ${file}        (or --seed ${seed} --from ${index})`);
}

async function main(): Promise<number> {
  if (values.replay !== undefined) return replay(values.replay);
  const begunAt = Date.now();
  const endAt = begunAt + Number(values.time) * 1000;
  const tally: Tally = { inputs: 0, failures: 0, memoryBytes: 0 };
  const figures = (): string =>
    `${tally.inputs} inputs, ${Math.round((Date.now() - begunAt) / 1000)} s, ${tally.failures} failures, ` +
    `${Math.round(tally.memoryBytes / 1024 / 1024)} MiB held`;
  say(`seed ${seed}, ${findSeeds(folders).length} captures of ${folders.join(", ")}`);
  const teller = setInterval(() => say(figures()), TELL_EVERY_MS);
  for (let from = Number(values.from); from >= 0;) from = await runThread(from, endAt, tally);
  clearInterval(teller);
  say(figures());
  return tally.failures === 0 ? 0 : 1;
}

process.exitCode = await main();
