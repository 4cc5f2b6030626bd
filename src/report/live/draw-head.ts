/** The upper part of the live screen: what is watched, how much of it there is, how the last minute went. */
import { SEVERITIES } from "../../core/findings.js";
import type { TableStyle } from "../table-style.js";
import { formatCount, formatDuration, formatMs, formatShortSize } from "../units.js";
import { CHARTED, type LiveSnapshot } from "./live-digest.js";
import { spread } from "./line.js";

/** What goes on while the rest of the screen is paused. */
export interface Pulse {
  readonly title: string;
  /** Since the tap was opened. */
  readonly elapsedMs: number;
  readonly packets: number;
  /** null where the tap does not know. */
  readonly droppedPackets: number | null;
  /** Transactions a second. */
  readonly rate: number;
  /** `14:28:31` by the packets' clock; empty before the first packet. */
  readonly timeOfDay: string;
}

export function drawPulse(pulse: Pulse, style: TableStyle): string {
  const { elapsedMs, packets, droppedPackets, rate, timeOfDay } = pulse;
  const dropped = droppedPackets === null ? "" : `${brief(droppedPackets)} dropped`;
  const facts = [
    formatDuration(Math.floor(elapsedMs / 1000) * 1000),
    `${brief(packets)} packets`,
    `${rate < 9.95 && rate > 0 ? rate.toFixed(1) : brief(rate)} tx/s`,
    droppedPackets !== null && droppedPackets > 0 ? style.severity("warning", dropped) : dropped,
  ];
  const left = [style.title(style.text(pulse.title)), ...facts].filter((fact) => fact !== "").join("  ");
  return spread(left, timeOfDay === "" ? "" : `${timeOfDay} UTC`, style.columns);
}

export function drawMinute(snapshot: LiveSnapshot, style: TableStyle): string {
  const { p50, p99 } = snapshot.waits;
  const unanswered = sum(snapshot.unanswered);
  const transactions = snapshot.minuteTransactions;
  const shown = (ms: number | null): string => (ms === null ? style.none : `${formatMs(ms)} ms`);
  const facts = [
    `${brief(transactions)} tx`,
    `wait p50 ${shown(p50)}`,
    `p99 ${shown(p99)}`,
    unanswered > 0 ? `${brief(unanswered)} unanswered` : "",
  ];
  return `last minute  ${facts.filter((fact) => fact !== "").join("  ")}`;
}

export function drawTotals(snapshot: LiveSnapshot, style: TableStyle): string {
  const { openSessions } = snapshot;
  const findings = SEVERITIES.toReversed().flatMap((severity) => {
    const count = snapshot.severities[severity];
    return count === 0
      ? []
      : [style.severity(severity, `${formatShortSize(count)} ${count === 1 ? severity : `${severity}s`}`)];
  });
  const facts = [
    `${brief(snapshot.transactions)} tx`,
    `${briefer(openSessions)} open ${openSessions === 1 ? "session" : "sessions"}`,
    findings.length === 0 ? "no findings" : findings.join(" "),
  ];
  return `in all       ${facts.join("  ")}`;
}

/** Cells beside the bars: the class before them; behind them its count, and the most in one second. */
const CLASS_CELLS = 4;
const FIGURE_CELLS = 16;
const MOST_CELLS = 10;

/** A line for each class of status, each of a height of its own: a few errors shall be seen beside many successes. */
export function drawClasses(snapshot: LiveSnapshot, style: TableStyle): string[] {
  const room = style.columns - CLASS_CELLS - FIGURE_CELLS;
  return snapshot.classes.map((counts, index) => {
    const most = Math.max(...counts);
    const bars = fitBars(counts, room).map(({ count, width }) => heightOf(count, most, style).repeat(width));
    const figures =
      most === 0 ? "" : `${briefer(sum(counts)).padStart(FIGURE_CELLS - MOST_CELLS)} max ${briefer(most)}`;
    const hundreds = CHARTED[index] ?? 0;
    const chart = style.status(bars.join(""), hundreds * 100);
    return `${hundreds}xx ${chart}${figures}`;
  });
}

/** The newest seconds that have room, one or more cells each. */
function fitBars(
  counts: readonly number[],
  room: number,
): { readonly count: number; readonly width: number }[] {
  const width = Math.max(1, Math.floor(room / counts.length));
  return counts.slice(-Math.max(1, Math.floor(room / width))).map((count) => ({ count, width }));
}

function heightOf(count: number, most: number, style: TableStyle): string {
  if (count === 0) return " ";
  const { heights } = style;
  return heights[Math.ceil((count / most) * heights.length) - 1] ?? "";
}

/** At most six characters: `99 999`, `100k`. */
const brief = (count: number): string => (count < 99_999.5 ? formatCount(count) : formatShortSize(count));
/** At most five: `9 999`, `10k`. */
const briefer = (count: number): string => (count < 9_999.5 ? formatCount(count) : formatShortSize(count));

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
