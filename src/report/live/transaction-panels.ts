/** The newest transactions, and the slowest: the same columns over two lists. */
import { formatEndpoint } from "../../core/address.js";
import type { Severity } from "../../core/findings.js";
import { FINDINGS, severityRank } from "../../core/findings.js";
import { describeRequest, responseStatus } from "../table-transactions.js";
import type { Column } from "../table-layout.js";
import type { TableStyle } from "../table-style.js";
import { formatMs, formatShortSize } from "../units.js";
import type { LiveRow } from "./live-row.js";
import {
  descending,
  listingOf,
  sorted,
  timeOfDay,
  type Listing,
  type Order,
  type Panel,
  type Scene,
} from "./listing.js";
import type { RowLists } from "./row-lists.js";

const WAIT: Order<LiveRow> = { by: "wait", compare: (a, b) => descending(a.timings.wait, b.timings.wait) };
const TIME: Order<LiveRow> = { by: "time", compare: (a, b) => b.start.timeNs - a.start.timeNs };
const OTHERS: readonly Order<LiveRow>[] = [
  { by: "total", compare: (a, b) => descending(a.timings.total, b.timings.total) },
  { by: "body", compare: (a, b) => descending(bodySize(a), bodySize(b)) },
  { by: "status", compare: (a, b) => descending(a.status, b.status) },
];

export const NEWEST: Panel = panelOf("newest", [TIME, WAIT, ...OTHERS]);
export const SLOWEST: Panel = panelOf("slowest", [WAIT, TIME, ...OTHERS]);

function panelOf(title: keyof RowLists, orders: readonly Order<LiveRow>[]): Panel {
  return {
    title,
    sorts: orders.map(({ by }) => by),
    list: (scene, sort) => listRows(scene, title, orders, sort),
  };
}

function listRows(
  scene: Scene,
  which: keyof RowLists,
  orders: readonly Order<LiveRow>[],
  sort: number,
): Listing {
  const { snapshot, filter, style, secrets, clock } = scene;
  const isHeldFor = snapshot.filter.text === filter.text;
  const held = (isHeldFor ? snapshot.matching : snapshot.rows)[which];
  const rows = isHeldFor ? held : held.filter((row) => filter.hasRow(row));
  const isWide = style.columns >= ROOM_FOR_ALL;
  const columns = columnsOf(style);
  return listingOf({
    columns: isWide ? columns.map(({ column }) => column) : columns.flatMap(forNarrow),
    grows: isWide ? 3 : 2,
    items: sorted(rows, orders, sort),
    total: snapshot.rows[which].length,
    leftOut: "",
    keyOf: (row) => row,
    cellsOf: (row) => {
      const { response, timings } = row;
      const { none } = style;
      const cells = [
        row.id,
        timeOfDay(row.start.timeNs, clock),
        isWide ? formatEndpoint(row.client) : row.client.ip,
        secrets.inPairs(describeRequest(row, style)),
        responseStatus(row, style),
        response === null ? none : formatShortSize(response.bodySize),
        timings.wait === null ? none : formatMs(timings.wait),
        timings.total === null ? none : formatMs(timings.total),
        gravest(row) ?? "",
      ];
      return isWide ? cells : cells.filter((_, index) => columns[index]?.isAlways === true);
    },
    open: (row) => ({ kind: "transaction", row }),
  });
}

/** From this width on there is room for every column. */
const ROOM_FOR_ALL = 100;

interface RowColumn {
  readonly column: Column;
  /** On a narrow page as well. */
  readonly isAlways: boolean;
}

const forNarrow = ({ column, isAlways }: RowColumn): Column[] => (isAlways ? [column] : []);

function columnsOf(style: TableStyle): readonly RowColumn[] {
  const right = "right" as const;
  const status = (cell: string): string => style.status(cell, Number(cell) || null);
  const severity = (cell: string): string => (isSeverity(cell) ? style.severity(cell) : cell);
  return [
    { column: { title: "id", align: right }, isAlways: false },
    { column: { title: "time" }, isAlways: true },
    { column: { title: "client", shrinkTo: 9, cut: "middle" }, isAlways: true },
    { column: { title: "request", shrinkTo: 7 }, isAlways: true },
    { column: { title: "status", align: right, paint: status }, isAlways: true },
    { column: { title: " body", align: right }, isAlways: true },
    { column: { title: "wait ms", align: right }, isAlways: true },
    { column: { title: "total ms", align: right }, isAlways: false },
    { column: { title: "finding", paint: severity }, isAlways: false },
  ];
}

const isSeverity = (text: string): text is Severity =>
  text === "note" || text === "warning" || text === "alert";

function gravest(row: LiveRow): Severity | null {
  let worst: Severity | null = null;
  for (const code of row.codes) {
    const { severity } = FINDINGS[code];
    if (worst === null || severityRank(severity) > severityRank(worst)) worst = severity;
  }
  return worst;
}

const bodySize = ({ response }: LiveRow): number | null => response?.bodySize ?? null;
