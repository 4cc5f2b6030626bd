/**
 * The two halves of a flow together: in which order their bytes go up, and when nobody waits for a hole any longer.
 *
 * A segment that acknowledges bytes of the other direction waits for them, so that a response never overtakes its
 * request where the capture has packets out of order. What was acknowledged and is still missing after GAP_PACKETS
 * more packets of the flow is given up.
 */
import { GAP_PACKETS } from "../core/limits.js";
import type { Half } from "./half.js";
import type { Stamp, StreamSink } from "./stream.js";

export type Sinks = readonly [StreamSink, StreamSink];

export class Delivery {
  readonly #halves: readonly [Half, Half];
  #packets = 0;

  constructor(halves: readonly [Half, Half]) {
    this.#halves = halves;
  }

  /** After each packet of the flow, which `half` sent. */
  settle(half: Half, peer: Half, at: Stamp, sinks: Sinks): void {
    this.#packets += 1;
    if (half.hasQueue || peer.hasQueue) this.#drain(sinks);
    this.#watch(half);
    this.#watch(peer);
    if (half.stuckSince < 0 && peer.stuckSince < 0) return;
    let hasDeclared = this.#giveUpHole(half, at, sinks);
    hasDeclared = this.#giveUpHole(peer, at, sinks) || hasDeclared;
    if (!hasDeclared) this.#giveUpNeeds(half, peer, sinks);
  }

  /** Delivers from a queue until it holds no more than `limit` bytes: its oldest gap is declared, or its need waived. */
  relieve(half: Half, limit: number, at: Stamp, sinks: Sinks): void {
    while (half.heldBytes > limit) {
      if (!this.#force(half, at, sinks)) return;
      this.#drain(sinks);
    }
  }

  /** Declares all gaps and delivers all that waits, in the order of the packets. */
  flush(at: Stamp, sinks: Sinks): void {
    const [a, b] = this.#halves;
    this.#drain(sinks);
    while (a.hasQueue || b.hasQueue) {
      this.#force(a.firstWaitingFrame < b.firstWaitingFrame ? a : b, at, sinks);
      this.#drain(sinks);
    }
    a.declareGap(at, sinks[0], Number.POSITIVE_INFINITY);
    b.declareGap(at, sinks[1], Number.POSITIVE_INFINITY);
  }

  /**
   * Has the first waiting bytes of a half go up, or what is ahead of them: bytes of the other direction that they
   * acknowledge and nobody captured are declared first, for so a request with a hole still comes before its response.
   */
  #force(half: Half, at: Stamp, sinks: Sinks): boolean {
    const sink = sinks[half.index];
    if (half.declareGap(at, sink, Number.POSITIVE_INFINITY)) return true;
    const peer = this.#halves[half.index === 0 ? 1 : 0];
    return peer.declareGap(at, sinks[peer.index], half.needs) || half.waiveNeed(sink);
  }

  /** Both directions in turn, until neither moves. */
  #drain(sinks: Sinks): void {
    const [a, b] = this.#halves;
    for (;;) {
      const moved = a.drain(b.nextOffset, sinks[0]);
      if (!b.drain(a.nextOffset, sinks[1]) && !moved) return;
    }
  }

  /** Stuck: on a hole that was acknowledged, or in order and waiting for the other direction. */
  #watch(half: Half): void {
    const isStuck = half.isHoleAcked || (half.hasQueue && !half.hasHole);
    if (!isStuck) {
      half.stuckSince = -1;
    } else if (half.stuckSince < 0 || half.stuckAt !== half.nextOffset) {
      // Each hole has its own patience: one behind another did not wait as long as that.
      half.stuckSince = this.#packets;
      half.stuckAt = half.nextOffset;
    }
  }

  #isPatienceOver(half: Half): boolean {
    return half.stuckSince >= 0 && this.#packets - half.stuckSince >= GAP_PACKETS;
  }

  #giveUpHole(half: Half, at: Stamp, sinks: Sinks): boolean {
    if (!half.isHoleAcked || !this.#isPatienceOver(half)) return false;
    half.stuckSince = -1;
    const hasDeclared = half.declareGap(at, sinks[half.index], half.ackedOffset);
    this.#drain(sinks);
    this.#watch(half);
    return hasDeclared;
  }

  #giveUpNeeds(half: Half, peer: Half, sinks: Sinks): void {
    for (const stuck of half.firstWaitingFrame < peer.firstWaitingFrame ? [half, peer] : [peer, half]) {
      if (stuck.hasHole || !this.#isPatienceOver(stuck)) continue;
      stuck.stuckSince = -1;
      if (stuck.waiveNeed(sinks[stuck.index])) this.#drain(sinks);
      this.#watch(stuck);
    }
  }
}
