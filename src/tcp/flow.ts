/**
 * One TCP connection while it is open: its opening, its two halves, its end.
 *
 * What carries meaning is decided here (who opened, which segment is inside the window, which end came first); new
 * bytes are told from old ones in payload.ts, put in order by Half, and go to the Consumer. Flows turn: one that has
 * ended is cleared and used again, for under a flood they would die old, which costs a collector most.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { QUEUE_BYTES, WINDOW_BYTES } from "../core/limits.js";
import { Moment } from "../core/time.js";
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type SegmentView } from "../decode/segment.js";
import type { Consumer, FlowHost } from "./consumer.js";
import { flush, relieve, settle } from "./delivery.js";
import { Ending, type Reset } from "./ending.js";
import { Half } from "./half.js";
import type { ConflictCopy, HalfObserver } from "./half-observer.js";
import { Opening } from "./opening.js";
import { takePayload } from "./payload.js";
import type { PendingSyn } from "./pending-syn.js";
import { seqAdd } from "./seq.js";
import type { Side } from "./side.js";
import { Stamp, type StreamEnd } from "./stream.js";

/** How far from its stream a RST or ACK may lie to count: more than any window in use on a clean path. */
const NEAR_BYTES = 2 ** 20;
/** Bytes of each copy that a conflict shows. */
const COPY_SHOWN_BYTES = 64;
/** VLAN ids of one flow that are listed: mirrors use two or three. */
const VLANS_KEPT = 16;
const NO_VLANS: readonly number[] = [];

export class Flow implements HalfObserver {
  /** Place in the flow index, where its four-tuple is. */
  index = -1;
  /** Neighbours in the list by last activity; kept by the flow table. */
  older: Flow | null = null;
  newer: Flow | null = null;
  list = -1;
  partition = 0;
  lastActivityNs = 0;
  heldBytes = 0;

  readonly first = new Moment(0, 0, true, 0);
  readonly last = new Moment(0, 0, true, 0);
  readonly halves: readonly [Half, Half] = [new Half(0, this), new Half(1, this)];
  consumer: Consumer | null = null;
  readonly opening = new Opening();
  readonly ending = new Ending();
  vlans: readonly number[] = NO_VLANS;
  pendingSyn: PendingSyn | null = null;

  #packets = 0;
  #consumerBytes = 0;
  #hasEnded = false;

  constructor(readonly host: FlowHost) {}

  /** @param at its first packet */
  begin(at: Readonly<Moment>): void {
    this.first.set(at);
    this.last.set(at);
  }

  /** As a new one. It must have ended, and be in no list. */
  clear(): void {
    this.index = -1;
    this.partition = 0;
    this.lastActivityNs = 0;
    this.heldBytes = 0;
    this.halves[0].clear();
    this.halves[1].clear();
    this.consumer = null;
    this.opening.clear();
    this.ending.clear();
    this.vlans = NO_VLANS;
    this.pendingSyn = null;
    this.#packets = 0;
    this.#consumerBytes = 0;
    this.#hasEnded = false;
  }

  get ledger(): Ledger {
    return this.host.ledger;
  }

  /** Both ends said they are done, or one reset: it only waits for stragglers. */
  get isFinished(): boolean {
    return this.ending.reset !== null || (this.halves[0].isFinReached && this.halves[1].isFinReached);
  }

  get isOutstanding(): boolean {
    return this.consumer !== null && this.consumer.isOutstanding;
  }

  /** The flow begins with a SYN that `side` sent. */
  open(side: Side, seq: number): void {
    this.opening.begin(side, seq);
    this.halves[side].setBase(seqAdd(seq, 1), true, false);
  }

  /** One segment that `side` sent; SYNs that may open another connection are kept away. */
  onSegment(segment: SegmentView, side: Side, stamp: Stamp): void {
    this.#note(segment);
    const half = this.halves[side];
    const peer = this.halves[1 - side]!;
    half.isCaptured = true;
    if ((segment.flags & TCP_SYN) !== 0) this.#onSyn(segment, side, half);
    const seq = (segment.flags & TCP_SYN) !== 0 ? seqAdd(segment.seq, 1) : segment.seq;
    if ((segment.flags & TCP_RST) !== 0) {
      this.#onReset(segment, half, peer);
      return;
    }
    stamp.acked = (segment.flags & TCP_ACK) !== 0 ? this.#onAck(segment, half, peer) : -1;
    const { reset } = this.ending;
    if (reset !== null && reset.side === side && stamp.acked > reset.peerOffset)
      this.unmaskReset(reset, segment.frame);
    const size = segment.end - segment.start + segment.cutSize;
    if (size === 0 && !half.hasBase) half.setBase(seq, false, true);
    if (size > 0) {
      this.consumer ??= this.host.consume(this);
      takePayload(this, this.consumer, segment, seq, half, peer, stamp);
      if (half.heldBytes > QUEUE_BYTES) this.#relieve(half, peer, stamp, this.consumer);
    }
    if ((segment.flags & TCP_FIN) !== 0) this.#onFin(seqAdd(seq, size), half, stamp);
    this.#packets += 1;
    if (this.consumer !== null) settle(half, peer, this.#packets, stamp, this.consumer);
    this.#endIfDone(half, stamp);
    this.#endIfDone(peer, stamp);
    if (this.consumer !== null) this.#noteConsumer(this.consumer);
  }

  /** The connection is over for us: gaps are declared, what waits is delivered, both streams end. */
  end(why: Exclude<StreamEnd, "fin" | "rst">, stamp: Stamp): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { consumer } = this;
    for (const half of this.halves) half.acked.believe();
    if (consumer === null) {
      for (const half of this.halves) half.missAll();
      return;
    }
    this.#flush(stamp, consumer);
    for (const { index, uncomparedBytes } of this.halves) {
      if (uncomparedBytes > 0)
        this.finding("limit.compare", index, this.last.frame, { bytes: uncomparedBytes });
    }
    const how: StreamEnd = this.ending.reset !== null ? "rst" : why;
    const { timeNs, timeDigits, hasTime, frame } = this.last;
    const at = new Stamp(timeNs, timeDigits, hasTime, frame, -1);
    for (const half of this.halves) half.end(half.isFinReached ? "fin" : how, at, consumer);
    consumer.onClose(this.ending.how ?? why, this.ending.by);
  }

  /** Stop waiting for anything: the program holds too much for this flow. */
  giveUp(stamp: Stamp): void {
    const { consumer } = this;
    if (consumer === null) return;
    this.#flush(stamp, consumer);
    consumer.giveUp(stamp);
    this.#noteConsumer(consumer);
  }

  finding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    this.consumer?.onFinding(code, side, frame, data);
  }

  /** Who seems to have sent the reset goes on in `frame`: it was somebody else. */
  unmaskReset({ side, frame: resetFrame, seq, expected }: Reset, frame: number): void {
    this.ending.withdrawReset();
    this.finding("tcp.forged-reset", side, frame, {
      reset: resetFrame,
      seq: seq >>> 0,
      expected: expected >>> 0,
    });
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
    this.last.set(segment);
    const { vlanId } = segment;
    if (vlanId < 0 || this.vlans.includes(vlanId) || this.vlans.length === VLANS_KEPT) return;
    this.vlans = [...this.vlans, vlanId];
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

  /** Returns the offset of the other direction that the packet acknowledges; -1 where it cannot be of this stream. */
  #onAck(segment: SegmentView, half: Half, peer: Half): number {
    // Who does not know where its own stream is has not seen the other one (RFC 9293 §3.10.7.4).
    if (half.hasBase && !half.hasSoftBase && !isNear(half, segment.seq)) return -1;
    if (!peer.hasBase) {
      // The other direction was not captured so far, but this side says which byte it expects next.
      peer.setBase(segment.ack, this.opening.isThird(half.index, segment.seq), true);
    }
    const acked = peer.offsetOf(segment.ack);
    if ((segment.flags & TCP_SYN) === 0 && acked >= 0) this.opening.onAck(half.index, this.first, segment);
    if (acked - peer.nextOffset > WINDOW_BYTES || acked < 0) return -1;
    if (peer.finOffset >= 0 && acked > peer.finOffset) peer.isFinAcked = true;
    const bounded = peer.finOffset >= 0 ? Math.min(acked, peer.finOffset) : acked;
    peer.acked.take(bounded, peer.highestOffset);
    return bounded;
  }

  #onFin(seq: number, half: Half, stamp: Stamp): void {
    if (!half.hasBase) half.setBase(seq, false, false);
    const offset = half.offsetOf(seq);
    if (half.hasEnded || offset < half.nextOffset || offset - half.nextOffset > WINDOW_BYTES) return;
    if (offset <= half.finOffset) return;
    half.finOffset = offset;
    half.acked.limit(offset);
    this.ending.onFin(half.index);
    this.#endIfDone(half, stamp);
  }

  #onReset(segment: SegmentView, half: Half, peer: Half): void {
    // A reset may carry a text for people (RFC 9293 §3.10.7.3); it is no part of the stream.
    this.ledger.notHttp += segment.end - segment.start;
    for (const each of this.halves) each.isBeginning = false;
    const { frame, timeNs, seq } = segment;
    const distance = half.hasBase ? half.offsetOf(seq) - half.nextOffset : 0;
    if (distance >= 0 && distance <= NEAR_BYTES) {
      const expected = half.hasBase ? half.nextSeq : seq;
      const peerOffset = Math.max(peer.highestOffset, peer.acked.offset);
      this.ending.onReset({ side: half.index, frame, timeNs, seq, expected, peerOffset, isDataTold: false });
    } else if (!this.isFinished) {
      this.finding("tcp.reset-outside-window", half.index, frame, {
        seq: seq >>> 0,
        expected: half.nextSeq >>> 0,
        window: NEAR_BYTES,
        distance,
      });
    }
  }

  /** The queue of a half is full: its oldest gap is declared, or its need waived. */
  #relieve(half: Half, peer: Half, stamp: Stamp, consumer: Consumer): void {
    this.finding("limit.queue", half.index, stamp.frame, { limit: QUEUE_BYTES });
    relieve(half, peer, QUEUE_BYTES, stamp, consumer);
  }

  /** Declares all gaps and delivers all that waits, in the order of the packets. */
  #flush(stamp: Stamp, consumer: Consumer): void {
    const [a, b] = this.halves;
    flush(a, b, stamp, consumer);
    this.#endIfDone(a, stamp);
    this.#endIfDone(b, stamp);
  }

  /** A FIN counts once it was acknowledged: until then the sender may go on, whoever sent the FIN. */
  #endIfDone(half: Half, stamp: Stamp): void {
    if (half.hasEnded || !half.isFinReached || !half.isFinAcked) return;
    if (this.consumer === null) half.hasEnded = true;
    else half.end("fin", stamp, this.consumer);
  }
}

/** Whether the number can be of this half's stream, as far as that was seen. */
function isNear(half: Half, seq: number): boolean {
  const offset = half.offsetOf(seq);
  const known = Math.max(half.highestOffset, half.acked.offset);
  return offset >= half.nextOffset - NEAR_BYTES && offset <= known + NEAR_BYTES;
}
