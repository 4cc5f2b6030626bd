/** What Enter opens: one transaction with its heads, one session, or the last findings of a code. */
import { formatEndpoint } from "../../core/address.js";
import { describeFinding, FINDINGS, type Finding } from "../../core/findings.js";
import type { WallClock } from "../../core/time.js";
import { unreachable } from "../../core/unreachable.js";
import type { Head } from "../../http/head.js";
import type { Secrets } from "../secrets.js";
import { describeRequest, responseStatus } from "../table-transactions.js";
import type { TableStyle } from "../table-style.js";
import { timingBar } from "../timing-bar.js";
import { formatCount, formatDuration, formatMs, formatPlural, formatSize } from "../units.js";
import { wrapText } from "../wrap.js";
import { sentenceOf } from "./finding-panel.js";
import type { FindingCount } from "./finding-counts.js";
import { timeOfDay, type Opened, type Scene } from "./listing.js";
import type { LiveRow, RowRequest, RowResponse } from "./live-row.js";
import { spread } from "./line.js";
import { stateOf } from "./session-panel.js";
import type { SessionRow } from "./session-list.js";

/** Fields of a head that are shown, and characters of a value: a person reads no more. */
const FIELDS = 200;
const VALUE = 2_000;
/** Cells of the bar of timings at most. */
const BAR = 60;

export function drawDetail(opened: Exclude<Opened, { kind: "filter" }>, scene: Scene): string[] {
  switch (opened.kind) {
    case "transaction":
      return drawTransaction(opened.row, scene);
    case "session":
      return drawSession(opened.row, scene);
    case "finding":
      return drawFinding(opened.row, scene);
    default:
      return unreachable(opened);
  }
}

function drawTransaction(row: LiveRow, { style, secrets, clock }: Scene): string[] {
  const { request, response, interim } = row;
  const asked = secrets.inPairs(describeRequest(row, style));
  return [
    ...wrapText(`${row.id}  ${asked}  ${responseStatus(row, style)}`, style.columns).map((line) =>
      style.title(line),
    ),
    ` ${endpointsOf(row, style)}`,
    ` ${momentOf(row, clock)}  pairing ${row.pairing}`,
    ...timingLines(row, style),
    ...(request === null ? [" request   not captured"] : sizeLine("request", request, style)),
    ...(response === null ? [" response  not captured, or none"] : sizeLine("response", response, style)),
    ...findingLines(row, style),
    ...(request === null ? [] : headLines("Request", request.head, secrets, style)),
    ...interim.flatMap(({ head }) => headLines("Interim response", head, secrets, style)),
    ...(response === null || response.head === null
      ? []
      : headLines("Response", response.head, secrets, style)),
  ];
}

const endpointsOf = ({ client, server }: LiveRow | SessionRow, { arrow }: TableStyle): string =>
  `${formatEndpoint(client)} ${arrow.line}${arrow.line}${arrow.rightHead} ${formatEndpoint(server)}`;

function momentOf({ start, lastFrame }: LiveRow, clock: WallClock | null): string {
  const time = clock === null ? "" : clock.format(start).replace("T", " ").replace("Z", " UTC");
  return `${time}  packets ${start.frame} to ${lastFrame}`;
}

function timingLines({ timings }: LiveRow, style: TableStyle): string[] {
  const shown = (name: string, ms: number | null): string =>
    `${name} ${ms === null ? style.none : formatMs(ms)}`;
  const { connect, blocked, send, wait, receive, total } = timings;
  const parts = [
    ...(connect === null ? [] : [shown("connect", connect)]),
    shown("blocked", blocked),
    shown("send", send),
    shown("wait", wait),
    shown("receive", receive),
    `${shown("total", total)} ms`,
  ];
  const bar = timingBar(timings, Math.min(BAR, style.columns - 4), style);
  return [` ${parts.join("  ")}`, ...(bar === "" ? [] : [` ${bar}`])];
}

function sizeLine(name: string, message: RowRequest | RowResponse, style: TableStyle): string[] {
  const { headersSize, bodySize, framing, missingBytes, complete, contentType } = message;
  const parts = [
    `head ${formatSize(headersSize)}`,
    framing === "none" ? "no body" : `body ${formatSize(bodySize)} (${framing})`,
    framing === "none" || contentType === null ? "" : style.text(contentType),
    missingBytes > 0 ? `${formatSize(missingBytes)} missing` : "",
    complete ? "" : "incomplete",
  ];
  return [` ${name.padEnd(8)}  ${parts.filter((part) => part !== "").join(", ")}`];
}

/** Findings with a sentence where it is held, else by their code. */
function findingLines(row: LiveRow, style: TableStyle): string[] {
  if (row.codes.length === 0 && row.findings.length === 0) return [];
  const held = new Set(row.findings.map(({ code }) => code));
  const others = row.codes.filter((code) => !held.has(code));
  return [
    "",
    style.title("Findings"),
    ...row.findings.flatMap((finding) => findingLine(finding, describeFinding(finding), style)),
    ...others.flatMap((code) =>
      findingLine({ code, severity: FINDINGS[code].severity }, FINDINGS[code].says, style),
    ),
  ];
}

function findingLine(
  { code, severity }: Pick<Finding, "code" | "severity">,
  sentence: string,
  style: TableStyle,
): string[] {
  const lines = wrapText(style.text(sentence), style.columns - 5).map((line) => `     ${line}`);
  return [` ${style.severity(severity)} ${code}`, ...lines];
}

function headLines(title: string, head: Head, secrets: Secrets, style: TableStyle): string[] {
  const lines = [secrets.inPairs(head.text(0, head.startLineEnd))];
  for (let i = 0; i < Math.min(head.fieldCount, FIELDS); i++) {
    const name = head.name(i);
    const value = head.fieldValue(i);
    lines.push(value === null ? name : `${name}: ${secrets.inField(name, value.slice(0, VALUE))}`);
  }
  const more = head.fieldCount - FIELDS;
  if (more > 0) lines.push(`and ${formatPlural(more, "more field")}`);
  return [
    "",
    style.title(title),
    ...lines.flatMap((line) =>
      wrapText(style.text(line), style.columns - 3).map((piece, i) => `${i === 0 ? " " : "   "}${piece}`),
    ),
  ];
}

/** Transactions of a session that are listed. */
const LISTED = 100;

function drawSession(row: SessionRow, { snapshot, style, secrets, clock }: Scene): string[] {
  const { end, startNs, lastNs } = row;
  const held = snapshot.rows.newest.filter(({ session }) => session === row.session);
  const facts =
    end === null
      ? [`seen so far  ${formatPlural(row.transactions, "transaction")}`]
      : [
          `opened by ${end.opened}, closed by ${end.closed}${end.closedBy === null ? "" : ` of the ${end.closedBy}`}, ${end.protocol}`,
          `${formatPlural(row.transactions, "transaction")}, at most ${formatCount(end.pipelined)} outstanding at once`,
          `${formatSize(end.clientBytes)} from the client, ${formatSize(end.serverBytes)} from the server, ${formatSize(end.retransmittedBytes)} seen twice, ${formatSize(end.missingBytes)} missing`,
          `round trip ${end.rtt === null ? style.none : `${formatMs(end.rtt)} ms`}`,
        ];
  return [
    style.title(`session ${row.session}  ${stateOf(end)}`),
    ` ${endpointsOf(row, style)}`,
    ` ${timeOfDay(startNs, clock)} to ${timeOfDay(lastNs, clock)} UTC, ${formatDuration(Math.max(0, lastNs - startNs) / 1e6)}`,
    ...facts.flatMap((fact) => wrapText(fact, style.columns - 1)).map((line) => ` ${line}`),
    ...row.findings.flatMap((finding) => findingLine(finding, describeFinding(finding), style)),
    "",
    style.title(
      `Transactions that are held: ${formatCount(held.length)} of ${formatCount(row.transactions)}`,
    ),
    ...held.slice(0, LISTED).map((each) => {
      const asked = secrets.inPairs(describeRequest(each, style));
      return spread(` ${each.id}  ${asked}`, responseStatus(each, style), style.columns);
    }),
  ];
}

function drawFinding({ code, severity, count, latest }: FindingCount, { style }: Scene): string[] {
  const { says, source } = FINDINGS[code];
  return [
    `${style.title(code)}  ${style.severity(severity)}  ${formatCount(count)} times`,
    ...wrapText(` ${says}${source === null ? "" : ` (${source})`}`, style.columns),
    "",
    style.title(latest.length < count ? `The latest ${latest.length}` : "All of them, the latest first"),
    ...latest.flatMap((finding) =>
      wrapText(sentenceOf(finding, style), style.columns - 3).map(
        (line, i) => `${i === 0 ? " " : "   "}${line}`,
      ),
    ),
  ];
}
