/**
 * The two halves of a flow together: in which order their bytes go up, and when nobody waits for a gap any longer.
 *
 * A segment that acknowledges bytes of the other direction waits for them, so that a response never overtakes its
 * request where the capture has packets out of order. What was acknowledged and is still missing after GAP_PACKETS
 * more packets of the flow is given up.
 */
import { BEGINNING_PACKETS, GAP_PACKETS } from "../core/limits.js";
import type { Consumer } from "./consumer.js";
import type { Half } from "./half.js";
import type { Stamp } from "./stream.js";

/** After each packet of the flow, which `half` sent; `packets`: how many there were. */
export function settle(half: Half, peer: Half, packets: number, at: Stamp, consumer: Consumer): void {
  if (half.isBeginning) endBeginning(half, packets);
  if (peer.isBeginning) endBeginning(peer, packets);
  if (half.hasQueue || peer.hasQueue) drain(half, peer, consumer);
  watch(half, packets);
  watch(peer, packets);
  if (half.stuckSince < 0 && peer.stuckSince < 0) return;
  let hasDeclared = giveUpGap(half, peer, packets, at, consumer);
  hasDeclared = giveUpGap(peer, half, packets, at, consumer) || hasDeclared;
  if (hasDeclared) return;
  const isHalfFirst = firstWaitingFrame(half) < firstWaitingFrame(peer);
  giveUpNeed(isHalfFirst ? half : peer, isHalfFirst ? peer : half, packets, at, consumer);
  giveUpNeed(isHalfFirst ? peer : half, isHalfFirst ? half : peer, packets, at, consumer);
}

/** Delivers from a queue until it holds no more than `limit` bytes: its oldest gap is declared, or its need waived. */
export function relieve(half: Half, peer: Half, limit: number, at: Stamp, consumer: Consumer): void {
  while (half.heldBytes > limit) {
    if (!force(half, peer, at, consumer)) return;
    drain(half, peer, consumer);
  }
}

/** Declares all gaps and delivers all that waits, in the order of the packets. */
export function flush(a: Half, b: Half, at: Stamp, consumer: Consumer): void {
  // Where both are held as beginnings, the one that was captured first goes first: nothing else says who spoke.
  const isFirst = firstWaitingFrame(a) < firstWaitingFrame(b);
  for (const half of isFirst ? [a, b] : [b, a]) {
    half.isBeginning = false;
    drain(a, b, consumer);
  }
  while (a.hasQueue || b.hasQueue) {
    const isFirst = firstWaitingFrame(a) < firstWaitingFrame(b);
    force(isFirst ? a : b, isFirst ? b : a, at, consumer);
    drain(a, b, consumer);
  }
  a.declareGap(at, consumer, Number.POSITIVE_INFINITY);
  b.declareGap(at, consumer, Number.POSITIVE_INFINITY);
}

/**
 * Has the first waiting bytes of a half go up, or what is ahead of them: bytes of the other direction that they
 * acknowledge and nobody captured are declared first, for so a request with a gap still comes before its response.
 */
function force(half: Half, peer: Half, at: Stamp, consumer: Consumer): boolean {
  if (half.declareGap(at, consumer, Number.POSITIVE_INFINITY)) return true;
  if (peer.declareGap(at, consumer, half.head?.needs ?? -1)) return true;
  if (!half.isHeadInOrder) return false;
  half.isBeginning = false;
  // Each acknowledges the other, so one of them was sent again: the one that was captured later, as a rule.
  const isMutual =
    peer.isHeadInOrder && peer.head!.needs > half.nextOffset && half.head!.needs > peer.nextOffset;
  const first = isMutual && firstWaitingFrame(peer) > firstWaitingFrame(half) ? peer : half;
  if (isMutual) half.head!.acked = peer.head!.acked = -1;
  first.head!.needs = -1;
  return true;
}

/** Frame of the first waiting payload; Infinity for none. */
function firstWaitingFrame(half: Half): number {
  return half.head?.frame ?? Number.POSITIVE_INFINITY;
}

/** Both directions in turn, the lower end first, until neither moves. */
function drain(half: Half, peer: Half, consumer: Consumer): void {
  const a = half.index === 0 ? half : peer;
  const b = half.index === 0 ? peer : half;
  for (;;) {
    const moved = a.drain(b.nextOffset, consumer);
    if (!b.drain(a.nextOffset, consumer) && !moved) return;
  }
}

/** The first payload waits no longer for an earlier one: it was acknowledged, or enough packets have come since. */
function endBeginning(half: Half, packets: number): void {
  const isOver = half.stuckSince >= 0 && packets - half.stuckSince > BEGINNING_PACKETS;
  if (half.acked.offset > 0 || isOver) half.isBeginning = false;
}

/** Stuck: on a gap that was acknowledged, or in order and waiting for the other direction. */
function watch(half: Half, packets: number): void {
  const isStuck = half.isGapAcked || (half.hasQueue && !half.hasGap);
  if (!isStuck) {
    half.stuckSince = -1;
  } else if (half.stuckSince < 0 || half.stuckAt !== half.nextOffset) {
    // Each gap has its own patience: one behind another did not wait as long as that.
    half.stuckSince = packets;
    half.stuckAt = half.nextOffset;
  }
}

function isPatienceOver(half: Half, packets: number): boolean {
  return half.stuckSince >= 0 && packets - half.stuckSince >= GAP_PACKETS;
}

function giveUpGap(half: Half, peer: Half, packets: number, at: Stamp, consumer: Consumer): boolean {
  if (!half.isGapAcked || !isPatienceOver(half, packets)) return false;
  half.stuckSince = -1;
  const hasDeclared = half.declareGap(at, consumer, half.acked.offset);
  drain(half, peer, consumer);
  watch(half, packets);
  return hasDeclared;
}

function giveUpNeed(half: Half, peer: Half, packets: number, at: Stamp, consumer: Consumer): void {
  if (half.hasGap || !isPatienceOver(half, packets)) return;
  half.stuckSince = -1;
  const { nextOffset } = half;
  while (half.nextOffset === nextOffset && force(half, peer, at, consumer)) drain(half, peer, consumer);
  watch(half, packets);
}
