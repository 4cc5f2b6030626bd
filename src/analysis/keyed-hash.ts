/**
 * 64 bits that stand for a thing, so that distinct things can be counted without keeping their text: HalfSipHash-1-3
 * (Aumasson and Bernstein, "SipHash: a fast short-input PRF"). The key is drawn for each run, so nobody can prepare
 * things that collide; and as they do not collide, what is counted does not depend on the key.
 */
import { randomInt } from "node:crypto";

/** What is left of a thing: two int32. */
export interface Print {
  readonly low: number;
  readonly high: number;
}

const KEY_RANGE = 2 ** 32;
/** Of the upper word and of the lower one, 53 bits are what a number holds exactly. */
const LOW_BITS = 21;

/** The print as a number, for the keys of maps. */
export const keyOf = ({ low, high }: Print): number => high * 2 ** LOW_BITS + (low >>> (32 - LOW_BITS));

/** One at a time: start(), then word() and text(), in one order for things of one kind, then end(). */
export class KeyedHash {
  readonly #k0: number;
  readonly #k1: number;
  #v0 = 0;
  #v1 = 0;
  #v2 = 0;
  #v3 = 0;

  constructor(k0 = randomInt(KEY_RANGE), k1 = randomInt(KEY_RANGE)) {
    this.#k0 = k0 | 0;
    this.#k1 = k1 | 0;
  }

  start(): this {
    this.#v0 = this.#k0;
    this.#v1 = this.#k1 ^ 0xee;
    this.#v2 = this.#k0 ^ 0x6c796765;
    this.#v3 = this.#k1 ^ 0x74656462;
    return this;
  }

  word(word: number): this {
    this.#v3 ^= word;
    this.#rounds(1);
    this.#v0 ^= word;
    return this;
  }

  /** Latin-1 text. Its size goes in front, so that two texts in a row do not run together. */
  text(text: string): this {
    const size = text.length;
    this.word(size);
    let at = 0;
    for (; at + 4 <= size; at += 4) {
      this.word(
        text.charCodeAt(at) |
          (text.charCodeAt(at + 1) << 8) |
          (text.charCodeAt(at + 2) << 16) |
          (text.charCodeAt(at + 3) << 24),
      );
    }
    for (; at < size; at += 1) this.word(text.charCodeAt(at));
    return this;
  }

  end(): Print {
    this.#v2 ^= 0xee;
    this.#rounds(3);
    const low = this.#v1 ^ this.#v3;
    this.#v1 ^= 0xdd;
    this.#rounds(3);
    return { low, high: this.#v1 ^ this.#v3 };
  }

  #rounds(count: number): void {
    let v0 = this.#v0;
    let v1 = this.#v1;
    let v2 = this.#v2;
    let v3 = this.#v3;
    for (let round = 0; round < count; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
    }
    this.#v0 = v0;
    this.#v1 = v1;
    this.#v2 = v2;
    this.#v3 = v3;
  }
}
