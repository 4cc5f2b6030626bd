/** The time of a transaction as a bar: blocked is blank, wait full, receive lighter. */
import type { TimingsRecord } from "../core/records.js";
import type { TableStyle } from "./table-style.js";

/** `|  ████▒▒|`; empty where the whole time is not known, or nothing. */
export function timingBar(
  { blocked, wait, receive, total }: TimingsRecord,
  width: number,
  style: TableStyle,
): string {
  if (total === null || total <= 0) return "";
  // Both may be rounded up: what is left for the rest is never less than nothing.
  const cells = (ms: number | null, room: number): number =>
    Math.max(0, Math.min(room, Math.round(((ms ?? 0) / total) * width)));
  const before = cells(blocked, width);
  const waiting = cells(wait, width - before);
  const receiving = cells(receive, width - before - waiting);
  const { dark, light } = style.shades;
  return `|${" ".repeat(before)}${dark.repeat(waiting)}${light.repeat(receiving)}|`;
}
