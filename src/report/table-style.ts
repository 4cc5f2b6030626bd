/**
 * How the table looks: characters beyond ASCII only where the terminal shows them, colour only where it is wanted.
 * Colour repeats what a word or a number says already.
 */
import type { Severity } from "../core/findings.js";
import { shown, shownInAscii } from "./escape.js";
import type { ReportOptions } from "./options.js";

export class TableStyle {
  readonly columns: number;
  readonly ellipsis: string;
  /** What is not known or does not exist. */
  readonly none: string;
  /** Where something is missing. */
  readonly cross: string;
  readonly arrow: { readonly line: string; readonly leftHead: string; readonly rightHead: string };
  /** Parts of one bar. */
  readonly shades: { readonly dark: string; readonly light: string };
  /** Heights of a column one cell high, lowest first; nothing is a blank. */
  readonly heights: readonly string[];
  /** Line ends of a message. */
  readonly lineEnds: { readonly crlf: string; readonly lf: string };
  readonly #color: boolean;
  readonly #unicode: boolean;

  constructor(options: ReportOptions) {
    this.columns = Math.max(40, options.columns);
    this.#color = options.color;
    this.#unicode = options.unicode;
    this.ellipsis = options.unicode ? "…" : "...";
    this.none = options.unicode ? "–" : "-";
    this.cross = options.unicode ? "✕" : "x";
    this.arrow = options.unicode
      ? { line: "─", leftHead: "◀", rightHead: "▶" }
      : { line: "-", leftHead: "<", rightHead: ">" };
    this.shades = options.unicode ? { dark: "█", light: "▒" } : { dark: "#", light: "-" };
    this.heights = (options.unicode ? "▁▂▃▄▅▆▇█" : ".:-=+*#@").split("");
    this.lineEnds = options.unicode ? { crlf: "␍␊", lf: "␊" } : { crlf: "\\r\\n", lf: "\\n" };
  }

  /** A bar of `share` (0 to 1) of the width, in eighths of a cell where there are characters for them. */
  bar(share: number, width: number): string {
    const cells = Math.max(0, Math.min(1, share)) * width;
    if (!this.#unicode) return "#".repeat(share > 0 ? Math.max(1, Math.round(cells)) : 0);
    const eighths = share > 0 ? Math.max(1, Math.round(cells * 8)) : 0;
    return "█".repeat(eighths >> 3) + (EIGHTHS[eighths & 7] ?? "");
  }

  /** Text from outside, fit for this terminal. */
  text(text: string): string {
    return this.#unicode ? shown(text) : shownInAscii(text);
  }

  /** A text of ours, which has nothing beyond ASCII but ellipses. */
  words(text: string): string {
    return this.#unicode ? text : text.replaceAll("\u2026", this.ellipsis);
  }

  /** The same as `text`, kept on one line where there are blanks that do so: `RFC 9110 §7.2`. */
  unbroken(text: string): string {
    return this.#unicode ? shown(text).replaceAll(" ", "\u00a0") : shownInAscii(text);
  }

  title(text: string): string {
    return this.#paint(text, "1");
  }

  /** What is chosen, where a mark beside it says so too. */
  inverse(text: string): string {
    return this.#paint(text, "7");
  }

  faint(text: string): string {
    return this.#paint(text, "2");
  }

  /** @param word that stands for it, in another language perhaps */
  severity(severity: Severity, word: string = severity): string {
    return severity === "note" ? word : this.#paint(word, severity === "alert" ? "31;1" : "33");
  }

  status(text: string, status: number | null): string {
    if (status === null || status < 400) return text;
    return this.#paint(text, status < 500 ? "33" : "31");
  }

  #paint(text: string, code: string): string {
    return this.#color && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"] as const;
