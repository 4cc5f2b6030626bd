/** What is wrong with captures and the place of their report, told before anything is read or written. */
import { stat } from "node:fs/promises";
import { UsageError } from "../core/errors.js";
import type { CommandLine } from "./options.js";

type Checked = Pick<CommandLine, "files" | "output" | "verify">;

/** What would go wrong only after long reading, or do harm. */
export async function checkFiles({ files, output, verify }: Checked): Promise<void> {
  const target = output === null ? null : await identityOf(output);
  for (const file of files) {
    if (file === "-") continue;
    const input = await identityOf(file);
    if (input === null) continue;
    if (verify && !input.isFile)
      throw new UsageError(`--verify reads a capture twice, and ${file} is not a file; save it first`);
    if (target !== null && target.isFile && target.id === input.id)
      throw new UsageError(`--output ${output} would replace a capture that is read; name another file`);
  }
}

async function identityOf(path: string): Promise<{ readonly id: string; readonly isFile: boolean } | null> {
  try {
    const stats = await stat(path);
    return { id: `${stats.dev}:${stats.ino}`, isFile: stats.isFile() };
  } catch {
    // Opening it says what is wrong with it.
    return null;
  }
}
