/** The last gaps that were declared in one half, so that bytes which come for them later are known as such. */

/** So many are kept: what comes late comes soon, and each half may have some. */
const GAPS_KEPT = 16;

export class Gaps {
  /** Start and end of each in turn, in the order of the stream. */
  readonly #edges: number[] = [];

  clear(): void {
    this.#edges.length = 0;
  }

  /** A gap behind all those before. */
  add(start: number, end: number): void {
    const edges = this.#edges;
    if (edges.at(-1) === start) edges[edges.length - 1] = end;
    else edges.push(start, end);
    if (edges.length <= 2 * GAPS_KEPT) return;
    edges.copyWithin(0, 2);
    edges.length -= 2;
  }

  /** Bytes [start, end) have come. Returns how many of them lay in gaps, which are filled now. */
  fill(start: number, end: number): number {
    const edges = this.#edges;
    let filled = 0;
    for (let at = edges.length - 2; at >= 0; at -= 2) {
      const gapStart = edges[at]!;
      const gapEnd = edges[at + 1]!;
      const from = Math.max(start, gapStart);
      const to = Math.min(end, gapEnd);
      if (from >= to) continue;
      filled += to - from;
      edges.splice(at, 2);
      if (to < gapEnd) edges.splice(at, 0, to, gapEnd);
      if (gapStart < from) edges.splice(at, 0, gapStart, from);
    }
    return filled;
  }
}
