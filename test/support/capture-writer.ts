/**
 * Writes packets as a capture file, every classic and pcapng variant that the readers must understand. The
 * inverse of src/capture, written on its own from the formats' descriptions so that the two check each other:
 * draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng, and Kuznetzov's "modified" pcap of old Red Hat kernels.
 */

export interface CapturePacket {
  /** Nanoseconds since 1970; cut to the resolution of the file. */
  readonly timeNs: bigint;
  readonly data: Uint8Array;
  /** Size on the wire, where the capture cut the packet. */
  readonly wireSize?: number;
  /** pcapng only: index in `interfaces`, 0 where not given. */
  readonly interface?: number;
}

export type ByteOrder = "little" | "big";

export interface PcapOptions {
  readonly byteOrder?: ByteOrder;
  readonly resolution?: "us" | "ns";
  /** 24-byte record headers, magic 0xa1b2cd34. */
  readonly modified?: boolean;
  /** LINKTYPE_*; 1, Ethernet, where not given. */
  readonly linkType?: number;
  readonly snapLength?: number;
}

const ETHERNET = 1;
const SNAP_LENGTH = 262_144;
const NS_PER_SECOND = 1_000_000_000n;

export function writePcap(packets: readonly CapturePacket[], options: PcapOptions = {}): Buffer {
  const { byteOrder = "little", resolution = "us", modified = false } = options;
  const magic = modified ? 0xa1b2cd34 : resolution === "ns" ? 0xa1b23c4d : 0xa1b2c3d4;
  const header = new Fields(byteOrder);
  header.u32(magic).u16(2).u16(4).u32(0).u32(0);
  header.u32(options.snapLength ?? SNAP_LENGTH).u32(options.linkType ?? ETHERNET);
  const parts: Uint8Array[] = [header.bytes()];
  for (const packet of packets) {
    const fraction = packet.timeNs % NS_PER_SECOND;
    const record = new Fields(byteOrder);
    record.u32(Number(packet.timeNs / NS_PER_SECOND));
    record.u32(Number(resolution === "ns" ? fraction : fraction / 1_000n));
    record.u32(packet.data.length).u32(packet.wireSize ?? packet.data.length);
    if (modified) record.u32(2).u16(0x0800).u16(0); // interface index, protocol, packet type and padding
    parts.push(record.bytes(), packet.data);
  }
  return Buffer.concat(parts);
}

export interface PcapngInterface {
  readonly linkType?: number;
  readonly snapLength?: number;
  /** The byte of if_tsresol as it stands in the file: n for 10^-n, n | 0x80 for 2^-n. No option where not given. */
  readonly tsresol?: number;
  /** Seconds that readers must add to each stamp. */
  readonly tsoffset?: bigint;
}

export interface PcapngOptions {
  readonly byteOrder?: ByteOrder;
  readonly interfaces?: readonly PcapngInterface[];
  readonly blocks?: "enhanced" | "simple" | "obsolete";
}

/** One section; concatenate several calls for a file of several sections. */
export function writePcapng(packets: readonly CapturePacket[], options: PcapngOptions = {}): Buffer {
  const { byteOrder = "little", interfaces = [{}], blocks = "enhanced" } = options;
  const parts = [sectionHeader(byteOrder)];
  for (const each of interfaces) parts.push(interfaceBlock(each, byteOrder));
  for (const packet of packets) {
    const id = packet.interface ?? 0;
    const wireSize = packet.wireSize ?? packet.data.length;
    const body = new Fields(byteOrder);
    if (blocks === "simple") {
      parts.push(pcapngBlock(3, Buffer.concat([body.u32(wireSize).bytes(), packet.data]), byteOrder));
      continue;
    }
    const ticks = toTicks(packet.timeNs, interfaces[id] ?? {});
    if (blocks === "obsolete")
      body.u16(id).u16(0); // drops count
    else body.u32(id);
    body.u32(Number((ticks >> 32n) & 0xffffffffn)).u32(Number(ticks & 0xffffffffn));
    body.u32(packet.data.length).u32(wireSize);
    const type = blocks === "obsolete" ? 2 : 6;
    parts.push(pcapngBlock(type, Buffer.concat([body.bytes(), packet.data]), byteOrder));
  }
  return Buffer.concat(parts);
}

/** Any block: type, length, body padded to 32 bits, length again. */
export function pcapngBlock(type: number, body: Uint8Array, byteOrder: ByteOrder = "little"): Buffer {
  const padding = -body.length & 3;
  const length = 12 + body.length + padding;
  const head = new Fields(byteOrder).u32(type).u32(length).bytes();
  const tail = new Fields(byteOrder).u32(length).bytes();
  return Buffer.concat([head, body, Buffer.alloc(padding), tail]);
}

export function sectionHeader(byteOrder: ByteOrder = "little"): Buffer {
  const body = new Fields(byteOrder).u32(0x1a2b3c4d).u16(1).u16(0);
  return pcapngBlock(0x0a0d0d0a, body.u32(0xffffffff).u32(0xffffffff).bytes(), byteOrder);
}

export function interfaceBlock(of: PcapngInterface, byteOrder: ByteOrder = "little"): Buffer {
  const body = new Fields(byteOrder)
    .u16(of.linkType ?? ETHERNET)
    .u16(0)
    .u32(of.snapLength ?? 0);
  if (of.tsresol !== undefined)
    body
      .u16(9)
      .u16(1)
      .raw(Buffer.from([of.tsresol, 0, 0, 0]));
  if (of.tsoffset !== undefined) body.u16(14).u16(8).i64(of.tsoffset);
  if (of.tsresol !== undefined || of.tsoffset !== undefined) body.u16(0).u16(0);
  return pcapngBlock(1, body.bytes(), byteOrder);
}

/** The interface's ticks for a time, rounded up so that a reader that cuts to nanoseconds gets the time back. */
function toTicks(timeNs: bigint, { tsresol = 6, tsoffset = 0n }: PcapngInterface): bigint {
  const perSecond = tsresol & 0x80 ? 2n ** BigInt(tsresol & 0x7f) : 10n ** BigInt(tsresol);
  const scaled = (timeNs - tsoffset * NS_PER_SECOND) * perSecond;
  return tsresol & 0x80 ? (scaled + NS_PER_SECOND - 1n) / NS_PER_SECOND : scaled / NS_PER_SECOND;
}

/** Numbers one after the other in one byte order. */
class Fields {
  readonly #parts: Buffer[] = [];
  readonly #little: boolean;

  constructor(byteOrder: ByteOrder) {
    this.#little = byteOrder === "little";
  }

  u16(value: number): this {
    const bytes = Buffer.alloc(2);
    if (this.#little) bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return this.raw(bytes);
  }

  u32(value: number): this {
    const bytes = Buffer.alloc(4);
    if (this.#little) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return this.raw(bytes);
  }

  i64(value: bigint): this {
    const bytes = Buffer.alloc(8);
    if (this.#little) bytes.writeBigInt64LE(value);
    else bytes.writeBigInt64BE(value);
    return this.raw(bytes);
  }

  raw(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
