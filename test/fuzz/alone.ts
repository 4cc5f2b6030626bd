/**
 * Reads one capture in a process that does nothing else, keeps no line of the report but the last, and says what it
 * took: run as a program, with the capture as its argument, by examineAlone().
 */
import { CaptureError } from "../../src/core/errors.js";
import { keepHeapSmall } from "../../src/cli/memory.js";
import { run } from "../../src/pipeline.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import { peakBytes } from "./peak.js";

export interface AloneReport {
  readonly peakBytes: number;
  readonly cpuUs: number;
  /** The line of the summary; null where the capture was refused. */
  readonly summary: string | null;
}

/** Room for the last line, whose lists are bounded. */
const tail = Buffer.alloc(1024 * 1024);
let tailSize = 0;
const output = {
  write: (chunk: Uint8Array | string): boolean => {
    // Lines are not split between chunks. A copy of each chunk would be most of what the process takes.
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    tailSize = Math.min(bytes.length, tail.length);
    tail.set(bytes.subarray(bytes.length - tailSize));
    return true;
  },
  drained: (): Promise<void> => Promise.resolve(),
};

// As the program does.
keepHeapSmall();
let isRefused = false;
try {
  await run({ verify: false, files: process.argv.slice(2) }, new NdjsonReporter(output));
} catch (error) {
  if (!(error instanceof CaptureError)) throw error;
  isRefused = true;
}
const { user, system } = process.cpuUsage();
const summary = isRefused ? null : (tail.toString("utf8", 0, tailSize).trimEnd().split("\n").at(-1) ?? null);
const report: AloneReport = { peakBytes: peakBytes(), cpuUs: user + system, summary };
console.log(JSON.stringify(report));
