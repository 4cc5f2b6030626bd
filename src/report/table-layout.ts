/**
 * Rows and columns inside the width of the terminal. Columns take what their widest cell needs; where that is too
 * much, those that may shrink do, widest first, and their cells are cut. cli-table3 draws; it holds all rows of a
 * table, so callers hand it a bounded number.
 */
import Table from "cli-table3";
import { cellWidth, cutMiddle, cutToWidth } from "./text-width.js";
import type { TableStyle } from "./table-style.js";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Cells that must stay when the table is too wide; absent: the column never shrinks. */
  readonly shrinkTo?: number;
  /** Where a cell is cut; the end unless said otherwise. */
  readonly cut?: "middle";
  /** Colour for a cell that was cut to its width. */
  readonly paint?: (cell: string) => string;
}

const GAP = 2;
const INDENT = "  ";

/** Lines of the table, header first where a column has a title. */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string[] {
  const widths = columnWidths(columns, rows, style.columns);
  const table = new Table({
    chars: NO_BORDERS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": GAP },
    colWidths: widths.map((width) => width + GAP),
    colAligns: columns.map(({ align }) => align ?? "left"),
  });
  const titles = fitTitles(columns, widths, style);
  table.push(titles);
  for (const row of rows) table.push(fitCells(columns, row, widths, style));
  // The title of the first column names the block, so it stands out to the left.
  const first = columns[0]?.align === "right" ? "" : (titles[0] ?? "");
  const lines = table.toString().split("\n");
  return lines.map((line, i) =>
    (i === 0 ? first + INDENT + line.slice(first.length) : INDENT + line).trimEnd(),
  );
}

/**
 * Lines of a list without end, drawn some rows at a time into columns of given widths. By hand: cli-table3 takes a
 * quarter of a millisecond for a row.
 */
export function drawRows(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  style: TableStyle,
): string[] {
  return rows.map((row) => drawRow(columns, fitCells(columns, row, widths, style), widths));
}

export function drawTitles(columns: readonly Column[], widths: readonly number[], style: TableStyle): string {
  return drawRow(columns, fitTitles(columns, widths, style), widths);
}

function drawRow(columns: readonly Column[], cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, i) => {
    const space = " ".repeat(Math.max(0, widths[i]! - cellWidth(cell)));
    return columns[i]?.align === "right" ? space + cell : cell + space;
  });
  return (INDENT + padded.join(" ".repeat(GAP))).trimEnd();
}

function fitCells(
  columns: readonly Column[],
  row: readonly string[],
  widths: readonly number[],
  style: TableStyle,
): string[] {
  return columns.map(({ cut, paint }, i) => {
    const cell = (cut === "middle" ? cutMiddle : cutToWidth)(row[i] ?? "", widths[i]!, style.ellipsis);
    return paint === undefined ? cell : paint(cell);
  });
}

function fitTitles(columns: readonly Column[], widths: readonly number[], style: TableStyle): string[] {
  return columns.map(({ title }, i) => style.title(cutToWidth(title, widths[i]!, style.ellipsis)));
}

/** Cells of each column, so that a row fits into `total`. */
export function columnWidths(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  total: number,
  least: readonly number[] = [],
): number[] {
  const widths = columns.map(({ title }, i) => {
    let width = Math.max(cellWidth(title), least[i] ?? 0, 1);
    for (const row of rows) width = Math.max(width, cellWidth(row[i] ?? ""));
    return width;
  });
  let excess = widths.reduce((sum, width) => sum + width + GAP, INDENT.length - GAP) - total;
  while (excess > 0) {
    const widest = widestThatShrinks(columns, widths);
    if (widest < 0) break;
    widths[widest]! -= 1;
    excess -= 1;
  }
  return widths;
}

function widestThatShrinks(columns: readonly Column[], widths: readonly number[]): number {
  let widest = -1;
  columns.forEach(({ shrinkTo }, i) => {
    if (shrinkTo === undefined || widths[i]! <= shrinkTo) return;
    if (widest < 0 || widths[i]! > widths[widest]!) widest = i;
  });
  return widest;
}

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};
