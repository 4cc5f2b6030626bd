/** Findings by code, with the latest of each in a sentence. Enter shows the last few of them. */
import { describeFinding, severityRank, type Finding, type Severity } from "../../core/findings.js";
import { placed, placeOf } from "../table-findings.js";
import type { TableStyle } from "../table-style.js";
import { formatCount } from "../units.js";
import type { FindingCount } from "./finding-counts.js";
import { listingOf, sorted, type Order, type Panel } from "./listing.js";

const ORDERS: readonly Order<FindingCount>[] = [
  {
    by: "severity",
    compare: (a, b) => severityRank(b.severity) - severityRank(a.severity) || b.count - a.count,
  },
  { by: "count", compare: (a, b) => b.count - a.count },
  { by: "last seen", compare: (a, b) => b.order - a.order },
];

export const FINDING_KINDS: Panel = {
  title: "findings",
  sorts: ORDERS.map(({ by }) => by),
  list: ({ snapshot, filter, style }, sort) => {
    const severity = (cell: string): string => style.severity(severityOf(cell), cell);
    return listingOf({
      columns: [
        { title: "severity", paint: severity },
        { title: "  count", align: "right", spare: 1 },
        { title: "code", shrinkTo: 16, wants: 24 },
        { title: "the latest", shrinkTo: 7, wants: 20, grows: true },
      ],
      items: sorted(
        snapshot.findings.filter(({ code, severity, latest }) =>
          filter.hasText(code, severity, latest[0] === undefined ? "" : describeFinding(latest[0])),
        ),
        ORDERS,
        sort,
      ),
      total: snapshot.findings.length,
      leftOut: "",
      keyOf: ({ code }) => code,
      cellsOf: ({ code, severity, count, latest: [last] }) => [
        severity,
        formatCount(count),
        code,
        last === undefined ? "" : sentenceOf(last, style),
      ],
      open: (row) => ({ kind: "finding", row }),
    });
  },
};

const severityOf = (text: string): Severity => (text === "alert" || text === "warning" ? text : "note");

/** `7.1: user alice at api.example.com` */
export const sentenceOf = (finding: Finding, style: TableStyle): string =>
  placed(placeOf(finding), style.text(describeFinding(finding)));
