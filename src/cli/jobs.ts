/**
 * How many threads a run gets. Each begins with code that nothing has warmed up yet, so that where nobody says they
 * are used from some size on only; a pipe does not say how much will come. The table is mostly analyses, which are one
 * thread's work: 3.2 s for 3.6 on 144,000 transactions.
 */
import { stat } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { CommandLine } from "./options.js";

/** Bytes of captures from which on threads pay. */
const LARGE_INPUT_BYTES = 64 * 1024 * 1024;
/** One reads, one hears. */
const MOST_USEFUL = 2;

/** @param cores that there are; other numbers in tests */
export async function threadsFor(
  { files, format, jobs }: Pick<CommandLine, "files" | "format" | "jobs">,
  cores = availableParallelism(),
): Promise<number> {
  // Its stream is the main thread's: to pass it on took more time than was won, 13.8 s of CPU for 8.4 on 200 MB.
  if (files.includes("-")) return 1;
  if (jobs !== null) return jobs;
  if (format === "table") return 1;
  const sizes = await Promise.all(files.map(sizeOf));
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  return bytes >= LARGE_INPUT_BYTES && !sizes.includes(null) ? Math.min(cores, MOST_USEFUL) : 1;
}

/** null for what is no file. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    const stats = await stat(file);
    return stats.isFile() ? stats.size : null;
  } catch {
    // Opening it says what is wrong with it.
    return null;
  }
}
