/**
 * What is unusual about a message, as findings: each leniency of the parser is told once a message, and so is every
 * way to say where a message ends, or whom it is for, that two readers may understand differently.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import { quoted } from "../core/quoted.js";
import { HEAD_FIELDS } from "../core/limits.js";
import { tellApart } from "./body-plan.js";
import type { Direction } from "./direction.js";
import {
  HAS_BAD_FIELD_LINE,
  HAS_BLANK_BEFORE_FIELDS,
  HAS_BARE_CR,
  HAS_BARE_LF,
  HAS_NUL,
  HAS_OBS_FOLD,
  HAS_TOO_MANY_FIELDS,
} from "./head-cutter.js";
import type { Head } from "./head.js";
import type { Message, Request, Response } from "./message.js";
import { FRAMING_NAMES, harmlessSpace } from "./odd-fields.js";
import { REGISTERED_METHODS, REGISTERED_STATUSES } from "./registry.js";
import type { RequestLine, StatusLine } from "./start-line.js";
import { readTarget } from "./target.js";

export type Tell = (code: FindingCode, data: FindingData) => void;

export function lintRequest(request: Request, line: RequestLine, tell: Tell): void {
  if (line.oddity !== null) tell("http.bad-request-line", { why: line.oddity });
  if (!REGISTERED_METHODS.has(request.method)) tell("http.unknown-method", { method: request.method });
  if (line.versionStart === line.versionEnd) tell("http.no-version", {});
  else lintVersion(request, "request", tell);
  lintHost(request, line, tell);
  lintHead(request.head, "request", tell);
}

export function lintResponse(response: Response, head: Head, line: StatusLine, tell: Tell): void {
  if (line.oddity !== null) tell("http.bad-status-line", { why: line.oddity });
  if (!REGISTERED_STATUSES.has(line.status)) tell("http.unknown-status", { status: line.status });
  lintVersion(response, "response", tell);
  lintHead(head, "response", tell);
}

/** What the end of a message shows: how far its readers lie apart, and what its trailers pretend to be. */
export function lintEnd(message: Message, direction: Direction, tell: Tell): void {
  const taken = message.complete ? message.bodySize + message.missingBytes + message.framingBytes : null;
  const begun = message.framing === "chunked" ? null : (message.prefix?.bytes ?? null);
  for (const { code, data, other } of message.disputes) {
    if (other === null) tell(code, data);
    else tell(code, { ...data, taken: `${String(data["taken"])}; ${tellApart(other, taken, begun)}` });
  }
  const framing = message.trailers.find(({ name }) => FRAMING_NAMES.has(name.toLowerCase()));
  if (framing !== undefined) tell("http.framing-field-in-trailers", { direction, name: framing.name });
}

function lintHost(request: Request, line: RequestLine, tell: Tell): void {
  const { head } = request;
  const isCurrent = request.httpVersion === "HTTP/1.1";
  if (!head.has("host")) {
    if (isCurrent && !head.mayLackFields) tell("http.missing-host", { what: "without Host" });
    return;
  }
  if (isCurrent && request.host === null) tell("http.missing-host", { what: "with a Host that names none" });
  if (head.isRepeated("host")) tell("http.repeated-host", { count: head.values("host").length });
  if (head.bytes[line.targetStart] === SLASH) return;
  const field = readTarget("GET", "/", head.value("host")).hostAndPort;
  const target = request.hostAndPort;
  if (field !== null && target !== null && field !== target)
    tell("http.host-differs-from-target", { target, host: field });
}

const SLASH = 0x2f;

function lintVersion(message: Message, direction: Direction, tell: Tell): void {
  const version = message.httpVersion;
  if (version !== "HTTP/1.1" && version !== "HTTP/1.0") tell("http.bad-version", { direction, version });
}

function lintHead(head: Head, direction: Direction, tell: Tell): void {
  if (head.oddities !== 0) tellOddities(head, direction, tell);
}

function tellOddities(head: Head, direction: Direction, tell: Tell): void {
  const { oddities } = head;
  if ((oddities & HAS_BARE_LF) !== 0) tell("http.bare-lf", { direction, part: "head" });
  if ((oddities & HAS_BARE_CR) !== 0) tell("http.bare-cr", { direction });
  if ((oddities & HAS_NUL) !== 0) tell("http.nul-byte", { direction });
  if ((oddities & HAS_BLANK_BEFORE_FIELDS) !== 0)
    tell("http.blank-before-fields", { direction, name: quoted(head.name(0)) });
  if ((oddities & HAS_TOO_MANY_FIELDS) !== 0)
    tell("limit.head", { direction, limit: HEAD_FIELDS, unit: "fields" });
  const space = harmlessSpace(head, direction);
  if (space !== null) tell("http.space-before-colon", space);
  if ((oddities & HAS_OBS_FOLD) !== 0)
    tell("http.obs-fold", { direction, name: firstName(head, (i) => head.isFolded(i)) });
  if ((oddities & HAS_BAD_FIELD_LINE) !== 0) {
    const line = firstBadLine(head);
    tell("http.bad-field-line", { direction, line });
  }
}

/** Its first word, where that may be a name. What else there is may be a secret whose colon is missing. */
function firstBadLine(head: Head): string {
  for (let i = 0; i < head.fieldCount; i++) {
    const name = head.name(i);
    if (name === "") return ": …";
    if (head.hasValue(i)) continue;
    const [word] = /^[A-Za-z-]{1,40}(?=[ \t])/.exec(name) ?? [];
    return word === undefined ? `${name.length} bytes` : `${word} …`;
  }
  return "";
}

function firstName(head: Head, wanted: (index: number) => boolean): string {
  for (let i = 0; i < head.fieldCount; i++) if (wanted(i)) return quoted(head.name(i));
  return "";
}
