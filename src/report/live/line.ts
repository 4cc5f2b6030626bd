/** Lines of exactly the width of the screen. */
import { cellWidth, cutToWidth } from "../text-width.js";
import type { TableStyle } from "../table-style.js";

const GAP = 2;
const COLOR = /\u001b\[[0-9;]*m/g;

/** The left text, and the right one at the edge where there is room for both. */
export function spread(left: string, right: string, width: number): string {
  const room = width - cellWidth(left) - cellWidth(right);
  return right === "" || room < GAP ? left : `${left}${" ".repeat(room)}${right}`;
}

/** Blanks behind the text, up to the width. */
export const padTo = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - cellWidth(text)));

/** A line that is too wide loses its colour and its end. */
export function fitLine(line: string, width: number, style: TableStyle): string {
  return cellWidth(line) <= width ? line : cutToWidth(line.replace(COLOR, ""), width, style.ellipsis);
}
