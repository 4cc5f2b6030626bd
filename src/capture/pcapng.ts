/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces with their own link type and
 * clock, packets in enhanced, simple and obsolete blocks; every other block is skipped by its length. A block whose
 * frame holds but whose content does not is passed over; where the frame itself is broken, the reader looks for the
 * next block that agrees with itself.
 */
import {
  BLOCK_LIMIT_BYTES,
  LINE_LIST_ENTRIES,
  PACKET_LIMIT_BYTES,
  RESYNC_LIMIT_BYTES,
  SECTION_INTERFACES,
} from "../core/limits.js";
import type { DamageReport } from "./damage.js";
import { emptyPacket, type CaptureReader, type PacketView } from "./packet.js";
import {
  BLOCK_OVERHEAD,
  ENHANCED_PACKET,
  INTERFACE,
  OBSOLETE_PACKET,
  SECTION_HEADER,
  SIMPLE_PACKET,
  STATISTICS,
  isKnownBlock,
  isPossible,
  readInterface,
  readStatistics,
  sectionIsLittleEndian,
} from "./pcapng-blocks.js";
import { InterfaceClock } from "./pcapng-clock.js";
import { readU16, readU32 } from "./read-u32.js";
import { ByteWindow } from "./window.js";

interface Interface {
  readonly linkType: number;
  readonly snapLength: number;
  readonly clock: InterfaceClock;
  /** Packets it lost, as told so far. */
  droppedPackets: number;
}

export class PcapngReader implements CaptureReader {
  readonly packet: PacketView = emptyPacket(0, 6);
  readonly linkTypes: number[] = [];
  readonly #window = new ByteWindow();
  readonly #damage: DamageReport;
  readonly #epochNs: bigint;
  #littleEndian = true;
  #interfaces: Interface[] = [];
  /** What is left of a block that nobody reads; for ever where reading ended. */
  #toSkip = 0;
  #finished = false;
  /** What is damaged at the window's place, while the next plausible block is looked for. */
  #damaged: string | null = null;
  #toldNoTimestamp = false;
  /** Where the current packet's stamp comes from; null before the first. */
  #clock: InterfaceClock | null = null;
  #high = 0;
  #low = 0;

  /** @param epochNs nanoseconds from 1970 to where `timeNs` of packets is 0 */
  constructor(epochNs: bigint, damage: DamageReport) {
    this.#epochNs = epochNs;
    this.#damage = damage;
  }

  feed(chunk: Buffer, continues = false): void {
    this.#window.feed(chunk, continues);
  }

  finish(): void {
    this.#finished = true;
  }

  stampNs(): bigint {
    return this.#clock === null ? this.#epochNs : this.#clock.exact(this.#high, this.#low);
  }

  next(): boolean {
    const window = this.#window;
    for (;;) {
      if (this.#toSkip > 0 && !this.#skip()) return false;
      if (this.#damaged !== null && !this.#resync(this.#damaged)) return false;
      if (!window.has(BLOCK_OVERHEAD)) {
        if (!this.#finished || !this.#cutOff()) return false;
        continue;
      }
      const type = readU32(window.data, window.at, this.#littleEndian);
      if (type === SECTION_HEADER && !this.#takeByteOrder()) continue;
      const length = readU32(window.data, window.at + 4, this.#littleEndian);
      if (!isPossible(type, length)) {
        this.#damaged = `impossible block length ${length}`;
        continue;
      }
      if (length > BLOCK_LIMIT_BYTES) {
        this.#toSkip = length;
        continue;
      }
      if (!window.has(length)) {
        if (!this.#finished || !this.#cutOff()) return false;
        continue;
      }
      if (readU32(window.data, window.at + length - 4, this.#littleEndian) !== length) {
        this.#damaged = "block whose two lengths differ";
        continue;
      }
      const isPacket = this.#readBlock(type, window.data, window.at, length);
      window.at += length;
      if (isPacket) return true;
    }
  }

  /** A section begins: its byte order counts from here on, even where its header is damaged otherwise. */
  #takeByteOrder(): boolean {
    const littleEndian = sectionIsLittleEndian(this.#window.data, this.#window.at);
    if (littleEndian === null) {
      this.#damaged = "section of unknown byte order";
      return false;
    }
    this.#littleEndian = littleEndian;
    this.#interfaces = [];
    return true;
  }

  /** One whole block; true where it was a packet. */
  #readBlock(type: number, data: Buffer, at: number, length: number): boolean {
    switch (type) {
      case ENHANCED_PACKET: {
        const id = readU32(data, at + 8, this.#littleEndian);
        return this.#readPacket(id, data, at, length);
      }
      case OBSOLETE_PACKET: {
        const id = readU16(data, at + 8, this.#littleEndian);
        return this.#readPacket(id, data, at, length);
      }
      case SIMPLE_PACKET:
        return this.#readSimplePacket(data, at, length);
      case INTERFACE:
        this.#addInterface(data, at, length);
        return false;
      case STATISTICS:
        this.#readStatistics(data, at, length);
        return false;
      case SECTION_HEADER: {
        const major = readU16(data, at + 12, this.#littleEndian);
        if (major !== 1) this.#passOver(`section of version ${major}, read as version 1,`, length);
        return false;
      }
      default:
        return false;
    }
  }

  /** Enhanced and obsolete blocks differ only in how they name the interface. */
  #readPacket(id: number, data: Buffer, at: number, length: number): boolean {
    const littleEndian = this.#littleEndian;
    const from = this.#interfaces[id];
    if (from === undefined) return this.#passOver(`packet of unknown interface ${id}`, length);
    const captured = readU32(data, at + 20, littleEndian);
    if (captured > length - 32) return this.#passOver("packet that runs over its block", length);
    if (captured > PACKET_LIMIT_BYTES) return this.#passOver(`impossible packet length ${captured}`, length);
    const wireSize = readU32(data, at + 24, littleEndian);
    this.#high = readU32(data, at + 12, littleEndian);
    this.#low = readU32(data, at + 16, littleEndian);
    this.#clock = from.clock;
    const packet = this.packet;
    packet.timeNs = from.clock.since(this.#high, this.#low);
    packet.timeDigits = from.clock.digits;
    packet.hasTime = true;
    packet.linkType = from.linkType;
    packet.data = data;
    packet.start = at + 28;
    packet.end = at + 28 + captured;
    packet.wireSize = wireSize < captured ? captured : wireSize;
    return true;
  }

  #readSimplePacket(data: Buffer, at: number, length: number): boolean {
    const from = this.#interfaces[0];
    if (from === undefined) return this.#passOver("packet of unknown interface 0", length);
    const wireSize = readU32(data, at + 8, this.#littleEndian);
    const snapLength = from.snapLength === 0 ? wireSize : from.snapLength;
    const captured = Math.min(wireSize, snapLength, length - 16);
    if (captured > PACKET_LIMIT_BYTES) return this.#passOver(`impossible packet length ${captured}`, length);
    if (!this.#toldNoTimestamp) {
      this.#toldNoTimestamp = true;
      this.#damage.noTimestamp();
    }
    const packet = this.packet;
    packet.hasTime = false;
    packet.linkType = from.linkType;
    packet.data = data;
    packet.start = at + 12;
    packet.end = at + 12 + captured;
    packet.wireSize = wireSize;
    return true;
  }

  #addInterface(data: Buffer, at: number, length: number): void {
    if (this.#interfaces.length >= SECTION_INTERFACES) {
      this.#passOver(`more than ${SECTION_INTERFACES} interfaces`, length);
      return;
    }
    const found = readInterface(data, at, length, this.#littleEndian);
    if (found.damage !== null) this.#passOver(found.damage, length);
    const clock = new InterfaceClock(found.resolution, found.offsetSeconds, this.#epochNs);
    if (clock.isFinerThanNs) this.#damage.precisionCut(this.#interfaces.length);
    this.#interfaces.push({
      linkType: found.linkType,
      snapLength: found.snapLength,
      clock,
      droppedPackets: 0,
    });
    if (this.linkTypes.length < LINE_LIST_ENTRIES && !this.linkTypes.includes(found.linkType))
      this.linkTypes.push(found.linkType);
  }

  /** Losses count from the beginning of the capture, so only what came to them is told. */
  #readStatistics(data: Buffer, at: number, length: number): void {
    const found = readStatistics(data, at, length, this.#littleEndian);
    const from = found === null ? undefined : this.#interfaces[found.interfaceId];
    if (found === null || from === undefined || found.droppedPackets <= from.droppedPackets) return;
    this.#damage.dropped(found.droppedPackets - from.droppedPackets);
    from.droppedPackets = found.droppedPackets;
  }

  /** Tells of a block whose content is damaged; reading goes on behind it. */
  #passOver(what: string, length: number): false {
    const { offset } = this.#window;
    this.#damage.repaired(what, offset, offset + length);
    return false;
  }

  #skip(): boolean {
    this.#toSkip = this.#window.skip(this.#toSkip);
    if (this.#toSkip === 0) return true;
    if (this.#finished) this.#damage.truncated(this.#window.offset);
    return false;
  }

  /** The input ends inside a block, or a damaged length says so: true where the reader found more behind it. */
  #cutOff(): boolean {
    const window = this.#window;
    if (window.at === window.end) return false;
    const from = window.offset;
    const next = this.#findNext();
    if (next >= 0) {
      window.at = next;
      this.#damage.repaired("block that runs over the end", from, window.offset);
      return true;
    }
    this.#damage.truncated(from);
    window.at = window.end;
    return false;
  }

  /** Moves on to the next plausible block. False: more bytes are needed, or there is none. */
  #resync(what: string): boolean {
    const window = this.#window;
    if (!window.hasAhead(RESYNC_LIMIT_BYTES + BLOCK_LIMIT_BYTES) && !this.#finished) return false;
    this.#damaged = null;
    const from = window.offset;
    const next = this.#findNext();
    if (next < 0) {
      this.#damage.ended(what, from);
      this.#toSkip = Number.MAX_SAFE_INTEGER;
      return this.#skip();
    }
    window.at = next;
    this.#damage.repaired(what, from, window.offset);
    return true;
  }

  /** Where behind the window's place the next plausible block begins; -1 for nowhere within reach. */
  #findNext(): number {
    const { data, at, end } = this.#window;
    const last = Math.min(at + RESYNC_LIMIT_BYTES, end - BLOCK_OVERHEAD);
    for (let next = at + 1; next <= last; next++) {
      const type = readU32(data, next, this.#littleEndian);
      if (!isKnownBlock(type)) continue;
      if (type === SECTION_HEADER) {
        if (sectionIsLittleEndian(data, next) !== null) return next;
        continue;
      }
      const length = readU32(data, next + 4, this.#littleEndian);
      if (length > BLOCK_LIMIT_BYTES || !isPossible(type, length) || next + length > end) continue;
      if (readU32(data, next + length - 4, this.#littleEndian) === length) return next;
    }
    return -1;
  }
}
