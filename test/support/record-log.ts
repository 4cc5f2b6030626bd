/**
 * The records of a run as a short log that a person can judge: a line for each message, finding, session, cookie,
 * and the ledger as a sum. What is nothing (0, null, an empty list) is left out.
 */
import type {
  AnyRecord,
  CookieRecord,
  Endpoint,
  FindingRecord,
  InterimRecord,
  RequestRecord,
  ResponseRecord,
  SessionRecord,
  SummaryRecord,
  TransactionRecord,
  UserSessionRecord,
} from "../../src/core/records.js";

export function recordLog(records: readonly AnyRecord[]): string {
  return records.flatMap((record) => linesOf(record)).join("\n") + "\n";
}

function linesOf(record: AnyRecord): string[] {
  switch (record.type) {
    case "capture":
      return [];
    case "transaction":
      return transactionLines(record);
    case "session":
      return sessionLines(record);
    case "finding":
      return [findingLine(record)];
    case "cookie":
      return [cookieLine(record)];
    case "userSession":
      return [userSessionLine(record)];
    case "summary":
      return summaryLines(record);
    default:
      return record satisfies never;
  }
}

function transactionLines({ id, pairing, request, interim, response, timings }: TransactionRecord): string[] {
  const times = Object.entries(timings).map(([name, ms]) => `${name} ${ms ?? "-"}`);
  return [
    `${id}  pairing ${pairing}  ${times.join("  ")}`,
    request === null ? "  > not captured" : requestLine(request),
    ...interim.map((each) => interimLine(each)),
    response === null ? "  < none" : responseLine(response),
  ];
}

function requestLine(request: RequestRecord): string {
  const { method, target, httpVersion, url, host } = request;
  return `  > ${frames(request)}  ${method} ${target} ${httpVersion}  ${url ?? `host ${host ?? "unknown"}`}  ${messageParts(request)}`;
}

function responseLine(response: ResponseRecord): string {
  const { status, statusText, httpVersion } = response;
  return `  < ${frames(response)}  ${status ?? "no status"} ${statusText} ${httpVersion}  ${messageParts(response)}`;
}

function interimLine({ frame, status, statusText }: InterimRecord): string {
  return `  < packet ${frame}  ${status} ${statusText} (interim)`;
}

function frames({ frame, lastFrame }: { frame: number; lastFrame: number }): string {
  return frame === lastFrame ? `packet ${frame}` : `packets ${frame} to ${lastFrame}`;
}

function messageParts(message: RequestRecord | ResponseRecord): string {
  const { headersSize, bodySize, missingBytes, framing, trailers, contentType, complete } = message;
  return [
    `head ${headersSize}`,
    `body ${bodySize} (${framing})`,
    missingBytes > 0 ? `missing ${missingBytes}` : "",
    contentType ?? "",
    ...trailers.map(({ name, value }) => `trailer ${name}: ${value}`),
    complete ? "" : "INCOMPLETE",
  ]
    .filter(Boolean)
    .join(", ");
}

function sessionLines(session: SessionRecord): string[] {
  const { closed, closedBy, opened, protocol, rtt, vlan, firstFrame, lastFrame } = session;
  const { transactions, pipelined, clientBytes, serverBytes } = session;
  const counts = {
    "retransmitted bytes": session.retransmittedBytes,
    "segments out of order": session.outOfOrderSegments,
    "missing bytes": session.missingBytes,
  };
  return [
    `session ${session.session}  ${ends(session)}  ${protocol}  ${opened} to ${closed}${closedBy === null ? "" : ` by ${closedBy}`}`,
    `  packets ${firstFrame} to ${lastFrame}  transactions ${transactions}, at once ${pipelined}  ` +
      `bytes ${clientBytes} > < ${serverBytes}${rtt === null ? "" : `  rtt ${rtt}`}` +
      `${vlan.length === 0 ? "" : `  vlan ${vlan.join(" ")}`}${countsOf(counts)}`,
  ];
}

function ends({ client, server }: { client: Endpoint; server: Endpoint }): string {
  return `${client.ip} ${client.port} > ${server.ip} ${server.port}`;
}

function findingLine({ severity, code, session, transaction, frame, detail }: FindingRecord): string {
  const where = transaction ?? (session === null ? "" : `session ${session}`);
  return `  ! ${severity} ${code}${where === "" ? "" : `  ${where}`}${frame === null ? "" : `  packet ${frame}`}: ${detail}`;
}

function cookieLine(cookie: CookieRecord): string {
  const { name, domain, path, kind, setCount, sentCount, values, transactions } = cookie;
  return `cookie ${name}  ${domain}${path ?? " (path unknown)"}  ${kind}  set ${setCount}, sent ${sentCount}, values ${values}  in ${transactions.join(" ")}`;
}

function userSessionLine({ cookie, value, domain, sessions, transactions }: UserSessionRecord): string {
  return `user session ${cookie}=${value}  ${domain}  transactions ${transactions} on sessions ${sessions.join(" ")}`;
}

function summaryLines(summary: SummaryRecord): string[] {
  const { packetKinds, notAnalysed, requests, responses, unansweredRequests, orphanResponses, ledger } =
    summary;
  const { tcpPayloadBytes, missing, ...columns } = ledger;
  const sum = Object.entries(columns).flatMap(([name, bytes]) => (bytes > 0 ? [`${name} ${bytes}`] : []));
  const statuses = Object.entries(summary.statuses).map(([status, count]) => `${count} x ${status}`);
  const leftAlone = countsOf({ ...notAnalysed });
  const hosts = summary.hosts.map(({ host, transactions }) => `${host} ${transactions}`);
  return [
    `packets${countsOf(packetKinds)}`,
    ...(leftAlone === "" ? [] : [`connections not analysed${leftAlone}`]),
    `requests ${requests}  responses ${responses}${countsOf({ unanswered: unansweredRequests, unrequested: orphanResponses })}`,
    `statuses  ${statuses.join(", ") || "none"}  hosts  ${hosts.join(", ") || "none"}`,
    `payload ${tcpPayloadBytes} = ${sum.join(" + ") || "0"}${countsOf({ missing })}`,
  ];
}

function countsOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `  ${name} ${count}`)
    .join("");
}
