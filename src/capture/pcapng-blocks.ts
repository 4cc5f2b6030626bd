/**
 * Blocks of pcapng as numbers and fields, without state: which there are, and what an interface block says.
 * Source: draft-ietf-opsawg-pcapng §4.
 */
import { BLOCK_LIMIT_BYTES } from "../core/limits.js";
import { readU16, readU32 } from "./read-u32.js";

export const SECTION_HEADER = 0x0a0d0d0a;
export const INTERFACE = 1;
/** The obsolete Packet Block, which older files still have. */
export const OBSOLETE_PACKET = 2;
export const SIMPLE_PACKET = 3;
export const STATISTICS = 5;
export const ENHANCED_PACKET = 6;

/** Type, length in front and length behind. */
export const BLOCK_OVERHEAD = 12;

/** Whether a block of this type can have this length. Those that we read, and unregistered ones, are bounded. */
export function isPossible(type: number, length: number): boolean {
  if (length % 4 !== 0 || length < smallestBlock(type)) return false;
  return length <= BLOCK_LIMIT_BYTES || (smallestBlock(type) === BLOCK_OVERHEAD && isSkippable(type));
}

/** Registered types: names, statistics, journal, secrets, custom and so on. The reader resyncs only on these. */
export function isKnownBlock(type: number): boolean {
  return (type >= 1 && type <= 12) || type === SECTION_HEADER || type === 0xbad || type === 0x4000_0bad;
}

/** Of any length: registered, or for local use (the top bit). */
const isSkippable = (type: number): boolean => isKnownBlock(type) || type >= 0x8000_0000;

/** Fewest bytes that a block can have, its lengths and padding in. */
function smallestBlock(type: number): number {
  switch (type) {
    case SECTION_HEADER:
      return 28;
    case INTERFACE:
      return 20;
    case OBSOLETE_PACKET:
    case ENHANCED_PACKET:
      return 32;
    case SIMPLE_PACKET:
      return 16;
    default:
      return BLOCK_OVERHEAD;
  }
}

/** Byte order of the section that begins with these bytes; null where its magic is neither. */
export function sectionIsLittleEndian(data: Buffer, at: number): boolean | null {
  const magic = readU32(data, at + 8, true);
  return magic === 0x1a2b3c4d ? true : magic === 0x4d3c2b1a ? false : null;
}

export interface InterfaceDescription {
  readonly linkType: number;
  /** 0: no limit. */
  readonly snapLength: number;
  /** The byte of if_tsresol: n for 10^-n, n | 0x80 for 2^-n. */
  readonly resolution: number;
  readonly offsetSeconds: bigint;
  /** What is wrong with its options, null where nothing is. Those before it count. */
  readonly damage: string | null;
}

const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
/** Lost at the interface, and in the system behind it: both since the capture began. */
const OPTION_IFDROP = 5;
const OPTION_OSDROP = 7;

/** An interface block that lies in data[at, at + length), lengths checked. */
export function readInterface(
  data: Buffer,
  at: number,
  length: number,
  littleEndian: boolean,
): InterfaceDescription {
  let resolution = 6;
  let offsetSeconds = 0n;
  let damage: string | null = null;
  for (const { code, value, size } of readOptions(data, at + 16, at + length - 4, littleEndian)) {
    if (size === RUNS_OVER) {
      damage = "interface option that runs over its block";
    } else if (code === OPTION_TSRESOL) {
      if (size === 1) resolution = data[value]!;
      else damage = `if_tsresol of ${size} bytes`;
    } else if (code === OPTION_TSOFFSET) {
      if (size === 8) offsetSeconds = littleEndian ? data.readBigInt64LE(value) : data.readBigInt64BE(value);
      else damage = `if_tsoffset of ${size} bytes`;
    }
  }
  return {
    linkType: readU16(data, at + 8, littleEndian),
    snapLength: readU32(data, at + 12, littleEndian),
    resolution,
    offsetSeconds,
    damage,
  };
}

/** Type and lengths, interface, time. */
const SMALLEST_STATISTICS = 24;

/** Packets that the interface of a statistics block in data[at, at + length) lost so far; null where it is damaged. */
export function readStatistics(
  data: Buffer,
  at: number,
  length: number,
  littleEndian: boolean,
): { readonly interfaceId: number; readonly droppedPackets: number } | null {
  if (length < SMALLEST_STATISTICS) return null;
  let droppedPackets = 0;
  for (const { code, value, size } of readOptions(data, at + 20, at + length - 4, littleEndian)) {
    if (size === 8 && (code === OPTION_IFDROP || code === OPTION_OSDROP))
      droppedPackets += Number(littleEndian ? data.readBigUInt64LE(value) : data.readBigUInt64BE(value));
  }
  return { interfaceId: readU32(data, at + 8, littleEndian), droppedPackets };
}

interface Option {
  readonly code: number;
  /** Its place in `data`. */
  readonly value: number;
  /** RUNS_OVER for one that does not fit into its block: the last. */
  readonly size: number;
}

const RUNS_OVER = -1;

/** The options in data[from, end). */
function* readOptions(data: Buffer, from: number, end: number, littleEndian: boolean): Generator<Option> {
  for (let at = from; at + 4 <= end;) {
    const code = readU16(data, at, littleEndian);
    const size = readU16(data, at + 2, littleEndian);
    if (code === OPTION_END) return;
    const value = at + 4;
    const fits = value + size <= end;
    yield { code, value, size: fits ? size : RUNS_OVER };
    if (!fits) return;
    at = value + size + (-size & 3);
  }
}
