/** The live command around its tools, which are made up here: how they are called, what they say, how they end. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { ended, httpscope, startHttpscope } from "../support/cli.js";
import { withTools } from "../support/fake-tools.js";
import { listen } from "../support/listen.js";
import {
  CAPTURE,
  findingsOf,
  get,
  interrupt,
  linesOf,
  NO_CONTENT,
  ORDINARY,
  runLive,
  targetsOf,
} from "../support/live-run.js";
import { waitFor } from "../support/wait-for.js";

describe("a tap", () => {
  test("is reported on while it goes on, and Ctrl-C ends a whole report", async () => {
    const run = await runLive({ dumpcap: ORDINARY }, ["-T", "ndjson"], "/second", interrupt);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(targetsOf(run.stdout)).toEqual(["/first", "/second"]);
    expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: "summary", complete: true });
    expect(run.notes).toEqual(["dumpcap|-i|wire0|-q|-B|64|-w|-", "SIGINT", "dumpcap ended"]);
  });

  test("as a table is a log, and the summary behind it", async () => {
    const run = await runLive({ dumpcap: ORDINARY }, [], "/second", interrupt);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(
      /^Transactions\n.*\n *1\.1 .*\/first .*\n *1\.2 .*\/second .*\n\nwire0 +pcap, 11 packets/,
    );
  });

  test("a filter is one argument, and none of the tool's options", async () => {
    const filter = ["-f-w /tmp/x or $(reboot)", "-T", "ndjson"];
    const one = await runLive({ dumpcap: ORDINARY }, filter, "/second", interrupt);
    expect(one.notes[0]).toBe("dumpcap|-i|wire0|-q|-B|64|-f|-w /tmp/x or $(reboot)|-w|-");
    const other = await runLive({ tcpdump: ORDINARY }, filter, "/second", interrupt);
    expect(other.notes[0]).toBe(
      "tcpdump|-i|wire0|--immediate-mode|-U|-n|-s|0|-B|262144|-w|-|--|-w /tmp/x or $(reboot)",
    );
  });

  test("--fail-on holds for it too", async () => {
    const args = ["-T", "ndjson", "--fail-on", "note"];
    expect((await runLive({ dumpcap: ORDINARY }, args, "/second", interrupt)).status).toBe(1);
  });

  test("--port looks at these packets only", async () => {
    const run = await runLive(
      { dumpcap: ORDINARY },
      ["-T", "ndjson", "--port", "81"],
      "capture",
      async (child) => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        child.kill("SIGINT");
      },
    );
    expect(targetsOf(run.stdout)).toEqual([]);
    expect(run.stdout).toContain('"filtered":11');
  });

  test("what the tool still had when it was stopped is in the report", async () => {
    const late = `
      const cut = capture.length - 60;
      process.on("SIGINT", () => process.stdout.write(capture.subarray(cut), () => process.exit(0)));
      process.stdout.write(capture.subarray(0, cut));
      waitForEver();`;
    const run = await runLive({ tcpdump: late }, ["-T", "ndjson"], "/first", interrupt);
    expect(run.status).toBe(0);
    expect(targetsOf(run.stdout)).toEqual(["/first", "/second"]);
    expect(findingsOf(run.stdout)).not.toContainEqual(expect.stringContaining("cut off"));
  });

  test("without a packet it is an empty report", async () => {
    const header = CAPTURE.subarray(0, 24);
    await withTools({ dumpcap: ORDINARY }, header, async ({ env, notes }) => {
      const child = startHttpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      const end = ended(child);
      await waitFor("the tool", () => notes().length > 0);
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill("SIGINT");
      const { status, stdout } = await end;
      expect(status).toBe(0);
      expect(linesOf(stdout).at(-1)).toMatchObject({ type: "summary", complete: true, packets: 0 });
    });
  });

  test(
    "while it is silent, connections that have ended are told by the clock of the wall",
    { timeout: 30_000 },
    async () => {
      const closed = build((net) => {
        net
          .flow("192.0.2.5:49152", "198.51.100.9:80")
          .handshake()
          .client(get("/a"))
          .server(NO_CONTENT)
          .close();
      }).toPcap();
      const run = await runLive(
        { dumpcap: ORDINARY },
        ["-T", "ndjson"],
        '"type":"session"',
        interrupt,
        closed,
      );
      expect(run.status).toBe(0);
      expect(linesOf(run.stdout).map(({ type }) => type)).toContain("session");
    },
  );
});

describe("what is lost", () => {
  /** Answers SIGUSR1 with its counts, more each time. */
  const counting = `
    let dropped = 0;
    process.on("SIGUSR1", () => process.stderr.write(
      "tcpdump: 9 packets captured, 9 packets received by filter, " + (dropped += 5) + " packets dropped by kernel\\n"));
    process.on("SIGINT", () => process.stderr.write(
      "9 packets captured\\n9 packets received by filter\\n" + (dropped + 2) + " packets dropped by kernel\\n4 packets dropped by interface\\n",
      () => process.exit(0)));
    process.stdout.write(capture);
    waitForEver();`;

  test("is asked of tcpdump while it captures, and told again at its end", { timeout: 30_000 }, async () => {
    const run = await runLive({ tcpdump: counting }, ["-T", "ndjson"], "capture.dropped", interrupt);
    expect(run.status).toBe(0);
    const told = findingsOf(run.stdout).filter((detail) => detail?.includes("dropped"));
    expect(told[0]).toBe("wire0: 5 packets were dropped before they reached the capture");
    const counts = told.map((detail) => Number(/[0-9]+ packets/.exec(detail ?? "")?.[0].split(" ")[0]));
    expect(counts.reduce((sum, each) => sum + each, 0) % 5).toBe(1); // 5 each time, and 2 + 4 at the end
  });
});

describe("an end", () => {
  test("that nobody asked for is told, with the report until then", async () => {
    const dying = `
      process.stderr.write("Capturing on 'wire0'\\nFile: -\\n");
      process.stdout.write(capture, () => {
        process.stderr.write("dumpcap: The network adapter \\u001b[2J is gone.\\n", () => process.exit(1));
      });`;
    await withTools({ dumpcap: dying }, CAPTURE, async ({ env }) => {
      const run = await httpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      const line = "wire0: dumpcap ended: The network adapter \\x1b[2J is gone.";
      expect(run).toMatchObject({ status: 2, stderr: `httpscope: ${line}\n` });
      expect(targetsOf(run.stdout)).toEqual(["/first", "/second"]);
      expect(findingsOf(run.stdout)).toContain(line.replace("\\x1b", "\u001b"));
      expect(run.stdout).toContain('"capture.tap-ended"');
      expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: "summary", complete: false });
    });
  });

  test("by a signal is told by its name", async () => {
    const killed = `process.stdout.write(capture, () => process.kill(process.pid, "SIGKILL"));`;
    await withTools({ dumpcap: killed }, CAPTURE, async ({ env }) => {
      const run = await httpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      expect(run).toMatchObject({ status: 2, stderr: "httpscope: wire0: dumpcap ended: by SIGKILL\n" });
    });
  });

  test("asked for twice comes at once, and no tool is left", async () => {
    const stubborn = `
      process.on("SIGINT", () => note("SIGINT"));
      process.on("SIGTERM", () => { note("SIGTERM"); process.exit(0); });
      process.stdout.write(capture);
      waitForEver();`;
    const run = await runLive(
      { tcpdump: stubborn },
      ["-T", "ndjson"],
      "/second",
      async (child, { notes }) => {
        child.kill("SIGINT");
        await waitFor("the tool to be told", () => notes().includes("SIGINT"));
        child.kill("SIGINT");
      },
    );
    expect(run.status).toBe(130);
    expect(run.notes.slice(1)).toEqual(["SIGINT", "SIGTERM", "tcpdump ended"]);
    expect(run.stdout).not.toContain('"summary"');
  });

  test.each(["SIGTERM", "SIGHUP", "SIGQUIT"] as const)("by %s ends the tool too", async (signal) => {
    await withTools({ dumpcap: ORDINARY.replace("SIGINT", "SIGTERM") }, CAPTURE, async ({ env, notes }) => {
      const child = startHttpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      const heard = listen(child.stdout);
      const end = ended(child);
      await waitFor("a transaction", () => heard.text.includes("/second"));
      child.kill(signal);
      expect(await end).toMatchObject({ status: null, stderr: "" });
      await waitFor("the tool's end", () => notes().includes("dumpcap ended"));
    });
  });

  test("of the reader of the output is the end of the tool", async () => {
    const many = `
      process.on("SIGTERM", () => process.exit(0));
      process.stdout.write(capture);
      setInterval(() => process.stdout.write(capture.subarray(24)), 20);`;
    await withTools({ dumpcap: many }, CAPTURE, async ({ env, notes }) => {
      const child = startHttpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      child.stdout.once("data", () => child.stdout.destroy());
      expect(await ended(child)).toMatchObject({ status: 0, stderr: "" });
      await waitFor("the tool's end", () => notes().includes("dumpcap ended"));
    });
  });
});

describe("--write", () => {
  test("keeps the packets as the tool wrote them", async () => {
    await withFiles([], async (_names, folder) => {
      const file = join(folder, "kept.pcap");
      const run = await runLive(
        { dumpcap: ORDINARY },
        ["-T", "ndjson", "--write", file],
        "/second",
        interrupt,
      );
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(readFileSync(file).equals(CAPTURE)).toBe(true);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const later = await httpscope(["-T", "ndjson", file]);
      expect(targetsOf(later.stdout)).toEqual(["/first", "/second"]);
    });
  });

  test.skipIf(!existsSync("/dev/full"))(
    "on a full disk is told; the report goes on, and the status is 2",
    async () => {
      const args = ["-T", "ndjson", "--write", "/dev/full"];
      const run = await runLive({ dumpcap: ORDINARY }, args, "/second", interrupt);
      const line = "/dev/full ends after 0 bytes, and no more packets are kept: no space left there";
      expect(run).toMatchObject({ status: 2, stderr: `httpscope: ${line}\n` });
      expect(findingsOf(run.stdout)).toContain(line);
      expect(run.stdout).toContain('"code":"capture.not-kept"');
      expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: "summary", complete: true });
    },
  );

  test("where no file can be is one line and 2, and no tool is left", async () => {
    await withTools({ dumpcap: ORDINARY.replace("SIGINT", "SIGTERM") }, CAPTURE, async ({ env, notes }) => {
      const run = await httpscope(["live", "-i", "wire0", "--write", "/no/a"], { env });
      const stderr = "httpscope: /no/a cannot be written: its directory does not exist\n";
      expect(run).toEqual({ status: 2, stdout: "", stderr });
      expect(notes()).toContain("dumpcap ended");
    });
  });
});

describe("--follow", () => {
  test("is a log until Ctrl-C, which is its ordinary end", async () => {
    await withFiles([CAPTURE], async ([name = ""]) => {
      const child = startHttpscope(["--follow", name]);
      const end = ended(child);
      const heard = listen(child.stdout);
      await waitFor("a transaction", () => heard.text.includes("/second"));
      child.kill("SIGINT");
      const run = await end;
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(run.stdout).toContain("1 session, 2 transactions");
    });
  });

  test("does not replace what it reads", async () => {
    await withFiles([CAPTURE], async ([name = ""]) => {
      expect(await httpscope(["--follow", "-o", name, name])).toEqual({
        status: 2,
        stdout: "",
        stderr: `httpscope: --output ${name} would replace a capture that is read; name another file\n`,
      });
    });
  });
});
