/**
 * Tells conversations and gets captures: `build((net) => …)` gives the packets that a tap at the client would have
 * seen, with right lengths, checksums and sequence numbers, at times that are told. Packets stay apart until they
 * are written, so that a test can drop, repeat or reorder them first.
 *
 *     const capture = build((net) => { const a = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
 *       a.client("GET / HTTP/1.1\r\nHost: x\r\n\r\n").server("HTTP/1.1 204 No Content\r\n\r\n").lose(1).close(); });
 *     capture.toPcap();
 */
import { writePcap, type CapturePacket, type PcapOptions } from "./capture-writer.js";
import { Flow, type FlowOptions } from "./flow.js";
import { PROTOCOL_UDP, udpDatagram } from "./headers.js";
import { Tap, endpoint, toNs, type BuiltPacket } from "./tap.js";

export interface BuildOptions {
  /** RFC 3339, of time 0. */
  readonly start?: string;
  /** Bytes of a packet that are captured. */
  readonly snapLength?: number;
}

/** Lets the conversations be told, and returns what the tap saw, in order of time. */
export function build(tell: (net: Net) => void, options: BuildOptions = {}): Built {
  const net = new Net(options);
  tell(net);
  return new Built(net.packets(), options.snapLength);
}

export class Built {
  readonly packets: readonly BuiltPacket[];
  readonly #snapLength: number | undefined;

  constructor(packets: readonly BuiltPacket[], snapLength: number | undefined) {
    this.packets = packets;
    this.#snapLength = snapLength;
  }

  /** A classic pcap; other packets, or others' order, may be given in place of its own. */
  toPcap(options: PcapOptions = {}, packets: readonly CapturePacket[] = this.packets): Buffer {
    return writePcap(packets, {
      ...(this.#snapLength !== undefined && { snapLength: this.#snapLength }),
      ...options,
    });
  }
}

/** The same packets in this order, one microsecond apart: what a tap sees that gets them so. */
export function restamp<Packet extends CapturePacket>(packets: readonly Packet[]): Packet[] {
  const first = packets.reduce(
    (least, { timeNs }) => (timeNs < least ? timeNs : least),
    packets[0]?.timeNs ?? 0n,
  );
  return packets.map((packet, index) => ({ ...packet, timeNs: first + BigInt(index) * 1_000n }));
}

const DEFAULT_START = "2010-10-09T14:28:02Z";

/** The network as a test tells of it. */
export class Net {
  readonly #tap: Tap;
  #flowCount = 0;

  constructor({ start = DEFAULT_START, snapLength }: BuildOptions) {
    this.#tap = new Tap(start, snapLength);
  }

  /** A connection between two endpoints (`192.0.2.5:49152`, `[2001:db8::5]:49152`); nothing is sent yet. */
  flow(client: string, server: string, options: FlowOptions = {}): Flow {
    const flow = new Flow(this.#tap, this.#flowCount, endpoint(client), endpoint(server), options);
    this.#flowCount += 1;
    return flow;
  }

  wait(ms: number): this {
    this.#tap.wait(ms);
    return this;
  }

  /** Sets the clock to a time since the start, also back. */
  at(ms: number): this {
    this.#tap.nowNs = toNs(ms);
    this.#tap.hasWaited = true;
    return this;
  }

  udp(source: string, target: string, payload: Uint8Array | string): this {
    const [from, to] = [endpoint(source), endpoint(target)];
    const bytes = typeof payload === "string" ? Buffer.from(payload, "utf8") : payload;
    const datagram = udpDatagram(from.ip, to.ip, { source: from.port, target: to.port }, bytes);
    this.#tap.hasWaited = false;
    this.#tap.put(this.#tap.nowNs, this.#tap.frame(from.ip, to.ip, PROTOCOL_UDP, datagram), null);
    return this;
  }

  packets(): BuiltPacket[] {
    return this.#tap.sorted();
  }
}
