/** Waits for what another process does; fails with its name where that takes longer than any machine is slow. */
import { setTimeout as wait } from "node:timers/promises";

const MOST_MS = 20_000;
const STEP_MS = 10;

export async function waitFor(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + MOST_MS; !(await isSo()); await wait(STEP_MS))
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
}
