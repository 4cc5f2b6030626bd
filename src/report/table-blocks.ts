/** The middle of the table: statuses, hosts, cookies, userSessions and the slowest, each left out when it is empty. */
import type { CookieRecord, SummaryRecord, UserSessionRecord } from "../core/records.js";
import type { HostRow, SlowRow, TableDigest } from "./table-digest.js";
import { drawTable } from "./table-layout.js";
import type { TableStyle } from "./table-style.js";
import { cutToWidth } from "./text-width.js";
import {
  elapsedBetween,
  formatCount,
  formatDuration,
  formatMs,
  formatShare,
  formatShortSize,
} from "./units.js";

const BAR = 22;
const WIDE_BAR = 44;
const WIDE = 120;

export function drawStatuses(summary: SummaryRecord, digest: TableDigest, style: TableStyle): string[] {
  if (summary.responses === 0) return [];
  const width = style.columns >= WIDE ? WIDE_BAR : BAR;
  const wait = (ms: number | null): string => (ms === null ? style.none : formatMs(ms));
  const rows = (["1xx", "2xx", "3xx", "4xx", "5xx"] as const).flatMap((name, i) => {
    const count = summary.statusClasses[name];
    if (count === 0) return [];
    const times = digest.waits[i + 1]!.summary();
    return [
      [
        name,
        formatCount(count),
        formatShare(count, summary.responses),
        style.bar(count / summary.responses, width).padEnd(width),
        ...[times.p50, times.p90, times.p99, times.max].map(wait),
      ],
    ];
  });
  const right = "right" as const;
  const columns = [
    { title: "Status", paint: (cell: string) => style.status(cell, Number(cell[0]) * 100) },
    { title: "", align: right },
    { title: "", align: right },
    { title: "wait in ms", align: right, shrinkTo: 8 },
    { title: "p50", align: right },
    { title: "p90", align: right },
    { title: "p99", align: right },
    { title: "max", align: right },
  ];
  return rows.length === 0 ? [] : drawTable(columns, rows, style);
}

export function drawHosts(hosts: readonly HostRow[], limit: number, style: TableStyle): string[] {
  if (hosts.length === 0) return [];
  const right = "right" as const;
  const columns = [
    { title: "Host", shrinkTo: 10, cut: "middle" as const },
    { title: "transactions", align: right, shrinkTo: 5 },
    { title: "sessions", align: right },
    ...["2xx", "3xx", "4xx", "5xx"].map((title) => ({ title, align: right })),
    { title: "body", align: right },
  ];
  const rows = hosts
    .slice(0, limit)
    .map(({ host, transactions, sessions, hundreds, bodyBytes }) => [
      host,
      formatCount(transactions),
      formatCount(sessions),
      ...hundreds.slice(2).map(formatCount),
      formatShortSize(bodyBytes),
    ]);
  return [...drawTable(columns, rows, style), ...moreRows(hosts.length - limit)];
}

export function drawCookies(cookies: readonly CookieRecord[], limit: number, style: TableStyle): string[] {
  if (cookies.length === 0) return [];
  const right = "right" as const;
  const columns = [
    { title: "Cookie", shrinkTo: 12 },
    { title: "host", shrinkTo: 14, cut: "middle" as const },
    { title: "set", align: right },
    { title: "sent", align: right },
    { title: "values", align: right },
    { title: "attributes", shrinkTo: 12 },
  ];
  const rows = cookies
    .slice(0, limit)
    .map((cookie) => [
      style.text(cookie.name),
      style.text(cookie.domain) +
        (cookie.path === null || cookie.path === "/" ? "" : style.text(cookie.path)),
      formatCount(cookie.setCount),
      formatCount(cookie.sentCount),
      formatCount(cookie.values),
      describeCookie(cookie, style),
    ]);
  return [...drawTable(columns, rows, style), ...moreRows(cookies.length - limit)];
}

function describeCookie(cookie: CookieRecord, style: TableStyle): string {
  const parts: string[] = [];
  if (cookie.kind === "session") parts.push("session");
  if (cookie.kind === "persistent") parts.push(`to ${cookie.expires?.slice(0, 10) ?? "unknown"}`);
  if (cookie.deleted) parts.push("deleted");
  if (cookie.setCount === 0) parts.push("never seen set");
  if (cookie.secure) parts.push("Secure");
  if (cookie.httpOnly) parts.push("HttpOnly");
  if (cookie.sameSite !== null) parts.push(`SameSite=${style.text(cookie.sameSite)}`);
  return parts.join(", ");
}

/** Characters of a session identifier that are shown: enough to tell two apart. */
const VALUE_WIDTH = 12;

export function drawUserSessions(
  userSessions: readonly UserSessionRecord[],
  limit: number,
  style: TableStyle,
): string[] {
  if (userSessions.length === 0) return [];
  const right = "right" as const;
  const columns = [
    { title: "User session", shrinkTo: 10 },
    { title: "host", shrinkTo: 8, cut: "middle" as const },
    { title: "lasted", align: right },
    { title: "transactions", align: right, shrinkTo: 5 },
    { title: "sessions", align: right },
    { title: "clients", align: right },
  ];
  const rows = userSessions
    .slice(0, limit)
    .map((userSession) => [
      `${style.text(userSession.cookie)}=${cutToWidth(style.text(userSession.value), VALUE_WIDTH, style.ellipsis)}`,
      style.text(userSession.domain),
      formatDuration(elapsedBetween(userSession.start, userSession.end)),
      formatCount(userSession.transactions),
      formatCount(userSession.sessionCount),
      formatCount(userSession.clientCount),
    ]);
  return [...drawTable(columns, rows, style), ...moreRows(userSessions.length - limit)];
}

export function drawSlowest(rows: readonly SlowRow[], style: TableStyle): string[] {
  // One transaction has no slowest.
  if (rows.length < 2) return [];
  const columns = [
    { title: "Slowest" },
    { title: "wait in ms", align: "right" as const },
    { title: "request", shrinkTo: 20 },
    {
      title: "status",
      align: "right" as const,
      paint: (cell: string) => style.status(cell, Number(cell) || null),
    },
  ];
  const cells = rows.map(({ waitMs, id, request, status }) => [
    id,
    formatMs(waitMs),
    request,
    status === null ? style.none : String(status),
  ]);
  return drawTable(columns, cells, style);
}

const moreRows = (count: number): string[] => (count > 0 ? [`  and ${formatCount(count)} more`] : []);
