/** Files that change, or go away, between the first look at them and the last byte. */
import { appendFileSync, truncateSync, unlinkSync } from "node:fs";
import { expect, test } from "vitest";
import { CaptureSet } from "../../src/capture/merge.js";
import { describeFinding, type Finding } from "../../src/core/findings.js";
import { CHUNK_BYTES } from "../../src/core/limits.js";
import { withFiles } from "../support/capture-files.js";
import { writePcap } from "../support/capture-writer.js";

const PACKET_BYTES = 1_000;
const RECORD_BYTES = 16 + PACKET_BYTES;
const PACKETS = Array.from({ length: Math.ceil((6 * CHUNK_BYTES) / RECORD_BYTES) }, (_, index) => ({
  timeNs: 1_286_634_482_000_000_000n + BigInt(index) * 1_000_000n,
  data: Buffer.alloc(PACKET_BYTES, index),
}));

/** Reads files that `change` is done to when the first chunk has been read; the packets, and what is told. */
const readWhile = (captures: readonly Buffer[], change: (names: readonly string[]) => void) =>
  withFiles(captures, async (names, folder) => {
    const findings: Finding[] = [];
    const set = await CaptureSet.open(names, (finding) => findings.push(finding));
    try {
      let packets = 0;
      for (let chunk = 0; await set.fill(); chunk++) {
        if (chunk === 0) change(names);
        while (set.next()) packets += 1;
      }
      const told = findings.map((finding) => describeFinding(finding).replaceAll(`${folder}/`, ""));
      return { packets, told };
    } finally {
      await set.close();
    }
  });

const ONE = [writePcap(PACKETS)];

test("a file that grows is read to its new end", async () => {
  const record = writePcap(PACKETS.slice(-1)).subarray(24);
  expect(await readWhile(ONE, ([name]) => appendFileSync(name!, record))).toEqual({
    packets: PACKETS.length + 1,
    told: [],
  });
});

test("a file that becomes shorter is read to its new end, which is told though no packet was cut", async () => {
  const size = 24 + 4_500 * RECORD_BYTES;
  expect(await readWhile(ONE, ([name]) => truncateSync(name!, size))).toEqual({
    packets: 4_500,
    told: [`0.pcap: the file became shorter while it was read at byte ${size}; reading ended there`],
  });
});

test("a file that is deleted while it is read is read to its end", async () => {
  expect(await readWhile(ONE, ([name]) => unlinkSync(name!))).toEqual({ packets: PACKETS.length, told: [] });
});

test("a file that is deleted before its turn is told, and the others are read", async () => {
  const later = PACKETS.map((packet) => ({ ...packet, timeNs: packet.timeNs + 3_600_000_000_000n }));
  expect(await readWhile([...ONE, writePcap(later)], ([, second]) => unlinkSync(second!))).toEqual({
    packets: PACKETS.length,
    told: ["1.pcap: input that does not exist any more at byte 0; reading ended there"],
  });
});
