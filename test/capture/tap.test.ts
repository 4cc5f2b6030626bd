/** The tap without the program around it: what it gives out, however the tool and its reader stand to each other. */
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { Tap } from "../../src/capture/live.js";
import { withTools } from "../support/fake-tools.js";
import { CAPTURE } from "../support/live-run.js";
import { waitFor } from "../support/wait-for.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("what a tool wrote is there, also when it ended before anybody read it", async () => {
  const brief = `process.stdout.write(capture, () => process.exit(1));`;
  await withTools({ dumpcap: brief }, CAPTURE, async ({ env, notes }) => {
    vi.stubEnv("PATH", env.PATH);
    const tap = await Tap.start({ networkInterface: "wire0", filter: null });
    await waitFor("the tool's end", () => notes().includes("dumpcap ended"));
    // Until Node has heard of it.
    await wait(100);
    const { raw } = await tap.open();
    const into = Buffer.alloc(CAPTURE.length + 1);
    let size = 0;
    for (let read = 1; read > 0; size += read) read = await raw.read(into, size);
    expect(into.subarray(0, size).equals(CAPTURE)).toBe(true);
    await tap.close();
  });
});
