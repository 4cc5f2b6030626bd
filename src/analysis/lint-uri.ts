/**
 * What a target, Location or Referer carries that should have stayed at the client (RFC 9110 §4.2.4, RFC 9112
 * §3.2), and a Host that names another port than the connection has (RFC 9110 §7.2).
 */
import type { Endpoint } from "../core/records.js";
import type { Direction } from "../http/direction.js";
import { COLON, isDigit } from "../http/octets.js";
import type { RequestView } from "../http/views.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const HASH = 0x23;
const SLASH = 0x2f;
const QUESTION = 0x3f;
const AT = 0x40;

const LOCATION = fieldMask("location");
const REFERER = fieldMask("referer");
const HTTP_PORT = 80;

export function lintUri(subject: LintSubject, server: Endpoint): void {
  const { request } = subject;
  if (request !== null) {
    lintTarget(subject, request, server);
    lintField(subject, subject.requestFields, REFERER, "request", "Referer");
  }
  lintField(subject, subject.responseFields, LOCATION, "response", "Location");
}

function lintTarget(subject: LintSubject, request: RequestView, server: Endpoint): void {
  const { bytes, startLineEnd } = request.head;
  const { method } = request;
  const start = method.length + 1;
  let hash = start;
  while (hash < startLineEnd && bytes[hash] !== HASH) hash += 1;
  if (hash < startLineEnd) subject.tell("uri.fragment-sent", "request", {});
  if (bytes[start] === SLASH) {
    const port = portOf(request.hostAndPort);
    if (port !== null && port !== server.port) {
      subject.tell("http.host-port-mismatch", "request", { port, connection: server.port });
    }
  } else if (method !== "CONNECT" && hasUserinfo(bytes, start, startLineEnd)) {
    subject.tell("uri.userinfo", "request", { where: "the target" });
  }
}

function lintField(
  subject: LintSubject,
  fields: FieldPlaces,
  mask: number,
  direction: Direction,
  where: string,
): void {
  if (!fields.has(mask) || fields.head === null) return;
  const index = fields.indexOf(mask);
  const { head } = fields;
  // Nothing of it is quoted: a name without a password is often a token.
  if (head.hasValue(index) && hasUserinfo(head.bytes, head.valueStart(index), head.valueEnd(index))) {
    subject.tell("uri.userinfo", direction, { where });
  }
}

/** Whether a URI in bytes[start, end) has an authority with user information (RFC 3986 §3.2.1). */
function hasUserinfo(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  // A scheme ends at the first colon; a relative reference has a slash before it, or begins with two.
  while (at < end && bytes[at] !== COLON && bytes[at] !== SLASH && bytes[at] !== QUESTION) at += 1;
  if (bytes[at] === COLON) at += 1;
  else if (at !== start) return false;
  if (at + 1 >= end || bytes[at] !== SLASH || bytes[at + 1] !== SLASH) return false;
  for (at += 2; at < end; at++) {
    const byte = bytes[at];
    if (byte === AT) return true;
    if (byte === SLASH || byte === QUESTION || byte === HASH) return false;
  }
  return false;
}

/** Port behind the last colon of `host[:port]`, 80 without one; null without host. */
function portOf(hostAndPort: string | null): number | null {
  if (hostAndPort === null) return null;
  let at = hostAndPort.length - 1;
  while (at >= 0 && isDigit(hostAndPort.charCodeAt(at))) at -= 1;
  if (at < 0 || at === hostAndPort.length - 1 || hostAndPort.charCodeAt(at) !== COLON) return HTTP_PORT;
  return Number(hostAndPort.slice(at + 1));
}
