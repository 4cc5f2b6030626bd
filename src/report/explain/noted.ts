/** What was noted of a transaction and is told nowhere else in its steps: a few of each kind in a whole explanation. */
import type { Finding, FindingCode } from "../../core/findings.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Part } from "../page.js";
import type { Speech } from "./speech.js";

/** Notes of one code that are told, one in a step, and notes of one step. */
const OF_ONE_CODE = 3;
const OF_ONE_STEP = 5;

/** What the steps tell in words of their own. */
const TOLD: ReadonlySet<FindingCode> = new Set([
  "auth.challenge",
  "cache.changed",
  "cache.lifetime",
  "cache.not-stored",
  "cache.revalidated",
  "cookie.deleted",
  "cookie.first-set",
  "cookie.value-changed",
  "http.client-error",
  "http.connection-close",
  "http.connection-reused",
  "http.early-response",
  "http.no-length",
  "redirect.followed",
  "redirect.location",
  "redirect.to-https",
]);

export function notedParts({ findings }: TracedSession, id: string, speech: Speech): Part[] {
  const items: string[] = [];
  const codes = new Set<FindingCode>();
  for (const finding of findings) {
    if (items.length === OF_ONE_STEP) break;
    const { code } = finding;
    if (finding.transaction !== id || codes.has(code) || !isNews(finding) || !isFew(code, speech)) continue;
    codes.add(code);
    items.push(speech.say("answer.noted", { detail: speech.finding(finding), code }));
  }
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

/** A note that is told here or nowhere: what is graver stands at the end, of TCP the steps speak themselves. */
const isNews = ({ code, severity }: Finding): boolean =>
  severity === "note" && !TOLD.has(code) && !code.startsWith("tcp.") && !code.startsWith("limit.");

function isFew(code: FindingCode, speech: Speech): boolean {
  for (let time = 1; time <= OF_ONE_CODE; time++) if (speech.teaches(`noted.${code}.${time}`)) return true;
  return false;
}
