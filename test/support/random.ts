/** Chance that can be repeated: the same seed gives the same choices, on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** mulberry32, by Tommy Ettinger, public domain: 32 bits of state are enough for some dozens of choices. */
  next32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 to `end`, without it. */
  below(end: number): number {
    return end <= 0 ? 0 : Math.floor((this.next32() / 0x1_0000_0000) * end);
  }

  /** From `first` to `last`, both in. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** Small more often than large. */
  size(most: number): number {
    return this.below(this.between(1, Math.max(1, most)));
  }

  chance(share: number): boolean {
    return this.next32() < share * 0x1_0000_0000;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  bytes(size: number): Buffer {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at++) bytes[at] = this.next32();
    return bytes;
  }
}

/** A seed for input `index` of a run: neighbours have nothing in common. */
export function seedOf(runSeed: number, index: number): number {
  return new Random(Math.imul(runSeed, 0x9e3779b1) ^ index).next32();
}
