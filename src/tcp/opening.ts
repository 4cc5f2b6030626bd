/**
 * How a connection opened: who sent the SYN, and how long the handshake took (RFC 9293 §3.5). Any of its packets may
 * be missing from the capture.
 */
import { elapsedMs, Moment } from "../core/time.js";
import { seqAdd } from "./seq.js";
import type { Side } from "./side.js";

export class Opening {
  /** Who sent the first SYN; -1 where neither it nor its answer was captured. */
  synSide: Side | -1 = -1;
  /** SYN to the client's ACK of the SYN-ACK, in ms. */
  connectMs: number | null = null;
  #seq = 0;
  #at: Moment | null = null;
  #isRepeated = false;
  #isAnswered = false;

  /** The round trip to the server, ms; null without a whole handshake, and after a repeated SYN. */
  get rtt(): number | null {
    return this.#isRepeated ? null : this.connectMs;
  }

  begin(side: Side, seq: number, at: Moment): void {
    this.synSide = side;
    this.#seq = seq;
    this.#at = Moment.of(at);
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
    return side === this.synSide && this.#at !== null && seq === seqAdd(this.#seq, 1);
  }

  /** `side` acknowledged what the other end has sent. */
  onAck(side: Side, at: Readonly<Moment>): void {
    if (this.connectMs !== null || side !== this.synSide || !this.#isAnswered || this.#at === null) return;
    this.connectMs = elapsedMs(this.#at, at);
    this.#at = null;
  }
}
