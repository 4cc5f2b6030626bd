/** What remains: what ties requests together, and what of the findings is worth a look. */
import { severityRank, type Finding, type FindingCode } from "../../core/findings.js";
import type { Traced, TracedSession } from "../../trace/traced-session.js";
import type { Chapter, Part } from "../page.js";
import { fieldOf } from "./message-fields.js";
import type { Speech } from "./speech.js";
import type { Whole } from "./story.js";

/** Findings that are told one by one; of more, so many kinds, each by its first; fewer where the page is nearly full. */
const TOLD_FINDINGS = 12;
const LEAST_FINDINGS = 3;
/** Lines of the page that a finding and what stands before the findings take. */
const FINDING_LINES = 3;
const OTHER_LINES = 24;
const TOLD_USER_SESSIONS = 3;

/** Found where one request goes by the answer to another, or says whose it is. */
const TYING: ReadonlySet<FindingCode> = new Set([
  "redirect.followed",
  "cache.revalidated",
  "cache.changed",
  "cookie.session-id-in-url",
]);
const TYING_FIELDS = ["cookie", "authorization", "proxy-authorization", "x-wsse"] as const;

/** @param room lines that are left of the page */
export function endingChapter({ sessions }: Traced, whole: Whole, room: number, speech: Speech): Chapter {
  const { userSessions, summary } = whole;
  const parts: Part[] = userSessions
    .slice(0, TOLD_USER_SESSIONS)
    .map(({ cookie, transactions, sessionCount }, i) => ({
      kind: "text",
      text: speech.say(
        userSessions[i - 1]?.cookie === cookie ? "end.user-session-other" : "end.user-session",
        {
          name: cookie,
          count: transactions,
          connections: speech.say("unit.connections", { count: sessionCount }),
        },
      ),
      sources: ["RFC 6265 §3"],
    }));
  const isSeveral = sessions.some(({ transactions }) => transactions.length > 1) || sessions.length > 1;
  if (isSeveral && sessions.length === summary.sessions && sessions.every(isUntied))
    parts.push({ kind: "text", text: speech.say("end.stateless"), sources: ["RFC 9110 §3.3"] });
  const grave = graveOf([...whole.findings, ...sessions.flatMap(({ findings }) => findings)]);
  if (grave.length > 0) {
    const fitting = Math.floor((room - OTHER_LINES) / FINDING_LINES);
    const items = grave
      .slice(0, Math.max(LEAST_FINDINGS, Math.min(TOLD_FINDINGS, fitting)))
      .map(([first, ...others]) => findingText(first, others.length, speech));
    const untold = grave.slice(items.length).reduce((sum, findings) => sum + findings.length, 0);
    if (untold > 0) items.push(speech.say("end.more-findings", { count: untold }));
    if (sessions.length < summary.sessions) items.push(speech.say("end.of-told-only"));
    parts.push({ kind: "text", text: speech.say("end.findings") }, { kind: "list", items });
  }
  return { step: null, title: parts.length === 0 ? "" : speech.say("end.title"), place: "", parts };
}

/** It is known of every message that nothing in it refers to another: none is missing, and no head is cut off. */
const isUntied = ({ transactions, findings }: TracedSession): boolean =>
  !findings.some(({ code }) => TYING.has(code)) &&
  transactions.every(
    ({ request, response }) =>
      request !== null &&
      response !== null &&
      response.head !== null &&
      !request.head.mayLackFields &&
      !response.head.mayLackFields &&
      !TYING_FIELDS.some((name) => fieldOf(request, name) !== null) &&
      !response.head.has("set-cookie"),
  );

type Together = readonly [Finding, ...Finding[]];

/** Warnings and alerts, the gravest first; where there are many, those of one code together. */
function graveOf(findings: readonly Finding[]): Together[] {
  const grave = findings
    .filter(({ severity }) => severity !== "note")
    .toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  if (grave.length <= TOLD_FINDINGS) return grave.map((finding) => [finding]);
  const byCode = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of grave) {
    const key = `${finding.severity} ${finding.code}`;
    const others = byCode.get(key);
    if (others === undefined) byCode.set(key, [finding]);
    else others.push(finding);
  }
  return [...byCode.values()];
}

function findingText(finding: Finding, others: number, speech: Speech): string {
  const { severity, transaction, session, frame } = finding;
  const where = transaction ?? (frame !== null ? speech.packets(frame, frame) : String(session ?? ""));
  const place = where === "" ? finding.code : `${finding.code}, ${where}`;
  const text = speech.say("end.finding", {
    severity: speech.say(`severity.${severity}`),
    detail: speech.finding(finding),
    place,
  });
  return others === 0 ? text : speech.join([text, speech.say("end.same-finding", { count: others })]);
}
