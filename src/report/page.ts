/** A page of running text for a terminal: numbered chapters, paragraphs, lines of a message with notes beside them. */
import { cellWidth } from "./text-width.js";
import type { TableStyle } from "./table-style.js";
import { formatShare } from "./units.js";
import { wrapLine, wrapText } from "./wrap.js";

export type Part =
  | { readonly kind: "text"; readonly text: string; readonly sources?: readonly string[] }
  | { readonly kind: "lines"; readonly lines: readonly NotedLine[] }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "bars"; readonly rows: readonly BarRow[] };

/** A part of a whole: what, how much, and as a bar. */
export interface BarRow {
  readonly label: string;
  readonly value: string;
  /** 0 to 1 */
  readonly share: number;
}

/** A line as it stood on the wire, and what it means. */
export interface NotedLine {
  readonly line: string;
  readonly note: string;
}

export interface Chapter {
  /** null for what is no step. */
  readonly step: number | null;
  readonly title: string;
  /** What stands at the right edge of the title: packets. */
  readonly place: string;
  readonly parts: readonly Part[];
}

const INDENT = "   ";
/** Cells of a line of a message before its note goes below it. */
const LEAST_NOTE = 24;
const GAP = 2;

export function drawChapter(chapter: Chapter, style: TableStyle): string[] {
  const lines = drawTitle(chapter, style);
  for (const part of chapter.parts) {
    if (part.kind === "text") lines.push(...drawText(part.text, part.sources ?? [], style));
    else if (part.kind === "lines") lines.push(...drawLines(part.lines, style));
    else if (part.kind === "bars") lines.push(...drawBars(part.rows, style));
    else
      for (const item of part.items)
        wrapText(item, style.columns - INDENT.length - 2).forEach((line, i) =>
          lines.push(`${INDENT}${i === 0 ? "- " : "  "}${line}`),
        );
  }
  return lines;
}

function drawTitle({ step, title, place }: Chapter, style: TableStyle): string[] {
  if (title === "") return [];
  const number = step === null ? "" : String(step).padEnd(INDENT.length);
  const left = number + title;
  const room = style.columns - cellWidth(left) - cellWidth(place);
  if (place === "" || room < GAP) {
    const lines = wrapText(left, style.columns).map((line) => style.title(line));
    return place === "" ? lines : [...lines, INDENT + style.faint(place)];
  }
  return [style.title(left) + " ".repeat(room) + style.faint(place)];
}

/** The sources end the paragraph, at the right edge: on its last line where there is room. */
function drawText(text: string, sources: readonly string[], style: TableStyle): string[] {
  const lines = wrapText(text, style.columns - INDENT.length).map((line) => INDENT + line);
  if (sources.length === 0) return lines;
  const cited = style.text(sources.join(", "));
  const last = lines.at(-1) ?? "";
  const room = style.columns - cellWidth(last) - cellWidth(cited);
  if (room >= GAP) lines[lines.length - 1] = last + " ".repeat(room) + style.faint(cited);
  else lines.push(style.faint(cited.padStart(style.columns - cellWidth(cited) + cited.length)));
  return lines;
}

function drawLines(noted: readonly NotedLine[], style: TableStyle): string[] {
  const indent = INDENT + "  ";
  const room = style.columns - indent.length;
  const most = Math.max(LEAST_NOTE, Math.floor(room * 0.55));
  const width = Math.min(
    most,
    Math.max(0, ...noted.map(({ line }) => cellWidth(line)).filter((cells) => cells <= most)),
  );
  return noted.flatMap(({ line, note }) => {
    const pieces = wrapLine(line, room);
    if (note === "") return pieces.map((piece) => indent + piece);
    const last = pieces.at(-1) ?? "";
    if (cellWidth(last) > width) {
      const below = wrapText(note, room - width - GAP).map(
        (piece) => " ".repeat(indent.length + width + GAP) + style.faint(piece),
      );
      return [...pieces.map((piece) => indent + piece), ...below];
    }
    const notes = wrapText(note, room - width - GAP);
    const gap = " ".repeat(width - cellWidth(last) + GAP);
    return [
      ...pieces.slice(0, -1).map((piece) => indent + piece),
      indent + last + gap + style.faint(notes[0] ?? ""),
      ...notes.slice(1).map((piece) => " ".repeat(indent.length + width + GAP) + style.faint(piece)),
    ];
  });
}

const MOST_BAR = 36;

function drawBars(rows: readonly BarRow[], style: TableStyle): string[] {
  const indent = INDENT + "  ";
  const labels = Math.max(...rows.map(({ label }) => cellWidth(label)));
  const values = Math.max(...rows.map(({ value }) => cellWidth(value)));
  const shares = Math.max(...rows.map(({ share }) => formatShare(share, 1).length));
  const room = style.columns - indent.length - labels - values - shares - 3 * GAP;
  const width = Math.max(0, Math.min(MOST_BAR, room));
  return rows.map(({ label, value, share }) => {
    const figures = `${blanks(value, values)}${value}  ${formatShare(share, 1).padStart(shares)}`;
    return `${indent}${label}${blanks(label, labels)}  ${figures}  ${style.bar(share, width)}`;
  });
}

/** What fills a text up to so many cells. */
const blanks = (text: string, cells: number): string => " ".repeat(cells - cellWidth(text));
