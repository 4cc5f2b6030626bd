/**
 * One direction of a flow: segments in, one ordered byte stream out, each byte once (RFC 9293 §3.10.7.4).
 *
 * In order and nothing queued, a view goes straight through. What is ahead of order, or acknowledges bytes of the
 * other direction that were not delivered yet, is copied into a queue ordered by offset. The first copy of a byte
 * wins. What is known to exist and never came is told as a gap.
 */
import type { Ledger } from "../core/ledger.js";
import { Moment } from "../core/time.js";
import { seqAdd, seqDelta } from "./seq.js";
import type { Side } from "./side.js";
import type { Stamp, StreamEnd, StreamSink } from "./stream.js";

/** What a half tells of its own doing; bytes go to the StreamSink. */
export interface HalfObserver {
  /** Bytes that were there before came again, in the packet `frame`. */
  onRetransmission(half: Half, bytes: number, frame: number): void;
  /** A second copy differs from the first; `bytes` in the overlap differ in at least one place. */
  onConflict(half: Half, offset: number, first: ConflictCopy, second: ConflictCopy): void;
  /** Bytes now held in the queue; called whenever that number changes. */
  onHeld(delta: number): void;
}

export interface ConflictCopy {
  readonly frame: number;
  /** The differing stretch of this copy; valid during the call. */
  readonly bytes: Buffer;
}

/** What a waiting stretch costs beside its bytes, so that one-byte segments cannot fill the memory. */
const WAITING_OVERHEAD_BYTES = 384;

/** Payload that waits: a copy, with the stamp of its packet. */
class Waiting {
  constructor(
    public offset: number,
    public bytes: Buffer,
    /** Bytes right behind it that the snap length cut. */
    public cutSize: number,
    readonly at: Stamp,
    /** Offset of the other direction that must be delivered first; -1 for none. */
    public needs: number,
  ) {}

  get end(): number {
    return this.offset + this.bytes.length + this.cutSize;
  }
}

/** A moment with what its packet acknowledged: the stamp of delivered bytes. */
export class SegmentStamp extends Moment implements Stamp {
  acked: number;

  constructor(timeNs: number, timeDigits: number, hasTime: boolean, frame: number, acked: number) {
    super(timeNs, timeDigits, hasTime, frame);
    this.acked = acked;
  }

  static copy(at: Stamp): SegmentStamp {
    return new SegmentStamp(at.timeNs, at.timeDigits, at.hasTime, at.frame, at.acked);
  }
}

export class Half {
  /** Whether the sequence number of offset 0 is known. */
  hasBase = false;
  /** The base is only what the other side acknowledged: the first payload may still lie before it. */
  hasSoftBase = false;
  /** The stream was seen from its first byte: its SYN, or the first ACK of a handshake, set the base. */
  isFromStart = false;
  /** A packet of this direction was captured. */
  isCaptured = false;
  /** Offset of the next byte to deliver; everything before was delivered or declared a gap. */
  nextOffset = 0;
  /** One past the highest offset seen. */
  highestOffset = 0;
  /** Offset up to which the other side acknowledged; -1 unknown. */
  ackedOffset = -1;
  /** Offset of the FIN; -1 for none. */
  finOffset = -1;
  /** The other side has acknowledged the FIN. */
  isFinAcked = false;
  hasEnded = false;
  /** Packet count of the flow when this half got stuck on a hole or a need; -1 while it moves. */
  stuckSince = -1;
  /** Where it was stuck then. */
  stuckAt = 0;
  payloadBytes = 0;
  retransmittedBytes = 0;
  outOfOrderSegments = 0;
  missingBytes = 0;
  heldBytes = 0;
  /** Number of its segment that was filed last, of those whose place in the input is known; -1 for none. */
  newestSegment = -1;
  /** Repeated bytes whose first copy was gone already. */
  uncomparedBytes = 0;
  #nextSeq = 0;
  #queue: Waiting[] | null = null;

  constructor(
    /** 0 or 1: which end of the flow sends it. */
    readonly index: Side,
    private readonly ledger: Ledger,
    private readonly observer: HalfObserver,
  ) {}

  /** Sets the sequence number of offset 0. */
  setBase(seq: number, isFromStart: boolean, isSoft: boolean): void {
    this.hasBase = true;
    this.hasSoftBase = isSoft;
    this.isFromStart = isFromStart;
    this.#nextSeq = seq;
  }

  /** Offset in the stream of a sequence number: may be negative, or up to 2^31 away. */
  offsetOf(seq: number): number {
    return this.nextOffset + seqDelta(this.#nextSeq, seq);
  }

  get hasQueue(): boolean {
    return this.#queue !== null && this.#queue.length > 0;
  }

  /** Frame of the first waiting payload; Infinity for none. */
  get firstWaitingFrame(): number {
    return this.hasQueue ? this.#queue![0]!.at.frame : Number.POSITIVE_INFINITY;
  }

  /** Offset of the other direction that the first waiting payload acknowledges; -1 for none. */
  get needs(): number {
    return this.hasQueue ? this.#queue![0]!.needs : -1;
  }

  /** All bytes up to the FIN were delivered or declared a gap. */
  get isFinReached(): boolean {
    return this.hasEnded || (this.finOffset >= 0 && this.nextOffset >= this.finOffset && !this.hasQueue);
  }

  /** Known bytes are missing at nextOffset: something waits behind them, or they were acknowledged. */
  get hasHole(): boolean {
    if (this.#queue !== null && this.#queue.length > 0 && this.#queue[0]!.offset > this.nextOffset)
      return true;
    return this.ackedOffset > this.nextOffset && !this.#isHeadInOrder();
  }

  /** The other side has acknowledged the byte at nextOffset, so the wire will not bring it again. */
  get isHoleAcked(): boolean {
    return this.ackedOffset > this.nextOffset && !this.#isHeadInOrder();
  }

  /**
   * Takes the new part of data[start, end), which begins at `offset`. `peer` is the other direction, for causal
   * order; `needs` is the offset of it that must be delivered before these bytes (-1: none).
   */
  push(
    offset: number,
    data: Buffer,
    start: number,
    end: number,
    cutSize: number,
    at: Stamp,
    needs: number,
    sink: StreamSink,
  ): void {
    const stop = offset + (end - start);
    if (this.hasQueue || offset !== this.nextOffset || needs >= 0) {
      this.#insert(offset, data, start, end, cutSize, at, needs);
      return;
    }
    this.highestOffset = Math.max(this.highestOffset, stop + cutSize);
    this.#advance(stop - offset);
    this.payloadBytes += stop - offset;
    if (end > start) sink.onData(data, start, end, at);
    if (cutSize > 0) this.#gap(cutSize, at, sink);
  }

  /** Bytes of a segment that lie before nextOffset: counted, and not delivered again. */
  repeat(bytes: number, frame: number, isProbe: boolean): void {
    this.retransmittedBytes += bytes;
    this.ledger.retransmitted += bytes;
    if (!isProbe) this.observer.onRetransmission(this, bytes, frame);
  }

  /** Delivers what is in order and needs nothing more than `peerOffset`. Returns whether anything moved. */
  drain(peerOffset: number, sink: StreamSink): boolean {
    let moved = false;
    while (this.#isHeadInOrder()) {
      const head = this.#queue![0]!;
      if (head.needs > peerOffset) break;
      this.#deliverHead(sink);
      moved = true;
    }
    return moved;
  }

  /** The head is in order and waits for the other direction only: stop waiting. */
  waiveNeed(sink: StreamSink): boolean {
    if (!this.#isHeadInOrder()) return false;
    this.#deliverHead(sink);
    return true;
  }

  /**
   * Declares the hole at nextOffset a gap, up to the first waiting byte, else up to what was acknowledged or the
   * FIN. `upTo` bounds it further. Returns whether there was one.
   */
  declareGap(at: Stamp, sink: StreamSink, upTo: number): boolean {
    if (this.#isHeadInOrder()) return false;
    const head = this.hasQueue ? this.#queue![0]! : null;
    let end = head === null ? Math.max(this.ackedOffset, this.finOffset) : head.offset;
    end = Math.min(end, upTo);
    const size = end - this.nextOffset;
    if (size <= 0) return false;
    if (size === 1 && head === null && this.finOffset < 0) {
      // One acknowledged number behind the last byte is far more often a FIN that the capture lacks than data.
      this.ackedOffset = this.nextOffset;
      return false;
    }
    this.#gap(size, head === null ? at : head.at, sink);
    return true;
  }

  /** Tells the end of the stream once. Everything waiting must have been delivered. */
  end(why: StreamEnd, at: Stamp, sink: StreamSink): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    sink.onEnd(why, at);
  }

  #isHeadInOrder(): boolean {
    return this.#queue !== null && this.#queue.length > 0 && this.#queue[0]!.offset <= this.nextOffset;
  }

  #advance(bytes: number): void {
    this.nextOffset += bytes;
    this.#nextSeq = seqAdd(this.#nextSeq, bytes % 2 ** 32);
  }

  #gap(size: number, at: Stamp, sink: StreamSink): void {
    this.missingBytes += size;
    this.ledger.missing += size;
    this.#advance(size);
    this.highestOffset = Math.max(this.highestOffset, this.nextOffset);
    sink.onGap(size, at);
  }

  #deliverHead(sink: StreamSink): void {
    const head = this.#queue!.shift()!;
    if (this.#queue!.length === 0) this.#queue = null;
    this.#hold(-head.bytes.length - WAITING_OVERHEAD_BYTES);
    this.#advance(head.bytes.length);
    if (head.bytes.length > 0) sink.onData(head.bytes, 0, head.bytes.length, head.at);
    if (head.cutSize > 0) this.#gap(head.cutSize, head.at, sink);
  }

  #hold(delta: number): void {
    this.heldBytes += delta;
    this.observer.onHeld(delta);
  }

  /** Files the new stretches of a segment between those that wait already; those were first and win. */
  #insert(
    offset: number,
    data: Buffer,
    start: number,
    end: number,
    cutSize: number,
    at: Stamp,
    needs: number,
  ): void {
    const queue = (this.#queue ??= []);
    const isLate = offset < this.highestOffset;
    let isNew = false;
    let from = offset; // in the stream
    const stop = offset + (end - start);
    let i = firstEndingAfter(queue, from);
    while (from < stop) {
      const next = i < queue.length ? queue[i]! : null;
      const fresh = Math.min(stop, next === null ? stop : next.offset);
      if (fresh > from) {
        const bytes = Buffer.from(data.subarray(start + (from - offset), start + (fresh - offset)));
        const isTail = fresh === stop;
        queue.splice(
          i,
          0,
          new Waiting(from, bytes, isTail && next === null ? cutSize : 0, SegmentStamp.copy(at), needs),
        );
        this.payloadBytes += bytes.length;
        this.#hold(bytes.length + WAITING_OVERHEAD_BYTES);
        isNew = true;
        i += 1;
        from = fresh;
      }
      if (from >= stop || next === null) break;
      const shared = Math.min(stop, next.offset + next.bytes.length) - from;
      if (shared > 0) {
        this.#compare(
          next,
          from,
          data.subarray(start + (from - offset), start + (from - offset) + shared),
          at.frame,
        );
        this.repeat(shared, at.frame, false);
        from += shared;
      } else if (next.cutSize > 0 && from < next.end) {
        // The earlier copy was cut here by the snap length; this one has the bytes.
        next.cutSize = from - (next.offset + next.bytes.length);
      }
      i += 1;
    }
    if (isNew && isLate) this.outOfOrderSegments += 1;
    this.highestOffset = Math.max(this.highestOffset, stop + cutSize);
  }

  #compare(first: Waiting, from: number, second: Buffer, frame: number): void {
    const copy = first.bytes.subarray(from - first.offset, from - first.offset + second.length);
    if (copy.equals(second)) return;
    this.observer.onConflict(this, from, { frame: first.at.frame, bytes: copy }, { frame, bytes: second });
  }
}

/** Index of the first waiting stretch that ends after `offset`, by bisection: queues may be long. */
function firstEndingAfter(queue: readonly Waiting[], offset: number): number {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (queue[middle]!.end > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
