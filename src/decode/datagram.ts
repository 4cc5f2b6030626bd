/**
 * One datagram whose fragments are being collected. Fragments lie on multiples of eight bytes, so a byte a block
 * says what is there already; memory grows with the furthest block, never beyond the 64 KiB that IP can address.
 */
import type { Walk } from "./walk.js";

/** Bytes that an IP length field can say. More, by an offset near the end, is the old "ping of death". */
export const LARGEST_DATAGRAM = 65_535;
const FIRST_BUFFER_SIZE = 2_048;
const BLOCK_SIZE = 8;
/** What an object and its views cost beside their bytes, so that thousands of tiny ones are not free. */
const OVERHEAD_BYTES = 512;
const PROTOCOL_UNKNOWN = -1;

export class Datagram {
  readonly ipVersion: 4 | 6;
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly #id: number;
  /** That of the first fragment: the others of IPv6 need not agree (RFC 8200 §4.5). */
  protocol: number;
  readonly #protocolOfKey: number;
  /** Time of the fragment that came first. */
  readonly sinceNs: number;
  lastFrame = 0;
  fragmentCount = 0;
  fragmentBytes = 0;
  /** Of the whole datagram's payload; -1 until the last fragment came. */
  size = -1;
  data: Buffer = Buffer.alloc(0);
  /** One for each block: 0 where nothing came yet, else 1 and the number of its captured bytes. */
  #blocks = new Uint8Array(0);
  #blockCount = 0;
  #reach = 0;
  #isConflictTold = false;

  constructor(walk: Walk, timeNs: number) {
    this.ipVersion = walk.ipVersion;
    this.source = walk.source.slice();
    this.target = walk.target.slice();
    this.#id = walk.fragment.id;
    this.#protocolOfKey = keyProtocol(walk);
    this.protocol = PROTOCOL_UNKNOWN;
    this.sinceNs = timeNs;
  }

  get bufferBytes(): number {
    return this.data.length + this.#blocks.length + OVERHEAD_BYTES;
  }

  matches(walk: Walk): boolean {
    return (
      this.#id === walk.fragment.id &&
      this.#protocolOfKey === keyProtocol(walk) &&
      this.ipVersion === walk.ipVersion &&
      isEqual(this.source, walk.source) &&
      isEqual(this.target, walk.target)
    );
  }

  count(bytes: number, frame: number): void {
    this.fragmentCount += 1;
    this.fragmentBytes += bytes;
    this.lastFrame = frame;
  }

  /** Takes `size` bytes at `walk.at`, as far as they were captured. True for the first conflict with earlier bytes. */
  add(walk: Walk, size: number, frame: number): boolean {
    const { offset, isLast, protocol } = walk.fragment;
    this.count(Math.min(walk.left(), size), frame);
    // A second end is ignored, and so is one before bytes that came already: the datagram then stays incomplete.
    if (isLast && this.size < 0 && offset + size >= this.#reach) this.size = offset + size;
    if (offset === 0 && this.protocol === PROTOCOL_UNKNOWN) this.protocol = protocol;
    const end = this.size < 0 ? offset + size : Math.min(offset + size, this.size);
    this.#reach = Math.max(this.#reach, end);
    this.#grow(end);
    let isConflict = false;
    for (let at = offset; at < end; at += BLOCK_SIZE) {
      const from = walk.at + (at - offset);
      const captured = Math.max(0, Math.min(BLOCK_SIZE, end - at, walk.end - from));
      if (this.#takeBlock(at, walk.data, from, captured)) isConflict = true;
    }
    if (!isConflict || this.#isConflictTold) return false;
    this.#isConflictTold = true;
    return true;
  }

  isComplete(): boolean {
    return this.size >= 0 && this.#blockCount === Math.ceil(this.size / BLOCK_SIZE);
  }

  /** Of a complete datagram: bytes from its start up to the first that the snap length cut. */
  capturedSize(): number {
    for (let at = 0; at < this.size; at += BLOCK_SIZE) {
      const captured = this.#blocks[at / BLOCK_SIZE]! - 1;
      if (captured < Math.min(BLOCK_SIZE, this.size - at)) return at + captured;
    }
    return this.size;
  }

  /** True where the block was there already with other bytes. */
  #takeBlock(at: number, data: Buffer, from: number, captured: number): boolean {
    const block = at / BLOCK_SIZE;
    const before = this.#blocks[block]!;
    if (before === 0) {
      this.#blocks[block] = captured + 1;
      this.#blockCount += 1;
      for (let i = 0; i < captured; i += 1) this.data[at + i] = data[from + i]!;
      return false;
    }
    const common = Math.min(before - 1, captured);
    for (let i = 0; i < common; i += 1) if (this.data[at + i] !== data[from + i]) return true;
    return false;
  }

  #grow(size: number): void {
    if (size <= this.data.length) return;
    let grown = Math.max(this.data.length, FIRST_BUFFER_SIZE);
    while (grown < size) grown *= 2;
    // Not filled with zeros: only blocks that were written are ever read.
    const data = Buffer.allocUnsafeSlow(grown);
    this.data.copy(data);
    this.data = data;
    const blocks = new Uint8Array(grown / BLOCK_SIZE);
    blocks.set(this.#blocks);
    this.#blocks = blocks;
  }
}

/** IPv4 tells datagrams apart by protocol too (RFC 791 §3.2), IPv6 does not (RFC 8200 §4.5). */
function keyProtocol(walk: Walk): number {
  return walk.ipVersion === 4 ? walk.fragment.protocol : PROTOCOL_UNKNOWN;
}

function isEqual(a: Int32Array, b: Int32Array): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}
