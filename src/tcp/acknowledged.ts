/** How much of one half the other side acknowledged, as far as that can be believed. */

export class Acknowledged {
  /** Offset up to which captured bytes were acknowledged, or twice in a row bytes that were not; -1 unknown. */
  offset = -1;
  /** What the last packet said. */
  #claimed = -1;
  /** By how much it rose last. */
  #rise = 0;

  clear(): void {
    this.offset = -1;
    this.#claimed = -1;
    this.#rise = 0;
  }

  /**
   * Where the half ends as far as it was acknowledged, captured up to `captured`. One number that was acknowledged
   * last, or lies alone behind all that was captured, is far more often a FIN that the capture lacks than a byte.
   */
  endOf(captured: number, finOffset: number): number {
    const last = this.offset - 1;
    if (finOffset < 0 && (last === captured || (last > captured && this.#rise === 1))) this.limit(last);
    return this.offset;
  }

  /**
   * A packet acknowledges up to `offset`; the half was captured up to `captured`. Bytes beyond that exist only once
   * the next packet says so too: one forged ACK must not have a gap declared that swallows all that is still to come.
   */
  take(offset: number, captured: number): void {
    const confirmed = Math.min(offset, Math.max(captured, this.#claimed));
    this.#claimed = offset;
    this.#riseTo(Math.max(Math.min(this.offset, captured), confirmed));
  }

  /** No packet is left that could confirm or contradict what the last one said. */
  believe(): void {
    this.#riseTo(Math.max(this.offset, this.#claimed));
  }

  /** There is nothing beyond `offset`. */
  limit(offset: number): void {
    this.offset = Math.min(this.offset, offset);
    this.#claimed = Math.min(this.#claimed, offset);
  }

  /** The half begins `bytes` earlier. */
  move(bytes: number): void {
    if (this.offset >= 0) this.offset += bytes;
    if (this.#claimed >= 0) this.#claimed += bytes;
  }

  #riseTo(offset: number): void {
    if (offset > this.offset) this.#rise = offset - this.offset;
    this.offset = offset;
  }
}
