/**
 * Where the records of a capture end, in bytes that come in pieces of any size: so that it can be cut into captures
 * that are each valid. What every one of them begins with is kept: the header of a pcap, or the section and interfaces
 * of a pcapng.
 */
import { KEPT_PREAMBLE_BYTES, BLOCK_LIMIT_BYTES } from "../core/limits.js";
import { readPcapHeader, PCAP_HEADER_SIZE, type PcapHeader } from "./pcap.js";
import { BLOCK_OVERHEAD, INTERFACE, SECTION_HEADER, sectionIsLittleEndian } from "./pcapng-blocks.js";
import { readU32 } from "./read-u32.js";

const LENGTH_IN_RECORD = 8;

export class RecordCutter {
  /** What each capture has to begin with. */
  preamble: Buffer = Buffer.alloc(0);
  #pcap: PcapHeader | null = null;
  #littleEndian = true;

  /**
   * The size of the record at data[at]: 0 where more of it has to be there to know, null where it is none.
   * A record that belongs to the preamble is taken into it.
   */
  take(data: Buffer, at: number): number | null {
    if (this.preamble.length === 0) {
      if (data.length - at < PCAP_HEADER_SIZE) return 0;
      this.#pcap = readPcapHeader(data.subarray(at, at + PCAP_HEADER_SIZE));
      if (this.#pcap !== null) {
        this.preamble = Buffer.from(data.subarray(at, at + PCAP_HEADER_SIZE));
        return PCAP_HEADER_SIZE;
      }
    }
    return this.#pcap === null ? this.#takeBlock(data, at) : takeRecord(this.#pcap, data, at);
  }

  #takeBlock(data: Buffer, at: number): number | null {
    if (data.length - at < BLOCK_OVERHEAD) return 0;
    const isSection = readU32(data, at, true) === SECTION_HEADER;
    if (isSection) {
      const littleEndian = sectionIsLittleEndian(data, at);
      if (littleEndian === null) return null;
      this.#littleEndian = littleEndian;
    } else if (this.preamble.length === 0) return null;
    const size = readU32(data, at + 4, this.#littleEndian);
    if (size < BLOCK_OVERHEAD || size > BLOCK_LIMIT_BYTES) return null;
    if (data.length - at < size) return 0;
    if (isSection) this.preamble = Buffer.from(data.subarray(at, at + size));
    else if (readU32(data, at, this.#littleEndian) === INTERFACE) {
      if (this.preamble.length + size > KEPT_PREAMBLE_BYTES) return null;
      this.preamble = Buffer.concat([this.preamble, data.subarray(at, at + size)]);
    }
    return size;
  }
}

function takeRecord({ littleEndian, recordHeaderSize }: PcapHeader, data: Buffer, at: number): number | null {
  if (data.length - at < recordHeaderSize) return 0;
  const size = recordHeaderSize + readU32(data, at + LENGTH_IN_RECORD, littleEndian);
  if (size > BLOCK_LIMIT_BYTES) return null;
  return data.length - at < size ? 0 : size;
}
