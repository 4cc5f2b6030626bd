/**
 * The findings by severity and code: how many, where first, and one of them in a sentence. A few of each code are
 * held; the rest is counted. What is behind a note is rarely looked for, so notes share a line unless all is asked.
 */
import { describeFinding, FINDINGS, SEVERITIES, type Finding, type FindingCode } from "../core/findings.js";
import { TABLE_FINDINGS } from "../core/limits.js";
import { shown } from "./escape.js";
import { drawTable } from "./table-layout.js";
import type { TableStyle } from "./table-style.js";
import { formatCount } from "./units.js";
import { withCommas, wrapPhrases } from "./text-width.js";

interface FindingGroup {
  count: number;
  /** The first few; whose transaction or session is named in the line. */
  readonly places: string[];
  readonly sentences: string[];
}

/** Transactions named in a line. */
const PLACES = 3;

export class FindingsDigest {
  readonly #groups = new Map<FindingCode, FindingGroup>();
  readonly #all: boolean;

  /** @param all every finding in a line of its own, as far as they are held */
  constructor(all: boolean) {
    this.#all = all;
  }

  add(finding: Finding): void {
    let group = this.#groups.get(finding.code);
    if (group === undefined)
      this.#groups.set(finding.code, (group = { count: 0, places: [], sentences: [] }));
    group.count += 1;
    const held = this.#all ? TABLE_FINDINGS : 1;
    if (group.sentences.length < held) {
      group.sentences.push(shown(describeFinding(finding)));
      group.places.push(placeOf(finding));
    } else if (group.places.length < PLACES) {
      const place = placeOf(finding);
      if (!group.places.includes(place)) group.places.push(place);
    }
  }

  draw(style: TableStyle, limit: number): string[] {
    const rows: string[][] = [];
    const notes: string[] = [];
    for (const severity of SEVERITIES.toReversed()) {
      for (const [code, group] of this.#groups) {
        if (FINDINGS[code].severity !== severity) continue;
        if (severity === "note" && !this.#all) notes.push(`${code} ${formatCount(group.count)}`);
        else rows.push(...this.#rowsOf(code, group, style));
      }
    }
    if (rows.length === 0 && notes.length === 0) return [];
    const lines = [style.title("Findings")];
    const kept = this.#all ? rows : rows.slice(0, limit);
    if (kept.length > 0) {
      const paint = (cell: string): string =>
        cell === "alert" || cell === "warning" ? style.severity(cell) : cell;
      const columns = [
        { title: "", paint },
        { title: "", align: "right" as const },
        { title: "", shrinkTo: 20 },
        { title: "", shrinkTo: 20 },
      ];
      lines.push(...drawTable(columns, kept, style));
    }
    if (kept.length < rows.length) lines.push(`  and ${rows.length - kept.length} more kinds`);
    lines.push(...noteLines(notes, style));
    return lines;
  }

  #rowsOf(code: FindingCode, group: FindingGroup, style: TableStyle): string[][] {
    const { severity } = FINDINGS[code];
    const [first = "", ...others] = group.sentences;
    if (!this.#all) {
      const places = group.places.filter((place) => place !== "");
      const more = group.count > places.length && places.length > 0 ? ` ${style.ellipsis}` : "";
      const where = places.length === 0 ? "" : `${places.join(", ")}${more}: `;
      return [[severity, formatCount(group.count), code, where + first]];
    }
    const placed = (sentence: string, i: number): string =>
      group.places[i] === "" ? sentence : `${group.places[i]}: ${sentence}`;
    const rows = [[severity, formatCount(group.count), code, placed(first, 0)]];
    others.forEach((sentence, i) => rows.push(["", "", "", placed(sentence, i + 1)]));
    if (group.count > group.sentences.length) {
      rows.push(["", "", "", `and ${formatCount(group.count - group.sentences.length)} more`]);
    }
    return rows;
  }
}

/** All notes as one wrapped list: `note  tcp.gap 3, http.obs-fold 1`. */
function noteLines(notes: readonly string[], style: TableStyle): string[] {
  if (notes.length === 0) return [];
  const lines = wrapPhrases(withCommas(notes), style.columns - 8, style.ellipsis);
  return lines.map((line, i) => `  ${i === 0 ? "note" : "    "}  ${line}`);
}

/** Where it was seen, as `show` would be asked for it: a transaction, a session, or the packet. */
function placeOf({ transaction, session, frame }: Finding): string {
  if (transaction !== null) return transaction;
  if (session !== null) return `session ${session}`;
  return frame === null ? "" : `packet ${frame}`;
}
