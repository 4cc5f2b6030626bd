/** What the panels of the live screen have in common: a list in some order, one of whose items can be opened. */
import type { WallClock } from "../../core/time.js";
import type { Secrets } from "../secrets.js";
import type { Column } from "../table-layout.js";
import type { TableStyle } from "../table-style.js";
import type { FindingCount } from "./finding-counts.js";
import type { LiveSnapshot } from "./live-digest.js";
import type { LiveFilter } from "./live-filter.js";
import type { LiveRow } from "./live-row.js";
import type { SessionRow } from "./session-list.js";

/** What Enter leads to. */
export type Opened =
  | { readonly kind: "transaction"; readonly row: LiveRow }
  | { readonly kind: "session"; readonly row: SessionRow }
  | { readonly kind: "finding"; readonly row: FindingCount }
  /** The newest transactions, narrowed to these words. */
  | { readonly kind: "filter"; readonly text: string };

/** What a panel is drawn from. */
export interface Scene {
  readonly snapshot: LiveSnapshot;
  readonly filter: LiveFilter;
  readonly style: TableStyle;
  /** Who looks over a shoulder shall not read passwords: on the screen a secret is a token. */
  readonly secrets: Secrets;
  /** null before the first packet. */
  readonly clock: WallClock | null;
}

export interface ListColumn extends Column {
  /** Takes the room that the others leave; of each list one does. */
  readonly grows?: true;
  /** Goes where a list is too narrow for what all of them want, 1 first; absent: it stays. */
  readonly spare?: number;
  /** Cells for which others may go, whatever stands there now, lest columns come and go; absent: its widest cell. */
  readonly wants?: number;
}

/** A panel's list as it stands, so far without a page. */
export interface Listing {
  readonly columns: readonly ListColumn[];
  readonly count: number;
  /** Items before the filter. */
  readonly total: number;
  /** What does not stand in the list; empty where all does. */
  readonly leftOut: string;
  /** By which the item is known again when the list has changed. */
  keyAt(index: number): unknown;
  cellsAt(index: number): readonly string[];
  openAt(index: number): Opened;
}

export interface Panel {
  readonly title: string;
  /** What it can be sorted by, the usual first. */
  readonly sorts: readonly string[];
  list(scene: Scene, sort: number): Listing;
}

/** How one kind of item is listed. */
interface ListingParts<Item> {
  readonly columns: readonly ListColumn[];
  readonly items: readonly Item[];
  readonly total: number;
  readonly leftOut: string;
  readonly keyOf: (item: Item) => unknown;
  readonly cellsOf: (item: Item) => readonly string[];
  readonly open: (item: Item) => Opened;
}

export function listingOf<Item>(parts: ListingParts<Item>): Listing {
  const { columns, items, total, leftOut, keyOf, cellsOf, open } = parts;
  const itemAt = (index: number): Item => {
    const item = items[index];
    if (item === undefined) throw new RangeError(`the list has no item ${index}`);
    return item;
  };
  return {
    columns,
    count: items.length,
    total,
    leftOut,
    keyAt: (index) => keyOf(itemAt(index)),
    cellsAt: (index) => cellsOf(itemAt(index)),
    openAt: (index) => open(itemAt(index)),
  };
}

/** One way to sort: what it is called, and what comes first. */
export interface Order<Item> {
  readonly by: string;
  readonly compare: (a: Item, b: Item) => number;
}

/** The items in the order of that number; of a number that there is not, as they come. */
export function sorted<Item>(items: readonly Item[], orders: readonly Order<Item>[], sort: number): Item[] {
  const order = orders[sort];
  return order === undefined ? [...items] : items.toSorted(order.compare);
}

/** Largest first; what is not known comes last. */
export const descending = (a: number | null, b: number | null): number =>
  (b ?? Number.NEGATIVE_INFINITY) === (a ?? Number.NEGATIVE_INFINITY)
    ? 0
    : (b ?? Number.NEGATIVE_INFINITY) - (a ?? Number.NEGATIVE_INFINITY);

/** `14:28:31`, UTC; nothing before the first packet. */
export function timeOfDay(timeNs: number, clock: WallClock | null): string {
  return clock === null ? "" : clock.format({ timeNs, timeDigits: 0 }).slice(11, 19);
}
