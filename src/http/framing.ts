/**
 * How the end of a message body is known, in the order of RFC 9112 §6.3. Always lenient, always telling: each
 * leniency is one branch and one remark, which the parser makes a finding of.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Framing } from "../core/records.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";

export interface Remark {
  readonly code: FindingCode;
  readonly data: FindingData;
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

const NO_REMARKS: readonly Remark[] = [];
const NO_BODY: BodyPlan = { framing: "none", length: -1, isUnframed: false, remarks: NO_REMARKS };
const TUNNEL: BodyPlan = { framing: "tunnel", length: -1, isUnframed: false, remarks: NO_REMARKS };

export function planRequestBody(head: Head, httpVersion: string): BodyPlan {
  return planByHeaders(head, httpVersion, "request") ?? NO_BODY;
}

/** @param answered what the response answers; "other" also where the request was not captured */
export function planResponseBody(
  head: Head,
  httpVersion: string,
  status: number,
  answered: AnsweredMethod,
): BodyPlan {
  if (answered === "CONNECT" && status >= 200 && status < 300) return TUNNEL;
  if (status === 101) return TUNNEL;
  if (answered === "HEAD" || status < 200 || status === 204 || status === 304) return NO_BODY;
  return (
    planByHeaders(head, httpVersion, "response") ?? {
      framing: "until-close",
      length: -1,
      isUnframed: false,
      remarks: NO_REMARKS,
    }
  );
}

/** null where no header frames the message. */
function planByHeaders(head: Head, httpVersion: string, direction: Direction): BodyPlan | null {
  if (head.has("transfer-encoding")) return planTransferEncoding(head, httpVersion, direction);
  if (head.has("content-length")) return planContentLength(head, direction, NO_REMARKS);
  return null;
}

function planTransferEncoding(head: Head, httpVersion: string, direction: Direction): BodyPlan | null {
  const value = head.values("transfer-encoding").join(", ");
  const codings = value
    .split(",")
    .map(codingName)
    .filter((name) => name !== "");
  const remarks: Remark[] = [];
  const isChunked = codings.at(-1) === "chunked";
  let taken: string | null = null;
  if (!isChunked) {
    taken =
      direction === "response" ? "the body lasts until the connection closes" : "the body has no known end";
  } else if (codings.indexOf("chunked") !== codings.length - 1) {
    taken = "taken as chunked once";
  } else if (httpVersion === "HTTP/1.0") {
    taken = "taken as chunked though the message is HTTP/1.0";
  }
  if (codings.length === 1 && codings[0] === "identity") {
    // RFC 2616 §3.6 had "identity" for no coding at all; whoever still sends it means that.
    remarks.push({
      code: "http.bad-transfer-encoding",
      data: { direction, value, taken: "taken as no coding" },
    });
    if (head.has("content-length")) return planContentLength(head, direction, remarks);
    return direction === "response"
      ? { framing: "until-close", length: -1, isUnframed: false, remarks }
      : { ...NO_BODY, remarks };
  }
  if (taken !== null) remarks.push({ code: "http.bad-transfer-encoding", data: { direction, value, taken } });
  if (head.has("content-length"))
    remarks.push({ code: "http.content-length-and-chunked", data: { direction } });
  if (isChunked) return { framing: "chunked", length: -1, isUnframed: false, remarks };
  if (direction === "response") return { framing: "until-close", length: -1, isUnframed: false, remarks };
  return { framing: "none", length: -1, isUnframed: true, remarks };
}

function planContentLength(head: Head, direction: Direction, before: readonly Remark[]): BodyPlan {
  const values = head
    .values("content-length")
    .flatMap((value) => value.split(",").map((part) => part.trim()));
  const sizes = values.map(readLength);
  const first = sizes.find((size) => size >= 0) ?? -1;
  const value = values.join(", ");
  if (sizes.every((size) => size === first) && first >= 0) {
    const remarks =
      sizes.length === 1
        ? before
        : [
            ...before,
            {
              code: "http.repeated-content-length" as const,
              data: { direction, value: first, count: sizes.length },
            },
          ];
    return { framing: "content-length", length: first, isUnframed: false, remarks };
  }
  let taken = `${first} counts`;
  if (first < 0)
    taken =
      direction === "response" ? "the body lasts until the connection closes" : "the body has no known end";
  const remarks = [
    ...before,
    { code: "http.bad-content-length" as const, data: { direction, value, taken } },
  ];
  if (first >= 0) return { framing: "content-length", length: first, isUnframed: false, remarks };
  if (direction === "response") return { framing: "until-close", length: -1, isUnframed: false, remarks };
  return { framing: "none", length: -1, isUnframed: true, remarks };
}

/** Decimal digits only; −1 for anything else, and for sizes that a number cannot hold exactly. */
function readLength(text: string): number {
  if (text === "") return -1;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
  }
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : -1;
}

/** Name of a transfer coding in lower case, without its parameters (RFC 9112 §7). */
function codingName(text: string): string {
  const semicolon = text.indexOf(";");
  return (semicolon < 0 ? text : text.slice(0, semicolon)).trim().toLowerCase();
}
