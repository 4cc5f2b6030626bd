/**
 * The findings by severity and code: how many, where first, and one of them in a sentence. A few of each code are
 * held; the rest is counted. What is behind a note is rarely looked for, so notes share a line unless all is asked.
 */
import {
  describeFinding,
  FINDINGS,
  SEVERITIES,
  type Finding,
  type FindingCode,
  type Severity,
} from "../core/findings.js";
import { TABLE_FINDINGS } from "../core/limits.js";
import type { TableStyle } from "./table-style.js";
import { formatCount } from "./units.js";
import { cellWidth, withCommas, wrapPhrases } from "./text-width.js";

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
  readonly #style: TableStyle;

  /** @param all every finding in a line of its own, as far as they are held */
  constructor(all: boolean, style: TableStyle) {
    this.#style = style;
    this.#all = all;
  }

  add(finding: Finding): void {
    let group = this.#groups.get(finding.code);
    if (group === undefined)
      this.#groups.set(finding.code, (group = { count: 0, places: [], sentences: [] }));
    group.count += 1;
    const held = this.#all ? TABLE_FINDINGS : 1;
    if (group.sentences.length < held) {
      group.sentences.push(this.#style.text(describeFinding(finding)));
      group.places.push(placeOf(finding));
    } else if (group.places.length < PLACES) {
      const place = placeOf(finding);
      if (!group.places.includes(place)) group.places.push(place);
    }
  }

  draw(limit: number): string[] {
    const style = this.#style;
    const rows: FindingRow[] = [];
    const notes: string[] = [];
    for (const severity of SEVERITIES.toReversed()) {
      for (const [code, group] of this.#groups) {
        if (FINDINGS[code].severity !== severity) continue;
        if (severity === "note" && !this.#all) notes.push(`${code} ${formatCount(group.count)}`);
        else rows.push({ severity, code, group });
      }
    }
    if (rows.length === 0 && notes.length === 0) return [];
    const kept = this.#all ? rows : rows.slice(0, limit);
    const lines = [style.title("Findings"), ...this.#drawRows(kept)];
    if (kept.length < rows.length) lines.push(`  and ${rows.length - kept.length} more kinds`);
    return [...lines, ...noteLines(notes, kept.length > 0 ? "warning".length : 0, style)];
  }

  /** Severity, count and code, then the sentences: behind them where there is room, else below. */
  #drawRows(rows: readonly FindingRow[]): string[] {
    const { columns, ellipsis } = this.#style;
    const counts = rows.map(({ group }) => formatCount(group.count));
    const countWidth = Math.max(0, ...counts.map((count) => count.length));
    const codeWidth = Math.max(0, ...rows.map(({ code }) => code.length));
    const indent = 2 + "warning".length + 2 + countWidth + 2;
    return rows.flatMap(({ severity, code, group }, i) => {
      const start =
        "  " +
        this.#style.severity(severity) +
        " ".repeat("warning".length - severity.length + 2) +
        counts[i]!.padStart(countWidth) +
        "  ";
      const sentences = this.#sentencesOf(group);
      const room = columns - indent - codeWidth - 2;
      if (sentences.every((sentence) => cellWidth(sentence) <= room)) {
        const below = " ".repeat(indent + codeWidth + 2);
        return sentences.map((sentence, line) =>
          line === 0 ? `${start}${code.padEnd(codeWidth)}  ${sentence}` : below + sentence,
        );
      }
      const wrapped = sentences.flatMap((text) => wrapPhrases([text], columns - indent, ellipsis));
      return [start + code, ...wrapped.map((line) => " ".repeat(indent) + line)];
    });
  }

  #sentencesOf(group: FindingGroup): string[] {
    if (this.#all) {
      const sentences = group.sentences.map((sentence, i) => placed(group.places[i] ?? "", sentence));
      const rest = group.count - sentences.length;
      return rest > 0 ? [...sentences, `and ${formatCount(rest)} more`] : sentences;
    }
    const places = group.places.filter((place) => place !== "");
    const more = group.count > places.length ? ` ${this.#style.ellipsis}` : "";
    // One sentence stands for all: it must not read as if each said the same.
    const first = group.count > 1 ? "; the first" : "";
    return group.sentences.map((sentence) =>
      placed(places.length === 0 ? "" : places.join(", ") + more + first, sentence),
    );
  }
}

interface FindingRow {
  readonly severity: Severity;
  readonly code: FindingCode;
  readonly group: FindingGroup;
}

export const placed = (place: string, sentence: string): string =>
  place === "" ? sentence : `${place}: ${sentence}`;

/** All notes as one wrapped list: `note  tcp.gap 3, http.obs-fold 1`. */
function noteLines(notes: readonly string[], labelWidth: number, style: TableStyle): string[] {
  if (notes.length === 0) return [];
  const label = "note".padEnd(labelWidth);
  const lines = wrapPhrases(withCommas(notes), style.columns - label.length - 4, style.ellipsis);
  return lines.map((line, i) => `  ${i === 0 ? label : " ".repeat(label.length)}  ${line}`);
}

/** Where it was seen, as `show` would be asked for it: a transaction, a session, or the packet. */
export function placeOf({ transaction, session, frame }: Finding): string {
  if (transaction !== null) return transaction;
  if (session !== null) return `session ${session}`;
  return frame === null ? "" : `packet ${frame}`;
}
