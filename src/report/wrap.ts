/** Running text in lines of a width. Chinese and Japanese break anywhere but before what closes; Korean at its blanks. */
import { cellWidth } from "./text-width.js";

/** What must not begin a line. */
const CLOSING =
  /^[\u3001\u3002\uff0c\uff0e\u30fb\uff1a\uff1b\uff1f\uff01\u300d\u300f\uff09\u3011\u3009\u300b\u30fc\u3005\u301c\u3041\u3043\u3045\u3047\u3049\u30a1\u30a3\u30a5\u30a7\u30a9\u30f5\u30f6\u3063\u3083\u3085\u3087\u30c3\u30e3\u30e5\u30e7)\].,;:!?]/u;
/** What must not end a line. */
const OPENING = /[\u300c\u300e\uff08\u3010\u3008\u300a([]$/u;
const BREAKS_ANYWHERE = /[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f]/u;

/** Pieces that stay whole, each with the blank that stands before it, if one does. */
function pieces(text: string): { readonly text: string; readonly isSpaced: boolean }[] {
  const found: { text: string; isSpaced: boolean }[] = [];
  for (const word of text.split(" ")) {
    let isSpaced = true;
    let run = "";
    const end = (): void => {
      if (run === "") return;
      const before = found.at(-1);
      const joins = !isSpaced && before !== undefined && (CLOSING.test(run) || OPENING.test(before.text));
      if (joins) before.text += run;
      else found.push({ text: run, isSpaced });
      isSpaced = false;
      run = "";
    };
    for (const character of word) {
      if (!BREAKS_ANYWHERE.test(character)) {
        run += character;
        continue;
      }
      end();
      run = character;
      end();
    }
    end();
  }
  return found;
}

/** Lines of at most `width` cells, as far as no word is wider: such a one is cut where it must be. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    const longer = line === "" ? piece.text : `${line}${piece.isSpaced ? " " : ""}${piece.text}`;
    if (cellWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = piece.text;
    while (cellWidth(line) > width) {
      const head = startOf(line, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  lines.push(line);
  return lines;
}

/** A line as it was sent: every blank of it stays, and it is broken behind one where that is possible. */
export function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (cellWidth(rest) > width) {
    const most = startOf(rest, width);
    const blank = most.lastIndexOf(" ");
    const line = blank > 0 ? most.slice(0, blank + 1) : most;
    lines.push(line);
    rest = rest.slice(line.length);
  }
  return [...lines, rest];
}

function startOf(text: string, width: number): string {
  let kept = "";
  for (const character of text) {
    if (kept !== "" && cellWidth(kept + character) > width) break;
    kept += character;
  }
  return kept;
}
