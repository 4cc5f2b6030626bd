/**
 * Writes hundreds of megabytes of packets fast: a classic pcap of Ethernet and IPv4, through one large buffer.
 * Checksums stay zero, as on a sending host that leaves them to its network card.
 */
import { closeSync, openSync, writeSync } from "node:fs";

const BUFFER_BYTES = 4 * 1024 * 1024;
const RECORD_BYTES = 16;
const ETHERNET_BYTES = 14;
const IPV4_BYTES = 20;
const TCP_BYTES = 20;
const UDP_BYTES = 8;
/** Packets are this far apart, in microseconds: a link that is busy and not full. */
const STEP_US = 20;
const START_S = 1_286_634_482;

/** One end of a conversation; the address is an int32. */
export interface End {
  readonly address: number;
  readonly port: number;
}

export interface TcpPacket {
  readonly from: End;
  readonly to: End;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload: Buffer;
}

export class PacketFile {
  bytes = 0;
  packets = 0;
  readonly #file: number;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);
  #used = 0;
  #timeUs = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w");
    this.#buffer.writeUInt32LE(0xa1b2c3d4, 0);
    this.#buffer.writeUInt16LE(2, 4);
    this.#buffer.writeUInt16LE(4, 6);
    this.#buffer.writeUInt32LE(262_144, 16);
    this.#buffer.writeUInt32LE(1, 20);
    this.#used = this.bytes = 24;
  }

  tcp(packet: TcpPacket): void {
    const at = this.#begin(packet.from, packet.to, 6, TCP_BYTES + packet.payload.length);
    const buffer = this.#buffer;
    buffer.writeUInt32BE(packet.seq >>> 0, at + 4);
    buffer.writeUInt32BE(packet.ack >>> 0, at + 8);
    buffer[at + 12] = 0x50;
    buffer[at + 13] = packet.flags;
    buffer.writeUInt16BE(65_535, at + 14);
    buffer.writeUInt32BE(0, at + 16);
    packet.payload.copy(buffer, at + TCP_BYTES);
  }

  udp(from: End, to: End, payload: Buffer): void {
    const at = this.#begin(from, to, 17, UDP_BYTES + payload.length);
    this.#buffer.writeUInt16BE(UDP_BYTES + payload.length, at + 4);
    this.#buffer.writeUInt16BE(0, at + 6);
    payload.copy(this.#buffer, at + UDP_BYTES);
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  /** Record, Ethernet and IP headers and the two ports; returns where the transport header begins. */
  #begin(from: End, to: End, protocol: number, transportBytes: number): number {
    const size = ETHERNET_BYTES + IPV4_BYTES + transportBytes;
    if (this.#used + RECORD_BYTES + size > BUFFER_BYTES) this.#flush();
    const buffer = this.#buffer;
    const record = this.#used;
    buffer.writeUInt32LE(START_S + Math.floor(this.#timeUs / 1e6), record);
    buffer.writeUInt32LE(this.#timeUs % 1e6, record + 4);
    buffer.writeUInt32LE(size, record + 8);
    buffer.writeUInt32LE(size, record + 12);
    const ethernet = record + RECORD_BYTES;
    buffer.fill(0, ethernet, ethernet + 12);
    buffer.writeUInt16BE(0x0800, ethernet + 12);
    const ip = ethernet + ETHERNET_BYTES;
    buffer.writeUInt16BE(0x4500, ip);
    buffer.writeUInt16BE(IPV4_BYTES + transportBytes, ip + 2);
    buffer.writeUInt32BE(0, ip + 4);
    buffer[ip + 8] = 64;
    buffer[ip + 9] = protocol;
    buffer.writeUInt16BE(0, ip + 10);
    buffer.writeInt32BE(from.address, ip + 12);
    buffer.writeInt32BE(to.address, ip + 16);
    const transport = ip + IPV4_BYTES;
    buffer.writeUInt16BE(from.port, transport);
    buffer.writeUInt16BE(to.port, transport + 2);
    this.#timeUs += STEP_US;
    this.#used += RECORD_BYTES + size;
    this.bytes += RECORD_BYTES + size;
    this.packets += 1;
    return transport;
  }

  #flush(): void {
    writeSync(this.#file, this.#buffer, 0, this.#used);
    this.#used = 0;
  }
}
