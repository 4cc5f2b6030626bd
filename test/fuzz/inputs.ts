/** Which inputs a run makes: captures at hand, damaged at one of four levels, one after the other. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CapturePacket } from "../support/capture-writer.js";
import { packetsOf, segmentsOf, wrap, type Packets } from "./capture-parts.js";
import { repeatToLength } from "./long-inputs.js";
import { mutateFile } from "./mutate-file.js";
import { mutateMessages, trickyConversations } from "./mutate-messages.js";
import { mutatePackets, write } from "./mutate-packets.js";
import { mutateSegments } from "./mutate-segments.js";
import { Random, seedOf } from "../support/random.js";

export interface FuzzInput {
  readonly bytes: Buffer;
  /** What was done to what. */
  readonly story: string;
  /** Too long to look at each of its lines. */
  readonly isLong: boolean;
}

/**
 * One input in so many is long: it costs as much as a hundred others. No divisor of the inputs between two samples of
 * the heap, on which its bytes would still lie.
 */
export const LONG_EVERY = 503;

/** Larger captures make each input slow and say little more. */
const MOST_FILE_BYTES = 200_000;
const MOST_PACKETS = 200;

/** Names of all captures in these folders that are not too large, in a fixed order. */
export function findSeeds(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(pcap|pcapng|cap|trace)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .filter((file) => statSync(file).size <= MOST_FILE_BYTES)
    .toSorted();
}

/**
 * Input `index` of a run: always the same for the same seed and captures.
 * @param longEvery one in so many is long
 */
export function makeInput(
  seeds: readonly string[],
  runSeed: number,
  index: number,
  longEvery = Number.POSITIVE_INFINITY,
): FuzzInput {
  const random = new Random(seedOf(runSeed, index));
  const name = random.pick(seeds);
  const file = readFileSync(name);
  if (index % longEvery === longEvery - 1) return makeLong(random, name, file);
  const level = random.pick(["file", "packet", "segment", "message", "message", "tricks"] as const);
  const story = `${level} level on ${name}`;
  switch (level) {
    case "file": {
      // Most captures at hand are of one format.
      const other = readFileSync(random.pick(seeds));
      const written = random.chance(0.3) ? write(random, someOf(random, packetsOf(file))) : file;
      return { bytes: mutateFile(random, written, other), story, isLong: false };
    }
    case "packet": {
      const other = packetsOf(readFileSync(random.pick(seeds)));
      return { bytes: mutatePackets(random, someOf(random, packetsOf(file)), other), story, isLong: false };
    }
    case "segment":
    case "message": {
      const segments = segmentsOf(someOf(random, packetsOf(file)));
      if (level === "message" || random.chance(0.3)) mutateMessages(random, segments);
      if (level === "segment" || random.chance(0.3)) mutateSegments(random, segments);
      return { bytes: write(random, wrap(segments)), story, isLong: false };
    }
    case "tricks": {
      const told = trickyConversations(random);
      const isLeftAlone = random.chance(0.7);
      return {
        bytes: isLeftAlone ? write(random, told) : mutatePackets(random, told, told),
        story: "tricks alone",
        isLong: false,
      };
    }
    default:
      return level satisfies never;
  }
}

function makeLong(random: Random, name: string, file: Buffer): FuzzInput {
  const segments = segmentsOf(someOf(random, packetsOf(file)));
  if (random.chance(0.7)) mutateMessages(random, segments);
  if (random.chance(0.7)) mutateSegments(random, segments);
  return { bytes: repeatToLength(random, segments), story: `a piece of ${name}, repeated`, isLong: true };
}

/** Some packets in a row. */
function someOf(random: Random, { linkType, packets }: Packets): Packets {
  const start = random.chance(0.7) ? 0 : random.below(packets.length);
  const some: readonly CapturePacket[] = packets.slice(start, start + MOST_PACKETS);
  return { linkType, packets: some };
}
