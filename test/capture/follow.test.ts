/** A capture that is being written: read as it grows, through rotation, and through what should not happen to it. */
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { FollowedFile } from "../../src/capture/follow.js";
import { findNewest, findNext } from "../../src/capture/rotation.js";
import { run, type RunOutcome } from "../../src/pipeline.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import { build } from "../support/build.js";
import { withFiles } from "../support/capture-files.js";
import { writePcap, writePcapng, type CapturePacket } from "../support/capture-writer.js";
import { findingsOf, targetsOf } from "../support/live-run.js";
import { TextOutput } from "../support/text-output.js";
import { waitFor } from "../support/wait-for.js";

const PATHS = ["/0", "/1", "/2", "/3"];
/** Packets of a connection each. */
const PARTS: readonly (readonly CapturePacket[])[] = PATHS.map(
  (path, index) =>
    build((net) => {
      net.at(index * 100);
      const a = net.flow(`192.0.2.5:${49_152 + index}`, "198.51.100.9:80").handshake();
      a.client(`GET ${path} HTTP/1.1\r\nHost: example.com\r\n\r\n`).server("HTTP/1.1 204 No Content\r\n\r\n");
    }).packets,
);
const HEADER = writePcap([]);
const part = (index: number): Buffer => writePcap(PARTS[index] ?? []).subarray(HEADER.length);
const whole = (index: number): Buffer => writePcap(PARTS[index] ?? []);

interface Following {
  readonly text: () => string;
  readonly stop: () => Promise<RunOutcome>;
  /** Until this target is told. */
  readonly hears: (target: string) => Promise<void>;
}

async function follow(name: string): Promise<Following> {
  const live = await FollowedFile.open(name);
  const output = new TextOutput();
  const ending = run({ files: [], live, verify: false }, new NdjsonReporter(output));
  const text = (): string => output.text;
  return {
    text,
    stop: () => {
      live.stop();
      return ending;
    },
    hears: (target) => waitFor(`${target} to be told`, () => text().includes(`"target":"${target}"`)),
  };
}

/** Calls `use` with a folder. */
const inFolder = (use: (at: (name: string) => string) => Promise<void>): Promise<void> =>
  withFiles([], (_names, folder) => use((name) => join(folder, name)));

describe("a capture that grows", () => {
  test("is read as it grows, and is whole when it is stopped", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), whole(0));
      const following = await follow(at("a.pcap"));
      await following.hears("/0");
      appendFileSync(at("a.pcap"), part(1));
      await following.hears("/1");
      appendFileSync(at("a.pcap"), part(2));
      expect(await following.stop()).toEqual({ complete: true, worst: "note" });
      expect(targetsOf(following.text())).toEqual(["/0", "/1", "/2"]);
      expect(following.text()).not.toContain("capture.");
    });
  });

  test("is waited for where it ends inside a record, or has no header yet", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), "");
      const following = await follow(at("a.pcap"));
      const capture = Buffer.concat([whole(0), part(1)]);
      for (const [from, to] of [
        [0, 10],
        [10, 30],
        [30, capture.length - 7],
        [capture.length - 7, capture.length],
      ]) {
        await wait(150);
        appendFileSync(at("a.pcap"), capture.subarray(from, to));
      }
      await following.hears("/1");
      await following.stop();
      expect(findingsOf(following.text()).join()).not.toContain("cut off");
    });
  });

  test("is pcapng too", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcapng"), writePcapng(PARTS[0] ?? []));
      const following = await follow(at("a.pcapng"));
      await following.hears("/0");
      appendFileSync(at("a.pcapng"), writePcapng(PARTS[1] ?? []));
      await following.hears("/1");
      expect((await following.stop()).complete).toBe(true);
    });
  });
});

describe("rotation", () => {
  test.each([
    [
      "of dumpcap",
      ["a_00001_20101009142802.pcap", "a_00002_20101009142803.pcap", "a_00003_20101009142804.pcap"],
    ],
    ["of tcpdump -C", ["a.pcap", "a.pcap1", "a.pcap2"]],
    ["of tcpdump -C -W, round and round", ["a.pcap08", "a.pcap09", "a.pcap00"]],
    ["of tcpdump -G, by the time", ["a-142859.pcap", "a-142900.pcap", "a-150000.pcap"]],
  ])("%s is followed from file to file", async (_name, [first = "", second = "", third = ""]) => {
    await inFolder(async (at) => {
      writeFileSync(at(first), whole(0));
      const following = await follow(at(first));
      await following.hears("/0");
      appendFileSync(at(first), part(1));
      writeFileSync(at(second), whole(2));
      await following.hears("/2");
      writeFileSync(at(third), whole(3));
      await following.hears("/3");
      expect((await following.stop()).complete).toBe(true);
      expect(targetsOf(following.text())).toEqual(PATHS);
      expect(findingsOf(following.text()).join()).not.toContain("a.pcap");
    });
  });

  test("goes on behind a file that never got a header", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a0"), whole(0));
      const following = await follow(at("a0"));
      await following.hears("/0");
      writeFileSync(at("a1"), "");
      // Long enough that it was found.
      await wait(700);
      writeFileSync(at("a2"), whole(1));
      await following.hears("/1");
      expect((await following.stop()).complete).toBe(true);
    });
  });

  test("a file that is replaced before it got a header is left for the other", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), whole(0));
      const following = await follow(at("a.pcap"));
      await following.hears("/0");
      truncateSync(at("a.pcap"), 0);
      await wait(300);
      writeFileSync(at("new"), whole(1));
      renameSync(at("new"), at("a.pcap"));
      await following.hears("/1");
      expect((await following.stop()).complete).toBe(true);
    });
  });

  test("a ring's file that is written anew comes again", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a0"), whole(0));
      const following = await follow(at("a0"));
      await following.hears("/0");
      writeFileSync(at("a1"), whole(1));
      await following.hears("/1");
      writeFileSync(at("a0"), whole(2));
      await following.hears("/2");
      expect((await following.stop()).complete).toBe(true);
    });
  });

  test("files of one series are read in the order in which they were written", async () => {
    await inFolder(async (at) => {
      const written = {
        "a_00009_1.pcap": 3,
        "a_00010_2.pcap": 4,
        "a_00011_3.pcap": 4,
        "a_00001_9.pcap": 5,
        "b_00010_2.pcap": 4,
      };
      for (const [name, second] of Object.entries({ ...written, "a_00002_0.pcap": 1 })) {
        writeFileSync(at(name), "");
        utimesSync(at(name), second, second);
      }
      mkdirSync(at("a_00012_0.pcap"));
      const order: string[] = [];
      for (
        let file = await findNext({ path: at("a_00009_1.pcap"), writtenNs: 3_000_000_000n });
        file !== null;
        file = await findNext(file)
      )
        order.push(file.path);
      expect(order).toEqual([at("a_00010_2.pcap"), at("a_00011_3.pcap"), at("a_00001_9.pcap")]);
      expect((await findNewest(at("a.pcap")))?.path).toBe(at("a_00001_9.pcap"));
      expect(await findNewest(at("c.pcap"))).toBe(null);
      expect(await findNext({ path: at("no/a_1_1.pcap"), writtenNs: 0n })).toBe(null);
    });
  });

  test("the name that dumpcap was given stands for the newest file that it made", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a_00001_20101009142802.pcap"), whole(0));
      utimesSync(at("a_00001_20101009142802.pcap"), 1, 1);
      writeFileSync(at("a_00002_20101009142803.pcap"), whole(1));
      const following = await follow(at("a.pcap"));
      await following.hears("/1");
      await following.stop();
      expect(targetsOf(following.text())).toEqual(["/1"]);
    });
  });
});

describe("what should not happen", () => {
  test("a file that is cut back is read from its beginning again, and that is told", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), Buffer.concat([whole(0), part(1)]));
      const following = await follow(at("a.pcap"));
      await following.hears("/1");
      writeFileSync(at("a.pcap"), whole(2));
      await following.hears("/2");
      expect((await following.stop()).complete).toBe(true);
      const size = HEADER.length + part(0).length + part(1).length;
      expect(findingsOf(following.text())).toContain(
        `${at("a.pcap")} was cut back from ${size} to ${whole(2).length} bytes; reading went on at its beginning`,
      );
    });
  });

  test("a file that is replaced is read to its end, and then the other", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), whole(0));
      const following = await follow(at("a.pcap"));
      await following.hears("/0");
      appendFileSync(at("a.pcap"), part(1));
      writeFileSync(at("other"), whole(2));
      renameSync(at("other"), at("a.pcap"));
      await following.hears("/2");
      await following.stop();
      expect(targetsOf(following.text())).toEqual(["/0", "/1", "/2"]);
      expect(findingsOf(following.text()).join()).toContain("was replaced by another file of that name");
      expect(following.text()).toContain('"code":"capture.follow-broken"');
    });
  });

  test("a file that is taken away is waited for", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), whole(0));
      const following = await follow(at("a.pcap"));
      await following.hears("/0");
      rmSync(at("a.pcap"));
      await wait(300);
      writeFileSync(at("a.pcap"), whole(1));
      await following.hears("/1");
      expect((await following.stop()).complete).toBe(true);
    });
  });

  test("a file of another kind behind it ends the run, which is then not complete", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a0"), whole(0));
      const following = await follow(at("a0"));
      await following.hears("/0");
      writeFileSync(at("a1"), writePcap([], { linkType: 101 }));
      await waitFor("the end", () => following.text().includes('"type":"summary"'));
      expect((await following.stop()).complete).toBe(false);
      expect(findingsOf(following.text())).toContain(
        `${at("a0")} goes on in ${at("a1")}, which is a capture of another kind`,
      );
    });
  });

  test("a file that shrinks to nothing and stays so does not keep it from being stopped", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap"), whole(0));
      const following = await follow(at("a.pcap"));
      await following.hears("/0");
      truncateSync(at("a.pcap"));
      await wait(300);
      expect((await following.stop()).complete).toBe(true);
    });
  });

  test.each([
    ["none of that name", "no.pcap", "no.pcap does not exist"],
    [
      "a folder",
      ".",
      ". cannot be followed: it is not a file; what comes through it is reported as it comes, without --follow",
    ],
  ])("%s is one line", async (_name, name, line) => {
    await inFolder(async (at) => {
      await expect(FollowedFile.open(at(name))).rejects.toThrow(line.replace(name, at(name)));
    });
  });

  test("a compressed one is one line", async () => {
    await inFolder(async (at) => {
      writeFileSync(at("a.pcap.gz"), gzipSync(whole(0)));
      const live = await FollowedFile.open(at("a.pcap.gz"));
      await expect(
        run({ files: [], live, verify: false }, new NdjsonReporter(new TextOutput())),
      ).rejects.toThrow(
        "cannot be followed: it is compressed with gzip; without --follow it is read as far as it goes",
      );
    });
  });
});
