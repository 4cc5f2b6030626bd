/** Whatever a capture holds, the program stays small: the peak is measured from outside, on floods of each kind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpscope } from "./support/cli.js";
import { FLOODS, writeFlood } from "./support/floods.js";

const PEAK_LIMIT_MIB = 256;

/** Has the program say on standard error, last of all, how large it was at its largest, in KiB. */
const TELL_PEAK =
  "--import=data:text/javascript,process.on('exit',()=>console.error(process.resourceUsage().maxRSS))";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "httpscope-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function peakMiB(file: string, format: string): Promise<number> {
  const ended = await httpscope(["--quiet", "-T", format, file], { env: { NODE_OPTIONS: TELL_PEAK } });
  expect(ended.status).toBe(0);
  return Number(ended.stderr.trim().split("\n").at(-1)) / 1024;
}

test.each(Object.entries(FLOODS))("%s", { timeout: 120_000 }, async (name, flood) => {
  const file = join(folder, `${name}.pcap`);
  writeFlood(file, flood);
  const peak = await peakMiB(file, "ndjson");
  expect(peak).toBeGreaterThan(30);
  expect(peak).toBeLessThan(PEAK_LIMIT_MIB);
  rmSync(file);
});
