import { execFileSync } from "node:child_process";
import { appendFileSync, createWriteStream, linkSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/errors.js";
import { CaptureSet } from "../../src/capture/merge.js";
import { readFiles, readNames, withFiles } from "../support/capture-files.js";
import { errorOf } from "../support/capture-reading.js";
import { writePcap, writePcapng, type CapturePacket } from "../support/capture-writer.js";

const EPOCH = 1_286_634_482_000_000_000n; // 2010-10-09T14:28:02Z

/** A packet at so many milliseconds, with bytes to know it by. */
const at = (ms: number, mark: number): CapturePacket => ({
  timeNs: EPOCH + BigInt(ms) * 1_000_000n,
  data: Buffer.from([mark]),
});
const marksOf = (reading: { packets: readonly { bytes: string }[] }): string =>
  reading.packets.map(({ bytes }) => bytes).join(" ");

describe("several inputs are one capture", () => {
  test("packets come in order of time, numbered over all of them", async () => {
    const reading = await readFiles([
      writePcap([at(5, 0xa1), at(20, 0xa2)]),
      writePcapng([at(0, 0xb1), at(10, 0xb2), at(30, 0xb3)]),
      writePcap([at(15, 0xc1)], { resolution: "ns", linkType: 101 }),
    ]);
    expect(marksOf(reading)).toBe("b1 a1 b2 c1 a2 b3");
    expect(reading.packets.map(({ frame }) => frame)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reading.packets.map(({ time }) => time).slice(0, 2)).toEqual([
      "2010-10-09T14:28:02.000000Z",
      "2010-10-09T14:28:02.005000Z",
    ]);
    expect(reading.packets[3]).toMatchObject({ timeNs: 15e6, timeDigits: 9, linkType: 101 });
  });

  test("equal times go by the order of the arguments", async () => {
    const [a, b] = [writePcap([at(1, 0xa1), at(2, 0xa2)]), writePcap([at(1, 0xb1), at(2, 0xb2)])];
    expect(marksOf(await readFiles([a, b]))).toBe("a1 b1 a2 b2");
    expect(marksOf(await readFiles([b, a]))).toBe("b1 a1 b2 a2");
  });

  test("inside one file its own order stays, even where its clock ran backwards", async () => {
    const jumping = writePcap([at(10, 0xa1), at(3, 0xa2), at(11, 0xa3)]);
    expect(marksOf(await readFiles([jumping, writePcap([at(5, 0xb1)])]))).toBe("b1 a1 a2 a3");
  });

  test("an empty capture beside others changes nothing", async () => {
    const reading = await readFiles([
      writePcap([]),
      writePcap([at(1, 0xb1)]),
      writePcapng([], { interfaces: [] }),
    ]);
    expect(marksOf(reading)).toBe("b1");
    expect(reading.summary.map(({ packets, start, linkTypes }) => [packets, start, linkTypes])).toEqual([
      [0, null, ["ETHERNET"]],
      [1, "2010-10-09T14:28:02.001000Z", ["ETHERNET"]],
      [0, null, []],
    ]);
  });

  test("an empty capture alone has no packet and begins in 1970", async () => {
    const reading = await readFiles([writePcap([])]);
    expect(reading.packets).toEqual([]);
    expect(reading.findings).toEqual([]);
  });

  test("the summary tells of each file what it held", async () => {
    const packets = [at(7, 1), at(2, 2), { ...at(9, 3), data: Buffer.alloc(60), wireSize: 99 }];
    const reading = await withFiles(
      [writePcap(packets), writePcap(packets).subarray(0, 60)],
      async (names, folder) => ({
        ...(await readNames(names, folder)),
        names,
      }),
    );
    expect(reading.files[0]).toEqual({ name: reading.names[0], format: "pcap", compression: null });
    expect(reading.summary[0]).toEqual({
      name: reading.names[0],
      format: "pcap",
      linkTypes: ["ETHERNET"],
      packets: 3,
      bytes: 62,
      start: "2010-10-09T14:28:02.002000Z",
      end: "2010-10-09T14:28:02.009000Z",
      truncated: false,
    });
    expect(reading.summary[1]).toMatchObject({ packets: 2, truncated: true });
    expect(reading.told).toEqual(["1.pcap is cut off at byte 58"]);
  });

  test("any number of files with packets in order merge as sorting them would", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), {
          minLength: 1,
          maxLength: 24,
        }),
        async (files) => {
          const sorted = files.map((times) => times.toSorted((a, b) => a - b));
          const captures = sorted.map((times, order) => writePcap(times.map((ms) => at(ms, order))));
          const reading = await readFiles(captures);
          const wanted = sorted
            .flatMap((times, order) => times.map((ms) => ({ ms, order })))
            .toSorted((a, b) => a.ms - b.ms || a.order - b.order);
          expect(marksOf(reading)).toBe(
            wanted.map(({ order }) => order.toString(16).padStart(2, "0")).join(" "),
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test("hundreds of rotated files need neither hundreds of descriptors nor hundreds of buffers", async () => {
    const captures = Array.from({ length: 300 }, (_, index) =>
      writePcap([at(index * 10, index & 255), at(index * 10 + 9, index & 255)]),
    );
    await withFiles(captures, async (names) => {
      const before = process.memoryUsage().arrayBuffers;
      const set = await CaptureSet.open(names, () => undefined);
      let packets = 0;
      while (await set.fill()) while (set.next()) packets++;
      expect(packets).toBe(600);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024);
      await set.close();
    });
  });
});

describe("the ring of buffers", () => {
  test("bytes of a packet stay until fifteen further buffers were read, however the merge goes", async () => {
    const size = 100_000;
    const packets = (order: number): CapturePacket[] =>
      Array.from({ length: 120 }, (_, index) => ({
        timeNs: EPOCH + BigInt(index * 2 + order) * 1_000_000n,
        data: Buffer.alloc(size, index * 2 + order),
      }));
    await withFiles([writePcap(packets(0)), writePcap(packets(1))], async (names) => {
      const set = await CaptureSet.open(names, () => undefined);
      const kept: { bytes: Buffer; mark: number }[] = [];
      let mark = 0;
      while (await set.fill())
        while (set.next()) {
          const { data, start, end } = set.packet;
          kept.push({ bytes: data.subarray(start, end), mark: mark++ & 255 });
          // Two inputs hold a buffer each: 12 MiB are behind the reader for certain.
          if (kept.length > 120) kept.shift();
          const oldest = kept[0]!;
          expect(oldest.bytes[0]).toBe(oldest.mark);
          expect(oldest.bytes[size - 1]).toBe(oldest.mark);
        }
      expect(mark).toBe(240);
      await set.close();
    });
  });
});

describe("what can go wrong before the report", () => {
  test.each([
    ["a text", Buffer.from("Dear all,\n"), '(it begins with "Dear all"); pcap and pcapng are read'],
    ["other bytes", Buffer.from([0x50, 0x4b, 3, 4, 0]), "(it begins with 50 4b 03 04 00); pcap and pcapng"],
    ["nothing", Buffer.alloc(0), "is empty: 0 bytes"],
    ["half a header", writePcap([]).subarray(0, 13), "ends inside its file header, after 13 bytes"],
    ["half a section header", writePcapng([]).subarray(0, 11), "ends inside its file header, after 11 bytes"],
  ])("a file of %s is one clear line", async (_name, bytes, says) => {
    const error = await errorOf(readFiles([bytes]));
    expect(error.name).toBe("CaptureError");
    expect(error.message).toContain(says);
  });

  test("a missing file, a folder and a file in no folder are told apart", async () => {
    await withFiles([writePcap([])], async ([name], folder) => {
      mkdirSync(join(folder, "sub"));
      expect((await errorOf(readNames([join(folder, "no.pcap")]))).message).toMatch(
        /no\.pcap does not exist$/,
      );
      expect((await errorOf(readNames([`${name}/x`]))).message).toMatch(/does not exist$/);
      expect((await errorOf(readNames([join(folder, "sub")]))).message).toMatch(
        /is a directory; name the captures/,
      );
    });
  });

  test("an input given twice is refused, by whatever name", async () => {
    await withFiles([writePcap([at(0, 1)])], async ([name], folder) => {
      linkSync(name!, join(folder, "link.pcap"));
      for (const names of [
        [name!, name!],
        [name!, join(folder, "link.pcap")],
        [name!, join(folder, ".", "..", folder.split("/").at(-1)!, "0.pcap")],
      ])
        expect(await errorOf(readNames(names))).toBeInstanceOf(UsageError);
    });
  });

  test("a file that is gone when its turn comes is a finding", async () => {
    await withFiles([writePcap([at(0, 1)]), writePcap([at(5, 2)])], async (names, folder) => {
      const told: unknown[] = [];
      const set = await CaptureSet.open(names, ({ code, data }) => told.push([code, data["what"]]));
      rmSync(names[1]!);
      let packets = 0;
      while (await set.fill()) while (set.next()) packets++;
      expect(packets).toBe(1);
      expect(told).toEqual([["capture.corrupt", "input that does not exist any more"]]);
      expect(set.summaryFiles()[1]).toMatchObject({ name: join(folder, "1.pcap"), truncated: true });
      await set.close();
    });
  });

  test("bytes read grow up to the total", async () => {
    await withFiles([writePcap([at(0, 1)]), writePcap([at(5, 2), at(6, 3)])], async (names) => {
      appendFileSync(names[0]!, "");
      const set = await CaptureSet.open(names, () => undefined);
      expect([set.bytesRead, set.bytesTotal]).toEqual([0, 24 + 17 + 24 + 34]);
      while (await set.fill()) while (set.next());
      expect(set.bytesRead).toBe(set.bytesTotal);
      await set.close();
    });
  });
});

describe.skipIf(process.platform === "win32")("a named pipe", () => {
  test("is read like a file, alone and beside others", async () => {
    const packets = Array.from({ length: 3000 }, (_, index) => ({
      ...at(index, index & 255),
      data: Buffer.alloc(900, index),
    }));
    const capture = writePcap(packets);
    await withFiles([capture, writePcap([at(1, 0xff)])], async ([file, other], folder) => {
      const pipe = join(folder, "pipe");
      execFileSync("mkfifo", [pipe]);
      const feed = (): void => {
        createWriteStream(pipe).end(capture);
      };
      feed();
      const alone = await readNames([pipe]);
      expect(alone.packets).toEqual((await readNames([file!])).packets);
      feed();
      const both = await readNames([pipe, other!]);
      expect(both.packets).toEqual((await readNames([file!, other!])).packets);
    });
  });
});
