/** The last line of the live screen: what the keys do now; and the page that says what all of them do. */
import { LIVE_SLOWEST, LIVE_TRANSACTIONS } from "../../core/limits.js";
import type { TableStyle } from "../table-style.js";
import { cellWidth } from "../text-width.js";
import { formatCount } from "../units.js";
import { wrapText } from "../wrap.js";
import type { LiveView } from "./live-view.js";
import { PANELS } from "./panels.js";
import type { Picture } from "./picture.js";

const GAP = "  ";

export function drawKeys(picture: Picture, view: LiveView, style: TableStyle): string {
  if (picture.isEnding) return style.inverse("ending: reading what is left; Ctrl-C again quits at once");
  if (view.isTyping) {
    const typed = style.text(view.filter.text);
    return `filter: ${typed}${style.inverse("_")}${GAP}Enter keep${GAP}Esc clear`;
  }
  const phrases = [...stateOf(picture, view, style), ...keysOf(picture, view)];
  return joined(phrases, "q quit", style.columns);
}

/** What is not as usual comes first. */
function stateOf({ heardSincePause }: Picture, view: LiveView, style: TableStyle): string[] {
  const phrases: string[] = [];
  if (heardSincePause !== null)
    phrases.push(style.inverse(`PAUSED, ${formatCount(heardSincePause)} more since`), "p go on");
  if (!view.filter.isEmpty) phrases.push(`filter "${style.text(view.filter.text)}"`);
  return phrases;
}

function keysOf({ heardSincePause }: Picture, view: LiveView): string[] {
  if (!view.isList) return ["Esc back", "arrows scroll"];
  const by = PANELS[view.panel]?.sorts[view.sortOf(view.panel)] ?? "";
  const pause = heardSincePause === null ? ["p pause"] : [];
  const filter = view.filter.isEmpty ? "/ filter" : "Esc clear";
  return [`s sorted by ${by}`, filter, ...pause, "Enter open", "Tab panel", "? help"];
}

/** As many phrases as have room before the last one. */
function joined(phrases: readonly string[], last: string, columns: number): string {
  let line = "";
  for (const phrase of phrases) {
    if (cellWidth(line) + cellWidth(phrase) + 2 * GAP.length + last.length > columns) break;
    line += phrase + GAP;
  }
  return line + last;
}

/** Keys and what they do, as the README has them too. */
export const KEYS: readonly (readonly [string, string])[] = [
  ["q, Ctrl-C", "end the tap and print the report; a second Ctrl-C ends at once"],
  ["1 to 6, Tab", "the panels: newest, slowest, hosts, cookies, findings, sessions"],
  ["arrows, j k, PgUp PgDn, Home End", "choose an item, or scroll what is open"],
  ["Enter", "open it: a transaction, a session, the last findings; of a host or cookie its transactions"],
  ["Esc, Backspace", "back; Esc then clears the filter, then the choice"],
  ["s", "sort by the next thing"],
  [
    "/",
    "filter by words in host, target, method, status (404, 4xx) or client; Enter keeps it, Esc clears it",
  ],
  ["p, Space", "pause the screen; the tap goes on"],
  ["?", "this page"],
];

/** Cells of the column of keys. */
const KEY_CELLS = 18;

export function helpLines(style: TableStyle): string[] {
  const room = style.columns - KEY_CELLS - 3;
  return [
    style.title("Keys"),
    ...KEYS.flatMap(([keys, does]) => beside(keys, does, room)),
    "",
    style.title("Above the lists"),
    ...beside("tx", "transactions: a request and its response", room),
    ...beside("last minute", "by the packets' clock; waits are those of the last 50 to 60 seconds", room),
    ...beside(
      "2xx to 5xx",
      "transactions by second, the newest at the right, each line of a height of its own; then how many in the minute, and the most in one second",
      room,
    ),
    ...beside("dropped", "packets that the tap says it lost: gaps then have a cause", room),
    "",
    style.title("The lists"),
    ...beside(
      "hold",
      `the newest ${formatCount(LIVE_TRANSACTIONS)} transactions and the slowest ${formatCount(LIVE_SLOWEST)} of all, those that match a filter apart; counts go on`,
      room,
    ),
    ...beside(
      "<secret 1>",
      "a password, token or value of a cookie; in one picture the same one has the same number",
      room,
    ),
  ];
}

function beside(left: string, right: string, room: number): string[] {
  const lefts = wrapText(left, KEY_CELLS);
  const rights = wrapText(right, room);
  return Array.from({ length: Math.max(lefts.length, rights.length) }, (_, line) =>
    ` ${(lefts[line] ?? "").padEnd(KEY_CELLS)}  ${rights[line] ?? ""}`.trimEnd(),
  );
}
