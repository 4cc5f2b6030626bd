/**
 * The first lines of the table: what was read, how much of it is HTTP, whether it can be trusted. For a capture
 * without HTTP they are all there is, and say what it holds instead.
 */
import type { CaptureRecord, SummaryRecord } from "../core/records.js";
import { shown } from "./escape.js";
import type { TableDigest } from "./table-digest.js";
import type { TableStyle } from "./table-style.js";
import { cutMiddle, wrapWords } from "./text-width.js";
import { formatDuration, formatPlural, formatShare, formatSize } from "./units.js";

/** Files that are named one by one. */
const FILES = 8;

export function drawHeader(capture: CaptureRecord, summary: SummaryRecord, style: TableStyle): string[] {
  const bytes = summary.files.reduce((sum, file) => sum + file.bytes, 0);
  const formats = [...new Set(capture.files.map(describeFormat))].join(" and ");
  const facts = [formats, formatPlural(summary.packets, "packet"), formatSize(bytes)].filter(
    (text) => text !== "",
  );
  if (summary.start !== null && summary.end !== null) {
    const elapsed = Date.parse(summary.end) - Date.parse(summary.start);
    facts.push(`${formatDuration(elapsed)} from ${summary.start.slice(0, 19).replace("T", " ")} UTC`);
  }
  if (!summary.complete) facts.push("interrupted: the report so far");
  const [only] = capture.files;
  const name =
    capture.files.length === 1 && only !== undefined ? shown(only.name) : `${capture.files.length} captures`;
  const lines: string[] = [];
  const rest = facts.join(", ");
  if (name.length + rest.length + 2 <= style.columns) {
    lines.push(`${style.title(name)}  ${rest}`);
  } else {
    lines.push(style.title(cutMiddle(name, style.columns, style.ellipsis)));
    lines.push(...wrapWords(rest, style.columns - 2, style.ellipsis).map((line) => `  ${line}`));
  }
  if (capture.files.length > 1) lines.push(...drawFiles(summary, style));
  return lines;
}

function describeFormat({ format, compression }: CaptureRecord["files"][number]): string {
  return compression === null ? format : `${format} in ${compression}`;
}

function drawFiles({ files }: SummaryRecord, style: TableStyle): string[] {
  const lines = files.slice(0, FILES).map((file) => {
    const facts = `${formatPlural(file.packets, "packet")}, ${formatSize(file.bytes)}${file.truncated ? ", cut off" : ""}`;
    return `  ${cutMiddle(shown(file.name), style.columns - facts.length - 4, style.ellipsis)}  ${facts}`;
  });
  if (files.length > FILES) lines.push(`  and ${files.length - FILES} more`);
  return lines;
}

/** Label and what there is to say, for lines like `bytes  2.9 MB of TCP payload: …`. */
type Fact = readonly [label: string, text: string];

export function drawOverview(summary: SummaryRecord, digest: TableDigest, style: TableStyle): string[] {
  const facts: Fact[] = [];
  if (summary.sessions > 0 || summary.transactions > 0) {
    facts.push(["HTTP", describeHttp(summary, digest)]);
    const oddities = describePairing(summary, digest);
    if (oddities !== "") facts.push(["", oddities]);
  } else {
    facts.push(["HTTP", describeAbsence(summary)]);
  }
  const others = describeOthers(summary);
  if (others !== "") facts.push(["not analysed", others]);
  if (summary.ledger.tcpPayloadBytes > 0) facts.push(["bytes", describeBytes(summary)]);
  if (summary.verified !== null) facts.push(["verified", describeVerified(summary.verified)]);
  const indent = Math.max(...facts.map(([label]) => label.length)) + 4;
  return facts.flatMap(([label, text]) =>
    wrapWords(text, style.columns - indent, style.ellipsis).map((line, i) =>
      i === 0
        ? `  ${style.title(label)}${" ".repeat(indent - 2 - label.length)}${line}`
        : " ".repeat(indent) + line,
    ),
  );
}

function describeHttp(summary: SummaryRecord, digest: TableDigest): string {
  const parts = [
    formatPlural(summary.sessions, "session"),
    formatPlural(summary.transactions, "transaction"),
  ];
  if (summary.hostCount > 0) parts.push(formatPlural(summary.hostCount, "host"));
  if (digest.clientCount > 0) parts.push(formatPlural(digest.clientCount, "client"));
  return parts.join(", ");
}

function describePairing(summary: SummaryRecord, digest: TableDigest): string {
  const parts: string[] = [];
  if (digest.pipelined > 1) parts.push(`pipelined up to ${digest.pipelined}`);
  if (summary.unansweredRequests > 0)
    parts.push(`${formatPlural(summary.unansweredRequests, "request")} unanswered`);
  if (summary.orphanResponses > 0)
    parts.push(`${formatPlural(summary.orphanResponses, "response")} without a request`);
  if (digest.inferredPairs > 0)
    parts.push(`${formatPlural(digest.inferredPairs, "pair")} inferred after loss`);
  return parts.join(", ");
}

/** Why there may be no HTTP, as far as the capture shows it. */
function describeAbsence({ packets, tcpPackets, notAnalysed, ledger }: SummaryRecord): string {
  if (packets === 0) return "none: the capture holds no packets";
  if (tcpPackets === 0) return "none: no packet here is readable TCP, which HTTP/1 runs on";
  const reasons: string[] = [];
  if (notAnalysed.tls > 0) reasons.push("what is encrypted (https) cannot be read from the wire");
  if (notAnalysed.http2 > 0) reasons.push("HTTP/2 is recognised but not analysed");
  if (ledger.tcpPayloadBytes === 0) reasons.push("the TCP packets carry no data");
  const because =
    reasons.length === 0 ? "no connection begins with a request or a status line" : reasons.join("; ");
  return `none found: ${because}`;
}

/** Names of TLS servers that are told. */
const TLS_NAMES = 4;

function describeOthers({ notAnalysed, tlsNames, packetKinds }: SummaryRecord): string {
  const parts: string[] = [];
  if (notAnalysed.tls > 0) {
    const names = Object.entries(tlsNames).toSorted(([, a], [, b]) => b - a);
    const told = names.slice(0, TLS_NAMES).map(([name]) => shown(name));
    if (names.length > told.length) told.push(`${names.length - told.length} more names`);
    const asked = told.length === 0 ? "" : ` (${told.join(", ")})`;
    parts.push(`${formatPlural(notAnalysed.tls, "TLS connection")}${asked}`);
  }
  if (notAnalysed.http2 > 0) parts.push(formatPlural(notAnalysed.http2, "HTTP/2 connection"));
  if (notAnalysed.other > 0) parts.push(formatPlural(notAnalysed.other, "other TCP connection"));
  const kinds = Object.entries(packetKinds)
    .filter(([kind, count]) => kind !== "tcp" && count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => formatPlural(count, `${describeKind(kind)} packet`));
  return [...parts, ...kinds].join(", ");
}

function describeKind(kind: string): string {
  if (kind.startsWith("undecoded:")) return `undecoded ${shown(kind.slice("undecoded:".length))}`;
  return kind.length <= 5 ? shown(kind).toUpperCase() : shown(kind);
}

function describeBytes({ ledger }: SummaryRecord): string {
  const total = ledger.tcpPayloadBytes;
  const shares = (
    [
      ["heads", ledger.headers],
      ["bodies", ledger.bodies],
      ["chunk framing", ledger.framing],
      ["tunnelled", ledger.tunnel],
      ["not HTTP", ledger.notHttp],
      ["given up at a limit", ledger.dropped],
    ] as const
  )
    .filter(([, bytes]) => bytes > 0)
    .map(([what, bytes]) => `${formatShare(bytes, total)} ${what}`);
  const text = `${formatSize(total)} of TCP payload${shares.length > 0 ? `: ${shares.join(", ")}` : ""}`;
  const losses: string[] = [];
  if (ledger.retransmitted > 0) losses.push(`${formatSize(ledger.retransmitted)} seen twice`);
  if (ledger.missing > 0) losses.push(`${formatSize(ledger.missing)} missing`);
  return losses.length === 0 ? text : `${text}; ${losses.join(", ")}`;
}

function describeVerified(verified: NonNullable<SummaryRecord["verified"]>): string {
  const { packets, bytes, differences, unverified } = verified;
  const result =
    differences === 0 ? "no difference" : `${formatPlural(differences, "difference")}, see findings`;
  const read = `a second reader read ${formatPlural(packets, "packet")}, ${formatSize(bytes)}: ${result}`;
  return unverified === 0 ? read : `${read}; it cannot read ${formatPlural(unverified, "packet")}`;
}
