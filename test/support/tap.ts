/**
 * Where a test's network is listened to: one clock, the hosts with their MAC addresses, and the packets seen, which
 * stay movable until the end. Addresses are for documentation (RFC 5737, RFC 3849, RFC 9542).
 */
import type { CapturePacket } from "./capture-writer.js";
import * as headers from "./headers.js";

export type Side = "client" | "server";

/** A TCP segment's place in its connection, for tests that rearrange. */
export interface SegmentNote {
  /** Number of the flow, from 0, in the order of telling. */
  readonly flow: number;
  readonly side: Side;
  readonly payloadSize: number;
}

export interface BuiltPacket extends CapturePacket {
  /** null for what is no TCP. */
  readonly segment: SegmentNote | null;
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** The clock may be set back, to tell of things that happen at once: packets are sorted in the end. */
export class Tap {
  readonly #startNs: bigint;
  readonly #snapLength: number | undefined;
  readonly #packets: BuiltPacket[] = [];
  readonly #hosts = new Map<string, { mac: string; packetCount: number }>();
  /** Nanoseconds since the start. */
  nowNs = 0n;
  /** Whether the teller has said how long to wait: what comes next then adds no pause of its own. */
  hasWaited = false;

  /** @param start RFC 3339 */
  constructor(start: string, snapLength: number | undefined) {
    this.#startNs = BigInt(Date.parse(start)) * 1_000_000n;
    this.#snapLength = snapLength;
  }

  wait(ms: number): void {
    this.nowNs += toNs(ms);
    this.hasWaited = true;
  }

  /** A pause that is taken unless the teller chose one. */
  pause(ms: number): void {
    if (!this.hasWaited) this.nowNs += toNs(ms);
    this.hasWaited = false;
  }

  /** IP and Ethernet headers around a segment or datagram. */
  frame(
    source: string,
    target: string,
    protocol: number,
    payload: Uint8Array,
    vlanIds?: readonly number[],
  ): Buffer {
    const [from, to] = [this.#host(source), this.#host(target)];
    from.packetCount += 1;
    const isV6 = headers.isIpv6(source);
    const packet = isV6
      ? headers.ipv6Packet({ source, target, nextHeader: protocol }, payload)
      : headers.ipv4Packet({ source, target, protocol, id: from.packetCount, dontFragment: true }, payload);
    const etherType = isV6 ? headers.ETHERTYPE_IPV6 : headers.ETHERTYPE_IPV4;
    return headers.ethernetFrame(
      { source: from.mac, target: to.mac, etherType, ...(vlanIds && { vlanIds }) },
      packet,
    );
  }

  /** The tap sees a packet at a time since the start. */
  put(atNs: bigint, data: Buffer, segment: SegmentNote | null): BuiltPacket {
    const captured = data.subarray(0, this.#snapLength ?? data.length);
    const packet = { timeNs: this.#startNs + atNs, data: captured, wireSize: data.length, segment };
    this.#packets.push(packet);
    return packet;
  }

  /** The tap did not see it after all. */
  remove(packet: BuiltPacket): void {
    const index = this.#packets.indexOf(packet);
    if (index >= 0) this.#packets.splice(index, 1);
  }

  /** The tap saw it at another time. */
  retime(packet: BuiltPacket, timeNs: bigint): BuiltPacket {
    const moved = { ...packet, timeNs };
    this.#packets[this.#packets.indexOf(packet)] = moved;
    return moved;
  }

  /** All packets, by time; what has the same time stays in the order of telling. */
  sorted(): BuiltPacket[] {
    return this.#packets.toSorted((a, b) => (a.timeNs < b.timeNs ? -1 : a.timeNs > b.timeNs ? 1 : 0));
  }

  #host(ip: string): { mac: string; packetCount: number } {
    const known = this.#hosts.get(ip);
    if (known !== undefined) return known;
    const number = (this.#hosts.size + 1).toString(16).padStart(2, "0");
    const host = { mac: `00:00:5e:00:53:${number}`, packetCount: 0 };
    this.#hosts.set(ip, host);
    return host;
  }
}

export function toNs(ms: number): bigint {
  return BigInt(Math.round(ms * 1e6));
}

/** `192.0.2.5:49152` or `[2001:db8::5]:49152`. */
export function endpoint(text: string): Endpoint {
  const match = /^(?:\[([0-9a-f:]+)\]|([0-9.]+)):([0-9]+)$/.exec(text);
  const ip = match?.[1] ?? match?.[2];
  if (match === null || ip === undefined) throw new Error(`no endpoint: ${text}`);
  return { ip, port: Number(match[3]) };
}
