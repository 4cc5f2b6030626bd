/**
 * Which things were seen in which list, for all lists of a run in one table with open addressing: 8 bytes a slot
 * outside the heap, where a Set for each list took five times that of it.
 */
import { TABLE_DISTINCT } from "../core/limits.js";
import type { Print } from "./keyed-hash.js";

const FIRST_SLOTS = 4096;
/** Odd, so that no two lists get the same; the bits of what they are added to are random. */
const LIST_LOW = 0x9e3779b1;
const LIST_HIGH = 0x85ebca6b;

export class SeenTable {
  readonly #limit: number;
  /** Two int32 a slot; both 0: free. */
  #words = new Int32Array(FIRST_SLOTS * 2);
  #size = 0;

  /** @param limit things told apart in all lists together */
  constructor(limit = TABLE_DISTINCT) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#size >= this.#limit;
  }

  get byteSize(): number {
    return this.#words.byteLength;
  }

  has(list: number, print: Print): boolean {
    const low = lowOf(list, print);
    const high = highOf(list, print);
    return this.#words[slotOf(this.#words, low, high)] === low;
  }

  /** Ask has() and isFull first. */
  add(list: number, print: Print): void {
    // At three quarters a free slot is a few steps away, and the table of the limit is full just then.
    if (this.#size * 4 >= (this.#words.length / 2) * 3) this.#grow();
    this.#size += 1;
    put(this.#words, lowOf(list, print), highOf(list, print));
  }

  #grow(): void {
    const old = this.#words;
    const words = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0) put(words, old[at]!, old[at + 1]!);
    this.#words = words;
  }
}

/** Never 0, which marks a free slot. */
const lowOf = (list: number, print: Print): number => (print.low ^ Math.imul(list, LIST_LOW)) | 1;
const highOf = (list: number, print: Print): number => print.high ^ Math.imul(list, LIST_HIGH);

function put(words: Int32Array, low: number, high: number): void {
  const at = slotOf(words, low, high);
  words[at] = low;
  words[at + 1] = high;
}

/** Index of the slot that holds the two words, else of the free one where they belong. */
function slotOf(words: Int32Array, low: number, high: number): number {
  const mask = words.length - 1;
  let at = (high << 1) & mask;
  while (words[at] !== 0 && (words[at] !== low || words[at + 1] !== high)) at = (at + 2) & mask;
  return at;
}
