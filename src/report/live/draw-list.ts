/** A panel's list: column titles, the page of it, and what does not stand in it. */
import { columnWidths, drawRows, drawTitles, type Column } from "../table-layout.js";
import type { TableStyle } from "../table-style.js";
import type { Listing } from "./listing.js";
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
  const { columns, grows } = listing;
  if (listing.count === 0) return ["", `  ${empty}`];
  const cells: (readonly string[])[] = [];
  for (let index = page.first; index < page.end; index++) cells.push(listing.cellsAt(index));
  const widths = columnWidths(columns, cells, style.columns);
  const used = widths.reduce((sum, width) => sum + width + GAP, 0);
  widths[grows] = Math.max(1, (widths[grows] ?? 0) + style.columns - used);
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

/** What is chosen is inverse as a whole: a colour inside would end that. */
const withoutPaint = ({ paint: _paint, ...column }: Column): Column => column;
