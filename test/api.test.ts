/** The library: what `analyze()` yields, how little it reads ahead, and how it ends. */
import { readdirSync, readlinkSync, realpathSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { CaptureError, UsageError, analyze, type AnyRecord } from "../src/index.js";
import { build } from "./support/build.js";
import { withFiles } from "./support/capture-files.js";
import { runCapture } from "./support/run-capture.js";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));
const fixtures = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));

const MiB = 1024 * 1024;
/** Many times what is read at once. */
const LARGE_MIB = 24;

/** One session after the other, with a response of 1 MiB in each. */
const LARGE = build((net) => {
  for (let port = 0; port < LARGE_MIB; port++) {
    const a = net.flow(`192.0.2.5:${20_000 + port}`, "198.51.100.9:80").handshake();
    a.client("GET / HTTP/1.1\r\nHost: example.com\r\n\r\n");
    a.server(`HTTP/1.1 200 OK\r\nContent-Length: ${MiB}\r\n\r\n${"a".repeat(MiB)}`).close();
  }
}).toPcap();

/** Descriptors of this process that are open on a file. */
function openOn(file: string): number {
  const place = realpathSync(file);
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === place;
    } catch {
      // It was that of the listing itself, which is closed by now.
      return false;
    }
  }).length;
}

async function collect(records: AsyncIterable<AnyRecord>): Promise<AnyRecord[]> {
  const all: AnyRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

describe("analyze()", () => {
  test.each(fixtures)("yields the lines of the NDJSON in their order: %s", async (name) => {
    const file = FIXTURES + name;
    const [records, lines] = await Promise.all([collect(analyze(file)), runCapture(file)]);
    expect(records).toEqual(lines);
    expect(records.length).toBeGreaterThan(1);
  });

  test("reads several captures as one", async () => {
    const files = [`${FIXTURES}two-clients.pcap`, `${FIXTURES}loss.pcap`];
    expect(await collect(analyze(files))).toEqual(await runCapture(...files));
  });

  test("verifies where it is asked to", async () => {
    const records = await collect(analyze(`${FIXTURES}loss.pcap`, { verify: true }));
    expect(records.at(-1)).toMatchObject({ type: "summary", verified: { differences: 0, unverified: 0 } });
  });

  test("opens nothing before the first record is asked for", async () => {
    const unused = analyze("no-such-file.pcap");
    expect(await unused.return()).toEqual({ done: true, value: undefined });
  });
});

describe("reading", () => {
  test("waits while nobody asks for the next record", async () => {
    await withFiles([LARGE], async ([file]) => {
      let bytesRead = 0;
      let bytesTotal: number | null = null;
      const onProgress = (progress: { bytesRead: number; bytesTotal: number | null }) =>
        ({ bytesRead, bytesTotal } = progress);
      const seen: number[] = [];
      for await (const { type } of analyze(file!, { onProgress })) {
        if (type !== "transaction") continue;
        await wait(20);
        seen.push(bytesRead);
      }
      expect(bytesTotal).toBe(LARGE.length);
      expect(seen).toHaveLength(LARGE_MIB);
      // One buffer that is told and one that is read meanwhile.
      const ahead = seen.map((bytes, index) => bytes / LARGE.length - (index + 1) / LARGE_MIB);
      expect(Math.max(...ahead) * LARGE_MIB).toBeLessThan(2.5);
      expect(seen[0]).toBeLessThan(4 * MiB);
    });
  });

  test.runIf(process.platform === "linux")(
    "stops, and the file is closed, when the loop is left",
    async () => {
      await withFiles([LARGE], async ([file]) => {
        let bytesRead = 0;
        const onProgress = (progress: { bytesRead: number }) => ({ bytesRead } = progress);
        for await (const { type } of analyze(file!, { onProgress })) {
          if (type !== "transaction") continue;
          expect(openOn(file!)).toBe(1);
          break;
        }
        expect(openOn(file!)).toBe(0);
        const before = bytesRead;
        await wait(50);
        expect(bytesRead).toBe(before);
        expect(bytesRead).toBeLessThan(4 * MiB);
      });
    },
  );

  test.runIf(process.platform === "linux")("closes the file when the loop throws", async () => {
    await withFiles([LARGE], async ([file]) => {
      const failing = async () => {
        for await (const { type } of analyze(file!)) if (type === "transaction") throw new Error("enough");
      };
      await expect(failing()).rejects.toThrow("enough");
      expect(openOn(file!)).toBe(0);
    });
  });
});

describe("errors", () => {
  test.each([
    ["a file that is not there", "no-such-file.pcap", "capture.not-found"],
    ["a directory", FIXTURES, "capture.unreadable"],
    ["what is no capture", `${FIXTURES}loss.txt`, "capture.unknown-format"],
  ])("of %s reject with a CaptureError", async (_name, file, code) => {
    const reading = collect(analyze(file));
    await expect(reading).rejects.toBeInstanceOf(CaptureError);
    await expect(reading).rejects.toMatchObject({ code, file, hint: expect.any(String) });
  });

  test("of the second file come before any record", async () => {
    const seen: AnyRecord[] = [];
    const reading = async () => {
      for await (const record of analyze([`${FIXTURES}loss.pcap`, "no-such-file.pcap"])) seen.push(record);
    };
    await expect(reading()).rejects.toBeInstanceOf(CaptureError);
    expect(seen).toEqual([]);
  });

  test("of usage reject with a UsageError", async () => {
    const file = `${FIXTURES}loss.pcap`;
    await expect(collect(analyze([file, file]))).rejects.toBeInstanceOf(UsageError);
  });

  test("a capture that is cut off is no error", async () => {
    const cut = LARGE.subarray(0, LARGE.length - 7);
    await withFiles([cut], async ([file]) => {
      const records = await collect(analyze(file!));
      expect(records).toContainEqual(expect.objectContaining({ code: "capture.truncated" }));
      expect(records.at(-1)).toMatchObject({ type: "summary", complete: true });
    });
  });
});

describe("an aborted signal", () => {
  test("ends the reading with a summary that says so", async () => {
    await withFiles([LARGE], async ([file]) => {
      const controller = new AbortController();
      const records: AnyRecord[] = [];
      for await (const record of analyze(file!, { signal: controller.signal })) {
        records.push(record);
        if (record.type === "transaction") controller.abort();
      }
      const summary = records.at(-1);
      expect(summary).toMatchObject({ type: "summary", complete: false });
      expect(summary?.type === "summary" && summary.transactions).toBeLessThan(LARGE_MIB / 2);
    });
  });

  test("from the beginning, gives an empty report", async () => {
    const records = await collect(analyze(`${FIXTURES}loss.pcap`, { signal: AbortSignal.abort() }));
    expect(records.map(({ type }) => type)).toEqual(["capture", "summary"]);
    expect(records.at(-1)).toMatchObject({ complete: false, packets: 0 });
  });

  test("that never fires changes nothing", async () => {
    const { signal } = new AbortController();
    const records = await collect(analyze(`${FIXTURES}loss.pcap`, { signal }));
    expect(records).toEqual(await runCapture(`${FIXTURES}loss.pcap`));
  });
});
