/** What a pcapng capture says was lost on the way to it. */
import { describe, expect, test } from "vitest";
import { DAMAGE_FINDINGS } from "../../src/core/limits.js";
import { readCapture } from "../support/capture-reading.js";
import { interfaceBlock, pcapngBlock, sectionHeader, writePcapng } from "../support/capture-writer.js";

const PACKETS = [{ timeNs: 1_286_634_482_000_000_000n, data: Buffer.alloc(60) }];

/** Options of 8 bytes: 4 received, 5 lost at the interface, 7 lost in the system. */
function statistics(interfaceId: number, counts: Readonly<Record<number, bigint>>): Buffer {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt32LE(interfaceId, 0);
  const options = Object.entries(counts).map(([code, count]) => {
    const option = Buffer.alloc(12);
    option.writeUInt16LE(Number(code), 0);
    option.writeUInt16LE(8, 2);
    option.writeBigUInt64LE(count, 4);
    return option;
  });
  return pcapngBlock(5, Buffer.concat([fixed, ...options]));
}
const told = (...blocks: readonly Buffer[]): readonly string[] =>
  readCapture(Buffer.concat([writePcapng(PACKETS), ...blocks])).told;
const dropped = (packets: number): string =>
  `x.pcap: ${packets} packets were dropped before they reached the capture`;

describe("statistics of an interface", () => {
  test("packets that were lost are told", () => {
    expect(told(statistics(0, { 4: 9n, 5: 3n, 7: 40n }))).toEqual([dropped(43)]);
  });

  test("counts go on from the beginning of the capture: only what came to them is told", () => {
    const blocks = [3n, 3n, 10n, 2n].map((count) => statistics(0, { 5: count }));
    expect(told(...blocks)).toEqual([dropped(3), dropped(7)]);
  });

  test("a section counts anew", () => {
    const lost = statistics(0, { 5: 3n });
    expect(told(lost, sectionHeader(), interfaceBlock({}), lost)).toEqual([dropped(3), dropped(3)]);
  });

  test("in big-endian too", () => {
    const body = Buffer.alloc(24);
    body.writeUInt16BE(5, 12);
    body.writeUInt16BE(8, 14);
    body.writeBigUInt64BE(3n, 16);
    const capture = Buffer.concat([writePcapng(PACKETS, { byteOrder: "big" }), pcapngBlock(5, body, "big")]);
    expect(readCapture(capture).told).toEqual([dropped(3)]);
  });

  test.each([
    ["nothing lost", statistics(0, { 4: 9n, 5: 0n })],
    ["no counts", statistics(0, {})],
    ["an interface that is not there", statistics(1, { 5: 3n })],
    ["a block too short for its interface", pcapngBlock(5, Buffer.alloc(4))],
    [
      "an option that runs over its block",
      pcapngBlock(5, Buffer.from(`${"00".repeat(12)}0500080000000000`, "hex")),
    ],
  ])("%s is no loss, and no damage", (_name, block) => {
    expect(told(block)).toEqual([]);
  });

  test("of very many the last ones are told together", () => {
    const blocks = Array.from({ length: 300 }, (_, index) => statistics(0, { 5: BigInt(index + 1) }));
    const lost = told(...blocks);
    expect(lost).toHaveLength(DAMAGE_FINDINGS + 1);
    expect(lost.at(-1)).toBe(dropped(300 - DAMAGE_FINDINGS));
  });
});
