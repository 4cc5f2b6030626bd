/** What goes wrong around a run: pipes that close, disks that are full, signals. One line each, and its status. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { ended, shell, startHttpscope, startWaiting } from "../support/cli.js";
import { waitFor } from "../support/wait-for.js";

/** Its report is more than a pipe and a buffer hold. */
const CAPTURE = build((net) => {
  for (let port = 0; port < 800; port++) {
    const a = net.flow(`192.0.2.5:${49_152 + port}`, "198.51.100.9:80").handshake();
    a.client("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n");
    a.server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").close();
  }
}).toPcap();

interface Summary {
  readonly type: string;
  readonly complete: boolean;
  readonly findings: Readonly<Record<string, number>>;
}
const lastLine = (text: string): Summary => JSON.parse(text.trimEnd().split("\n").at(-1) ?? "");

/** The script, with the capture's name as "$1" and a folder of its own as working directory. */
const inFolder = (script: string) =>
  withFiles([CAPTURE], async ([name], folder) => {
    const run = await shell(`cd "$2" && ${script}`, name!, folder);
    return { ...run, stderr: run.stderr.replaceAll(`${folder}/`, "") };
  });

const failed = (line: string) => ({ status: 2, stdout: "", stderr: `httpscope: ${line}\n` });

describe("the input", () => {
  test.each([
    ["an empty file", ": > empty; httpscope empty", "empty is empty: 0 bytes"],
    ["a FIFO that closes at once", "mkfifo p; (: > p) & httpscope p", "p is empty: 0 bytes"],
    ["standard input closed", "httpscope - <&-", "- is empty: 0 bytes"],
    ["a directory as standard input", "httpscope - < /", "- is a directory; name the captures in it"],
    [
      "a name that is too long",
      `httpscope "$(printf %0300d 0)" 2>&1 | grep -o 'cannot.*long' | sed 's/^/httpscope: /' >&2; exit 2`,
      "cannot be read: ENAMETOOLONG: name too long",
    ],
  ])("%s is one line and 2", async (_name, script, line) => {
    expect(await inFolder(script)).toEqual(failed(line));
  });

  test.skipIf(!existsSync("/proc/self/mem"))("a read that fails is one line and 2", async () => {
    expect(await inFolder("httpscope /proc/self/mem")).toEqual(
      failed("/proc/self/mem cannot be read: EIO: i/o error, read"),
    );
  });

  test("a file that may not be read is one line and 2", async (context) => {
    const asNobody = process.getuid?.() === 0 ? "setpriv --reuid=65534 --clear-groups" : "";
    const run = await inFolder(
      `chmod 755 . && cp "$1" secret && chmod 000 secret
       ${asNobody} "$NODE" "$PROGRAM" --version > /dev/null 2>&1 || exit 127
       ${asNobody} "$NODE" "$PROGRAM" "$2/secret"`,
    );
    if (run.status === 127)
      context.skip("root may read everything, and nobody else may run the program here");
    expect(run).toEqual(failed("secret cannot be read: no permission; may this user read it?"));
  });

  test("a FIFO that closes in the middle of a packet is reported as far as it went", async () => {
    const run = await inFolder(`mkfifo p; (head -c 3000 "$1" > p) & httpscope -T ndjson p`);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(lastLine(run.stdout)).toMatchObject({ complete: true, findings: { "capture.truncated": 1 } });
  });
});

describe("the output", () => {
  test.skipIf(!existsSync("/dev/full")).each(["table", "ndjson", "json"])(
    "a full disk behind standard output, %s",
    async (format) => {
      expect(await inFolder(`httpscope -T ${format} "$1" > /dev/full`)).toEqual(
        failed("standard output cannot be written: no space left there"),
      );
    },
  );

  test("a disk that fills up leaves the old report as it was, and no part of the new one", async (context) => {
    const run = await inFolder(
      `mkdir small && mount -t tmpfs -o size=64k tmpfs small 2>/dev/null || exit 99
       echo before > small/out
       httpscope -T ndjson -o small/out "$1"; status=$?
       cat small/out; ls -A small; umount small; exit $status`,
    );
    if (run.status === 99) context.skip("no small disk can be made here");
    expect(run).toEqual({
      status: 2,
      stdout: "before\nout\n",
      stderr: "httpscope: small/out cannot be written: no space left there\n",
    });
  });

  test("a FIFO whose reader goes away is no error", async () => {
    const run = await inFolder(`mkfifo p; (head -c 20 p >/dev/null) & httpscope -T ndjson -o p "$1"`);
    expect(run).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

describe("signals", () => {
  test.each([
    ["a FIFO that nobody writes to", [], "pipe"],
    ["such a FIFO, in two threads", ["-T", "ndjson", "--jobs", "2"], "pipe"],
    ["standard input that brings nothing", [], "-"],
  ])("Ctrl-C on %s ends at once, with 130, and leaves nothing behind", async (_name, options, input) => {
    await withFiles([], async (_names, folder) => {
      execFileSync("mkfifo", [join(folder, "pipe")]);
      const child = startHttpscope([...options, "-o", "out", input], { cwd: folder });
      const end = ended(child);
      await waitFor("the report's place", () => readdirSync(folder).some((name) => name.endsWith(".tmp")));
      await wait(200);
      child.kill("SIGINT");
      expect(await end).toEqual({ status: 130, stdout: "", stderr: "" });
      expect(readdirSync(folder)).toEqual(["pipe"]);
    });
  });

  test("Ctrl-C twice gives up at once, with 130, and leaves nothing behind but what was there", async () => {
    await withFiles([], async (_names, folder) => {
      writeFileSync(join(folder, "out"), "before");
      const child = await startWaiting(folder, CAPTURE);
      const end = ended(child);
      child.kill("SIGINT");
      child.kill("SIGINT");
      const { status } = await end;
      expect(status).toBe(130);
      const [only, ...others] = readdirSync(folder);
      expect([only, others]).toEqual(["out", []]);
      expect(readFileSync(join(folder, "out"), "utf8")).toMatch(/^before$|"complete":false.*\n$/);
    });
  });

  test("Ctrl-C with the report on standard output ends it with its summary", async () => {
    const child = startHttpscope(["-T", "ndjson", "-"]);
    child.stdin.on("error", () => undefined);
    child.stdin.write(CAPTURE);
    const end = ended(child);
    child.stdout.once("data", () => child.kill("SIGINT"));
    const { status, stdout } = await end;
    expect(status).toBe(130);
    expect(lastLine(stdout)).toMatchObject({ type: "summary", complete: false });
  });
});
