/**
 * Text measured in cells of a terminal: Chinese, Japanese and Korean characters take two, combining marks none.
 */
import stringWidth from "string-width";

/** Cells that the text takes; escape sequences for colour take none. */
export function cellWidth(text: string): number {
  return isNarrow(text) ? text.length : stringWidth(text);
}

/** The text in at most `width` cells; what is cut is marked. */
export function cutToWidth(text: string, width: number, ellipsis: string): string {
  if (cellWidth(text) <= width) return text;
  const room = width - ellipsis.length;
  if (room < 0) return ellipsis.slice(0, Math.max(0, width));
  return startOf(text, room) + ellipsis;
}

/** The text in at most `width` cells, its middle left out, so that a file's ending or a port stays. */
export function cutMiddle(text: string, width: number, ellipsis: string): string {
  if (cellWidth(text) <= width) return text;
  const room = width - ellipsis.length;
  const tail = Math.floor(room / 2);
  if (tail < 1) return cutToWidth(text, width, ellipsis);
  return startOf(text, room - tail) + ellipsis + endOf(text, tail);
}

/**
 * Lines of at most `width` cells from phrases, which are told apart by spaces and kept whole; a phrase that is wider
 * than a line is broken at its own spaces, a word that is wider is cut.
 */
export function wrapPhrases(phrases: readonly string[], width: number, ellipsis: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const phrase of phrases) {
    for (const part of cellWidth(phrase) <= width ? [phrase] : phrase.split(" ")) {
      const longer = line === "" ? part : `${line} ${part}`;
      if (cellWidth(longer) <= width) {
        line = longer;
        continue;
      }
      if (line !== "") lines.push(line);
      line = cutToWidth(part, width, ellipsis);
    }
  }
  lines.push(line);
  return lines;
}

/** The parts of a list, each with the comma behind it. */
export function withCommas(parts: readonly string[]): string[] {
  return parts.map((part, i) => (i < parts.length - 1 ? `${part},` : part));
}

/** Made when the first text is cut: it takes milliseconds. */
let graphemes: Intl.Segmenter | null = null;

const segmentsOf = (text: string): Intl.Segments =>
  (graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);

function startOf(text: string, width: number): string {
  // A hundred times as fast, and nearly every text is such a one.
  if (isNarrow(text)) return text.slice(0, width);
  let kept = "";
  let cells = 0;
  for (const { segment } of segmentsOf(text)) {
    cells += cellWidth(segment);
    if (cells > width) break;
    kept += segment;
  }
  return kept;
}

function endOf(text: string, width: number): string {
  if (isNarrow(text)) return text.slice(Math.max(0, text.length - width));
  const segments = Array.from(segmentsOf(text), ({ segment }) => segment);
  let start = segments.length;
  for (let cells = 0; start > 0; start--) {
    cells += cellWidth(segments[start - 1]!);
    if (cells > width) break;
  }
  return segments.slice(start).join("");
}

/**
 * Nothing but characters of one cell that join no others: Latin letters, and what the table itself is drawn with.
 * The first question to string-width takes longer than a small capture.
 */
function isNarrow(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const isLatin = (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0x17f && code !== SOFT_HYPHEN);
    if (!isLatin && !isTypographic(code)) return false;
  }
  return true;
}

const SOFT_HYPHEN = 0xad;

/** Thin spaces, dashes, quotation marks, the ellipsis; lines and blocks. */
function isTypographic(code: number): boolean {
  return (
    code === 0x2009 ||
    code === 0x202f ||
    code === 0x2026 ||
    (code >= 0x2013 && code <= 0x201d) ||
    (code >= 0x2500 && code <= 0x259f)
  );
}
