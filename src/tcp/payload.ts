/**
 * The payload of one segment: what of it is new, what was there before, and what cannot be of this stream. New bytes
 * behind a FIN or RST that nobody confirmed show that it did not stand.
 */
import { LINGER_NS, WINDOW_BYTES } from "../core/limits.js";
import type { SegmentView } from "../decode/segment.js";
import type { Consumer } from "./consumer.js";
import type { Reset } from "./ending.js";
import type { Flow } from "./flow.js";
import type { Half } from "./half.js";
import type { Stamp } from "./stream.js";

/** @param seq of the first byte of the payload */
export function takePayload(
  flow: Flow,
  consumer: Consumer,
  segment: SegmentView,
  seq: number,
  half: Half,
  peer: Half,
  stamp: Stamp,
): void {
  const bytes = segment.end - segment.start;
  const offset = placeOf(flow, segment, seq, half, peer);
  const ahead = offset - half.nextOffset;
  if (ahead > WINDOW_BYTES || ahead < -WINDOW_BYTES) {
    flow.ledger.dropped += bytes;
    flow.finding("tcp.out-of-window", half.index, segment.frame, { bytes, distance: Math.abs(ahead) });
    return;
  }
  let start = segment.start;
  if (ahead < 0) {
    const known = Math.min(bytes, -ahead);
    // One byte before the next is a keep-alive probe (RFC 9293 §3.8.4), whatever it holds.
    const isProbe = known === 1 && bytes === 1;
    const late = takeLate(flow, consumer, half, offset, known, isProbe, stamp);
    if (known > late) half.repeat(known - late, segment.frame, isProbe);
    if (!isProbe && offset >= 0 && known > late && consumer.wantsOrder)
      compareWithFirst(flow, half, offset, segment, known, late);
    start += known;
    // The cut stretch may be known already as well.
    if (start === segment.end && offset + bytes + segment.cutSize <= half.nextOffset) return;
  }
  if (half.hasEnded) {
    flow.ledger.notHttp += segment.end - start;
    tellAfterFin(flow, half, segment, start, "they are no part of it");
    return;
  }
  if (half.finOffset >= 0 && offset >= half.finOffset) {
    // Nobody has acknowledged that FIN, and the sender goes on: it was forged, or stands on every piece of a
    // segment that was cut up behind its sender.
    half.finOffset = -1;
    flow.ending.withdrawFin(half.index);
    tellAfterFin(flow, half, segment, start, "the FIN was forged or meant for later");
  }
  const { reset } = flow.ending;
  if (reset !== null) {
    const isItsOwn = reset.side === half.index;
    const outcome = isItsOwn ? "its own sender goes on" : whyBehindReset(reset, segment);
    const data = { bytes: segment.end - start, reset: reset.frame, outcome };
    if (!reset.isDataTold) flow.finding("tcp.data-after-rst", half.index, segment.frame, data);
    reset.isDataTold = true;
    if (isItsOwn) flow.unmaskReset(reset, segment.frame);
  }
  const needs = consumer.wantsOrder && peer.isCaptured ? needsOf(half, peer, stamp) : -1;
  const at = Math.max(offset, half.nextOffset);
  if (consumer.wantsOrder) flow.host.recentSegments(flow).add(half, at, segment, start);
  const cutSize = segment.cutSize === 0 ? 0 : cutBehind(segment, offset, at);
  half.push(at, segment.data, start, segment.end, cutSize, stamp, needs, consumer);
}

/**
 * Offset of the other direction that must go up before these bytes: what they acknowledge, and what was captured before
 * them and is held because it may not be the beginning; -1 for none.
 */
function needsOf(half: Half, peer: Half, { acked }: Stamp): number {
  if (acked > peer.nextOffset) return acked;
  const { head } = peer;
  if (!peer.isBeginning || head === null) return -1;
  // What is held may be the answer to these very bytes.
  return Math.max(head.needs, head.acked) <= half.nextOffset ? peer.nextOffset + 1 : -1;
}

/** Offset of the payload in the stream; the first one seen may be where the stream begins. */
function placeOf(flow: Flow, segment: SegmentView, seq: number, half: Half, peer: Half): number {
  if (!half.hasBase) {
    half.setBase(seq, false, false);
    half.isBeginning = true;
  }
  const offset = half.offsetOf(seq);
  if (half.isBeginning && offset < 0) return beginEarlier(flow, segment, offset, half, peer);
  if (!half.hasSoftBase) return offset;
  half.hasSoftBase = false;
  if (offset >= 0 || half.nextOffset !== 0 || half.hasQueue || half.hasEnded) return offset;
  // The ACK stood before its data in the capture.
  half.moveBeginning(-offset);
  peer.moveNeeds(-offset);
  return 0;
}

/** A segment before the first one captured: the stream begins with it if it reaches up to that. */
function beginEarlier(flow: Flow, segment: SegmentView, offset: number, half: Half, peer: Half): number {
  const size = segment.end - segment.start + segment.cutSize;
  // A keep-alive probe is one byte, and no part of the stream.
  if (offset + size < 0 || size === 1) return offset;
  half.moveBeginning(-offset);
  peer.moveNeeds(-offset);
  flow.host.recentSegments(flow).move(half, -offset);
  return 0;
}

/**
 * Of the `size` bytes at `offset`, which lie before the next one, those that come for the first time: they were
 * declared a gap, or the first segment captured was not the first one sent. What follows them was read already.
 */
function takeLate(
  flow: Flow,
  consumer: Consumer,
  half: Half,
  offset: number,
  size: number,
  isProbe: boolean,
  stamp: Stamp,
): number {
  const before = half.isFromStart || isProbe ? 0 : Math.min(size, Math.max(0, -offset));
  const late = before + half.fillGaps(offset, offset + size);
  if (late === 0) return 0;
  flow.ledger.dropped += late;
  flow.finding("tcp.late-data", half.index, stamp.frame, { bytes: late });
  if (before > 0) consumer.onLate();
  return late;
}

/**
 * The second copy of bytes that were delivered: readers of the two may disagree on what was said. For `late` of them
 * there was no first copy.
 */
function compareWithFirst(
  flow: Flow,
  half: Half,
  offset: number,
  segment: SegmentView,
  size: number,
  late: number,
): void {
  const uncompared = flow.host.recentSegments(flow).compare(half, offset, segment, size, (difference) => {
    const first = { frame: difference.frame, bytes: difference.first };
    flow.onConflict(half, difference.offset, first, { frame: segment.frame, bytes: difference.second });
  });
  half.uncomparedBytes += Math.max(0, uncompared - late);
}

function whyBehindReset(reset: Reset, segment: SegmentView): string {
  return segment.timeNs - reset.timeNs < LINGER_NS
    ? "they were on their way, or the reset was forged"
    : "too late to have been on their way, so the reset was forged or not accepted";
}

function tellAfterFin(flow: Flow, half: Half, segment: SegmentView, start: number, outcome: string): void {
  const bytes = segment.end - start;
  if (bytes > 0) flow.finding("tcp.data-after-fin", half.index, segment.frame, { bytes, outcome });
}

/** How much of the snap-cut stretch behind a segment lies beyond what is delivered already. */
function cutBehind(segment: SegmentView, offset: number, at: number): number {
  const cutEnd = offset + (segment.end - segment.start) + segment.cutSize;
  return Math.max(0, Math.min(segment.cutSize, cutEnd - at));
}
