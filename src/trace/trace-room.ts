/**
 * What may be kept of the sessions that are traced, of all of them together: whoever comes first keeps first. What is
 * full says so where it was asked, so that a page can tell that it does not know all.
 */
import { TRACED_BYTES, TRACED_HEAD_BYTES, TRACED_LINES, TRACED_PACKETS } from "../core/limits.js";

const DIRECTIONS = 2;

export class TraceRoom {
  #bytes: number;
  #packets: number;
  #lines: number;
  #headBytes: number;

  /** @param share of what one session may have */
  constructor(share = 1) {
    this.#bytes = DIRECTIONS * TRACED_BYTES * share;
    this.#packets = TRACED_PACKETS * share;
    this.#lines = TRACED_LINES * share;
    this.#headBytes = TRACED_HEAD_BYTES * share;
  }

  /** Whether so many more bytes of a stream may be kept, which they then are. */
  takeBytes(count: number): boolean {
    if (count > this.#bytes) return false;
    this.#bytes -= count;
    return true;
  }

  takePacket(): boolean {
    if (this.#packets < 1) return false;
    this.#packets -= 1;
    return true;
  }

  /** @param headBytes of the heads of a transaction */
  takeTransaction(headBytes: number): boolean {
    if (this.#lines < 1 || headBytes > this.#headBytes) return false;
    this.#lines -= 1;
    this.#headBytes -= headBytes;
    return true;
  }
}
