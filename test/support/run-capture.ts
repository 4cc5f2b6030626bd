/** Runs a capture file through the whole pipeline and gives back the records of its NDJSON. */
import type { AnyRecord } from "../../src/core/records.js";
import { run, type RunOptions } from "../../src/pipeline.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import { TextOutput } from "./text-output.js";

export type Settings = Partial<Omit<RunOptions, "files">>;

export async function runCapture(...files: readonly string[]): Promise<AnyRecord[]> {
  return runCaptureWith({}, ...files);
}

export async function runCaptureWith(settings: Settings, ...files: readonly string[]): Promise<AnyRecord[]> {
  const output = new TextOutput();
  await run({ verify: false, ...settings, files }, new NdjsonReporter(output));
  // The types are the contract of each line; that the reporter keeps it, its own tests say.
  return output.lines.map((line): AnyRecord => JSON.parse(line));
}
