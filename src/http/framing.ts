/**
 * How the end of a message body is known, in the order of RFC 9112 §6.3. Always lenient, always telling: each
 * leniency is one branch and one remark, which says what was taken and why. Where a reader of the same bytes may
 * well take something else, the remark knows what: that is how requests are smuggled (RFC 9112 §11.2).
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import { quoted } from "../core/quoted.js";
import type { Framing } from "../core/records.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";
import { knownHeaderId } from "./known-headers.js";
import { isDigit, trimText } from "./octets.js";

/** What others take of a head on which readers disagree. */
export interface OtherReading {
  /** Who reads so: the subject of a sentence. */
  readonly reader: string;
  /** Bytes behind the head that this reader takes for the body. */
  readonly size: number;
}

export interface Remark {
  readonly code: FindingCode;
  readonly data: FindingData;
  /** Not null: told when the message has ended, with how far the two readings lie apart. */
  readonly other: OtherReading | null;
}

export interface BodyPlan {
  readonly framing: Framing;
  /** Announced size for content-length; −1 for the others. */
  readonly length: number;
  /** A request that cannot be framed: what follows is read again from the next plausible start line. */
  readonly isUnframed: boolean;
  readonly remarks: readonly Remark[];
}

/** What a response answers, as far as it decides the framing. */
export type AnsweredMethod = "HEAD" | "CONNECT" | "other";

const ZERO = 0x30;

const NO_REMARKS: readonly Remark[] = [];
const NO_BODY: BodyPlan = { framing: "none", length: -1, isUnframed: false, remarks: NO_REMARKS };
const TUNNEL: BodyPlan = { framing: "tunnel", length: -1, isUnframed: false, remarks: NO_REMARKS };
const UNTIL_CLOSE: BodyPlan = { framing: "until-close", length: -1, isUnframed: false, remarks: NO_REMARKS };

export function planRequestBody(head: Head, httpVersion: string, method: string): BodyPlan {
  const plan = planByHeaders(head, httpVersion, "request");
  if (plan === null) return NO_BODY;
  const isAnnounced = plan.framing === "chunked" || plan.length > 0;
  if (!isAnnounced || !hasNoUseForBody(method)) return plan;
  const data = { method, framing: plan.framing };
  return { ...plan, remarks: [...plan.remarks, { code: "http.unexpected-body", data, other: null }] };
}

/** @param answered what the response answers; "other" also where the request was not captured */
export function planResponseBody(
  head: Head,
  httpVersion: string,
  status: number,
  answered: AnsweredMethod,
): BodyPlan {
  if (answered === "CONNECT" && status >= 200 && status < 300)
    return bodiless(TUNNEL, head, "2xx to CONNECT");
  if (status === 101) return bodiless(TUNNEL, head, "101");
  if (status < 200 || status === 204) return bodiless(NO_BODY, head, String(status));
  // These speak of the body that another response would have had.
  if (answered === "HEAD" || status === 304) return NO_BODY;
  return planByHeaders(head, httpVersion, "response") ?? UNTIL_CLOSE;
}

/** How far another reading lies from ours. @param taken bytes that the body took of the stream; null where its end is not known */
export function tellApart(other: OtherReading, taken: number | null): string {
  if (taken === null) return `${other.reader} takes ${other.size} bytes for its body`;
  const bytes = other.size - taken;
  if (bytes === 0) return `${other.reader} sees it end at the same byte`;
  return `${other.reader} sees it end ${Math.abs(bytes)} bytes ${bytes < 0 ? "earlier" : "later"}`;
}

/** Methods whose content has no meaning that all agree on (RFC 9110 §9.3). */
const NO_USE_FOR_BODY: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "CONNECT", "TRACE"]);
const hasNoUseForBody = (method: string): boolean => NO_USE_FOR_BODY.has(method);

/** No body whatever the headers say; but one that may not stand here misleads those who go by it. */
function bodiless(plan: BodyPlan, head: Head, status: string): BodyPlan {
  if (!head.has("content-length") && !head.has("transfer-encoding")) return plan;
  const other = byContentLength(head);
  const isChunked = head.has("transfer-encoding");
  if (!isChunked && other?.size === 0) return plan;
  const field = isChunked ? "Transfer-Encoding" : "Content-Length";
  const data = { status, field, taken: "no body, RFC 9112 §6.3" };
  return { ...plan, remarks: [{ code: "http.length-without-body", data, other: isChunked ? null : other }] };
}

/** null where no header frames the message. */
function planByHeaders(head: Head, httpVersion: string, direction: Direction): BodyPlan | null {
  if (head.has("transfer-encoding")) return planTransferEncoding(head, httpVersion, direction);
  if (head.has("content-length")) return planContentLength(head, direction);
  return null;
}

const CHUNKED: BodyPlan = { framing: "chunked", length: -1, isUnframed: false, remarks: NO_REMARKS };
const UNFRAMED: BodyPlan = { framing: "none", length: -1, isUnframed: true, remarks: NO_REMARKS };

/** Codings that may stand before chunked (RFC 9112 §7). */
const KNOWN_CODINGS: ReadonlySet<string> = new Set([
  "chunked",
  "gzip",
  "x-gzip",
  "deflate",
  "compress",
  "x-compress",
]);

function planTransferEncoding(head: Head, httpVersion: string, direction: Direction): BodyPlan | null {
  const values = head.values("transfer-encoding");
  const elements = values.flatMap((value) => value.split(",")).filter((element) => trimText(element) !== "");
  const codings = elements.map(codingName);
  const value = quoted(values.join(", "));
  if (codings.length === 1 && codings[0] === "identity") return planIdentity(head, direction, value);
  const isChunked = codings.at(-1) === "chunked";
  const remarks: Remark[] = [];
  const taken = isChunked ? oddityOfChunked(elements, codings, httpVersion) : notChunked(direction);
  if (taken !== null) {
    const data = { direction, value, taken };
    remarks.push({ code: "http.bad-transfer-encoding", data, other: passedOver(head, direction) });
  }
  if (head.has("content-length")) {
    const data = { direction, taken: isChunked ? "taken as chunked, RFC 9112 §6.3" : notChunked(direction) };
    remarks.push({ code: "http.content-length-and-chunked", data, other: byContentLength(head) });
  }
  if (isChunked) return { ...CHUNKED, remarks };
  return { ...(direction === "response" ? UNTIL_CLOSE : UNFRAMED), remarks };
}

/** RFC 2616 §3.6 had "identity" for no coding at all; whoever still sends it means that. */
function planIdentity(head: Head, direction: Direction, value: string): BodyPlan {
  const data = { direction, value, taken: "taken as no coding, RFC 2616 §3.6" };
  const remark: Remark = { code: "http.bad-transfer-encoding", data, other: null };
  const plan = head.has("content-length")
    ? planContentLength(head, direction)
    : direction === "response"
      ? UNTIL_CLOSE
      : NO_BODY;
  return { ...plan, remarks: [remark, ...plan.remarks] };
}

/** What is unusual about a Transfer-Encoding that ends in chunked; null where nothing is. */
function oddityOfChunked(
  elements: readonly string[],
  codings: readonly string[],
  httpVersion: string,
): string | null {
  if (codings.indexOf("chunked") !== codings.length - 1) return "taken as chunked once, RFC 9112 §6.3";
  if (httpVersion === "HTTP/1.0") return "taken as chunked though the message is HTTP/1.0, RFC 9112 §6.1";
  if (!codings.every((coding) => KNOWN_CODINGS.has(coding)))
    return "taken as chunked behind a coding that is unknown, RFC 9112 §6.3";
  const last = trimText(elements.at(-1) ?? "").toLowerCase();
  if (last === "chunked") return null;
  return last.includes(";")
    ? "taken as chunked, which knows no parameters, RFC 9112 §7.1"
    : "taken as chunked, control characters beside it left away";
}

/** RFC 9112 §6.3, point 4. */
function notChunked(direction: Direction): string {
  return direction === "response"
    ? "the body lasts until the connection closes, RFC 9112 §6.3"
    : "the body has no known end, RFC 9112 §6.3";
}

/** Who does not understand the Transfer-Encoding passes it over. */
function passedOver(head: Head, direction: Direction): OtherReading | null {
  // The remark on both fields tells it.
  if (head.has("content-length") || direction === "response") return null;
  return { reader: "a reader that passes the field over", size: 0 };
}

function byContentLength(head: Head): OtherReading | null {
  const size = lengthsOf(head)
    .map(readLength)
    .find((length) => length >= 0);
  return size === undefined ? null : { reader: "a reader that goes by Content-Length", size };
}

/** Digits that a number holds exactly, whatever they are. */
const EXACT_DIGITS = 15;

/** The size where one field says it, as nearly all do; −1 where there is more to look at. */
function soleLength(head: Head): number {
  const id = knownHeaderId("content-length");
  let size = -1;
  for (let i = 0; i < head.fieldCount; i++) {
    if (head.fieldId(i) !== id) continue;
    const start = head.valueStart(i);
    const end = head.valueEnd(i);
    if (size >= 0 || start === end || end - start > EXACT_DIGITS) return -1;
    size = 0;
    for (let at = start; at < end; at++) {
      const byte = head.bytes[at]!;
      if (!isDigit(byte)) return -1;
      size = size * 10 + byte - ZERO;
    }
  }
  return size;
}

function planContentLength(head: Head, direction: Direction): BodyPlan {
  const sole = soleLength(head);
  if (sole >= 0) return { framing: "content-length", length: sole, isUnframed: false, remarks: NO_REMARKS };
  const values = lengthsOf(head);
  const sizes = values.map(readLength);
  const first = sizes.find((size) => size >= 0) ?? -1;
  const counted: BodyPlan = {
    framing: "content-length",
    length: first,
    isUnframed: false,
    remarks: NO_REMARKS,
  };
  if (first >= 0 && sizes.every((size) => size === first)) {
    if (sizes.length === 1) return counted;
    const data = { direction, value: first, count: sizes.length };
    return { ...counted, remarks: [{ code: "http.repeated-content-length", data, other: null }] };
  }
  const plan = first >= 0 ? counted : direction === "response" ? UNTIL_CLOSE : UNFRAMED;
  const taken = first >= 0 ? `${first} counts, the first that is a number` : notChunked(direction);
  const data = { direction, value: quoted(values.join(", ")), taken };
  const other = otherLength(values, first);
  return { ...plan, remarks: [{ code: "http.bad-content-length", data, other }] };
}

/** Each value, and each element of a list. */
function lengthsOf(head: Head): string[] {
  return head.values("content-length").flatMap((value) => value.split(",").map(trimText));
}

/** The first of the lengths, as lenient readers take them, that is not the one that counts. */
function otherLength(values: readonly string[], taken: number): OtherReading | null {
  for (const value of values) {
    const size = readLoosely(value);
    if (size >= 0 && size !== taken)
      return { reader: `a reader that takes ${quoted(value)} for ${size}`, size };
  }
  return null;
}

/** Decimal digits only; −1 for anything else, and for sizes that a number cannot hold exactly. */
function readLength(text: string): number {
  if (text === "") return -1;
  for (let i = 0; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return -1;
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : -1;
}

/** As strtol and its relatives read it: a sign, 0x, and whatever stands behind the digits. −1 for no number. */
function readLoosely(text: string): number {
  const [, hexadecimal, decimal] =
    /^[\s\v]*\+?(?:0x([0-9a-f]{1,12})(?![0-9a-f])|([0-9]{1,15})(?![0-9]))/i.exec(text) ?? [];
  if (hexadecimal !== undefined) return Number.parseInt(hexadecimal, 16);
  return decimal === undefined ? -1 : Number(decimal);
}

/**
 * Name of a transfer coding in lower case, without its parameters (RFC 9112 §7) and without whatever white space and
 * control characters lie beside it: who sends them means readers that take no notice.
 */
function codingName(text: string): string {
  const semicolon = text.indexOf(";");
  const name = (semicolon < 0 ? text : text.slice(0, semicolon)).toLowerCase();
  let start = 0;
  let end = name.length;
  while (start < end && name.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && name.charCodeAt(end - 1) <= 0x20) end -= 1;
  return name.slice(start, end);
}
