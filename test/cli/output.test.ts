import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openOutput } from "../../src/cli/output.js";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { httpscope, startHttpscope, ended } from "../support/cli.js";

const CAPTURE = build((net) => {
  const a = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
  a.client("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n");
  a.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").close();
}).toPcap();

const report = (out: string, ...more: string[]) =>
  httpscope(["-T", "ndjson", "-o", out, ...(more.length > 0 ? more : ["-"])], { input: CAPTURE });

describe("--output", () => {
  test("writes what standard output would get, and nothing there", async () => {
    await withFiles([], async (_names, folder) => {
      const out = join(folder, "out");
      expect(await report(out)).toEqual({ status: 0, stdout: "", stderr: "" });
      expect(readFileSync(out, "utf8")).toBe(
        (await httpscope(["-T", "ndjson", "-"], { input: CAPTURE })).stdout,
      );
      expect(readdirSync(folder)).toEqual(["out"]);
    });
  });

  test("a failed run leaves the old file as it was, and no other behind", async () => {
    await withFiles([], async (_names, folder) => {
      const out = join(folder, "out");
      writeFileSync(out, "before");
      expect((await report(out, join(folder, "no.pcap"))).status).toBe(2);
      expect(readFileSync(out, "utf8")).toBe("before");
      expect(readdirSync(folder)).toEqual(["out"]);
    });
  });

  test("an old file keeps its mode, a symbolic link stays one", async () => {
    await withFiles([], async (_names, folder) => {
      mkdirSync(join(folder, "sub"));
      const target = join(folder, "sub", "target");
      writeFileSync(target, "before");
      chmodSync(target, 0o640);
      symlinkSync(join("sub", "target"), join(folder, "link"));
      symlinkSync(join("sub", "fresh"), join(folder, "dangling"));
      expect((await report(join(folder, "link"))).status).toBe(0);
      expect((await report(join(folder, "dangling"))).status).toBe(0);
      expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
      expect(statSync(target).mode & 0o777).toBe(0o640);
      expect(readFileSync(target, "utf8")).toContain('"summary"');
      expect(readdirSync(join(folder, "sub"))).toEqual(["fresh", "target"]);
    });
  });

  test("a capture that is read is not replaced by its report", async () => {
    await withFiles([CAPTURE], async ([name]) => {
      const run = await report(name!, name!);
      expect(run.status).toBe(2);
      expect(run.stderr).toMatch(/would replace a capture that is read; name another file\n$/);
      expect(readFileSync(name!)).toEqual(CAPTURE);
    });
  });

  test("/dev/stdout and - are standard output", async () => {
    const wanted = (await httpscope(["-T", "ndjson", "-"], { input: CAPTURE })).stdout;
    expect((await report("/dev/stdout")).stdout).toBe(wanted);
    expect((await report("-")).stdout).toBe(wanted);
  });

  test("a device is written directly", async () => {
    expect(await report("/dev/null")).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test.skipIf(!existsSync("/dev/full"))("a full disk is one line and 2", async () => {
    expect((await report("/dev/full")).stderr).toBe(
      "httpscope: /dev/full cannot be written: no space left there\n",
    );
  });

  test("a named pipe is written directly", async () => {
    await withFiles([], async (_names, folder) => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const child = startHttpscope(["-T", "ndjson", "-o", pipe, "-"]);
      child.stdin.end(CAPTURE);
      const end = ended(child);
      const [text, { status }] = await Promise.all([readFile(pipe, "utf8"), end]);
      expect(status).toBe(0);
      expect(text).toContain('"summary"');
    });
  });

  test("what one packet brings about does not wait in memory, however much it is", async () => {
    await withFiles([], async (_names, folder) => {
      const output = await openOutput(join(folder, "out"), () => {});
      const mebibyte = Buffer.alloc(2 ** 20, "x");
      for (let written = 0; written < 20; written++) output.write(mebibyte);
      const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
      expect(sizes).toEqual([18 * 2 ** 20]);
      await output.commit();
      expect(statSync(join(folder, "out")).size).toBe(20 * 2 ** 20);
    });
  });

  test.skipIf(!existsSync("/dev/full"))("a disk that is full in the middle of a packet is told", async () => {
    const output = await openOutput("/dev/full", () => {});
    for (let written = 0; written < 20; written++) output.write(Buffer.alloc(2 ** 20));
    await expect(output.drained()).rejects.toThrow("/dev/full cannot be written: no space left there");
  });
});
