/**
 * One TCP connection while it is open: its opening, its two halves, its end.
 *
 * What carries meaning is decided here (who opened, which segment is inside the window, when a hole is lost, which
 * end came first); bytes are put in order by Half and go to the Consumer that the pipeline attached.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { QUEUE_BYTES, WINDOW_BYTES } from "../core/limits.js";
import type { Closed } from "../core/records.js";
import { Moment } from "../core/time.js";
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type SegmentView } from "../decode/segment.js";
import { Delivery } from "./delivery.js";
import { Half, SegmentStamp, type ConflictCopy, type HalfObserver } from "./half.js";
import { Opening } from "./opening.js";
import type { Side } from "./side.js";
import type { RecentSegments } from "./recent-segments.js";
import { seqAdd } from "./seq.js";
import type { Stamp, StreamEnd, StreamSink } from "./stream.js";

/** What a flow feeds. Made when the first payload comes. */
export interface Consumer {
  /** Sinks for the bytes that each end sends. */
  readonly sinks: readonly [StreamSink, StreamSink];
  /** false once the bytes are only counted: then nothing waits for causal order. */
  readonly wantsOrder: boolean;
  /** A message has begun or a request waits: the flow may be quiet for longer. */
  readonly isOutstanding: boolean;
  /** Bytes kept for this flow, beside those in the queues. */
  readonly heldBytes: number;
  /** A finding of the transport; `side` sent what showed it, and becomes `direction` in the data. */
  onFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void;
  /** Give back what is held: the program holds too much. */
  giveUp(at: Stamp): void;
  /** After both streams ended. */
  onClose(closed: Closed, closedBy: Side | null): void;
}

/** What a flow needs of its surroundings. */
export interface FlowHost {
  readonly ledger: Ledger;
  consume(flow: Flow): Consumer;
  /** Where recent payload of its partition lies. */
  recentSegments(flow: Flow): RecentSegments;
  /** Bytes held for this flow changed. */
  onHeld(flow: Flow, delta: number): void;
}

/** A SYN that may begin a new connection on the same four-tuple, or may be forged. */
interface PendingSyn {
  readonly side: Side;
  readonly seq: number;
  readonly at: Moment;
  /** It came inside a living connection. */
  readonly isStray: boolean;
}

/** How far beyond the next byte a RST may lie to count: more than any window in use on a clean path. */
const RST_WINDOW_BYTES = 2 ** 20;

const ADDRESS_WORDS = 4;

export class Flow implements HalfObserver {
  /** Addresses of end 0 and end 1, the lower end first, 4 words each. */
  readonly addresses = new Int32Array(2 * ADDRESS_WORDS);
  ports: readonly [number, number] = [0, 0];
  ipVersion: 4 | 6 = 4;
  hash = 0;
  /** Place in the flow table. */
  index = -1;
  /** Neighbours in the list by last activity; kept by the flow table. */
  older: Flow | null = null;
  newer: Flow | null = null;
  list = -1;
  partition = 0;
  lastActivityNs = 0;
  heldBytes = 0;

  readonly first: Moment;
  readonly last: Moment;
  readonly halves: readonly [Half, Half];
  consumer: Consumer | null = null;
  readonly opening = new Opening();
  readonly vlans: number[] = [];
  pendingSyn: PendingSyn | null = null;

  readonly #delivery: Delivery;
  #consumerBytes = 0;
  #closed: "fin" | "rst" | null = null;
  #closedBy: Side | null = null;
  #isReset = false;
  #hasEnded = false;

  constructor(
    private readonly host: FlowHost,
    at: Moment,
  ) {
    this.first = Moment.of(at);
    this.last = Moment.of(at);
    this.halves = [new Half(0, host.ledger, this), new Half(1, host.ledger, this)];
    this.#delivery = new Delivery(this.halves);
  }

  /** Both ends said they are done, or one reset: it only waits for stragglers. */
  get isFinished(): boolean {
    return this.#isReset || (this.halves[0].isFinReached && this.halves[1].isFinReached);
  }

  get isOutstanding(): boolean {
    return this.consumer !== null && this.consumer.isOutstanding;
  }

  /** Records the opening SYN of a new flow. */
  open(side: Side, seq: number, at: Moment): void {
    this.opening.begin(side, seq, at);
    this.halves[side].setBase(seqAdd(seq, 1), true, false);
  }

  /** One segment of this flow that `side` sent; SYNs that may open another connection are kept away. */
  onSegment(segment: SegmentView, side: Side, stamp: SegmentStamp): void {
    this.#note(segment);
    const half = this.halves[side];
    const peer = this.halves[1 - side]!;
    half.isCaptured = true;
    if ((segment.flags & TCP_SYN) !== 0) this.#onSyn(segment, side, half);
    const seq = (segment.flags & TCP_SYN) !== 0 ? seqAdd(segment.seq, 1) : segment.seq;
    if ((segment.flags & TCP_RST) !== 0) {
      this.#onReset(segment, side, half);
      return;
    }
    stamp.acked = (segment.flags & TCP_ACK) !== 0 ? this.#onAck(segment, side, peer) : -1;
    const size = segment.end - segment.start + segment.cutSize;
    if (size > 0) this.#onPayload(segment, seq, half, peer, stamp);
    if ((segment.flags & TCP_FIN) !== 0) this.#onFin(seqAdd(seq, size), half, stamp);
    this.#settle(half, peer, stamp);
    if (this.consumer !== null) this.#noteConsumer(this.consumer);
  }

  /** The connection is over for us: gaps are declared, what waits is delivered, both streams end. */
  end(why: Exclude<StreamEnd, "fin" | "rst">, stamp: SegmentStamp): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.consumer === null) return;
    this.#flush(stamp);
    const [a, b] = this.halves;
    for (const { index, uncomparedBytes } of this.halves) {
      if (uncomparedBytes > 0)
        this.finding("limit.compare", index, this.last.frame, { bytes: uncomparedBytes });
    }
    const how: StreamEnd = this.#isReset ? "rst" : why;
    const at = new SegmentStamp(
      this.last.timeNs,
      this.last.timeDigits,
      this.last.hasTime,
      this.last.frame,
      -1,
    );
    a.end(a.isFinReached ? "fin" : how, at, this.consumer.sinks[0]);
    b.end(b.isFinReached ? "fin" : how, at, this.consumer.sinks[1]);
    this.consumer.onClose(this.#closed ?? why, this.#closedBy);
  }

  /** Stop waiting for anything: the program holds too much for this flow. */
  giveUp(stamp: SegmentStamp): void {
    if (this.consumer === null) return;
    this.#flush(stamp);
    this.consumer.giveUp(stamp);
    this.#noteConsumer(this.consumer);
  }

  finding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    this.consumer?.onFinding(code, side, frame, data);
  }

  onRetransmission(half: Half, bytes: number, frame: number): void {
    this.finding("tcp.retransmission", half.index, frame, { bytes });
  }

  onConflict(half: Half, offset: number, first: ConflictCopy, second: ConflictCopy): void {
    this.finding("tcp.overlap-conflict", half.index, second.frame, {
      offset,
      bytes: second.bytes.length,
      first: first.frame,
      second: second.frame,
      firstCopy: first.bytes.toString("latin1", 0, COPY_SHOWN_BYTES),
      secondCopy: second.bytes.toString("latin1", 0, COPY_SHOWN_BYTES),
    });
  }

  onHeld(delta: number): void {
    this.heldBytes += delta;
    this.host.onHeld(this, delta);
  }

  #noteConsumer(consumer: Consumer): void {
    const delta = consumer.heldBytes - this.#consumerBytes;
    if (delta === 0) return;
    this.#consumerBytes += delta;
    this.onHeld(delta);
  }

  #note(segment: SegmentView): void {
    this.last.timeNs = segment.timeNs;
    this.last.timeDigits = segment.timeDigits;
    this.last.hasTime = segment.hasTime;
    this.last.frame = segment.frame;
    if (segment.vlanId >= 0 && !this.vlans.includes(segment.vlanId)) {
      if (this.vlans.length < VLANS_KEPT) this.vlans.push(segment.vlanId);
    }
  }

  #onSyn(segment: SegmentView, side: Side, half: Half): void {
    if ((segment.flags & TCP_ACK) !== 0) {
      this.opening.onSynAck(side);
      // The SYN may not have been captured, but its sender is known now: the other end.
      const client = this.halves[1 - side]!;
      if (!client.hasBase) client.setBase(segment.ack, true, false);
    } else if (half.highestOffset === 0 && segment.frame !== this.first.frame) {
      this.opening.onSynAgain(side);
    }
    // A SYN of the other end as well: both open at once (RFC 9293 §3.5, figure 8).
    if (!half.hasBase || half.hasSoftBase) half.setBase(seqAdd(segment.seq, 1), true, false);
  }

  #onAck(segment: SegmentView, side: Side, peer: Half): number {
    if (!peer.hasBase) {
      // The other direction was not captured so far, but this side says which byte it expects next.
      peer.setBase(segment.ack, this.opening.isThird(side, segment.seq), true);
    }
    if ((segment.flags & TCP_SYN) === 0 && peer.offsetOf(segment.ack) >= 0) this.opening.onAck(side, segment);
    const acked = peer.offsetOf(segment.ack);
    if (acked - peer.nextOffset > WINDOW_BYTES || acked < 0) return -1;
    if (peer.finOffset >= 0 && acked > peer.finOffset) peer.isFinAcked = true;
    const bounded = peer.finOffset >= 0 ? Math.min(acked, peer.finOffset) : acked;
    if (bounded > peer.ackedOffset) peer.ackedOffset = bounded;
    return bounded;
  }

  #onPayload(segment: SegmentView, seq: number, half: Half, peer: Half, stamp: SegmentStamp): void {
    const bytes = segment.end - segment.start;
    if (!half.hasBase) half.setBase(seq, false, false);
    let offset = half.offsetOf(seq);
    if (half.hasSoftBase) {
      if (offset < 0 && half.nextOffset === 0 && !half.hasQueue) {
        // The ACK stood before its data in the capture: the first payload is where the stream begins.
        half.setBase(seq, false, false);
        half.ackedOffset = -1;
        offset = 0;
      }
      half.hasSoftBase = false;
    }
    const ahead = offset - half.nextOffset;
    const consumer = (this.consumer ??= this.host.consume(this));
    if (ahead > WINDOW_BYTES || ahead < -WINDOW_BYTES) {
      this.host.ledger.dropped += bytes;
      this.finding("tcp.out-of-window", half.index, segment.frame, {
        bytes,
        distance: ahead,
      });
      return;
    }
    let start = segment.start;
    if (ahead < 0) {
      const known = Math.min(bytes, -ahead);
      // One byte before the next is a keep-alive probe (RFC 9293 §3.8.4), whatever it holds.
      const isProbe = known === 1 && bytes === 1;
      half.repeat(known, segment.frame, isProbe);
      if (!isProbe && offset >= 0 && consumer.wantsOrder)
        this.#compareWithFirst(half, offset, segment, known);
      start += known;
      if (start === segment.end && segment.cutSize === 0) return;
      // The cut stretch may be known already as well.
      if (start === segment.end && offset + bytes + segment.cutSize <= half.nextOffset) return;
    }
    if (half.hasEnded) {
      this.host.ledger.notHttp += segment.end - start;
      this.#tellAfterFin(half, segment, start, "they are no part of it");
      return;
    }
    if (half.finOffset >= 0 && offset >= half.finOffset) {
      // Nobody has acknowledged that FIN, and the sender goes on: it was forged, or stands on every piece of a
      // segment that was cut up behind its sender.
      half.finOffset = -1;
      if (this.#closed === "fin" && this.#closedBy === half.index) {
        this.#closed = null;
        this.#closedBy = null;
      }
      this.#tellAfterFin(half, segment, start, "the FIN was forged or meant for later");
    }
    if (this.#isReset) {
      this.#isReset = false;
      this.#closed = null;
      this.#closedBy = null;
      this.finding("tcp.data-after-rst", half.index, segment.frame, { bytes: segment.end - start });
    }
    const needs = consumer.wantsOrder && peer.isCaptured && stamp.acked > peer.nextOffset ? stamp.acked : -1;
    const at = Math.max(offset, half.nextOffset);
    if (consumer.wantsOrder) this.host.recentSegments(this).add(half, at, segment, start);
    half.push(
      at,
      segment.data,
      start,
      segment.end,
      cutBehind(segment, offset, at),
      stamp,
      needs,
      consumer.sinks[half.index],
    );
    if (half.heldBytes > QUEUE_BYTES) this.#relieve(half, stamp, consumer);
  }

  #onFin(seq: number, half: Half, stamp: SegmentStamp): void {
    if (!half.hasBase) half.setBase(seq, false, false);
    const offset = half.offsetOf(seq);
    if (half.hasEnded || offset < half.nextOffset || offset - half.nextOffset > WINDOW_BYTES) return;
    if (offset <= half.finOffset) return;
    half.finOffset = offset;
    if (half.ackedOffset > offset) half.ackedOffset = offset;
    if (this.#closed === null) {
      this.#closed = "fin";
      this.#closedBy = half.index;
    }
    this.#endIfDone(half, stamp);
  }

  #onReset(segment: SegmentView, side: Side, half: Half): void {
    // A reset may carry a text for people (RFC 9293 §3.10.7.3); it is no part of the stream.
    this.host.ledger.notHttp += segment.end - segment.start;
    if (half.hasBase) {
      const ahead = half.offsetOf(segment.seq) - half.nextOffset;
      if (ahead < 0 || ahead > RST_WINDOW_BYTES) return;
    }
    this.#isReset = true;
    if (this.#closed === null) {
      this.#closed = "rst";
      this.#closedBy = side;
    }
  }

  /** After each packet: deliver what has become possible, and end what is done. */
  #settle(half: Half, peer: Half, stamp: SegmentStamp): void {
    if (this.consumer !== null) this.#delivery.settle(half, peer, stamp, this.consumer.sinks);
    this.#endIfDone(half, stamp);
    this.#endIfDone(peer, stamp);
  }

  /** The queue of a half is full: its oldest gap is declared, or its need waived. */
  #relieve(half: Half, stamp: SegmentStamp, consumer: Consumer): void {
    this.finding("limit.queue", half.index, stamp.frame, { limit: QUEUE_BYTES });
    this.#delivery.relieve(half, QUEUE_BYTES, stamp, consumer.sinks);
  }

  /** Declares all gaps and delivers all that waits, in the order of the packets. */
  #flush(stamp: SegmentStamp): void {
    this.#delivery.flush(stamp, this.consumer!.sinks);
    this.#endIfDone(this.halves[0], stamp);
    this.#endIfDone(this.halves[1], stamp);
  }

  /** The second copy of bytes that were delivered: readers of the two may disagree on what was said. */
  #compareWithFirst(half: Half, offset: number, segment: SegmentView, size: number): void {
    half.uncomparedBytes += this.host
      .recentSegments(this)
      .compare(half, offset, segment, size, (difference) => {
        const first = { frame: difference.frame, bytes: difference.first };
        this.onConflict(half, difference.offset, first, { frame: segment.frame, bytes: difference.second });
      });
  }

  #tellAfterFin(half: Half, segment: SegmentView, start: number, outcome: string): void {
    const bytes = segment.end - start;
    if (bytes > 0) this.finding("tcp.data-after-fin", half.index, segment.frame, { bytes, outcome });
  }

  /** A FIN counts once it was acknowledged: until then the sender may go on, whoever sent the FIN. */
  #endIfDone(half: Half, stamp: SegmentStamp): void {
    if (half.hasEnded || !half.isFinReached || !half.isFinAcked) return;
    if (this.consumer === null) half.hasEnded = true;
    else half.end("fin", stamp, this.consumer.sinks[half.index]);
  }
}

/** Bytes of each copy that a conflict shows. */
const COPY_SHOWN_BYTES = 64;
/** VLAN ids of one flow that are listed: mirrors use two or three. */
const VLANS_KEPT = 16;

/** How much of the snap-cut stretch behind a segment lies beyond what is delivered already. */
function cutBehind(segment: SegmentView, offset: number, at: number): number {
  const cutEnd = offset + (segment.end - segment.start) + segment.cutSize;
  return Math.max(0, Math.min(segment.cutSize, cutEnd - at));
}
