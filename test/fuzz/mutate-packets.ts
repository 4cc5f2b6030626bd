/** Damage to a capture as a list of packets: lost, repeated, reordered, cut, stamped wrongly, bytes changed. */
import {
  writePcap,
  writePcapng,
  type CapturePacket,
  type PcapOptions,
  type PcapngOptions,
} from "../support/capture-writer.js";
import type { Packets } from "./capture-parts.js";
import type { Random } from "../support/random.js";

/** Changes the list in place. `other` has packets of another capture. */
type PacketMutator = (random: Random, packets: CapturePacket[], other: readonly CapturePacket[]) => void;

const DAY_NS = 86_400_000_000_000n;
const LEAPS_NS = [1n, -1n, 999_999_999n, -5_000_000_000n, 61_000_000_000n, 301_000_000_000n, DAY_NS, -DAY_NS];
/** Where the headers of most packets lie. */
const HEADER_BYTES = 80;

const MUTATORS: readonly PacketMutator[] = [
  function drop(random, packets) {
    packets.splice(random.below(packets.length), random.between(1, 3));
  },
  function repeat(random, packets) {
    const packet = random.pick(packets);
    packets.splice(random.below(packets.length + 1), 0, packet);
  },
  function move(random, packets) {
    const [packet] = packets.splice(random.below(packets.length), 1);
    if (packet !== undefined) packets.splice(random.below(packets.length + 1), 0, packet);
  },
  function turnAround(random, packets) {
    const at = random.below(packets.length);
    const part = packets.splice(at, random.between(2, 12));
    packets.splice(at, 0, ...part.toReversed());
  },
  function cut(random, packets) {
    const most = random.pick([0, 14, 33, 34, 54, 60, 68, 96, 128, 500]);
    const isWhole = random.chance(0.5);
    const only = random.below(packets.length);
    for (const [index, packet] of packets.entries())
      if (isWhole || index === only) packets[index] = { ...packet, data: packet.data.subarray(0, most) };
  },
  function lieAboutLength(random, packets) {
    const index = random.below(packets.length);
    const packet = packets[index];
    if (packet !== undefined)
      packets[index] = { ...packet, wireSize: random.pick([0, 1, 65_535, 262_145, 0x7fffffff, 0xffffffff]) };
  },
  function stampWrongly(random, packets) {
    const from = random.below(packets.length);
    const to = random.chance(0.5) ? from + 1 : packets.length;
    const leapNs = random.pick(LEAPS_NS) * BigInt(random.between(1, 50));
    for (let index = from; index < to; index++) {
      const packet = packets[index];
      if (packet === undefined) continue;
      const timeNs = packet.timeNs + leapNs;
      packets[index] = { ...packet, timeNs: timeNs < 0n ? 0n : timeNs };
    }
  },
  function changeBytes(random, packets) {
    const index = random.below(packets.length);
    const packet = packets[index];
    if (packet === undefined || packet.data.length === 0) return;
    const data = Buffer.from(packet.data);
    const reach = random.chance(0.7) ? Math.min(HEADER_BYTES, data.length) : data.length;
    for (let left = random.between(1, 4); left > 0; left--)
      data[random.below(reach)] = random.pick([0, 0xff, 0x45, 6, random.below(256)]);
    packets[index] = { ...packet, data };
  },
  function mixWithOther(random, packets, other) {
    const at = random.below(packets.length);
    packets.splice(at, 0, ...other.slice(0, random.between(1, 20)));
  },
];

/** The packets with one to five kinds of damage, as a file of any variant. */
export function mutatePackets(random: Random, { linkType, packets }: Packets, other: Packets): Buffer {
  const changed = [...packets];
  for (let left = random.between(1, 5); left > 0 && changed.length > 0; left--)
    random.pick(MUTATORS)(random, changed, other.packets);
  return write(random, { linkType, packets: changed });
}

/** A file of any variant that holds these packets. */
export function write(random: Random, { linkType, packets }: Packets): Buffer {
  const byteOrder = random.chance(0.8) ? "little" : "big";
  const fitting = packets.map((packet) => ({ ...packet, timeNs: BigInt.asUintN(61, packet.timeNs) }));
  if (random.chance(0.25)) {
    const interfaces = [{ linkType, tsresol: random.pick([6, 6, 9, 3, 0x94]) }];
    const blocks = random.pick(["enhanced", "enhanced", "simple", "obsolete"] as const);
    const options: PcapngOptions = { byteOrder, interfaces, blocks };
    return writePcapng(fitting, options);
  }
  const resolution = random.chance(0.8) ? "us" : "ns";
  const options: PcapOptions = { byteOrder, linkType, resolution, modified: random.chance(0.05) };
  return writePcap(
    fitting.map((packet) => ({ ...packet, timeNs: packet.timeNs % (2n ** 32n * 1_000_000_000n) })),
    options,
  );
}
