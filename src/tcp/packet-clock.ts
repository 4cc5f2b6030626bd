/** Time as the packets tell it: the latest stamp so far. No other clock decides when a flow has ended. */
import { CLOCK_LEAP_NS } from "../core/limits.js";

export class PacketClock {
  /** Nanoseconds since the first packet. */
  nowNs = Number.NEGATIVE_INFINITY;
  #isLeapPending = false;

  /** Returns whether the clock moved. A leap counts when the next packet confirms it: one damaged stamp must not
   * expire every flow. */
  advance(timeNs: number): boolean {
    const isLeap = timeNs - this.nowNs > CLOCK_LEAP_NS && this.nowNs !== Number.NEGATIVE_INFINITY;
    if (isLeap && !this.#isLeapPending) {
      this.#isLeapPending = true;
      return false;
    }
    this.#isLeapPending = false;
    if (timeNs <= this.nowNs) return false;
    this.nowNs = timeNs;
    return true;
  }
}
