/**
 * What was worked out of a text, for texts that come again and again: field values, names, hosts. A memory, not a
 * result: once it is full it starts anew, and what is too long to be sent often is worked out each time.
 */
import { REMEMBERED_TEXTS, REMEMBERED_TEXT_SIZE } from "./limits.js";
import { ownCopy } from "./own-copy.js";

export class Remembered<Value> {
  readonly #values = new Map<string, Value>();
  readonly #workOut: (text: string) => Value;

  /** @param workOut gives the same for the same text, and keeps nothing of it alive */
  constructor(workOut: (text: string) => Value) {
    this.#workOut = workOut;
  }

  of(text: string): Value {
    const known = this.#values.get(text);
    if (known !== undefined) return known;
    if (text.length > REMEMBERED_TEXT_SIZE) return this.#workOut(text);
    const own = ownCopy(text);
    const value = this.#workOut(own);
    if (this.#values.size >= REMEMBERED_TEXTS) this.#values.clear();
    this.#values.set(own, value);
    return value;
  }
}
