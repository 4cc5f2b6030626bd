/**
 * Transfer-Encoding (RFC 9112 §6.1, §7): chunked, behind other codings perhaps, is what frames a message. What is
 * sent to hide it from one of two readers is told with what the other one takes.
 */
import { quoted } from "../core/quoted.js";
import {
  CHUNKED,
  NO_BODY,
  UNFRAMED,
  UNTIL_CLOSE,
  type BodyPlan,
  type OtherReading,
  type Remark,
} from "./body-plan.js";
import { byContentLength, noKnownEnd, planContentLength } from "./content-length.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";
import { trimText } from "./octets.js";

/** Codings that may stand before chunked (RFC 9112 §7). */
const KNOWN_CODINGS: ReadonlySet<string> = new Set([
  "chunked",
  "gzip",
  "x-gzip",
  "deflate",
  "compress",
  "x-compress",
]);

const isKnown = (coding: string): boolean => KNOWN_CODINGS.has(coding);

/** For a head that has such a field. */
export function planTransferEncoding(head: Head, httpVersion: string, direction: Direction): BodyPlan {
  const values = head.values("transfer-encoding");
  const elements = values.flatMap((value) => value.split(",")).filter((element) => trimText(element) !== "");
  const codings = elements.map(codingName);
  const value = quoted(values.join(", "));
  if (codings.length === 1 && codings[0] === "identity") return planIdentity(head, direction, value);
  const isChunked = codings.at(-1) === "chunked";
  const remarks: Remark[] = [];
  const taken = isChunked ? oddityOfChunked(elements, codings) : oddityOfOther(codings, direction);
  const other = passedOver(head, direction, isChunked);
  if (taken !== null)
    remarks.push({ code: "http.bad-transfer-encoding", data: { direction, value, taken }, other });
  else if (isChunked && httpVersion === "HTTP/1.0") {
    const data = { direction, taken: "taken all the same, RFC 9112 §6.1" };
    remarks.push({ code: "http.chunked-in-old-version", data, other });
  }
  if (head.has("content-length")) {
    const data = { direction, taken: isChunked ? "taken as chunked, RFC 9112 §6.3" : noKnownEnd(direction) };
    remarks.push({ code: "http.content-length-and-chunked", data, other: byContentLength(head) });
  }
  if (isChunked) return { ...CHUNKED, remarks };
  return { ...(direction === "response" ? UNTIL_CLOSE : UNFRAMED), remarks };
}

/** RFC 2616 §3.6 had "identity" for no coding at all; whoever still sends it means that. */
function planIdentity(head: Head, direction: Direction, value: string): BodyPlan {
  const plan = head.has("content-length")
    ? planContentLength(head, direction)
    : direction === "response"
      ? UNTIL_CLOSE
      : NO_BODY;
  const data = { direction, value, taken: "taken as no coding, RFC 2616 §3.6" };
  const other: OtherReading | null =
    plan.framing === "content-length" && direction === "response"
      ? { reader: "a reader that knows no such coding", size: "until-close" }
      : null;
  return { ...plan, remarks: [{ code: "http.identity-transfer-encoding", data, other }, ...plan.remarks] };
}

/** What is unusual about a Transfer-Encoding that ends in chunked; null where nothing is. */
function oddityOfChunked(elements: readonly string[], codings: readonly string[]): string | null {
  if (codings.indexOf("chunked") !== codings.length - 1) return "taken as chunked once, RFC 9112 §6.3";
  if (!codings.every(isKnown)) return "taken as chunked behind a coding that is unknown, RFC 9112 §6.3";
  const last = trimText(elements.at(-1) ?? "").toLowerCase();
  if (last === "chunked") return null;
  return last.includes(";")
    ? "taken as chunked, which knows no parameters, RFC 9112 §7.1"
    : "taken as chunked, control characters beside it left away";
}

/** Of one that does not: a response may end with the connection instead (RFC 9112 §6.3, point 4). */
function oddityOfOther(codings: readonly string[], direction: Direction): string | null {
  const isAllowed = direction === "response" && codings.length > 0 && !codings.includes("chunked");
  return isAllowed && codings.every(isKnown) ? null : noKnownEnd(direction);
}

/** Who does not understand the Transfer-Encoding passes it over. */
function passedOver(head: Head, direction: Direction, isChunked: boolean): OtherReading | null {
  // The remark on both fields tells it.
  if (head.has("content-length")) return null;
  // It has no other end either.
  if (direction === "response" && !isChunked) return null;
  const size = direction === "response" ? "until-close" : 0;
  return { reader: "a reader that passes the field over", size };
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
