/** Whatever a capture holds, the program stays small: the peak is measured from outside, on floods of each kind. */
import { execFileSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build } from "./support/build.js";
import { ended, httpscope, startHttpscope } from "./support/cli.js";
import { withTools } from "./support/fake-tools.js";
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

/** Each hour of it the same transactions, from other clients, at other hosts, with other cookies. */
const DAYS = 10;
const AN_HOUR = build((net) => {
  for (let index = 0; index < 500; index++) {
    net.at(index * 7_000);
    const a = net.flow(`192.0.2.5:${1_024 + index}`, "198.51.100.9:80").handshake();
    const head = `Host: host-${String(index).padStart(3, "0")}-000000.example\r\nCookie: sid=000000`;
    a.client(`GET /${index} HTTP/1.1\r\n${head}\r\n\r\n`);
    a.server("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: sid=000000\r\n\r\nhello");
    if (index % 5 > 0) a.client(`GET /${index} HTTP/1.1\r\n${head}\r\n\r\n`);
    if (index % 3 > 0) a.close();
  }
}).toPcap();

/** Gives out hour after hour as fast as they are taken: time, addresses, and what of the text counts. */
const DAYS_IN_SECONDS = `
  process.on("SIGINT", () => process.exit(0));
  const placesOf = (text) => {
    const places = [];
    for (let at = capture.indexOf(text); at >= 0; at = capture.indexOf(text, at + 1)) places.push(at);
    return places;
  };
  const counts = placesOf("000000");
  const clients = placesOf(Buffer.from([192, 0, 2, 5]));
  const write = (hour) => {
    if (hour === ${DAYS * 24}) return waitForEver();
    const copy = Buffer.from(capture);
    for (let at = 24; at < copy.length; at += 16 + copy.readUInt32LE(at + 8))
      copy.writeUInt32LE(copy.readUInt32LE(at) + hour * 3600, at);
    for (const at of counts) copy.write(String(hour).padStart(6, "0"), at, "latin1");
    for (const at of clients) copy.writeUInt16BE(hour, at + 2);
    process.stdout.write(hour === 0 ? copy : copy.subarray(24), () => write(hour + 1));
  };
  write(0);`;

const rssMiB = (pid: number): number =>
  Number(/VmRSS:\s*([0-9]+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]) / 1024;

test.skipIf(!existsSync("/proc/self/status"))(
  "ten days of a live tap, in as many seconds: memory is as large in the end as after some of them",
  { timeout: 120_000 },
  async () => {
    const out = join(folder, "pipe");
    execFileSync("mkfifo", [out]);
    await withTools({ dumpcap: DAYS_IN_SECONDS }, AN_HOUR, async ({ env }) => {
      const child = startHttpscope(["live", "-i", "wire0", "-T", "ndjson", "-o", out], { env });
      const end = ended(child);
      const sizes: number[] = [];
      const perHour = 500 + 400;
      // Some are cut in two by the pipe, and not counted.
      const enough = 0.95 * DAYS * 24 * perHour;
      let transactions = 0;
      for await (const piece of createReadStream(out)) {
        const before = transactions;
        transactions += String(piece).split('{"type":"transaction"').length - 1;
        // Once each hour of the traffic.
        if (Math.floor(transactions / perHour) > Math.floor(before / perHour))
          sizes.push(rssMiB(child.pid ?? 0));
        if (transactions >= enough && before < enough) child.kill("SIGINT");
      }
      expect((await end).status).toBe(0);
      const peak = (from: number, to: number): number =>
        Math.max(...sizes.slice(sizes.length * from, sizes.length * to));
      expect(peak(0.75, 1)).toBeLessThan(PEAK_LIMIT_MIB);
      expect(peak(0.75, 1)).toBeLessThan(peak(0.25, 0.5) * 1.1);
    });
  },
);
