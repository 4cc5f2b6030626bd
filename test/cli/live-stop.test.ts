/** Where the report of a live tap ends: with what passed before it was stopped, however long it takes to read that. */
import { describe, expect, test } from "vitest";
import { build } from "../support/build.js";
import { ended, startHttpscope } from "../support/cli.js";
import { withTools } from "../support/fake-tools.js";
import { listen } from "../support/listen.js";
import { CAPTURE, get, interrupt, linesOf, NO_CONTENT, runLive, targetsOf } from "../support/live-run.js";
import { waitFor } from "../support/wait-for.js";

/** A packet every 50 ms, the first of them until /0 is answered at once. */
const tool = (stamp: string): string => `
  process.on("SIGINT", () => process.exit(0));
  const records = [];
  for (let at = 24, size; at < capture.length; at += size) {
    size = 16 + capture.readUInt32LE(at + 8);
    records.push(capture.subarray(at, at + size));
  }
  const write = (record) => { ${stamp}; process.stdout.write(record); };
  process.stdout.write(capture.subarray(0, 24));
  for (const record of records.splice(0, 8)) write(record);
  setInterval(() => records.length > 0 && write(records.shift()), 50);`;

describe("a tap that has not caught up when it is stopped", () => {
  const TARGETS = Array.from({ length: 20 }, (_, index) => `/${index}`);
  const long = build((net) => {
    const a = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    for (const target of TARGETS) a.client(get(target)).server(NO_CONTENT);
  }).toPcap();
  test("what passed before is read to its end", async () => {
    const run = await runLive({ dumpcap: tool("") }, ["-T", "ndjson"], '"/0"', interrupt, long);
    expect(run.status).toBe(0);
    expect(targetsOf(run.stdout)).toEqual(TARGETS);
  });

  test("what passes afterwards is not", async () => {
    const now = "record.writeUInt32LE(Math.ceil(Date.now() / 1000), 0)";
    const run = await runLive({ dumpcap: tool(now) }, ["-T", "ndjson"], '"/0"', interrupt, long);
    expect(run.status).toBe(0);
    expect(targetsOf(run.stdout).length).toBeLessThan(TARGETS.length);
  });
});

describe("a tool that does not end when it is told to", () => {
  const HANGING = `
    process.on("SIGINT", () => note("SIGINT"));
    process.stdout.write(capture, () => note("pid " + process.pid));
    waitForEver();`;

  test("is ended, and the report of what it gave is whole", { timeout: 30_000 }, async () => {
    await withTools({ dumpcap: HANGING }, CAPTURE, async ({ env, notes }) => {
      const child = startHttpscope(["live", "-i", "wire0", "-T", "ndjson"], { env });
      const end = ended(child);
      const heard = listen(child.stdout);
      await waitFor("a transaction", () => heard.text.includes("/second"));
      child.kill("SIGINT");
      const run = await end;
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(linesOf(run.stdout).at(-1)).toMatchObject({ type: "summary", complete: true });
      expect(notes()).toContain("SIGINT");
      const tool = Number(
        notes()
          .find((note) => note.startsWith("pid "))
          ?.slice(4),
      );
      expect(() => process.kill(tool, 0)).toThrow("ESRCH");
    });
  });
});
