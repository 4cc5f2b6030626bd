/** `--jobs` as a person meets it: the same output with any number, the same lines for what goes wrong. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, truncateSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { threadsFor } from "../../src/cli/jobs.js";
import type { Format } from "../../src/report/formats.js";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { ended, httpscope, PROGRAM, startHttpscope } from "../support/cli.js";

/** Its report is more than a pipe and a buffer hold. */
const CAPTURE = build((net) => {
  for (let port = 0; port < 800; port++) {
    const a = net.flow(`192.0.2.5:${20_000 + port}`, "198.51.100.9:80").handshake();
    a.client("GET /a HTTP/1.1\r\nHost: example.com\r\nCookie: sid=31d4\r\n\r\n");
    a.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").close();
  }
}).toPcap();
const OTHER = build((net) => {
  const a = net.flow("192.0.2.6:49152", "198.51.100.9:80").handshake();
  a.client("GET /b HTTP/1.1\r\nHost: example.com\r\n\r\n").server("HTTP/1.1 204 No Content\r\n\r\n").close();
}).toPcap();

describe("--jobs", () => {
  test.each(["table", "ndjson", "json"])("%s is the same with 1, 2, 3, 4 and 16", async (format) => {
    await withFiles([CAPTURE, OTHER], async (names) => {
      const report = (jobs: number) =>
        httpscope(["--jobs", String(jobs), "--verify", "--decode", "-T", format, ...names]);
      const alone = await report(1);
      expect(alone).toMatchObject({ status: 0, stderr: "" });
      for (const jobs of [2, 3, 4, 16]) expect(await report(jobs)).toEqual(alone);
    });
  });

  test("standard input and a FIFO read the same", async () => {
    await withFiles([CAPTURE], async ([name], folder) => {
      const alone = await httpscope(["-T", "ndjson", "-"], { input: CAPTURE });
      expect(await httpscope(["--jobs", "2", "-T", "ndjson", "-"], { input: CAPTURE })).toEqual(alone);
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const script = `cat "$1" > "$2" & exec "$0" "$3" --jobs 2 -T ndjson "$2"`;
      const out = execFileSync("bash", ["-c", script, process.execPath, name!, pipe, PROGRAM], {
        maxBuffer: 2 ** 24,
      });
      expect(out.toString().replaceAll(pipe, "-")).toBe(alone.stdout);
    });
  });

  test.each([
    ["no such file", ["no.pcap"], "httpscope: no.pcap does not exist\n"],
    ["nothing on standard input", ["-"], "httpscope: - is empty: 0 bytes\n"],
    ["a folder", ["/"], "httpscope: / is a directory; name the captures in it\n"],
  ])("2 and one line for %s", async (_name, args, stderr) => {
    expect(await httpscope(["--jobs", "2", ...args])).toEqual({ status: 2, stdout: "", stderr });
  });

  test("0 and silence where the reader of the report goes away", async () => {
    await withFiles([CAPTURE], async ([name]) => {
      const script = `set -o pipefail; "$0" "$1" --jobs 2 -T ndjson "$2" | head -n 1 | cut -c 1-18; echo "$?"`;
      const out = execFileSync("bash", ["-c", script, process.execPath, PROGRAM, name!], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      expect(out.toString()).toBe('{"type":"capture",\n0\n');
    });
  });
});

describe("Ctrl-C with several threads", () => {
  test("gives the report so far, in its place, and 130", async () => {
    await withFiles([], async (_names, folder) => {
      const [pipe, out] = [join(folder, "pipe"), join(folder, "out")];
      execFileSync("mkfifo", [pipe]);
      const child = startHttpscope(["--jobs", "2", "-T", "ndjson", "-o", out, pipe]);
      const end = ended(child);
      const writer = await open(pipe, "w");
      await writer.write(CAPTURE);
      await wait(500);
      child.kill("SIGINT");
      await wait(500);
      await writer.close();
      expect(await end).toEqual({ status: 130, stdout: "", stderr: "" });
      expect(readdirSync(folder).toSorted()).toEqual(["out", "pipe"]);
      const lines = readFileSync(out, "utf8").trimEnd().split("\n");
      expect(lines.length).toBeGreaterThan(800);
      expect(lines.at(-1)).toMatch(/^{"type":"summary","complete":false,/);
    });
  });
});

const usualThreads = (files: string[], cores: number, format: Format = "ndjson") =>
  threadsFor({ files, format, jobs: null }, cores);

describe("threads", () => {
  test("are two for large files where nobody says how many, and one for all else", async () => {
    await withFiles([CAPTURE, CAPTURE], async ([small, large]) => {
      truncateSync(large!, 2 ** 30);
      expect(await usualThreads([large!], 2)).toBe(2);
      expect(await usualThreads([small!, large!], 8)).toBe(2);
      expect(await usualThreads([large!], 2, "table")).toBe(1);
      expect(await usualThreads([large!], 1)).toBe(1);
      expect(await usualThreads([small!], 2)).toBe(1);
      expect(await usualThreads(["-"], 2)).toBe(1);
      expect(await usualThreads([large!, "-"], 2)).toBe(1);
      expect(await usualThreads([large!, "/dev/null"], 2)).toBe(1);
      expect(await usualThreads(["no.pcap", large!], 2)).toBe(1);
    });
  });

  test("are as many as asked for, but one for standard input", async () => {
    expect(await threadsFor({ files: ["a.pcap", "-"], format: "ndjson", jobs: 7 }, 2)).toBe(1);
    expect(await threadsFor({ files: ["no.pcap"], format: "table", jobs: 7 }, 2)).toBe(7);
  });
});
