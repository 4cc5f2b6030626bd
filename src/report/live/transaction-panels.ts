/** The newest transactions, and the slowest: the same columns over two lists. */
import { formatEndpoint } from "../../core/address.js";
import type { Severity } from "../../core/findings.js";
import { FINDINGS, severityRank } from "../../core/findings.js";
import { describeRequest, responseStatus } from "../table-transactions.js";
import type { TableStyle } from "../table-style.js";
import { formatMs, formatShortSize } from "../units.js";
import type { LiveRow } from "./live-row.js";
import {
  descending,
  listingOf,
  sorted,
  timeOfDay,
  type ListColumn,
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
  const hasPorts = style.columns >= ROOM_FOR_PORTS;
  return listingOf({
    columns: columnsOf(style),
    items: sorted(rows, orders, sort),
    total: snapshot.rows[which].length,
    leftOut: "",
    keyOf: (row) => row,
    cellsOf: (row) => {
      const { response, timings } = row;
      const { none } = style;
      return [
        row.id,
        timeOfDay(row.start.timeNs, clock),
        hasPorts ? formatEndpoint(row.client) : row.client.ip,
        secrets.inPairs(describeRequest(row, style)),
        responseStatus(row, style),
        response === null ? none : formatShortSize(response.bodySize),
        timings.wait === null ? none : formatMs(timings.wait),
        timings.total === null ? none : formatMs(timings.total),
        gravest(row) ?? "",
      ];
    },
    open: (row) => ({ kind: "transaction", row }),
  });
}

/** From this width on there is room for the ports of clients. */
const ROOM_FOR_PORTS = 120;

function columnsOf(style: TableStyle): readonly ListColumn[] {
  const right = "right" as const;
  const status = (cell: string): string => style.status(cell, Number(cell) || null);
  const severity = (cell: string): string => (isSeverity(cell) ? style.severity(cell) : cell);
  return [
    { title: "id", align: right, spare: 3 },
    { title: "time", spare: 6 },
    { title: "client", shrinkTo: 9, wants: 15, cut: "middle", spare: 5 },
    { title: "request", shrinkTo: 7, wants: 26, grows: true },
    { title: "status", align: right, paint: status },
    { title: " body", align: right, spare: 4 },
    { title: "wait ms", align: right },
    { title: "total ms", align: right, spare: 2 },
    { title: "finding", paint: severity, spare: 1 },
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
