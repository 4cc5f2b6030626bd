/** A panel's list: column titles, the page of it, and what does not stand in it. */
import { columnWidths, drawRows, drawTitles, type Column } from "../table-layout.js";
import type { TableStyle } from "../table-style.js";
import type { ListColumn, Listing } from "./listing.js";
import type { Page } from "./live-view.js";
import { fitLine, padTo } from "./line.js";

/** Stands before the chosen row, where the others are indented. */
const MARK = "> ";
const GAP = 2;

/** Rows of items that have room in so many lines. */
export const itemRows = (listing: Listing, lines: number): number =>
  Math.max(1, lines - 1 - (listing.leftOut === "" ? 0 : 1));

/** @param empty what to say where there is nothing */
export function drawList(listing: Listing, page: Page, empty: string, style: TableStyle): string[] {
  if (listing.count === 0) return ["", `  ${empty}`];
  const rows: (readonly string[])[] = [];
  for (let index = page.first; index < page.end; index++) rows.push(listing.cellsAt(index));
  const kept = keepColumns(listing.columns, rows, style.columns);
  const columns = listing.columns.filter((_, index) => kept.has(index));
  const cells = rows.map((row) => row.filter((_, index) => kept.has(index)));
  const widths = columnWidths(columns, cells, style.columns);
  const room = style.columns - widths.reduce((sum, width) => sum + width + GAP, 0);
  const grows = columns.findIndex((column) => column.grows === true);
  if (room > 0 && grows >= 0) widths[grows]! += room;
  const lines = drawRows(columns, cells, widths, style);
  if (page.chosen !== null) {
    const chosen = page.chosen - page.first;
    const [plain = ""] = drawRows(columns.map(withoutPaint), cells.slice(chosen, chosen + 1), widths, style);
    const marked = MARK + fitLine(plain, style.columns, style).slice(MARK.length);
    lines[chosen] = style.inverse(padTo(marked, style.columns));
  }
  const titled = [drawTitles(columns, widths, style), ...lines];
  return listing.leftOut === "" ? titled : [...titled, style.faint(`  ${listing.leftOut}`)];
}

/** Indexes of the columns that have room, the spare ones left out in their order. */
function keepColumns(
  columns: readonly ListColumn[],
  rows: readonly (readonly string[])[],
  total: number,
): ReadonlySet<number> {
  const natural = columnWidths(columns, rows, Number.POSITIVE_INFINITY);
  const wanted = columns.map(({ wants }, index) => (wants ?? natural[index]!) + GAP);
  const kept = new Set(columns.keys());
  const spares = columns
    .map(({ spare }, index) => ({ spare: spare ?? 0, index }))
    .filter(({ spare }) => spare > 0)
    .toSorted((a, b) => a.spare - b.spare);
  let used = wanted.reduce((sum, width) => sum + width, 0);
  for (const { index } of spares) {
    if (used <= total) break;
    kept.delete(index);
    used -= wanted[index]!;
  }
  return kept;
}

/** What is chosen is inverse as a whole: a colour inside would end that. */
const withoutPaint = ({ paint: _paint, ...column }: Column): Column => column;
