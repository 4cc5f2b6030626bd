import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { VERSION } from "../../src/core/version.js";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { PROGRAM, ended, httpscope, startWaiting } from "../support/cli.js";

const CAPTURE = build((net) => {
  const a = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
  a.client("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n");
  a.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").close();
}).toPcap();

/** Output well beyond what a pipe holds. */
const MANY = build((net) => {
  for (let port = 0; port < 400; port++) {
    const a = net.flow(`192.0.2.5:${20_000 + port}`, "198.51.100.9:80").handshake();
    a.client("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
    a.server("HTTP/1.1 204 No Content\r\n\r\n").close();
  }
}).toPcap();

interface Line {
  readonly type: string;
  readonly complete?: boolean;
  readonly requests?: number;
  readonly files?: readonly { name: string; compression?: string | null }[];
}
const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line): Line => JSON.parse(line));

/** Without the lines that name the files. */
const middle = (text: string): string => text.split("\n").slice(1, -2).join("\n");

describe("httpscope", () => {
  test("reports on a capture and ends with 0", async () => {
    await withFiles([CAPTURE], async ([name]) => {
      const run = await httpscope(["-T", "ndjson", name!]);
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(linesOf(run.stdout).map(({ type }) => type)).toContain("transaction");
      expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: "summary", complete: true, requests: 1 });
    });
  });

  test("standard input, gzip and a file read the same", async () => {
    await withFiles([CAPTURE, gzipSync(CAPTURE)], async ([plain, compressed]) => {
      const [file, piped, gzip] = await Promise.all([
        httpscope(["-T", "ndjson", plain!]),
        httpscope(["-T", "ndjson", "-"], { input: CAPTURE }),
        httpscope(["-T", "ndjson", "-r", compressed!]),
      ]);
      expect(middle(piped.stdout)).toBe(middle(file.stdout));
      expect(middle(gzip.stdout)).toBe(middle(file.stdout));
      expect(linesOf(gzip.stdout)[0]?.files).toEqual([
        { name: compressed, format: "pcap", compression: "gzip" },
      ]);
      expect(linesOf(piped.stdout)[0]?.files).toEqual([{ name: "-", format: "pcap", compression: null }]);
    });
  });

  test("the table is plain text in a pipe, 80 wide, ASCII where the locale is", async () => {
    const run = await httpscope(["-"], { input: CAPTURE, env: { LC_ALL: "C" } });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/^[\x20-\x7e\n]+$/);
    for (const line of run.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("--version and --help need no capture", async () => {
    expect(await httpscope(["--version"])).toEqual({
      status: 0,
      stdout: `httpscope ${VERSION}\n`,
      stderr: "",
    });
    const help = await httpscope(["-h"], { env: { LC_ALL: "de_DE.UTF-8", COLUMNS: "200" } });
    expect(help).toMatchObject({ status: 0, stderr: "" });
    expect(help.stdout).toMatch(/^Usage: httpscope \[options\] captures\.\.\n/);
    expect(help.stdout).toContain("\nExamples:\n");
    for (const line of help.stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("--verify says what was compared", async () => {
    await withFiles([CAPTURE], async ([name]) => {
      const run = await httpscope(["--verify", "-T", "ndjson", name!]);
      expect(linesOf(run.stdout).at(-1)).toMatchObject({ verified: { differences: 0, unverified: 0 } });
    });
  });
});

describe("exit status", () => {
  test("1 for a finding at or above --fail-on, 0 below", async () => {
    const cut = CAPTURE.subarray(0, CAPTURE.length - 3);
    const run = async (level: string) =>
      (await httpscope(["-q", "--fail-on", level, "-"], { input: cut })).status;
    expect([await run("note"), await run("warning"), await run("alert")]).toEqual([1, 1, 0]);
  });

  test.each([
    [
      "no arguments",
      [],
      "httpscope: no capture given: httpscope FILE.., or - for standard input; httpscope --help says more\n",
    ],
    ["an unknown option", ["--nope"], "httpscope: unknown option --nope; httpscope --help lists them\n"],
    [
      "a command mistyped",
      ["explan", "no.pcap"],
      "httpscope: explan does not exist; did you mean httpscope explain?\n",
    ],
    ["help as a word", ["help"], "httpscope: help does not exist; did you mean httpscope --help?\n"],
    ["no such file", ["no.pcap"], "httpscope: no.pcap does not exist\n"],
    ["a folder", ["/"], "httpscope: / is a directory; name the captures in it\n"],
    ["standard input twice", ["-", "-"], "httpscope: - is given twice; each capture is read once\n"],
    ["nothing on standard input", ["-"], "httpscope: - is empty: 0 bytes\n"],
    ["control characters in a name", ["a\u001b[2Jb"], "httpscope: a\\x1b[2Jb does not exist\n"],
    [
      "control characters in an option",
      ["--a\u0007"],
      "httpscope: unknown option --a\\x07; httpscope --help lists them\n",
    ],
    ["a folder for the report", ["-o", "/", "-"], "httpscope: / cannot be written: it is a directory\n"],
    [
      "no folder for the report",
      ["-o", "/no/x", "-"],
      "httpscope: /no/x cannot be written: its directory does not exist\n",
    ],
  ])("2 and one line for %s", async (_name, args, stderr) => {
    expect(await httpscope(args)).toEqual({ status: 2, stdout: "", stderr });
  });

  test("2 for what is no capture, with its first bytes", async () => {
    const run = await httpscope(["-"], { input: Buffer.from("Dear all") });
    expect(run).toEqual({
      status: 2,
      stdout: "",
      stderr:
        'httpscope: - is not a capture (it begins with "Dear all"); pcap and pcapng are read, plain, gzip or zstd\n',
    });
  });

  test("0 and silence where the reader of the report goes away", async () => {
    await withFiles([MANY], async ([name]) => {
      const script = `set -o pipefail; "$0" "$1" -T ndjson "$2" | head -n 1 | cut -c 1-18; echo "$?"`;
      const out = execFileSync("bash", ["-c", script, process.execPath, PROGRAM, name!], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      });
      expect(out).toBe('{"type":"capture",\n0\n');
    });
  });

  test("--verify refuses what cannot be read twice", async () => {
    await withFiles([], async (_names, folder) => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      expect((await httpscope(["--verify", pipe])).stderr).toMatch(/is not a file; save it first\n$/);
    });
  });
});

describe("Ctrl-C", () => {
  test("gives the report so far, in its place, and 130", async () => {
    await withFiles([], async (_names, folder) => {
      const child = await startWaiting(folder, CAPTURE);
      const end = ended(child);
      child.kill("SIGINT");
      await wait(100);
      child.stdin.end(MANY.subarray(24));
      expect(await end).toEqual({ status: 130, stdout: "", stderr: "" });
      expect(readdirSync(folder)).toEqual(["out"]);
      expect(linesOf(readFileSync(join(folder, "out"), "utf8")).at(-1)).toMatchObject({
        type: "summary",
        complete: false,
      });
    });
  });

  test("a program that is told to end leaves nothing behind", async () => {
    await withFiles([], async (_names, folder) => {
      const child = await startWaiting(folder, CAPTURE);
      const end = ended(child);
      child.kill("SIGTERM");
      expect((await end).status).toBe(null);
      expect(readdirSync(folder)).toEqual([]);
    });
  });
});
