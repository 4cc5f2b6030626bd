/**
 * What bounds the tables of the summary. Hosts, methods, cookies and their lists are text of an attacker, so each
 * table holds so many entries, all together so much text, so many bytes of lists and so many things told apart;
 * what comes later is only counted, and a finding says so once a table (limit.table) or once a line (limit.list).
 */
import { captureFinding } from "../core/findings.js";
import {
  LINE_LIST_ENTRIES,
  TABLE_DISTINCT,
  TABLE_ENTRIES,
  TABLE_LIST_BYTES,
  TABLE_TEXT_BYTES,
} from "../core/limits.js";
import { ownCopy } from "../core/own-copy.js";
import type { Raise } from "./collector.js";
import type { Print } from "./keyed-hash.js";
import { SeenTable } from "./seen-table.js";

/** A place in an array that grows by half. */
const PLACE_BYTES = 12;
/** A string beside its characters, rounded up. */
const STRING_BYTES = 24;

/** The memory that all tables share. */
export class TableBudget {
  /** Which things were seen in which list. */
  readonly seen: SeenTable;
  #textBytes: number;
  #listBytes: number;
  #lists = 0;

  constructor(textBytes = TABLE_TEXT_BYTES, listBytes = TABLE_LIST_BYTES, distinct = TABLE_DISTINCT) {
    this.#textBytes = textBytes;
    this.#listBytes = listBytes;
    this.seen = new SeenTable(distinct);
  }

  /** A number for one more list, by which `seen` knows it. */
  nextList(): number {
    return (this.#lists += 1);
  }

  /** false, and nothing taken, where the text does not fit any more. */
  takeText(text: string): boolean {
    if (text.length > this.#textBytes) return false;
    this.#textBytes -= text.length;
    return true;
  }

  /** The same for the items of lists. */
  takeList(bytes: number): boolean {
    if (bytes > this.#listBytes) return false;
    this.#listBytes -= bytes;
    return true;
  }
}

/** One table's share: how many entries, and whether its finding was raised. */
export class TableBound {
  readonly #table: string;
  readonly #budget: TableBudget;
  readonly #limit: number;
  #isReported = false;

  /** @param table the plural that stands in the finding: "hosts" */
  constructor(table: string, budget: TableBudget, limit = TABLE_ENTRIES) {
    this.#table = table;
    this.#budget = budget;
    this.#limit = limit;
  }

  /** Whether a table of `size` entries may take one more with this text; raises limit.table the first time not. */
  admits(size: number, text: string, raise: Raise): boolean {
    if (size >= this.#limit) this.#report(this.#limit, this.#table, raise);
    else if (this.#budget.takeText(text)) return true;
    else this.#report(TABLE_TEXT_BYTES, `bytes of text with ${this.#table}`, raise);
    return false;
  }

  /** Whether a list inside an entry may take one more item; raises limit.table the first time not. */
  admitsItem(bytes: number, raise: Raise): boolean {
    if (this.#budget.takeList(PLACE_BYTES + bytes)) return true;
    this.#report(TABLE_LIST_BYTES, `bytes of lists with ${this.#table}`, raise);
    return false;
  }

  nextList(): number {
    return this.#budget.nextList();
  }

  hasSeen(list: number, print: Print): boolean {
    return this.#budget.seen.has(list, print);
  }

  /** Whether a thing that the list has not seen can be told apart; raises limit.table the first time not. */
  admitsDistinct(list: number, print: Print, raise: Raise): boolean {
    const { seen } = this.#budget;
    if (!seen.isFull) {
      seen.add(list, print);
      return true;
    }
    this.#report(TABLE_DISTINCT, `clients, sessions and values told apart with ${this.#table}`, raise);
    return false;
  }

  #report(limit: number, table: string, raise: Raise): void {
    if (this.#isReported) return;
    this.#isReported = true;
    raise(captureFinding("limit.table", null, { limit, table }));
  }
}

/** How often each text was seen; the keys of a Map, for `__proto__` is a key like any other. */
export class Tally {
  readonly #counts = new Map<string, { count: number }>();
  readonly #bound: TableBound;
  readonly #list: string;

  /** @param list the plural that stands in findings: "methods" */
  constructor(list: string, budget: TableBudget) {
    this.#bound = new TableBound(list, budget);
    this.#list = list;
  }

  /** Distinct texts, as far as the table goes. */
  get size(): number {
    return this.#counts.size;
  }

  add(text: string, raise: Raise): void {
    const entry = this.#counts.get(text);
    if (entry !== undefined) {
      entry.count += 1;
      return;
    }
    if (!this.#bound.admits(this.#counts.size, text, raise)) return;
    this.#counts.set(ownCopy(text), { count: 1 });
    if (this.#counts.size === LINE_LIST_ENTRIES + 1) raiseListLimit(raise, this.#list, "summary");
  }

  /** What a line shows: the first seen. */
  *entries(): Iterable<readonly [string, number]> {
    let shown = 0;
    for (const [text, { count }] of this.#counts) {
      if (shown++ === LINE_LIST_ENTRIES) return;
      yield [text, count];
    }
  }

  /** As a record of the summary. Object.fromEntries defines `__proto__` as a key and sets no prototype. */
  toRecord(): Record<string, number> {
    return Object.fromEntries(this.entries());
  }
}

export function raiseListLimit(raise: Raise, list: string, of: string, limit = LINE_LIST_ENTRIES): void {
  raise(captureFinding("limit.list", null, { limit, list, of }));
}

/** What a text takes that a list keeps. */
export const textBytes = (text: string): number => STRING_BYTES + text.length;
