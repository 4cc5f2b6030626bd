/**
 * Distinct things, in the order first seen: as many as the table of all lists holds are counted, the first
 * LINE_LIST_ENTRIES are listed.
 */
import { LINE_LIST_ENTRIES } from "../core/limits.js";
import type { Raise } from "./collector.js";
import type { Print } from "./keyed-hash.js";
import type { TableBound } from "./tables.js";

export class DistinctList<Item> {
  readonly #list: number;
  readonly #bound: TableBound;
  #count = 0;
  #items: Item[] | null = null;

  /** @param bound of the table that the list belongs to */
  constructor(bound: TableBound) {
    this.#list = bound.nextList();
    this.#bound = bound;
  }

  /** Distinct things, as far as they could be told apart. */
  get count(): number {
    return this.#count;
  }

  get items(): readonly Item[] {
    return this.#items ?? [];
  }

  has(print: Print): boolean {
    return this.#bound.hasSeen(this.#list, print);
  }

  /** Counts a thing unless it is known; true where it was new. */
  add(print: Print, raise: Raise): boolean {
    if (this.has(print) || !this.#bound.admitsDistinct(this.#list, print, raise)) return false;
    this.#count += 1;
    return true;
  }

  /**
   * Lists what add() has just counted; true where the line's list was full for the first time.
   * @param bytes what the item takes, beside its place in the list
   */
  list(item: Item, bytes: number, raise: Raise): boolean {
    if (this.#count > LINE_LIST_ENTRIES) return this.#count === LINE_LIST_ENTRIES + 1;
    if (!this.#bound.admitsItem(bytes, raise)) return false;
    // A literal has room for one, a push for 17: most lists of a flood have one item.
    if (this.#items === null) this.#items = [item];
    else this.#items.push(item);
    return false;
  }
}
