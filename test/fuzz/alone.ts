/**
 * Reads one capture in a process that does nothing else, keeps no line of the report but the last, and says what it
 * took: run as a program, with the capture as its argument, by examineAlone().
 */
import { CaptureError } from "../../src/core/errors.js";
import { run } from "../../src/pipeline.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import { peakBytes } from "./peak.js";

export interface AloneReport {
  readonly peakBytes: number;
  readonly cpuUs: number;
  /** The line of the summary; null where the capture was refused. */
  readonly summary: string | null;
}

let last = "";
const output = {
  write: (chunk: Uint8Array | string): boolean => {
    // Lines are not split between chunks.
    last = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  },
  drained: (): Promise<void> => Promise.resolve(),
};

let isRefused = false;
try {
  await run({ verify: false, files: process.argv.slice(2) }, new NdjsonReporter(output));
} catch (error) {
  if (!(error instanceof CaptureError)) throw error;
  isRefused = true;
}
const { user, system } = process.cpuUsage();
const summary = isRefused ? null : (last.trimEnd().split("\n").at(-1) ?? null);
const report: AloneReport = { peakBytes: peakBytes(), cpuUs: user + system, summary };
console.log(JSON.stringify(report));
