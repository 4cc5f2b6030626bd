/**
 * Sessions, findings and the records of the end as JSON. Sessions and findings are as frequent as transactions and
 * written from their views; the rest is made of records. The maps of the summary are written by hand: their keys are
 * an attacker's text and come in byte order, while JSON.stringify puts keys that look like integers first.
 */
import { describeFinding, type Finding, type FindingCode, type FindingData } from "../core/findings.js";
import type { Endpoint, SummaryRecord } from "../core/records.js";
import type { SessionView } from "../http/views.js";
import { Syntax, type JsonWriter } from "./json-writer.js";

export const syntax = (text: string): Syntax => new Syntax(text);
export const CLOSE = syntax("}");
export const OPEN_LIST = syntax("[");
export const COMMA = syntax(",");
export const CLOSE_LIST = syntax("]");

export function writeSession(out: JsonWriter, session: SessionView): void {
  out.raw(SESSION);
  out.integer(session.session);
  out.raw(CLIENT);
  writeEndpoint(out, session.client);
  out.raw(SERVER);
  writeEndpoint(out, session.server);
  out.raw(START);
  out.time(session.start);
  out.raw(END);
  out.time(session.end);
  out.raw(FIRST_FRAME);
  out.integer(session.start.frame);
  out.raw(LAST_FRAME);
  out.integer(session.end.frame);
  out.raw(OPENED);
  out.text(session.opened);
  out.raw(CLOSED);
  out.text(session.closed);
  out.raw(CLOSED_BY);
  out.textOrNull(session.closedBy);
  out.raw(PROTOCOL);
  out.text(session.protocol);
  out.raw(TRANSACTIONS);
  out.integer(session.transactions);
  out.raw(PIPELINED);
  out.integer(session.pipelined);
  out.raw(CLIENT_BYTES);
  out.integer(session.clientBytes);
  out.raw(SERVER_BYTES);
  out.integer(session.serverBytes);
  out.raw(RETRANSMITTED_BYTES);
  out.integer(session.retransmittedBytes);
  out.raw(OUT_OF_ORDER_SEGMENTS);
  out.integer(session.outOfOrderSegments);
  out.raw(MISSING_BYTES);
  out.integer(session.missingBytes);
  out.raw(RTT);
  out.milliseconds(session.rtt);
  out.raw(VLAN);
  out.json(JSON.stringify(session.vlan));
  out.raw(FINDINGS);
  writeCodes(out, session.findings);
  out.raw(CLOSE);
}

const SESSION = syntax('{"type":"session","session":');
const CLIENT = syntax(',"client":');
const SERVER = syntax(',"server":');
const START = syntax(',"start":');
const END = syntax(',"end":');
const FIRST_FRAME = syntax(',"firstFrame":');
const LAST_FRAME = syntax(',"lastFrame":');
const OPENED = syntax(',"opened":');
const CLOSED = syntax(',"closed":');
const CLOSED_BY = syntax(',"closedBy":');
const PROTOCOL = syntax(',"protocol":');
const TRANSACTIONS = syntax(',"transactions":');
const PIPELINED = syntax(',"pipelined":');
const CLIENT_BYTES = syntax(',"clientBytes":');
const SERVER_BYTES = syntax(',"serverBytes":');
const RETRANSMITTED_BYTES = syntax(',"retransmittedBytes":');
const OUT_OF_ORDER_SEGMENTS = syntax(',"outOfOrderSegments":');
const MISSING_BYTES = syntax(',"missingBytes":');
const RTT = syntax(',"rtt":');
const VLAN = syntax(',"vlan":');
const FINDINGS = syntax(',"findings":');

export function writeFinding(out: JsonWriter, finding: Finding): void {
  out.raw(CODE);
  out.text(finding.code);
  out.raw(SEVERITY);
  out.text(finding.severity);
  out.raw(FINDING_SESSION);
  out.integerOrNull(finding.session);
  out.raw(TRANSACTION);
  out.textOrNull(finding.transaction);
  out.raw(FRAME);
  out.integerOrNull(finding.frame);
  out.raw(DATA);
  writeData(out, finding.data);
  out.raw(DETAIL);
  out.text(describeFinding(finding));
  out.raw(CLOSE);
}

/** Its fields are few and their names are ours: by hand it takes a third of JSON.stringify's time. */
function writeData(out: JsonWriter, data: FindingData): void {
  out.raw(OPEN);
  let isFirst = true;
  for (const name in data) {
    if (!isFirst) out.raw(COMMA);
    isFirst = false;
    out.text(name);
    out.raw(COLON);
    const value = data[name];
    if (typeof value === "string") out.text(value);
    else if (typeof value === "number") out.integer(value);
    else out.json(JSON.stringify(value));
  }
  out.raw(CLOSE);
}

const OPEN = syntax("{");
const COLON = syntax(":");
const CODE = syntax('{"type":"finding","code":');
const SEVERITY = syntax(',"severity":');
const FINDING_SESSION = syntax(',"session":');
const TRANSACTION = syntax(',"transaction":');
const FRAME = syntax(',"frame":');
const DATA = syntax(',"data":');
const DETAIL = syntax(',"detail":');

/** The summary as JSON text; one a run, so strings do. */
export function summaryJson(summary: SummaryRecord): string {
  const maps = new Map<string, Readonly<Record<string, number>>>([
    ["packetKinds", summary.packetKinds],
    ["methods", summary.methods],
    ["statuses", summary.statuses],
    ["contentTypes", summary.contentTypes],
    ["tlsNames", summary.tlsNames],
    ["findings", summary.findings],
  ]);
  // The keys of a record are our own names, so their order is the one in which the record was built.
  const fields = Object.entries(summary).map(([name, value]) => {
    const map = maps.get(name);
    return `${JSON.stringify(name)}:${map === undefined ? JSON.stringify(value) : mapJson(map)}`;
  });
  return `{${fields.join(",")}}`;
}

/** Keys are latin-1 text, so the order of code units is that of their bytes. */
function mapJson(map: Readonly<Record<string, number>>): string {
  const entries = Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  return `{${entries.map(([key, count]) => `${JSON.stringify(key)}:${count}`).join(",")}}`;
}

export function writeEndpoint(out: JsonWriter, endpoint: Endpoint): void {
  out.raw(IP);
  out.text(endpoint.ip);
  out.raw(PORT);
  out.integer(endpoint.port);
  out.raw(CLOSE);
}

const IP = syntax('{"ip":');
const PORT = syntax(',"port":');

export function writeCodes(out: JsonWriter, codes: readonly FindingCode[]): void {
  out.raw(OPEN_LIST);
  for (let i = 0; i < codes.length; i++) {
    if (i > 0) out.raw(COMMA);
    out.text(codes[i]!);
  }
  out.raw(CLOSE_LIST);
}
