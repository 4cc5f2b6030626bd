/**
 * Finds a flow by its four-tuple: open addressing over a hash that is seeded for each run, so that nobody can prepare
 * a flood of collisions. Tuples and hashes lie here in flat tables, at the index of their flow.
 */
import { randomInt } from "node:crypto";
import type { Endpoint } from "../core/records.js";
import type { SegmentView } from "../decode/segment.js";
import type { Flow } from "./flow.js";
import { hashEnds, readEnds, sameEnds, setEnds, TUPLE_WORDS } from "./four-tuple.js";

const INITIAL_SLOTS = 1024;
const EMPTY = -1;

export class FlowIndex {
  #flows: (Flow | null)[] = [];
  readonly #free: number[] = [];
  #slots = new Int32Array(INITIAL_SLOTS).fill(EMPTY);
  #mask = INITIAL_SLOTS - 1;
  #count = 0;
  #hashes = new Int32Array(INITIAL_SLOTS / 2);
  #tuples = new Int32Array((INITIAL_SLOTS / 2) * TUPLE_WORDS);
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
      if (this.#hashes[index] === hash && sameEnds(this.#tuples, index * TUPLE_WORDS, segment, isSwapped))
        return this.#flows[index]!;
    }
  }

  add(flow: Flow, segment: SegmentView, isSwapped: boolean, hash: number): void {
    // At most half full, so that runs stay short.
    if ((this.#count + 1) * 2 > this.#slots.length) this.#grow();
    flow.index = this.#free.pop() ?? this.#flows.length;
    this.#flows[flow.index] = flow;
    this.#hashes[flow.index] = hash;
    setEnds(this.#tuples, flow.index * TUPLE_WORDS, segment, isSwapped);
    this.#count += 1;
    this.#place(flow.index);
  }

  /** Takes a flow out and closes the place it leaves in its run of slots, so that no tombstones gather. */
  remove(flow: Flow): void {
    const mask = this.#mask;
    let freed = this.#hashes[flow.index]! & mask;
    while (this.#slots[freed] !== flow.index) freed = (freed + 1) & mask;
    for (let slot = (freed + 1) & mask; this.#slots[slot] !== EMPTY; slot = (slot + 1) & mask) {
      const home = this.#hashes[this.#slots[slot]!]! & mask;
      if (((slot - home) & mask) >= ((slot - freed) & mask)) {
        this.#slots[freed] = this.#slots[slot]!;
        freed = slot;
      }
    }
    this.#slots[freed] = EMPTY;
    this.#flows[flow.index] = null;
    this.#free.push(flow.index);
    this.#count -= 1;
  }

  /** The two ends of a flow; until another is added also of the one removed last. */
  endpoints(flow: Flow): readonly [Endpoint, Endpoint] {
    return readEnds(this.#tuples, flow.index * TUPLE_WORDS);
  }

  #place(index: number): void {
    let slot = this.#hashes[index]! & this.#mask;
    while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & this.#mask;
    this.#slots[slot] = index;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY);
    this.#mask = this.#slots.length - 1;
    this.#hashes = grown(this.#hashes);
    this.#tuples = grown(this.#tuples);
    for (const flow of this.#flows) if (flow !== null) this.#place(flow.index);
  }
}

function grown(table: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(table.length * 2);
  larger.set(table);
  return larger;
}
