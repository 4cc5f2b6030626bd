/**
 * One TCP connection as told by a test: who sends what, and what the network and the tap do to it. The tap sits at
 * the client: what the client answers comes at once, what the server answers a round trip later. Every call returns
 * the flow, so that a conversation reads from left to right; calls after a message (`lose`, `repeat` …) are about
 * that message, whose segments count from 1.
 */
import { PROTOCOL_TCP, tcpSegment } from "./headers.js";
import { acknowledgements, cut, toBytes, type SentSegment } from "./segments.js";
import { toNs, type BuiltPacket, type Endpoint, type Side, type Tap } from "./tap.js";

export interface FlowOptions {
  /** Payload bytes of a segment; 1460 on Ethernet with IPv4. */
  readonly mss?: number;
  /** VLAN tags from the outermost in, on every packet or on those of one side (mirrors do that). */
  readonly vlanIds?: readonly number[];
  readonly vlanSide?: Side;
  /** Initial sequence numbers. */
  readonly clientSeq?: number;
  readonly serverSeq?: number;
}

export interface MessageOptions {
  /** Offsets at which a new segment begins, whatever the MSS. */
  readonly split?: readonly number[];
  /** Time from the first segment to the last. */
  readonly overMs?: number;
  /** Whether the other side acknowledges with packets of its own; it does unless told. */
  readonly acks?: boolean;
}

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const PSH = 0x08;
const ACK = 0x10;

const ROUND_TRIP_MS = 12.1;
/** The client's host answers this fast, segments of one message follow each other this closely. */
const HOST_MS = 0.02;
/** Pauses where the teller does not say. */
const SERVER_THINKS_MS = 20;
const CLIENT_THINKS_MS = 1;
const MSS_OPTION = Buffer.from([2, 4, 1460 >> 8, 1460 & 255]);

interface Half {
  readonly side: Side;
  readonly self: Endpoint;
  readonly peer: Endpoint;
  seq: number;
  /** Acknowledgements told but later than now: superseded when the side speaks before. */
  pendingAcks: { atNs: bigint; packet: BuiltPacket }[];
  /** The segments of its last message; some may be sent later than now. */
  sent: readonly SentSegment[];
}

export class Flow {
  readonly #tap: Tap;
  readonly #number: number;
  readonly #mss: number;
  readonly #options: FlowOptions;
  readonly #client: Half;
  readonly #server: Half;
  #roundTripMs = ROUND_TRIP_MS;
  #sender: Half;
  /** The last message, and what the other side acknowledged of it. */
  #message: SentSegment[] = [];
  #acks: BuiltPacket[] = [];

  constructor(tap: Tap, number: number, client: Endpoint, server: Endpoint, options: FlowOptions) {
    this.#tap = tap;
    this.#number = number;
    this.#options = options;
    this.#mss = options.mss ?? 1460;
    const seqOfClient = options.clientSeq ?? 1_000_000 * (number + 1);
    const seqOfServer = options.serverSeq ?? 3_000_000_000 + 1_000_000 * number;
    this.#client = {
      side: "client",
      self: client,
      peer: server,
      seq: seqOfClient,
      pendingAcks: [],
      sent: [],
    };
    this.#server = {
      side: "server",
      self: server,
      peer: client,
      seq: seqOfServer,
      pendingAcks: [],
      sent: [],
    };
    this.#sender = this.#client;
  }

  /** SYN, SYN-ACK, ACK; the round trip holds for the whole flow. */
  handshake(roundTripMs = ROUND_TRIP_MS): this {
    this.#roundTripMs = roundTripMs;
    this.syn().synAck();
    this.#put(this.#client, ACK);
    return this;
  }

  /** The first packet of a handshake alone; its sequence number does not move on until `synAck`. */
  syn(): this {
    this.#put(this.#client, SYN, { options: MSS_OPTION });
    return this;
  }

  synAck(): this {
    this.#client.seq = (this.#client.seq + 1) >>> 0;
    this.#tap.wait(this.#roundTripMs - HOST_MS);
    this.#put(this.#server, SYN | ACK, { options: MSS_OPTION });
    this.#server.seq = (this.#server.seq + 1) >>> 0;
    this.#tap.wait(HOST_MS);
    this.#tap.hasWaited = false;
    return this;
  }

  client(message: string | Uint8Array, options: MessageOptions = {}): this {
    return this.#send(this.#client, message, options, CLIENT_THINKS_MS);
  }

  server(message: string | Uint8Array, options: MessageOptions = {}): this {
    return this.#send(this.#server, message, options, SERVER_THINKS_MS);
  }

  wait(ms: number): this {
    this.#tap.wait(ms);
    return this;
  }

  /** The tap missed these segments of the last message; the other side had them. */
  lose(...segments: readonly number[]): this {
    for (const number of segments) this.#tap.remove(this.#segment(number).packet);
    return this;
  }

  /** The segment is sent again, with the same bytes or (an attack, or a broken stack) with others. */
  repeat(number: number, options: { afterMs?: number; with?: string | Uint8Array } = {}): this {
    const { seq, payload } = this.#segment(number);
    this.#tap.nowNs += toNs(options.afterMs ?? 200);
    this.#put(this.#sender, PSH | ACK, {
      seq,
      payload: options.with === undefined ? payload : toBytes(options.with),
    });
    return this;
  }

  /** The network changed the order of two segments. */
  swap(first: number, second: number): this {
    const [a, b] = [this.#segment(first), this.#segment(second)];
    const [atOfA, atOfB] = [a.atNs, b.atNs];
    return this.#move(a, atOfB).#move(b, atOfA).#rearranged();
  }

  /** The segment took longer than its brothers. */
  delay(number: number, ms: number): this {
    const segment = this.#segment(number);
    return this.#move(segment, segment.atNs + toNs(ms)).#rearranged();
  }

  /** FIN from one side, FIN from the other, ACK. */
  close(by: Side = "client"): this {
    return this.fin(by)
      .fin(by === "client" ? "server" : "client")
      .ack(by);
  }

  fin(by: Side): this {
    const half = this.#half(by);
    this.#tap.pause(this.#answerMs(half));
    this.#sender = half;
    this.#put(half, FIN | ACK);
    half.seq = (half.seq + 1) >>> 0;
    return this;
  }

  ack(by: Side): this {
    const half = this.#half(by);
    this.#tap.pause(this.#answerMs(half));
    this.#put(half, ACK);
    return this;
  }

  reset(by: Side): this {
    this.#tap.pause(CLIENT_THINKS_MS);
    this.#put(this.#half(by), RST | ACK);
    return this;
  }

  #send(half: Half, message: string | Uint8Array, options: MessageOptions, thinksMs: number): this {
    this.#tap.pause(thinksMs);
    this.#sender = half;
    this.#message = [];
    half.sent = this.#message;
    this.#acks = [];
    const pieces = cut(toBytes(message), this.#mss, options.split ?? []);
    const stepMs = options.overMs === undefined ? HOST_MS : options.overMs / Math.max(1, pieces.length - 1);
    const startNs = this.#tap.nowNs;
    for (const [index, payload] of pieces.entries()) {
      const isLast = index === pieces.length - 1;
      this.#tap.nowNs = startNs + toNs(stepMs * index);
      const { seq } = half;
      const packet = this.#put(half, isLast ? PSH | ACK : ACK, { payload });
      this.#message.push({ packet, atNs: this.#tap.nowNs, seq, payload });
      half.seq = (seq + payload.length) >>> 0;
    }
    if (options.acks ?? true) this.#acknowledge();
    return this;
  }

  /** The other side's acknowledgements of the last message, in place of those told before it was rearranged. */
  #acknowledge(): void {
    const half = this.#sender === this.#client ? this.#server : this.#client;
    for (const packet of this.#acks) this.#tap.remove(packet);
    half.pendingAcks = half.pendingAcks.filter(({ packet }) => !this.#acks.includes(packet));
    const delayNs = toNs(half === this.#client ? HOST_MS / 2 : this.#roundTripMs);
    this.#acks = acknowledgements(this.#message).map(({ arrivedNs, ack }) => {
      const atNs = arrivedNs + delayNs;
      const packet = this.#put(half, ACK, { atNs, ack });
      half.pendingAcks.push({ atNs, packet });
      return packet;
    });
  }

  #put(
    half: Half,
    flags: number,
    more: { seq?: number; payload?: Uint8Array; options?: Uint8Array; atNs?: bigint; ack?: number } = {},
  ): BuiltPacket {
    const { payload = new Uint8Array(0), seq = half.seq, atNs = this.#tap.nowNs } = more;
    if (more.atNs === undefined) this.#supersedeAcks(half, atNs);
    const other = half === this.#client ? this.#server : this.#client;
    const { self, peer } = half;
    const ports = { sourcePort: self.port, targetPort: peer.port };
    // Who answers early acknowledges what has come by then.
    const onItsWay = other.sent.find((segment) => segment.atNs > atNs);
    const ack = (flags & ACK) === 0 ? 0 : (more.ack ?? onItsWay?.seq ?? other.seq);
    const fields = { ...ports, seq, ack, flags, ...(more.options && { options: more.options }) };
    const segment = tcpSegment(self.ip, peer.ip, fields, payload);
    const { vlanIds, vlanSide } = this.#options;
    const tags = vlanSide === undefined || vlanSide === half.side ? vlanIds : undefined;
    const note = { flow: this.#number, side: half.side, payloadSize: payload.length };
    return this.#tap.put(atNs, this.#tap.frame(self.ip, peer.ip, PROTOCOL_TCP, segment, tags), note);
  }

  #move(segment: SentSegment, atNs: bigint): this {
    segment.packet = this.#tap.retime(segment.packet, segment.packet.timeNs + (atNs - segment.atNs));
    segment.atNs = atNs;
    return this;
  }

  #rearranged(): this {
    for (const { atNs } of this.#message) if (atNs > this.#tap.nowNs) this.#tap.nowNs = atNs;
    this.#acknowledge();
    return this;
  }

  /** A side that speaks acknowledges with what it says; its own ACKs of later times would only repeat it. */
  #supersedeAcks(half: Half, atNs: bigint): void {
    for (const pending of half.pendingAcks) if (pending.atNs >= atNs) this.#tap.remove(pending.packet);
    half.pendingAcks = [];
  }

  /** How long after the last packet a side can speak: the server's answer travels to the tap and back. */
  #answerMs(half: Half): number {
    return half === this.#server && this.#sender !== half ? this.#roundTripMs : HOST_MS;
  }

  #half(side: Side): Half {
    return side === "client" ? this.#client : this.#server;
  }

  #segment(number: number): SentSegment {
    const segment = this.#message[number - 1];
    if (segment === undefined)
      throw new Error(`the last message has ${this.#message.length} segments, not ${number}`);
    return segment;
  }
}
