/**
 * One direction of a flow: segments in, one ordered byte stream out, each byte once (RFC 9293 §3.10.7.4).
 *
 * In order and nothing queued, a view goes straight through. What is ahead of order, or acknowledges undelivered bytes
 * of the other direction, is copied into a queue. The first copy wins. What exists and never came is told as a gap.
 */
import { Acknowledged } from "./acknowledged.js";
import type { Consumer } from "./consumer.js";
import { Gaps } from "./gaps.js";
import type { HalfObserver } from "./half-observer.js";
import { seqAdd, seqDelta } from "./seq.js";
import type { Side } from "./side.js";
import type { Stamp, StreamEnd } from "./stream.js";
import { WaitingQueue, type FilingSink, type Waiting } from "./waiting-queue.js";

export class Half implements FilingSink {
  /** Whether the sequence number of offset 0 is known. */
  hasBase = false;
  /** The base is only what the other side acknowledged: the first payload may still lie before it. */
  hasSoftBase = false;
  /** The stream was seen from its first byte: its SYN, or the first ACK of a handshake, set the base. */
  isFromStart = false;
  /** Nothing is known of what lies before the first payload, which waits: an earlier one may have been overtaken. */
  isBeginning = false;
  /** A packet of this direction was captured. */
  isCaptured = false;
  /** Offset of the next byte to deliver; everything before was delivered or declared a gap. */
  nextOffset = 0;
  /** One past the highest offset seen. */
  highestOffset = 0;
  readonly acked = new Acknowledged();
  /** Offset of the FIN; -1 for none. */
  finOffset = -1;
  /** The other side has acknowledged the FIN. */
  isFinAcked = false;
  hasEnded = false;
  /** Packet count of the flow when this half got stuck on a gap or a need; -1 while it moves. */
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
  /** Made with the first. */
  #gaps: Gaps | null = null;
  /** Made where something has to wait, and gone when nothing does. */
  #queue: WaitingQueue | null = null;

  constructor(
    /** 0 or 1: which end of the flow sends it. */
    readonly index: Side,
    private readonly observer: HalfObserver,
  ) {}

  /** As a new one. Nothing may wait. */
  clear(): void {
    this.hasBase = false;
    this.hasSoftBase = false;
    this.isFromStart = false;
    this.isBeginning = false;
    this.isCaptured = false;
    this.nextOffset = 0;
    this.highestOffset = 0;
    this.acked.clear();
    this.finOffset = -1;
    this.isFinAcked = false;
    this.hasEnded = false;
    this.stuckSince = -1;
    this.stuckAt = 0;
    this.payloadBytes = 0;
    this.retransmittedBytes = 0;
    this.outOfOrderSegments = 0;
    this.missingBytes = 0;
    this.newestSegment = -1;
    this.uncomparedBytes = 0;
    this.#nextSeq = 0;
    this.#gaps?.clear();
  }

  /** Sets the sequence number of offset 0. */
  setBase(seq: number, isFromStart: boolean, isSoft: boolean): void {
    this.hasBase = true;
    this.hasSoftBase = isSoft;
    this.isFromStart = isFromStart;
    this.#nextSeq = seq;
  }

  /** The stream begins `bytes` earlier than was thought. Nothing of it was delivered. */
  moveBeginning(bytes: number): void {
    this.#nextSeq = seqAdd(this.#nextSeq, -bytes);
    this.highestOffset += bytes;
    if (this.finOffset >= 0) this.finOffset += bytes;
    this.acked.move(bytes);
    this.#queue?.move(bytes);
  }

  /** The stream of the other direction begins `bytes` earlier. */
  moveNeeds(bytes: number): void {
    this.#queue?.moveNeeds(bytes);
  }

  /** Offset in the stream of a sequence number: may be negative, or up to 2^31 away. */
  offsetOf(seq: number): number {
    return this.nextOffset + seqDelta(this.#nextSeq, seq);
  }

  /** Sequence number of the next byte to deliver. */
  get nextSeq(): number {
    return this.#nextSeq;
  }

  /** Sequence number of offset 0. */
  get startSeq(): number {
    return seqAdd(this.#nextSeq, -this.nextOffset);
  }

  get hasQueue(): boolean {
    return this.#queue !== null;
  }

  /** What waits first in the order of the stream; null where nothing does. */
  get head(): Waiting | null {
    return this.#queue?.head ?? null;
  }

  /** All bytes up to the FIN were delivered or declared a gap. */
  get isFinReached(): boolean {
    return this.hasEnded || (this.finOffset >= 0 && this.nextOffset >= this.finOffset && !this.hasQueue);
  }

  /** Known bytes are missing at nextOffset: something waits behind them, or they were acknowledged. */
  get hasGap(): boolean {
    return (this.hasQueue && !this.isHeadInOrder) || this.isGapAcked;
  }

  /** The other side has acknowledged the byte at nextOffset, so the wire will not bring it again. */
  get isGapAcked(): boolean {
    return this.acked.offset > this.nextOffset && !this.isHeadInOrder;
  }

  /**
   * Takes the new part of a segment, data[start, end), which begins at `offset`. `needs` is the offset of the other
   * direction that must be delivered before these bytes (-1: none).
   */
  push(
    offset: number,
    data: Buffer,
    start: number,
    end: number,
    cutSize: number,
    at: Stamp,
    needs: number,
    consumer: Consumer,
  ): void {
    const stop = offset + (end - start);
    if (this.hasQueue || offset !== this.nextOffset || needs >= 0 || this.isBeginning) {
      this.#file(offset, data, start, end, cutSize, at, needs);
      return;
    }
    this.highestOffset = Math.max(this.highestOffset, stop + cutSize);
    this.#advance(stop - offset);
    this.payloadBytes += stop - offset;
    if (end > start) consumer.onData(this.index, data, start, end, at);
    if (cutSize > 0) this.#gap(cutSize, at, consumer);
  }

  /** Bytes of a segment that lie before nextOffset: counted, and not delivered again. */
  repeat(bytes: number, frame: number, isProbe: boolean): void {
    this.retransmittedBytes += bytes;
    this.observer.ledger.retransmitted += bytes;
    if (!isProbe) this.observer.onRetransmission(this, bytes, frame);
  }

  /** Bytes [start, end) have come after they were declared a gap. Returns how many of them. */
  fillGaps(start: number, end: number): number {
    const bytes = this.#gaps?.fill(start, end) ?? 0;
    this.missingBytes -= bytes;
    this.observer.ledger.missing -= bytes;
    return bytes;
  }

  /** Delivers what is in order and needs nothing more than `peerOffset`. Returns whether anything moved. */
  drain(peerOffset: number, consumer: Consumer): boolean {
    let moved = false;
    while (!this.isBeginning && this.isHeadInOrder && this.head!.needs <= peerOffset) {
      this.#deliverHead(consumer);
      moved = true;
    }
    return moved;
  }

  /** What waits first is in order: all it waits for is the other direction, or what may lie before the beginning. */
  get isHeadInOrder(): boolean {
    return this.head !== null && this.head.offset <= this.nextOffset;
  }

  /**
   * Declares lost what is missing at nextOffset, up to the first waiting byte, else up to what was acknowledged or the
   * FIN. `upTo` bounds it further. Returns whether there was one.
   */
  declareGap(at: Stamp, consumer: Consumer, upTo: number): boolean {
    if (this.isHeadInOrder) return false;
    const { head } = this;
    const end = head === null ? this.#knownEnd : head.offset;
    const size = Math.min(end, upTo) - this.nextOffset;
    if (size > 0) this.#gap(size, head ?? at, consumer);
    return size > 0;
  }

  /** The connection is over, and no byte of it was captured: books those that there were. */
  missAll(): void {
    this.observer.ledger.missing += Math.max(0, this.#knownEnd - this.nextOffset);
  }

  /** Tells the end of the stream once. Everything waiting must have been delivered. */
  end(why: StreamEnd, at: Stamp, consumer: Consumer): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    consumer.onEnd(this.index, why, at);
  }

  onFiled(stretch: Waiting): void {
    this.payloadBytes += stretch.size;
    this.#hold(stretch.heldBytes);
  }

  onSplit(rest: Waiting): void {
    this.#hold(rest.heldBytes);
  }

  onRepeated(first: Waiting, offset: number, data: Buffer, start: number, size: number, at: Stamp): void {
    const copy = first.bytes.subarray(offset - first.offset, offset - first.offset + size);
    const second = data.subarray(start, start + size);
    if (!copy.equals(second)) {
      const kept = { frame: first.frame, bytes: copy };
      this.observer.onConflict(this, offset, kept, { frame: at.frame, bytes: second });
    }
    this.repeat(size, at.frame, false);
  }

  #file(
    offset: number,
    data: Buffer,
    start: number,
    end: number,
    cutSize: number,
    at: Stamp,
    needs: number,
  ): void {
    const isLate = offset < this.highestOffset;
    const before = this.payloadBytes;
    this.#queue ??= new WaitingQueue();
    this.#queue.file(offset, data, start, end, cutSize, at, needs, this);
    if (this.#queue.head === null) this.#queue = null;
    if (isLate && this.payloadBytes > before) this.outOfOrderSegments += 1;
    this.highestOffset = Math.max(this.highestOffset, offset + (end - start) + cutSize);
  }

  get #knownEnd(): number {
    return Math.max(this.acked.endOf(this.nextOffset, this.finOffset), this.finOffset);
  }

  #advance(bytes: number): void {
    this.nextOffset += bytes;
    this.#nextSeq = seqAdd(this.#nextSeq, bytes % 2 ** 32);
  }

  #gap(size: number, at: Stamp, consumer: Consumer): void {
    this.missingBytes += size;
    this.observer.ledger.missing += size;
    this.#gaps ??= new Gaps();
    this.#gaps.add(this.nextOffset, this.nextOffset + size);
    this.#advance(size);
    this.highestOffset = Math.max(this.highestOffset, this.nextOffset);
    consumer.onGap(this.index, size, at);
  }

  #deliverHead(consumer: Consumer): void {
    const head = this.#queue!.shift()!;
    if (this.#queue!.head === null) this.#queue = null;
    this.#hold(-head.heldBytes);
    this.#advance(head.size);
    if (head.size > 0) consumer.onData(this.index, head.bytes, 0, head.size, head);
    const { cutSize } = head;
    if (cutSize > 0) this.#gap(cutSize, head, consumer);
    head.release();
  }

  #hold(delta: number): void {
    this.heldBytes += delta;
    this.observer.onHeld(delta);
  }
}
