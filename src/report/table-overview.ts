/**
 * The first lines of the table: what was read, how much of it is HTTP, whether it can be trusted. For a capture
 * without HTTP they are all there is, and say what it holds instead.
 */
import type { CaptureRecord, SummaryRecord } from "../core/records.js";
import type { TableDigest } from "./table-digest.js";
import type { TableStyle } from "./table-style.js";
import { cutMiddle, withCommas, wrapPhrases } from "./text-width.js";
import { elapsedBetween, formatDuration, formatPlural, formatShare, formatSize } from "./units.js";

/** Files that are named one by one. */
const FILES = 8;

export function drawHeader(capture: CaptureRecord, summary: SummaryRecord, style: TableStyle): string[] {
  const bytes = summary.files.reduce((sum, file) => sum + file.bytes, 0);
  const formats = [...new Set(capture.files.map(describeFormat))].join(" and ");
  const facts = [formats, formatPlural(summary.packets, "packet"), formatSize(bytes)].filter(
    (text) => text !== "",
  );
  if (summary.start !== null && summary.end !== null) {
    const elapsed = elapsedBetween(summary.start, summary.end);
    const start = `${summary.start.slice(0, 19).replace("T", " ")} UTC`;
    facts.push(elapsed > 0 ? `${formatDuration(elapsed)} from ${start}` : `at ${start}`);
  }
  if (!summary.complete) facts.push("interrupted: the report so far");
  const [only] = capture.files;
  const name =
    capture.files.length === 1 && only !== undefined
      ? style.text(only.name)
      : `${capture.files.length} captures`;
  const lines: string[] = [];
  const rest = facts.join(", ");
  if (name.length + rest.length + 2 <= style.columns) {
    lines.push(`${style.title(name)}  ${rest}`);
  } else {
    lines.push(style.title(cutMiddle(name, style.columns, style.ellipsis)));
    lines.push(
      ...wrapPhrases(withCommas(facts), style.columns - 2, style.ellipsis).map((line) => `  ${line}`),
    );
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
    return `  ${cutMiddle(style.text(file.name), style.columns - facts.length - 4, style.ellipsis)}  ${facts}`;
  });
  if (files.length > FILES) lines.push(`  and ${files.length - FILES} more`);
  return lines;
}

/** Label and what there is to say, for lines like `bytes  2.9 MB of TCP payload: …`; phrases are kept whole. */
type Fact = readonly [label: string, phrases: readonly string[]];

export function drawOverview(summary: SummaryRecord, digest: TableDigest, style: TableStyle): string[] {
  const hasHttp = summary.sessions > 0 || summary.transactions > 0;
  const facts: Fact[] = [
    ["HTTP", hasHttp ? describeHttp(summary, digest) : describeAbsence(summary)],
    ["", hasHttp ? describePairing(summary, digest) : []],
    ["not analysed", describeOthers(summary, style)],
    ["bytes", describeBytes(summary)],
    ["verified", describeVerified(summary.verified)],
  ];
  const told = facts.filter(([, phrases]) => phrases.length > 0);
  const indent = Math.max(...told.map(([label]) => label.length)) + 4;
  return told.flatMap(([label, phrases]) =>
    wrapPhrases(phrases, style.columns - indent, style.ellipsis).map((line, i) =>
      i === 0
        ? `  ${style.title(label)}${" ".repeat(indent - 2 - label.length)}${line}`
        : " ".repeat(indent) + line,
    ),
  );
}

function describeHttp(summary: SummaryRecord, digest: TableDigest): string[] {
  const parts = [
    formatPlural(summary.sessions, "session"),
    formatPlural(summary.transactions, "transaction"),
  ];
  if (summary.hostCount > 0) parts.push(formatPlural(summary.hostCount, "host"));
  if (digest.clientCount > 0) {
    const clients = formatPlural(digest.clientCount, "client");
    parts.push(digest.hasMoreClients ? `at least ${clients}` : clients);
  }
  return withCommas(parts);
}

function describePairing(summary: SummaryRecord, digest: TableDigest): string[] {
  const parts: string[] = [];
  if (digest.pipelined > 1) parts.push(`pipelined up to ${digest.pipelined}`);
  if (summary.unansweredRequests > 0)
    parts.push(`${formatPlural(summary.unansweredRequests, "request")} unanswered`);
  if (summary.orphanResponses > 0)
    parts.push(`${formatPlural(summary.orphanResponses, "response")} without a request`);
  if (digest.inferredPairs > 0) parts.push(`${formatPlural(digest.inferredPairs, "pair")} inferred`);
  return withCommas(parts);
}

/** Why there may be no HTTP, as far as the capture shows it. */
function describeAbsence({ packets, tcpPackets, packetKinds, notAnalysed, ledger }: SummaryRecord): string[] {
  if (packets === 0) return ["none: the capture holds no packets"];
  if (tcpPackets === 0 && (packetKinds["filtered"] ?? 0) > 0)
    return ["none: no TCP packet is", "what --from, --to, --host and --port ask for"];
  if (tcpPackets === 0) return ["none: no TCP packets,", "which HTTP/1 runs on (HTTP/3 runs on UDP)"];
  const reasons: string[] = [];
  if (notAnalysed.tls > 0) reasons.push("https is readable only behind the point that decrypts it");
  if (notAnalysed.http2 > 0) reasons.push("HTTP/2 is recognised but not analysed");
  if (ledger.tcpPayloadBytes === 0) {
    const isCut = ledger.missing > 0;
    reasons.push(isCut ? "the capture kept the heads of packets only" : "the TCP packets carry no data");
  }
  if (reasons.length === 0) reasons.push("no connection begins with a request or a status line");
  return ["none found:", ...withCommas(reasons)];
}

/** Names of TLS servers that are told. */
const TLS_NAMES = 4;

function describeOthers({ notAnalysed, tlsNames, packetKinds }: SummaryRecord, style: TableStyle): string[] {
  const parts: string[] = [];
  if (notAnalysed.tls > 0) {
    const names = Object.entries(tlsNames).toSorted(([, a], [, b]) => b - a);
    const told = names.slice(0, TLS_NAMES).map(([name]) => style.text(name));
    if (names.length > told.length) told.push(`and ${names.length - told.length} more`);
    const asked = told.length === 0 ? "" : ` (${told.join(", ")})`;
    parts.push(`${formatPlural(notAnalysed.tls, "TLS connection")}${asked}`);
  }
  if (notAnalysed.http2 > 0) parts.push(formatPlural(notAnalysed.http2, "HTTP/2 connection"));
  if (notAnalysed.other > 0) parts.push(formatPlural(notAnalysed.other, "other TCP connection"));
  const kinds = Object.entries(packetKinds)
    .filter(([kind, count]) => kind !== "tcp" && count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => formatPlural(count, `${describeKind(kind, style)} packet`));
  return withCommas([...parts, ...kinds]);
}

function describeKind(kind: string, style: TableStyle): string {
  if (kind.startsWith("undecoded:")) return `undecoded ${style.text(kind.slice("undecoded:".length))}`;
  return kind.length <= 5 ? style.text(kind).toUpperCase() : style.text(kind);
}

function describeBytes({ ledger }: SummaryRecord): string[] {
  const total = ledger.tcpPayloadBytes;
  if (total === 0) return [];
  const shares = (
    [
      ["heads", ledger.headers],
      ["bodies", ledger.bodies],
      ["chunk framing", ledger.framing],
      ["tunnelled", ledger.tunnel],
      ["not HTTP", ledger.notHttp],
      ["given up at a limit", ledger.dropped],
      ["seen again", ledger.retransmitted],
    ] as const
  )
    .filter(([, bytes]) => bytes > 0)
    .map(([what, bytes]) => `${formatShare(bytes, total)} ${what}`);
  const phrases = [`${formatSize(total)} of TCP payload:`, ...withCommas(shares)];
  if (ledger.missing === 0) return phrases;
  return [...phrases.slice(0, -1), `${phrases.at(-1)};`, `${formatSize(ledger.missing)} missing`];
}

function describeVerified(verified: SummaryRecord["verified"]): string[] {
  if (verified === null) return [];
  const { packets, bytes, differences, unverified } = verified;
  const result =
    differences === 0 ? "no difference" : `${formatPlural(differences, "difference")}, see findings`;
  const phrases = [`a second reader read ${formatPlural(packets, "packet")}, ${formatSize(bytes)}:`, result];
  return unverified === 0 ? phrases : [...phrases, `(${formatPlural(unverified, "packet")} it cannot read)`];
}
