/**
 * The packets of some sessions, followed beside the analysis: who sent what, where it lies in the stream, and whether it
 * was there before.
 */
import { formatAddress } from "../core/address.js";
import type { Endpoint } from "../core/records.js";
import { Moment } from "../core/time.js";
import type { SessionView } from "../http/views.js";
import { TCP_ACK, TCP_SYN, type SegmentSink, type SegmentView } from "../decode/segment.js";
import { seqAdd, seqDelta } from "../tcp/seq.js";
import { ByteStream } from "./byte-stream.js";
import { TraceRoom } from "./trace-room.js";

export type Sender = "client" | "server";

/** A session as the report numbers it, and where its packets are. */
export interface SessionPlace {
  readonly session: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Sequence numbers (int32) of the first byte of either direction. */
  readonly clientSeq: number;
  readonly serverSeq: number;
}

/** Where a session's packets are: the view itself holds on to the reading that made it. */
export const placeOfSession = (view: SessionView): SessionPlace => ({
  session: view.session,
  client: view.client,
  server: view.server,
  firstFrame: view.start.frame,
  lastFrame: view.end.frame,
  clientSeq: view.clientSeq,
  serverSeq: view.serverSeq,
});

export interface TracedPacket {
  readonly at: Moment;
  readonly sender: Sender;
  /** TCP_* bits. */
  readonly flags: number;
  /** Offset of its payload in its direction. */
  readonly offset: number;
  /** Bytes of payload captured, and cut off by the snap length. */
  readonly size: number;
  readonly cutSize: number;
  /** Bytes of it that an earlier packet had brought. */
  readonly repeatedSize: number;
  /** It came behind packets that follow it in the stream. */
  readonly isLate: boolean;
  /** Offset of the other direction up to which it acknowledges; -1 without an ACK. */
  readonly acked: number;
}

export class SessionPackets {
  readonly list: TracedPacket[] = [];
  readonly client: ByteStream;
  readonly server: ByteStream;
  /** There were more packets than are kept. */
  isCut = false;
  readonly #highest = { client: 0, server: 0 };

  constructor(
    readonly place: SessionPlace,
    private readonly room = new TraceRoom(),
  ) {
    this.client = new ByteStream(room);
    this.server = new ByteStream(room);
  }

  add(segment: SegmentView, sender: Sender): void {
    if (!this.room.takePacket()) {
      this.isCut = true;
      return;
    }
    const { place } = this;
    const [own, other] =
      sender === "client" ? [place.clientSeq, place.serverSeq] : [place.serverSeq, place.clientSeq];
    // A SYN stands on the number before the first byte.
    const seq = (segment.flags & TCP_SYN) === 0 ? segment.seq : seqAdd(segment.seq, 1);
    const offset = unwrap(this.#highest[sender], own, seq);
    const size = segment.end - segment.start;
    const payload = segment.data.subarray(segment.start, segment.end);
    const skipped = Math.max(0, -offset);
    const repeatedSize =
      size === 0 ? 0 : skipped >= size ? size : this[sender].add(offset + skipped, payload.subarray(skipped));
    const reverse = sender === "client" ? "server" : "client";
    this.list.push({
      at: Moment.of(segment),
      sender,
      flags: segment.flags,
      offset,
      size,
      cutSize: segment.cutSize,
      repeatedSize,
      isLate: size > repeatedSize && offset < this.#highest[sender],
      acked: (segment.flags & TCP_ACK) === 0 ? -1 : unwrap(this.#highest[reverse], other, segment.ack),
    });
    this.#highest[sender] = Math.max(this.#highest[sender], offset + size);
  }
}

/** The offset of a sequence number that lies near another offset. */
function unwrap(near: number, base: number, seq: number): number {
  return near + seqDelta(seqAdd(base, near), seq);
}

/** Finds the packets of the sessions among all. */
export class PacketTrace implements SegmentSink {
  readonly sessions: readonly SessionPackets[];
  readonly #byPorts = new Map<number, SessionPackets[]>();

  constructor(places: readonly SessionPlace[], room = new TraceRoom()) {
    this.sessions = places.map((place) => new SessionPackets(place, room));
    for (const session of this.sessions) {
      const { client, server } = session.place;
      for (const key of [portsKey(client.port, server.port), portsKey(server.port, client.port)]) {
        const list = this.#byPorts.get(key);
        if (list === undefined) this.#byPorts.set(key, [session]);
        else if (!list.includes(session)) list.push(session);
      }
    }
  }

  onSegment(segment: SegmentView): void {
    const sessions = this.#byPorts.get(portsKey(segment.sourcePort, segment.targetPort));
    if (sessions === undefined) return;
    const source = formatAddress(segment.ipVersion, segment.source);
    const target = formatAddress(segment.ipVersion, segment.target);
    for (const session of sessions) {
      const { client, server, firstFrame, lastFrame } = session.place;
      if (segment.frame < firstFrame || segment.frame > lastFrame) continue;
      const isFrom = ({ ip, port }: Endpoint): boolean => ip === source && port === segment.sourcePort;
      const isTo = ({ ip, port }: Endpoint): boolean => ip === target && port === segment.targetPort;
      if (isFrom(client) && isTo(server)) session.add(segment, "client");
      else if (isFrom(server) && isTo(client)) session.add(segment, "server");
    }
  }

  onClock(): void {}
}

const portsKey = (from: number, to: number): number => from * 0x10000 + to;
