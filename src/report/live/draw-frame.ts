/**
 * The live screen as lines, one for each row of the terminal and none wider than it: the head, then a list or what was
 * opened of one, at the bottom the keys. A large terminal has a second and third list below the first.
 */
import { Secrets } from "../secrets.js";
import { TableStyle } from "../table-style.js";
import { cellWidth } from "../text-width.js";
import { formatCount, formatPlural } from "../units.js";
import { drawDetail } from "./draw-detail.js";
import { drawClasses, drawMinute, drawPulse, drawTotals } from "./draw-head.js";
import { drawKeys, helpLines } from "./draw-keys.js";
import { drawList, itemRows } from "./draw-list.js";
import { fitLine, padTo, spread } from "./line.js";
import type { Listing, Panel, Scene } from "./listing.js";
import type { LiveView } from "./live-view.js";
import { FINDING_KINDS } from "./finding-panel.js";
import { HOSTS } from "./host-panel.js";
import { PANELS } from "./panels.js";
import { SLOWEST } from "./transaction-panels.js";
import type { Look, Picture, ScreenSize } from "./picture.js";

/** Below that nothing can be read. */
const FEWEST_COLUMNS = 40;
const FEWEST_ROWS = 10;
/** From so many rows on there is room for the chart above a list, and above what is open. */
const ROWS_FOR_CHART = 18;
const ROWS_FOR_CHART_AND_TEXT = 36;
/** From so many lines on, and columns, there is room for one more list below, and for two. */
const LINES_FOR_LISTS = 28;
const COLUMNS_FOR_LISTS = 120;
/** The part of the lines that those have. */
const SHARE_BELOW = 0.4;
/** They are the most telling ones, whichever of them does not stand above. */
const BELOW: readonly Panel[] = [SLOWEST, HOSTS, FINDING_KINDS];
const GAP = 2;

export function drawFrame(picture: Picture, view: LiveView, size: ScreenSize, look: Look): string[] {
  if (size.columns < FEWEST_COLUMNS || size.rows < FEWEST_ROWS) return drawTooSmall(size);
  const style = styleOf(size.columns, look);
  const { snapshot, clock } = picture;
  const scene: Scene = { snapshot, filter: view.filter, style, secrets: new Secrets(true), clock };
  const head = [
    drawPulse(picture.pulse, style),
    drawMinute(snapshot, style),
    drawTotals(snapshot, style),
    ...(size.rows >= (view.isList ? ROWS_FOR_CHART : ROWS_FOR_CHART_AND_TEXT)
      ? drawClasses(snapshot, style)
      : []),
  ];
  const body = drawBody(scene, view, size.rows - head.length - 1, look);
  const lines = [...head, ...body].slice(0, size.rows - 1);
  while (lines.length < size.rows - 1) lines.push("");
  lines.push(drawKeys(picture, view, style));
  return lines.map((line) => fitLine(line, size.columns, style));
}

const styleOf = (columns: number, look: Look): TableStyle =>
  new TableStyle({ columns, ...look, all: false, limit: null, hints: false });

function drawTooSmall({ columns, rows }: ScreenSize): string[] {
  const text = `too small: ${columns}x${rows}; needs ${FEWEST_COLUMNS}x${FEWEST_ROWS}; q quits`;
  return Array.from({ length: Math.max(0, rows) }, (_, row) =>
    text.slice(row * columns, (row + 1) * columns),
  );
}

function drawBody(scene: Scene, view: LiveView, room: number, look: Look): string[] {
  if (view.isHelp) return drawText(helpLines(scene.style), view, room, scene.style);
  if (view.opened !== null) return drawText(drawDetail(view.opened, scene), view, room, scene.style);
  return drawLists(scene, view, room, look);
}

/** What was opened, as far as it has room; where it goes on is said at the right edge of its last line. */
function drawText(lines: readonly string[], view: LiveView, room: number, style: TableStyle): string[] {
  const first = view.layOutText(lines.length, room - 1);
  const shown = lines.slice(first, first + room - 1);
  while (shown.length < room - 1) shown.push("");
  const rest = lines.length - first - shown.length;
  const place = rest > 0 ? `${formatPlural(rest, "more line")} below` : "";
  return [...shown, style.faint(spread("", place, style.columns))];
}

function drawLists(scene: Scene, view: LiveView, room: number, look: Look): string[] {
  const { style } = scene;
  const panel = PANELS[view.panel] ?? PANELS[0];
  const listing = panel.list(scene, view.sortOf(view.panel));
  const below = room < LINES_FOR_LISTS ? 0 : Math.floor(room * SHARE_BELOW);
  const lines = room - 1 - below;
  const page = view.layOut(listing, itemRows(listing, lines));
  const drawn = [drawTabs(listing, view, scene), ...drawList(listing, page, emptyOf(listing), style)];
  if (below === 0) return drawn;
  const above = Array.from({ length: 1 + lines }, (_, line) => drawn[line] ?? "");
  return [...above, ...drawBelow(panel, scene, view, below, look)];
}

/** One list or two, side by side. */
function drawBelow(above: Panel, scene: Scene, view: LiveView, lines: number, look: Look): string[] {
  const { columns } = scene.style;
  const count = columns < COLUMNS_FOR_LISTS ? 1 : 2;
  const width = Math.floor((columns - (count - 1) * GAP) / count);
  const [left = [], right = []] = BELOW.filter((panel) => panel !== above)
    .slice(0, count)
    .map((panel) => drawOther(panel, { ...scene, style: styleOf(width, look) }, view, lines));
  return Array.from({ length: lines }, (_, line) =>
    `${padTo(left[line] ?? "", width + GAP)}${right[line] ?? ""}`.trimEnd(),
  );
}

function drawOther(panel: Panel, scene: Scene, view: LiveView, lines: number): string[] {
  const { style } = scene;
  const index = PANELS.indexOf(panel);
  const listing = panel.list(scene, view.sortOf(index));
  const end = Math.min(listing.count, itemRows(listing, lines - 1));
  const list = drawList(listing, { first: 0, end, chosen: null }, emptyOf(listing), style);
  const title = style.title(`${index + 1} ${panel.title}`);
  return [spread(title, formatCount(listing.count), style.columns), ...list].map((line) =>
    fitLine(line, style.columns, style),
  );
}

function drawTabs(listing: Listing, view: LiveView, { filter, style }: Scene): string {
  const names = PANELS.map(({ title }, index) => {
    const name = `${index + 1} ${title}`;
    return index === view.panel ? style.inverse(`[${name}]`) : ` ${name} `;
  });
  const short = PANELS.map(({ title }, index) =>
    index === view.panel ? style.inverse(`[${index + 1} ${title}]`) : ` ${index + 1} `,
  );
  const count = formatCount(listing.count);
  const place = filter.isEmpty ? count : `${count} of ${formatCount(listing.total)} held`;
  const line = names.join("");
  const hasRoom = cellWidth(line) + GAP + place.length <= style.columns;
  return spread(hasRoom ? line : short.join(""), place, style.columns);
}

const emptyOf = ({ total }: Listing): string =>
  total === 0 ? "nothing yet" : "nothing that the filter lets through";
