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
  const end = at + length - 4;
  let option = at + 16;
  while (option + 4 <= end) {
    const code = readU16(data, option, littleEndian);
    const size = readU16(data, option + 2, littleEndian);
    if (code === OPTION_END) break;
    const value = option + 4;
    if (value + size > end) {
      damage = "interface option that runs over its block";
      break;
    }
    if (code === OPTION_TSRESOL) {
      if (size === 1) resolution = data[value]!;
      else damage = `if_tsresol of ${size} bytes`;
    } else if (code === OPTION_TSOFFSET) {
      if (size === 8) offsetSeconds = littleEndian ? data.readBigInt64LE(value) : data.readBigInt64BE(value);
      else damage = `if_tsoffset of ${size} bytes`;
    }
    option = value + size + (-size & 3);
  }
  return {
    linkType: readU16(data, at + 8, littleEndian),
    snapLength: readU32(data, at + 12, littleEndian),
    resolution,
    offsetSeconds,
    damage,
  };
}
