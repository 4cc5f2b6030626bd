/**
 * How a connection opened: who sent the SYN, and how long the handshake took (RFC 9293 §3.5). Any of its packets may
 * be missing from the capture.
 */
import { elapsedMs, type Moment } from "../core/time.js";
import type { SegmentView } from "../decode/segment.js";
import { seqAdd } from "./seq.js";
import type { Side } from "./side.js";

export class Opening {
  /** Who sent the first SYN; -1 where neither it nor its answer was captured. */
  synSide: Side | -1 = -1;
  /** SYN to the client's ACK of the SYN-ACK, in ms. */
  connectMs: number | null = null;
  #seq = 0;
  /** The flow began with the SYN, and the handshake is not over. */
  #isUnderWay = false;
  #isRepeated = false;
  #isAnswered = false;

  /** The round trip to the server, ms; null without a whole handshake, and after a repeated SYN. */
  get rtt(): number | null {
    return this.#isRepeated ? null : this.connectMs;
  }

  clear(): void {
    this.synSide = -1;
    this.connectMs = null;
    this.#seq = 0;
    this.#isUnderWay = false;
    this.#isRepeated = false;
    this.#isAnswered = false;
  }

  /** The flow begins with a SYN. */
  begin(side: Side, seq: number): void {
    this.synSide = side;
    this.#seq = seq;
    this.#isUnderWay = true;
  }

  /** `side` sent a SYN-ACK. */
  onSynAck(side: Side): void {
    this.#isAnswered = true;
    if (this.synSide < 0) this.synSide = side === 0 ? 1 : 0;
  }

  /** `side` sent another SYN before any payload. */
  onSynAgain(side: Side): void {
    if (side === this.synSide) this.#isRepeated = true;
  }

  /** The packet is the third of the handshake, as far as its sequence number tells. */
  isThird(side: Side, seq: number): boolean {
    return side === this.synSide && this.#isUnderWay && seq === seqAdd(this.#seq, 1);
  }

  /**
   * `side` acknowledged what the other end has sent.
   * @param from the first packet of the flow: the SYN
   */
  onAck(side: Side, from: Readonly<Moment>, at: SegmentView): void {
    if (!this.#isUnderWay || !this.#isAnswered || side !== this.synSide) return;
    this.connectMs = elapsedMs(from, at);
    this.#isUnderWay = false;
  }
}
