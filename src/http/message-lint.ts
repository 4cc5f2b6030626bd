/**
 * What is unusual about a start line and a head, as findings: each leniency of the parser is told once a message.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import { HEAD_FIELDS } from "../core/limits.js";
import type { Direction } from "./direction.js";
import {
  HAS_BAD_FIELD_LINE,
  HAS_BARE_CR,
  HAS_BARE_LF,
  HAS_OBS_FOLD,
  HAS_SPACE_BEFORE_COLON,
  HAS_TOO_MANY_FIELDS,
  type Head,
} from "./head.js";
import type { Message, Request, Response } from "./message.js";
import { REGISTERED_METHODS, REGISTERED_STATUSES } from "./registry.js";
import type { RequestLine, StatusLine } from "./start-line.js";

export type Tell = (code: FindingCode, data: FindingData) => void;

export function lintRequest(request: Request, line: RequestLine, tell: Tell): void {
  if (line.oddity !== null) tell("http.bad-request-line", { why: line.oddity });
  if (!REGISTERED_METHODS.has(request.method)) tell("http.unknown-method", { method: request.method });
  if (request.httpVersion === "HTTP/0.9") tell("http.no-version", {});
  else lintVersion(request, "request", tell);
  const hosts = request.head.has("host") ? request.head.values("host") : [];
  if (hosts.length > 1) tell("http.repeated-host", { count: hosts.length });
  if (request.httpVersion === "HTTP/1.1" && request.host === null) tell("http.missing-host", {});
  lintHead(request.head, "request", tell);
}

export function lintResponse(response: Response, head: Head, line: StatusLine, tell: Tell): void {
  if (line.oddity !== null) tell("http.bad-status-line", { why: line.oddity });
  if (!REGISTERED_STATUSES.has(line.status)) tell("http.unknown-status", { status: line.status });
  lintVersion(response, "response", tell);
  lintHead(head, "response", tell);
}

function lintVersion(message: Message, direction: Direction, tell: Tell): void {
  const version = message.httpVersion;
  if (version !== "HTTP/1.1" && version !== "HTTP/1.0") tell("http.bad-version", { direction, version });
}

function lintHead(head: Head, direction: Direction, tell: Tell): void {
  const { oddities } = head;
  if (oddities === 0) return;
  if ((oddities & HAS_BARE_LF) !== 0) tell("http.bare-lf", { direction, part: "head" });
  if ((oddities & HAS_BARE_CR) !== 0) tell("http.bare-cr", { direction });
  if ((oddities & HAS_TOO_MANY_FIELDS) !== 0)
    tell("limit.head", { direction, limit: HEAD_FIELDS, unit: "fields" });
  if ((oddities & HAS_SPACE_BEFORE_COLON) !== 0) {
    tell("http.space-before-colon", {
      direction,
      name: firstName(head, (i) => head.hasValue(i) && endsInBlank(head.name(i))),
    });
  }
  if ((oddities & HAS_OBS_FOLD) !== 0) {
    tell("http.obs-fold", { direction, name: firstName(head, (i) => head.isFolded(i)) });
  }
  if ((oddities & HAS_BAD_FIELD_LINE) !== 0) {
    tell("http.bad-field-line", {
      direction,
      line: firstName(head, (i) => !head.hasValue(i) || head.name(i) === ""),
    });
  }
}

/** Longest name that a finding quotes. */
const NAME_SHOWN = 100;

function firstName(head: Head, wanted: (index: number) => boolean): string {
  for (let i = 0; i < head.fieldCount; i++) if (wanted(i)) return head.name(i).slice(0, NAME_SHOWN);
  return "";
}

const endsInBlank = (name: string): boolean => name.endsWith(" ") || name.endsWith("\t");
