/**
 * Finds a flow by its four-tuple: open addressing over a hash that is seeded for each run, so that nobody can prepare
 * a flood of collisions.
 */
import { randomInt } from "node:crypto";
import type { SegmentView } from "../decode/segment.js";
import type { Flow } from "./flow.js";
import { hashEnds, sameEnds } from "./four-tuple.js";

const INITIAL_SLOTS = 1024;
const EMPTY = -1;

export class FlowIndex {
  #flows: (Flow | null)[] = [];
  readonly #free: number[] = [];
  #slots = new Int32Array(INITIAL_SLOTS).fill(EMPTY);
  #mask = INITIAL_SLOTS - 1;
  #count = 0;
  readonly #seed = randomInt(2 ** 31);

  /** All flows, in no order that means anything. */
  all(): Flow[] {
    return this.#flows.filter((flow) => flow !== null);
  }

  hash(segment: SegmentView, isSwapped: boolean): number {
    return hashEnds(segment, isSwapped, this.#seed);
  }

  find(segment: SegmentView, isSwapped: boolean, hash: number): Flow | null {
    const mask = this.#mask;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot]!;
      if (index === EMPTY) return null;
      const flow = this.#flows[index]!;
      if (flow.hash === hash && sameEnds(flow, segment, isSwapped)) return flow;
    }
  }

  add(flow: Flow, hash: number): void {
    // At most half full, so that runs stay short.
    if ((this.#count + 1) * 2 > this.#slots.length) this.#grow();
    flow.hash = hash;
    flow.index = this.#free.pop() ?? this.#flows.length;
    this.#flows[flow.index] = flow;
    this.#count += 1;
    this.#place(flow);
  }

  /** Takes a flow out and closes the hole it leaves in its run of slots, so that no tombstones gather. */
  remove(flow: Flow): void {
    const mask = this.#mask;
    let hole = flow.hash & mask;
    while (this.#slots[hole] !== flow.index) hole = (hole + 1) & mask;
    for (let slot = (hole + 1) & mask; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = this.#flows[this.#slots[slot]!]!.hash & mask;
      if (((slot - home) & mask) >= ((slot - hole) & mask)) {
        this.#slots[hole] = this.#slots[slot]!;
        hole = slot;
      }
    }
    this.#slots[hole] = EMPTY;
    this.#flows[flow.index] = null;
    this.#free.push(flow.index);
    this.#count -= 1;
  }

  #place(flow: Flow): void {
    let slot = flow.hash & this.#mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = flow.index;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    this.#mask = this.#slots.length - 1;
    for (const flow of this.#flows) if (flow !== null) this.#place(flow);
  }
}
