/**
 * Reads classic pcap (draft-ietf-opsawg-pcap): both byte orders, microseconds or nanoseconds, and the "modified"
 * variant of old Linux kernels, whose record headers have 24 bytes. A record whose lengths contradict each other
 * or the file is believed only when another plausible header follows it; where none does, the reader looks for the
 * next place from which several records chain.
 */
import { PACKET_LIMIT_BYTES, RESYNC_LIMIT_BYTES, RESYNC_RECORDS, RESYNC_SPREAD_S } from "../core/limits.js";
import type { DamageReport } from "./damage.js";
import { emptyPacket, type CaptureReader, type PacketView } from "./packet.js";
import { readU32 } from "./read-u32.js";
import { ByteWindow } from "./window.js";

export const PCAP_HEADER_SIZE = 24;

interface PcapVariant {
  readonly magic: number;
  readonly recordHeaderSize: number;
  readonly digits: number;
}

const VARIANTS: readonly PcapVariant[] = [
  { magic: 0xa1b2c3d4, recordHeaderSize: 16, digits: 6 },
  { magic: 0xa1b23c4d, recordHeaderSize: 16, digits: 9 },
  { magic: 0xa1b2cd34, recordHeaderSize: 24, digits: 6 },
];

/** What a file header says. */
export interface PcapHeader {
  readonly littleEndian: boolean;
  readonly recordHeaderSize: number;
  /** Digits of a second: 6 or 9. */
  readonly digits: number;
  readonly snapLength: number;
  readonly linkType: number;
}

/** The header at the start of a file; null where its magic is not one of pcap's or fewer than 24 bytes are there. */
export function readPcapHeader(bytes: Buffer): PcapHeader | null {
  if (bytes.length < PCAP_HEADER_SIZE) return null;
  for (const littleEndian of [true, false]) {
    const magic = readU32(bytes, 0, littleEndian);
    const variant = VARIANTS.find((each) => each.magic === magic);
    if (variant === undefined) continue;
    return {
      littleEndian,
      recordHeaderSize: variant.recordHeaderSize,
      digits: variant.digits,
      snapLength: readU32(bytes, 16, littleEndian),
      // The upper bits tell of a frame check sequence.
      linkType: readU32(bytes, 20, littleEndian) & 0x03ff_ffff,
    };
  }
  return null;
}

export class PcapReader implements CaptureReader {
  readonly packet: PacketView;
  readonly linkTypes: readonly number[];
  readonly #window = new ByteWindow();
  readonly #damage: DamageReport;
  readonly #littleEndian: boolean;
  readonly #headerSize: number;
  readonly #fractionNs: number;
  readonly #baseSeconds: number;
  readonly #baseFractionNs: number;
  /** Lengths up to here are plausible; grows with what the file has proved. */
  #plausibleSize: number;
  #toSkip = PCAP_HEADER_SIZE;
  #finished = false;
  /** What is damaged at the window's place, while the next plausible record is looked for. */
  #damaged: string | null = null;
  /** Stamp of the last packet; -1 before the first. */
  #seconds = -1;
  #fraction = 0;

  /** @param epochNs nanoseconds from 1970 to where `timeNs` of packets is 0 */
  constructor(header: PcapHeader, epochNs: bigint, damage: DamageReport) {
    this.#damage = damage;
    this.#littleEndian = header.littleEndian;
    this.#headerSize = header.recordHeaderSize;
    this.#fractionNs = header.digits === 9 ? 1 : 1_000;
    this.#plausibleSize = header.snapLength === 0 ? PACKET_LIMIT_BYTES : header.snapLength;
    this.#plausibleSize = Math.min(this.#plausibleSize, PACKET_LIMIT_BYTES);
    this.#baseSeconds = Number(epochNs / 1_000_000_000n);
    this.#baseFractionNs = Number(epochNs % 1_000_000_000n);
    this.packet = emptyPacket(header.linkType, header.digits);
    this.linkTypes = [header.linkType];
  }

  feed(chunk: Buffer, continues = false): void {
    this.#window.feed(chunk, continues);
  }

  finish(): void {
    this.#finished = true;
  }

  stampNs(): bigint {
    return BigInt(this.#seconds) * 1_000_000_000n + BigInt(this.#fraction * this.#fractionNs);
  }

  next(): boolean {
    const window = this.#window;
    const headerSize = this.#headerSize;
    const littleEndian = this.#littleEndian;
    for (;;) {
      if (this.#toSkip > 0) {
        this.#toSkip = window.skip(this.#toSkip);
        if (this.#toSkip > 0) return false;
      }
      if (this.#damaged !== null && !this.#resync(this.#damaged)) return false;
      if (!window.has(headerSize)) {
        if (!this.#finished || !this.#cutOff()) return false;
        continue;
      }
      const seconds = readU32(window.data, window.at, littleEndian);
      const fraction = readU32(window.data, window.at + 4, littleEndian);
      const captured = readU32(window.data, window.at + 8, littleEndian);
      const wireSize = readU32(window.data, window.at + 12, littleEndian);
      if (captured > PACKET_LIMIT_BYTES) {
        this.#damaged = `impossible packet length ${captured}`;
        continue;
      }
      const isOdd =
        captured > wireSize ||
        captured > this.#plausibleSize ||
        (this.#seconds >= 0 && Math.abs(seconds - this.#seconds) > RESYNC_SPREAD_S);
      if (!window.has(headerSize + captured)) {
        if (!this.#finished || !this.#cutOff()) return false;
        continue;
      }
      if (isOdd) {
        if (!this.#finished && !window.has(2 * headerSize + captured)) return false;
        if (!this.#isBelievable(seconds, captured, wireSize)) {
          this.#damaged = "implausible packet record";
          continue;
        }
        this.#plausibleSize = Math.max(this.#plausibleSize, captured);
      }
      const packet = this.packet;
      this.#seconds = seconds;
      this.#fraction = fraction;
      packet.timeNs =
        (seconds - this.#baseSeconds) * 1e9 + (fraction * this.#fractionNs - this.#baseFractionNs);
      packet.data = window.data;
      packet.start = window.at + headerSize;
      window.at = packet.start + captured;
      packet.end = window.at;
      // A few writers put 0 or too little here; no packet was shorter on the wire than what was captured of it.
      packet.wireSize = wireSize < captured ? captured : wireSize;
      return true;
    }
  }

  /** The input ends inside a record, or a damaged length says so: true where the reader found more behind it. */
  #cutOff(): boolean {
    const window = this.#window;
    if (window.at === window.end) return false;
    const from = window.offset;
    const next = this.#findNext();
    if (next >= 0) {
      window.at = next;
      this.#damage.repaired("packet length that runs over the end", from, window.offset);
      return true;
    }
    this.#damage.truncated(from);
    window.at = window.end;
    return false;
  }

  /** Whether what follows the record at the window's place speaks for it. Its bytes, and all there are, are held. */
  #isBelievable(seconds: number, captured: number, wireSize: number): boolean {
    const window = this.#window;
    const next = window.at + this.#headerSize + captured;
    // A file that was allocated ahead and never filled ends in zeros: these are no packets.
    if (seconds === 0 && captured === 0 && wireSize === 0) return false;
    if (next + this.#headerSize > window.end) return true; // the last one
    const nextCaptured = readU32(window.data, next + 8, this.#littleEndian);
    const nextWireSize = readU32(window.data, next + 12, this.#littleEndian);
    if (nextCaptured > PACKET_LIMIT_BYTES) return false;
    // Where the writer mixes up lengths it does so in each record.
    return nextCaptured <= nextWireSize || captured > wireSize;
  }

  /** Moves on to the next plausible record. False: more bytes are needed, or there is none. */
  #resync(what: string): boolean {
    const window = this.#window;
    const wanted = RESYNC_LIMIT_BYTES + RESYNC_RECORDS * (PACKET_LIMIT_BYTES + this.#headerSize);
    if (!window.hasAhead(wanted) && !this.#finished) return false;
    const from = window.offset;
    const next = this.#findNext();
    this.#damaged = null;
    if (next < 0) {
      this.#damage.ended(what, from);
      window.at = window.end;
      this.#toSkip = Number.MAX_SAFE_INTEGER;
      return false;
    }
    window.at = next;
    this.#damage.repaired(what, from, window.offset);
    return true;
  }

  /** Where behind the window's place the next plausible record begins; -1 for nowhere within reach. */
  #findNext(): number {
    const window = this.#window;
    const last = Math.min(window.at + RESYNC_LIMIT_BYTES, window.end - this.#headerSize);
    for (let at = window.at + 1; at <= last; at++) if (this.#chains(at)) return at;
    return -1;
  }

  /**
   * Whether records follow each other from data[from] on, lengths and times plausible. At the end of the input two
   * are enough, or one that ends exactly there at a time that goes with the last packet's.
   */
  #chains(from: number): boolean {
    const { data, end } = this.#window;
    let at = from;
    let seconds = this.#seconds;
    for (let record = 0; record < RESYNC_RECORDS; record++) {
      if (at === end) return this.#finished && (record > 1 || this.#seconds >= 0);
      if (at + this.#headerSize > end) return this.#finished && record > 1;
      const captured = readU32(data, at + 8, this.#littleEndian);
      if (captured === 0 || captured > this.#plausibleSize) return false;
      const wireSize = readU32(data, at + 12, this.#littleEndian);
      if (wireSize < captured || wireSize > PACKET_LIMIT_BYTES) return false;
      if (readU32(data, at + 4, this.#littleEndian) * this.#fractionNs >= 1e9) return false;
      const stamp = readU32(data, at, this.#littleEndian);
      if (seconds >= 0 && Math.abs(stamp - seconds) > RESYNC_SPREAD_S) return false;
      seconds = stamp;
      at += this.#headerSize + captured;
      if (at > end) return this.#finished && record > 1;
    }
    return true;
  }
}
