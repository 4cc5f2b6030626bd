/** Whatever a capture holds, the program stays small: the peak is measured from outside, on floods of each kind. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { httpscope } from "./support/cli.js";
import { FLOODS, writeFlood } from "./support/floods.js";

const PEAK_LIMIT_MIB = 256;
/** What a second thread may take. */
const THREAD_LIMIT_MIB = 64;

/**
 * Has the program say on standard error, last of all, how large it was at its largest, in KiB. Where the system tells
 * it, that is the program alone: what resourceUsage() says begins with the size of the process that started it.
 */
const TELL_PEAK = `--import=data:text/javascript,${encodeURIComponent(`
  import { existsSync, readFileSync } from "node:fs";
  process.on("exit", () => {
    const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "latin1") : "";
    console.error(/VmHWM:\\s*([0-9]+)/.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
  });
`)}`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "httpscope-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(file: string, jobs = 1): Promise<{ peakMiB: number; stdout: string }> {
  const args = ["--quiet", "--jobs", String(jobs), "-T", "ndjson", file];
  const ended = await httpscope(args, { env: { NODE_OPTIONS: TELL_PEAK } });
  expect(ended.status).toBe(0);
  return { peakMiB: Number(ended.stderr.trim().split("\n").at(-1)) / 1024, stdout: ended.stdout };
}

test.each(Object.entries(FLOODS))("%s", { timeout: 120_000 }, async (name, flood) => {
  const file = join(folder, `${name}.pcap`);
  writeFlood(file, flood);
  const { peakMiB, stdout } = await run(file);
  expect(peakMiB).toBeGreaterThan(30);
  expect(peakMiB).toBeLessThan(PEAK_LIMIT_MIB);
  const isLimitTold = flood.raises === undefined || stdout.includes(`"code":"${flood.raises}"`);
  expect(isLimitTold).toBe(true);
  rmSync(file);
});

/** One that fills the thread that reads, and one that fills the other. */
test.each(["requests that nobody answers", "hosts without number"])(
  "%s, in two threads",
  { timeout: 120_000 },
  async (name) => {
    const file = join(folder, `${name}.pcap`);
    writeFlood(file, FLOODS[name]!);
    const { peakMiB, stdout } = await run(file, 2);
    expect(stdout).toMatch(/\n{"type":"summary","complete":true,/);
    expect(peakMiB).toBeLessThan(PEAK_LIMIT_MIB + THREAD_LIMIT_MIB);
    rmSync(file);
  },
);
