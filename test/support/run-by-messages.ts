/**
 * A run whose lines go through messages, as between threads (src/parallel.ts), with both ends in this one: nothing is
 * lost that way that threads would keep, and nothing has to be built first.
 */
import { MessageChannel } from "node:worker_threads";
import { Hearing } from "../../src/parallel.js";
import type { RunOptions, RunOutcome } from "../../src/pipeline.js";
import { readFor } from "../../src/reading.js";
import type { Reporter } from "../../src/report/reporter.js";

export async function runByMessages(
  options: RunOptions,
  reporter: Reporter,
  writesMessages = true,
): Promise<RunOutcome> {
  const { signal, onProgress, ...reading } = options;
  const { port1, port2 } = new MessageChannel();
  const hearing = new Hearing(port1);
  signal?.addEventListener("abort", () => hearing.stop(), { once: true });
  const read = readFor(port2, { ...reading, writesMessages });
  try {
    return await hearing.tell(reporter, onProgress);
  } finally {
    port1.close();
    await read;
  }
}
