/** However many threads a run has, its report is the same to the byte, and so is what stops it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CaptureError, UsageError } from "../src/core/errors.js";
import { AHEAD_BYTES } from "../src/core/limits.js";
import { Hearing } from "../src/parallel.js";
import { run, type RunOptions } from "../src/pipeline.js";
import { readFor } from "../src/reading.js";
import { createReporter, FORMATS, type Format } from "../src/report/formats.js";
import { JsonReporter } from "../src/report/json.js";
import { NdjsonReporter } from "../src/report/ndjson.js";
import type { FromReading } from "../src/threads/messages.js";
import { findSeeds, makeInput } from "./fuzz/inputs.js";
import { build } from "./support/build.js";
import { runByMessages } from "./support/run-by-messages.js";
import { TextOutput } from "./support/text-output.js";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const CAPTURES = readdirSync(FIXTURES)
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .map((name) => join(FIXTURES, name));
const HOSTILE_INPUTS = 60;
const OPTIONS = { columns: 100, color: false, unicode: true, all: true, limit: null, hints: false };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "httpscope-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

type Run = typeof run | typeof runByMessages;
type Settings = Omit<RunOptions, "files" | "verify">;

/** What a run prints in each format, and how it ends. */
async function reportsOf(runIt: Run, files: readonly string[], settings: Settings = {}) {
  const reports: Partial<Record<Format, unknown>> = {};
  for (const format of FORMATS) {
    const output = new TextOutput();
    const reporter = await createReporter(format, output, OPTIONS);
    try {
      const outcome = await runIt({ verify: true, ...settings, files }, reporter, format !== "table");
      reports[format] = { ...outcome, text: output.text };
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      reports[format] = error.message;
    }
  }
  return reports;
}

async function refusal(runIt: Run, options: Partial<RunOptions>): Promise<unknown> {
  try {
    return await runIt({ files: CAPTURES, verify: false, ...options }, new NdjsonReporter(new TextOutput()));
  } catch (error) {
    return error;
  }
}

describe("the report through messages is that of one thread", () => {
  test.each(CAPTURES.map((file) => [file.slice(FIXTURES.length + 1), file]))("%s", async (_name, file) => {
    expect(await reportsOf(runByMessages, [file])).toEqual(await reportsOf(run, [file]));
    expect(await reportsOf(runByMessages, [file], { decode: true })).toEqual(
      await reportsOf(run, [file], { decode: true }),
    );
  });

  test("of all fixtures, read as one capture", async () => {
    expect(await reportsOf(runByMessages, CAPTURES, { decode: true })).toEqual(
      await reportsOf(run, CAPTURES, { decode: true }),
    );
  });

  test("of some packets only", async () => {
    const filter = { from: "+1ms", to: null, hosts: ["192.0.2.0/24"], ports: [80] };
    expect(await reportsOf(runByMessages, CAPTURES, { filter })).toEqual(
      await reportsOf(run, CAPTURES, { filter }),
    );
  });

  test("of captures that were made to be hostile", async () => {
    const seeds = findSeeds([FIXTURES]);
    const file = join(folder, "hostile");
    for (let index = 0; index < HOSTILE_INPUTS; index++) {
      writeFileSync(file, makeInput(seeds, 1, index).bytes);
      expect(await reportsOf(runByMessages, [file], { decode: index % 2 === 0 })).toEqual(
        await reportsOf(run, [file], { decode: index % 2 === 0 }),
      );
    }
  });

  test("of messages that are written where lines are heard", async () => {
    const output = new TextOutput();
    await runByMessages({ files: CAPTURES, verify: false }, new NdjsonReporter(output), false);
    const alone = new TextOutput();
    await run({ files: CAPTURES, verify: false }, new NdjsonReporter(alone));
    expect(output.text).toBe(alone.text);
  });

  test("of heads larger than a buffer", async () => {
    const file = join(folder, "large-heads");
    writeFileSync(file, LARGE_HEADS);
    expect(await reportsOf(runByMessages, [file])).toEqual(await reportsOf(run, [file]));
  });

  test("of a capture that is many batches long", async () => {
    const file = join(folder, "long");
    writeFileSync(file, LONG);
    expect(await reportsOf(runByMessages, [file])).toEqual(await reportsOf(run, [file]));
  });
});

/** Its lines are more than twice what may be ahead: heads, and the beginnings of bodies. */
const LONG_BODY_BYTES = 4_096;
const LONG = build((net) => {
  const head = `POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nX: ${"x".repeat(LONG_BODY_BYTES)}\r\n`;
  const request = `${head}Content-Length: ${LONG_BODY_BYTES}\r\n\r\n${"[".repeat(LONG_BODY_BYTES)}`;
  for (let port = 0; port < (1.5 * AHEAD_BYTES) / LONG_BODY_BYTES; port++) {
    const a = net.flow(`192.0.2.5:${20_000 + port}`, "198.51.100.9:80").handshake();
    a.client(request).server("HTTP/1.1 204 No Content\r\n\r\n").close();
  }
}).toPcap();

/** As JSON each of their bytes takes six. */
const LARGE_HEADS = build((net) => {
  for (let port = 0; port < 3; port++) {
    const a = net.flow(`192.0.2.5:${20_000 + port}`, "198.51.100.9:80").handshake();
    a.client(`GET / HTTP/1.1\r\nHost: h\r\nX: ${"\x01".repeat(250_000)}\r\n\r\n`);
    a.server(`HTTP/1.1 204 No Content\r\nX: ${"\x01".repeat(250_000)}\r\n\r\n`).close();
  }
}).toPcap();

describe("what stops a run stops it the same way", () => {
  test.each([
    ["a capture that is not there", { files: ["/no.pcap"] }, CaptureError],
    ["a capture given twice", { files: ["-", "-"] }, UsageError],
    ["an end before the beginning", { filter: { from: "+2s", to: "+1s", hosts: [], ports: [] } }, UsageError],
    ["a host that is none", { filter: { from: null, to: null, hosts: ["h"], ports: [] } }, UsageError],
  ])("%s", async (_name, options, kind) => {
    const alone = await refusal(run, options);
    expect(alone).toBeInstanceOf(kind);
    const told = await refusal(runByMessages, options);
    expect(told).toBeInstanceOf(kind);
    expect({ ...Object(told), cause: null }).toEqual({ ...Object(alone), cause: null });
    expect(String(told)).toBe(String(alone));
  });

  test("an error of ours comes with the place where it happened", async () => {
    // Half a selection: nothing that a capture holds makes the program throw.
    const filter = JSON.parse('{"from":null,"to":null}');
    const error = await refusal(runByMessages, { filter });
    expect(error).toBeInstanceOf(Error);
    expect(error instanceof Error && error.stack).toContain("new PacketFilter");
  });

  test("what was said before the thread that reads ended is heard", async () => {
    const { port1, port2 } = new MessageChannel();
    const hearing = new Hearing(port1);
    port2.postMessage({ kind: "failure", failure: { kind: "usage", message: "that cannot be done" } });
    hearing.onEnd();
    const told = hearing.tell(new NdjsonReporter(new TextOutput()));
    await expect(told).rejects.toEqual(new UsageError("that cannot be done"));
    port1.close();
  });

  test("the end of the thread that reads", async () => {
    const { port1, port2 } = new MessageChannel();
    const hearing = new Hearing(port1);
    const told = hearing.tell(new NdjsonReporter(new TextOutput()));
    port2.postMessage({
      kind: "capture",
      capture: { type: "capture", httpscope: "0", files: [] },
      epochNs: 0n,
    });
    hearing.fail(new Error("out of memory"));
    await expect(told).rejects.toThrow("out of memory");
    port1.close();
  });

  test("a document that would grow too large", async () => {
    const reporter = new JsonReporter(new TextOutput(), 10);
    await expect(runByMessages({ files: CAPTURES, verify: false }, reporter)).rejects.toThrow("-T json");
  });

  test("the signal", async () => {
    const file = join(folder, "long");
    writeFileSync(file, LONG);
    const stop = new AbortController();
    const output = new TextOutput();
    const outcome = await runByMessages(
      { files: [file], verify: false, signal: stop.signal, onProgress: () => stop.abort() },
      new NdjsonReporter(output),
    );
    expect(outcome.complete).toBe(false);
    expect(output.lines.at(-1)).toMatch(/^{"type":"summary","complete":false,/);
  });
});

test("the thread that reads waits for the one that hears", async () => {
  const file = join(folder, "long");
  writeFileSync(file, LONG);
  const { port1, port2 } = new MessageChannel();
  let unheardBytes = 0;
  let mostUnheardBytes = 0;
  let lines = 0;
  const reading = readFor(port2, { files: [file], verify: false, writesMessages: false });
  await new Promise<void>((resolve) => {
    port1.on("message", (message: FromReading) => {
      if (message.kind === "facts") resolve();
      if (message.kind !== "lines") return;
      lines += message.size;
      unheardBytes += message.size;
      mostUnheardBytes = Math.max(mostUnheardBytes, unheardBytes);
      if (unheardBytes <= AHEAD_BYTES) return;
      // What waits may go on with the last of it only.
      const size = unheardBytes;
      setTimeout(() => port1.postMessage({ kind: "heard", size }), 20);
      unheardBytes = 0;
    });
  });
  port1.close();
  await reading;
  expect(lines).toBeGreaterThan(2 * AHEAD_BYTES);
  // A chunk of input, and the batch in progress.
  expect(mostUnheardBytes).toBeLessThan(2 * AHEAD_BYTES);
});

test("a run that nobody hears any more ends", async () => {
  const file = join(folder, "long");
  writeFileSync(file, LONG);
  const { port1, port2 } = new MessageChannel();
  const reading = readFor(port2, { files: [file], verify: false, writesMessages: false });
  await new Promise((resolve) => port1.once("message", resolve));
  port1.close();
  await expect(reading).resolves.toBe(undefined);
});
