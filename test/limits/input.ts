/** The limits of reading captures and decoding packets. */
import { expect } from "vitest";
import * as limits from "../../src/core/limits.js";
import { describeFinding, type Finding } from "../../src/core/findings.js";
import { verifyCaptures } from "../../src/capture/second-reader.js";
import { PacketClock } from "../../src/tcp/packet-clock.js";
import { readNames, withFiles } from "../support/capture-files.js";
import { readCapture } from "../support/capture-reading.js";
import { writePcap, type CapturePacket } from "../support/capture-writer.js";
import type { Rows } from "./row.js";

const PACKET_SIZE = 60;
const HEADER_SIZE = 16;
const EPOCH = 1_286_634_482_000_000_000n;

/** Packets one second apart, the first of them so late. */
const packets = (count: number, afterSeconds = 0): CapturePacket[] =>
  Array.from({ length: count }, (_, index) => ({
    timeNs: EPOCH + BigInt(afterSeconds + index) * 1_000_000_000n,
    data: Buffer.alloc(PACKET_SIZE, index + 1),
  }));

const records = (some: readonly CapturePacket[]): Buffer => writePcap(some).subarray(24);
/** A record header that no file can have. */
const DAMAGE = Buffer.alloc(HEADER_SIZE, 0xff);

/** What is no record either. */
const GARBAGE = Buffer.alloc(99, 0xff);

/** How many packets are read of what stands behind one packet and a damaged record. */
const readBehindDamage = (...behind: readonly Buffer[]): number =>
  readCapture(Buffer.concat([writePcap(packets(1)), DAMAGE, ...behind])).packets.length - 1;

export const INPUT_ROWS: Rows = {
  CHUNK_BYTES: { testedIn: "tcp/reassembly.test.ts" },
  RING_CHUNKS: { testedIn: "tcp/reassembly.test.ts" },
  PACKET_LIMIT_BYTES: { testedIn: "capture/pcap.test.ts" },
  BLOCK_LIMIT_BYTES: { testedIn: "capture/pcapng.test.ts" },
  RESYNC_LIMIT_BYTES: { testedIn: "capture/pcap.test.ts" },
  KEPT_PREAMBLE_BYTES: { testedIn: "capture/packet-keeper.test.ts" },
  TAP_SAID_BYTES: { testedIn: "cli/live-errors.test.ts" },
  RESYNC_RECORDS: {
    says: "so many records in a row behind damage are believed, fewer are not",
    test: () => {
      expect(readBehindDamage(records(packets(limits.RESYNC_RECORDS, 1)), GARBAGE)).toBe(
        limits.RESYNC_RECORDS,
      );
      expect(readBehindDamage(records(packets(limits.RESYNC_RECORDS - 1, 1)), GARBAGE)).toBe(0);
    },
  },
  RESYNC_SPREAD_S: {
    says: "records behind damage whose times lie further off are not believed",
    test: () => {
      expect(readBehindDamage(records(packets(4, limits.RESYNC_SPREAD_S)))).toBe(4);
      expect(readBehindDamage(records(packets(4, limits.RESYNC_SPREAD_S + 1)))).toBe(0);
    },
  },
  DAMAGE_FINDINGS: {
    says: "further damaged places are counted in one last capture.corrupt",
    test: () => {
      const piece = Buffer.concat([DAMAGE, records(packets(4))]);
      const tellDamage = (places: number): string[] =>
        readCapture(
          Buffer.concat([writePcap(packets(4)), Buffer.alloc(places * piece.length, piece)]),
        ).told.map(String);
      expect(tellDamage(limits.DAMAGE_FINDINGS)).toHaveLength(limits.DAMAGE_FINDINGS);
      const told = tellDamage(limits.DAMAGE_FINDINGS + 5);
      expect(told).toHaveLength(limits.DAMAGE_FINDINGS + 1);
      expect(told.at(-1)).toMatch(/5 more damaged places/);
    },
  },
  VERIFY_FINDINGS: { testedIn: "capture/second-reader.test.ts" },
  VERIFY_STALL_BYTES: {
    says: "behind a length that cannot be, the second reader is given up: capture.unverified",
    test: async () => {
      const capture = Buffer.concat([
        writePcap(packets(2)),
        DAMAGE,
        Buffer.alloc(limits.VERIFY_STALL_BYTES + 2 ** 16, records(packets(2))),
      ]);
      await withFiles([capture], async (names) => {
        const { summary } = await readNames(names);
        const findings: Finding[] = [];
        const verified = await verifyCaptures(summary, (finding) => findings.push(finding));
        expect(verified).toMatchObject({ packets: 2, differences: 0 });
        expect(verified.unverified).toBeGreaterThan(10_000);
        expect(findings.map(({ code }) => code)).toEqual(["capture.unverified"]);
        expect(findings.map(describeFinding)[0]).toContain(`no packet in ${limits.VERIFY_STALL_BYTES} bytes`);
      });
    },
  },
  SECTION_INTERFACES: { testedIn: "capture/pcapng.test.ts" },
  CLOCK_LEAP_NS: {
    says: "a leap beyond it moves the clock once the next packet confirms it",
    test: () => {
      const clock = new PacketClock();
      clock.advance(0);
      expect(clock.advance(limits.CLOCK_LEAP_NS)).toBe(true);
      const far = 2 * limits.CLOCK_LEAP_NS + 1;
      expect([clock.advance(far), clock.nowNs]).toEqual([false, limits.CLOCK_LEAP_NS]);
      expect([clock.advance(far + 1), clock.nowNs]).toEqual([true, far + 1]);
    },
  },
  FRAGMENT_DATAGRAMS: { testedIn: "decode/fragments.test.ts" },
  FRAGMENT_BYTES: { testedIn: "decode/fragments.test.ts" },
  FRAGMENT_AGE_NS: { testedIn: "decode/fragments.test.ts" },
  NUMBERED_PACKET_KINDS: { testedIn: "decode/undecoded.test.ts" },
  ENCAPSULATION_DEPTH: { testedIn: "decode/ip.test.ts" },
};
