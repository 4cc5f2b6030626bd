/** How the end of a message body is known, in the order of RFC 9112 §6.3. */
import {
  NO_BODY,
  NO_REMARKS,
  TUNNEL,
  UNTIL_CLOSE,
  type BodyPlan,
  type OtherReading,
  type Remark,
} from "./body-plan.js";
import { remarksOnBareCr } from "./bare-cr.js";
import { byContentLength, planContentLength } from "./content-length.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";
import { remarksOnOddFields } from "./odd-fields.js";
import { planTransferEncoding } from "./transfer-encoding.js";

/** What a response answers, as far as it decides the framing. */
export type AnsweredMethod = "HEAD" | "CONNECT" | "other";

export function planRequestBody(head: Head, httpVersion: string, method: string): BodyPlan {
  const plan = planRequest(head, httpVersion);
  const hidden = head.oddities !== 0 ? hiddenInRequest(head, plan, httpVersion) : NO_REMARKS;
  const isAnnounced = plan.framing === "chunked" || plan.length > 0;
  const useless = isAnnounced && NO_USE_FOR_BODY.has(method) ? [remarkOnUse(method, plan)] : NO_REMARKS;
  if (hidden.length + useless.length === 0) return plan;
  return { ...plan, remarks: [...plan.remarks, ...hidden, ...useless] };
}

/** @param answered what the response answers; "other" also where the request was not captured */
export function planResponseBody(
  head: Head,
  httpVersion: string,
  status: number,
  answered: AnsweredMethod,
): BodyPlan {
  const plan = planResponse(head, httpVersion, status, answered);
  if (head.oddities === 0) return plan;
  const hidden = hiddenInResponse(head, plan, httpVersion, status, answered);
  return hidden.length === 0 ? plan : { ...plan, remarks: [...plan.remarks, ...hidden] };
}

// Functions of their own, for what a closure closes over is set aside wherever it might be made.

function hiddenInRequest(head: Head, plan: BodyPlan, httpVersion: string): readonly Remark[] {
  const planOf = (other: Head): BodyPlan => planRequest(other, httpVersion);
  return otherReadings(head, "request", plan, planOf);
}

function hiddenInResponse(
  head: Head,
  plan: BodyPlan,
  httpVersion: string,
  status: number,
  answered: AnsweredMethod,
): readonly Remark[] {
  const planOf = (other: Head): BodyPlan => planResponse(other, httpVersion, status, answered);
  return otherReadings(head, "response", plan, planOf);
}

/** What those make of it who see other fields in an odd head. */
function otherReadings(
  head: Head,
  direction: Direction,
  plan: BodyPlan,
  planOf: (head: Head) => BodyPlan,
): readonly Remark[] {
  return [
    ...remarksOnBareCr(head, direction, plan, planOf),
    ...remarksOnOddFields(head, direction, plan, planOf),
  ];
}

function planRequest(head: Head, httpVersion: string): BodyPlan {
  return planByHeaders(head, httpVersion, "request") ?? NO_BODY;
}

function planResponse(head: Head, httpVersion: string, status: number, answered: AnsweredMethod): BodyPlan {
  if (answered === "CONNECT" && status >= 200 && status < 300)
    return bodiless(TUNNEL, head, "2xx to CONNECT");
  if (status === 101) return bodiless(TUNNEL, head, "101");
  if (status < 200 || status === 204) return bodiless(NO_BODY, head, String(status));
  // These speak of the body that another response would have had.
  if (answered === "HEAD" || status === 304) return NO_BODY;
  return planByHeaders(head, httpVersion, "response") ?? UNTIL_CLOSE;
}

/** null where no header frames the message. */
function planByHeaders(head: Head, httpVersion: string, direction: Direction): BodyPlan | null {
  if (head.has("transfer-encoding")) return planTransferEncoding(head, httpVersion, direction);
  if (head.has("content-length")) return planContentLength(head, direction);
  return null;
}

/** Methods whose content has no meaning that all agree on (RFC 9110 §9.3). */
const NO_USE_FOR_BODY: ReadonlySet<string> = new Set(["GET", "HEAD", "DELETE", "CONNECT", "TRACE"]);

const remarkOnUse = (method: string, { framing }: BodyPlan): Remark => ({
  code: "http.unexpected-body",
  data: { method, framing },
  other: null,
});

/** No body whatever the headers say; but one that may not stand here misleads those who go by it. */
function bodiless(plan: BodyPlan, head: Head, status: string): BodyPlan {
  if (!head.has("content-length") && !head.has("transfer-encoding")) return plan;
  const coding = head.value("transfer-encoding")?.toLowerCase() ?? null;
  const other = coding === null ? byContentLength(head) : coding.includes("chunked") ? BY_CHUNKS : null;
  if (other?.size === 0) return plan;
  const field = coding === null ? "Content-Length" : "Transfer-Encoding";
  const data = { status, field, taken: "no body, RFC 9112 §6.3" };
  return { ...plan, remarks: [{ code: "http.length-without-body", data, other }] };
}

const BY_CHUNKS: OtherReading = {
  reader: "a reader that goes by Transfer-Encoding",
  size: "chunked",
};
