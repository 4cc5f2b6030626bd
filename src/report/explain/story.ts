/** The capture told from its beginning to its end: what happened, in the order of the packets, and what it means. */
import { formatEndpoint } from "../../core/address.js";
import { severityRank, type Finding, type FindingCode } from "../../core/findings.js";
import type { SummaryRecord, UserSessionRecord } from "../../core/records.js";
import type { InterimView, RequestView, ResponseView, TransactionView } from "../../http/views.js";
import type { Traced, TracedSession } from "../../trace/traced-session.js";
import type { Chapter, Part } from "../page.js";
import { elapsedBetween } from "../units.js";
import { answeringChapter, interimChapter } from "./answering.js";
import { askingChapter } from "./asking.js";
import { HeadMemory } from "./message-lines.js";
import { closingChapter, openingChapter } from "./opening.js";
import type { Speech } from "./speech.js";

/** Transactions of one session that are told; of a capture with more than so many in all, a few of each. */
const WHOLE_TRANSACTIONS = 30;
const TOLD_TRANSACTIONS = 6;
const TOLD_FINDINGS = 12;

/** What is known of the whole capture. */
export interface Whole {
  readonly summary: SummaryRecord;
  readonly userSessions: readonly UserSessionRecord[];
  /** Addresses. */
  readonly clients: number;
  readonly servers: number;
}

export function* tellStory(traced: Traced, whole: Whole, speech: Speech): Iterable<Chapter> {
  yield overview(traced, whole, speech);
  const answeredIn = new Map<string, number>();
  for (const session of traced.sessions) {
    if (whole.summary.sessions > 1) yield sessionTitle(session, speech);
    yield openingChapter(session, speech);
    yield* exchange(session, traced, whole, answeredIn, speech);
    yield closingChapter(session, speech);
  }
  if (traced.sessions.length > 0) yield ending(traced, whole, speech);
}

function overview(traced: Traced, { summary, clients, servers }: Whole, speech: Speech): Chapter {
  const { sessions, transactions, start, end, notAnalysed } = summary;
  const [only] = traced.sessions;
  const duration = start === null || end === null ? "0 ms" : speech.duration(elapsedBetween(start, end));
  const said: string[] = [];
  if (only === undefined) said.push(speech.say("overview.none"));
  else if (sessions === 1)
    said.push(
      speech.say("overview.one", {
        client: only.session.client.ip,
        server: only.session.server.ip,
        duration,
      }),
    );
  else
    said.push(
      speech.say("overview.several", {
        clients: speech.say("unit.clients", { count: clients }),
        servers: speech.say("unit.servers", { count: servers }),
        sessions: speech.say("unit.sessions", { count: sessions }),
        transactions,
        duration,
      }),
    );
  if (traced.sessions.length > 0 && traced.sessions.length < sessions)
    said.push(speech.say("overview.chosen", { told: traced.sessions.length, sessions }));
  if (notAnalysed.tls > 0) said.push(speech.say("overview.tls", { count: notAnalysed.tls }));
  if (notAnalysed.other > 0) said.push(speech.say("overview.other", { count: notAnalysed.other }));
  return { step: null, title: "", place: "", parts: [{ kind: "text", text: speech.join(said) }] };
}

function sessionTitle({ session }: TracedSession, speech: Speech): Chapter {
  const title = speech.say("session.title", {
    session: session.session,
    client: formatEndpoint(session.client),
    server: formatEndpoint(session.server),
  });
  return { step: null, title, place: speech.packets(session.start.frame, session.end.frame), parts: [] };
}

type Event =
  | {
      readonly kind: "request";
      readonly frame: number;
      readonly transaction: TransactionView;
      readonly request: RequestView;
    }
  | { readonly kind: "interim"; readonly frame: number; readonly interim: InterimView }
  | {
      readonly kind: "response";
      readonly frame: number;
      readonly transaction: TransactionView;
      readonly response: ResponseView;
    };

/** Requests and responses as they came. */
function* exchange(
  session: TracedSession,
  { clock }: Traced,
  { summary }: Whole,
  answeredIn: Map<string, number>,
  speech: Speech,
): Iterable<Chapter> {
  const isWhole = summary.transactions <= WHOLE_TRANSACTIONS;
  const told = session.transactions.slice(0, isWhole ? WHOLE_TRANSACTIONS : TOLD_TRANSACTIONS);
  const requests = new HeadMemory();
  const responses = new HeadMemory();
  let outstanding = 0;
  for (const event of eventsOf(told)) {
    if (event.kind === "request") {
      const { transaction, request } = event;
      outstanding += 1;
      yield askingChapter(
        { traced: session, transaction, request, outstanding, answeredIn },
        requests,
        speech,
      );
    } else if (event.kind === "interim") {
      yield interimChapter(event.interim, speech);
    } else {
      const { transaction, response } = event;
      if (transaction.request !== null) outstanding -= 1;
      const chapter = answeringChapter({ traced: session, transaction, response, clock }, responses, speech);
      if (chapter.step !== null) answeredIn.set(transaction.id, chapter.step);
      yield chapter;
    }
  }
  for (const transaction of told) if (transaction.response === null) yield unanswered(transaction, speech);
  const more = session.transactions.length - told.length;
  if (more > 0) {
    const text = speech.say("session.more", { count: more });
    yield { step: null, title: "", place: "", parts: [{ kind: "text", text }] };
  }
}

function eventsOf(transactions: readonly TransactionView[]): Event[] {
  const events = transactions.flatMap((transaction): Event[] => {
    const { request, response, interim } = transaction;
    const found: Event[] = interim.map((each) => ({ kind: "interim", frame: each.at.frame, interim: each }));
    if (request !== null)
      found.unshift({ kind: "request", frame: request.first.frame, transaction, request });
    if (response !== null)
      found.push({ kind: "response", frame: response.first.frame, transaction, response });
    return found;
  });
  return events.toSorted((a, b) => a.frame - b.frame);
}

function unanswered({ id }: TransactionView, speech: Speech): Chapter {
  const text = speech.say("answer.none", { id });
  return {
    step: speech.nextStep(),
    title: speech.say("answer.title-none"),
    place: "",
    parts: [{ kind: "text", text }],
  };
}

/** Found where one request goes by the answer to another. */
const TYING: ReadonlySet<FindingCode> = new Set(["redirect.followed", "cache.revalidated", "cache.changed"]);

function ending({ sessions }: Traced, { userSessions }: Whole, speech: Speech): Chapter {
  const parts: Part[] = userSessions.slice(0, 3).map(({ cookie, transactions, sessionCount }) => ({
    kind: "text",
    text: speech.say("end.user-session", {
      name: cookie,
      count: transactions,
      connections: speech.say("unit.connections", { count: sessionCount }),
    }),
    sources: ["RFC 6265 §3"],
  }));
  const isTied = sessions.some(
    ({ transactions, findings }) =>
      findings.some(({ code }) => TYING.has(code)) ||
      transactions.some(
        ({ request }) => request?.head.has("cookie") === true || request?.head.has("authorization") === true,
      ),
  );
  const isSeveral = sessions.some(({ transactions }) => transactions.length > 1) || sessions.length > 1;
  if (!isTied && isSeveral)
    parts.push({ kind: "text", text: speech.say("end.stateless"), sources: ["RFC 9110 §3.3"] });
  const grave = sessions
    .flatMap(({ findings }) => findings)
    .filter(({ severity }) => severity !== "note")
    .toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  if (grave.length > 0) {
    const items = grave.slice(0, TOLD_FINDINGS).map((finding) => findingText(finding, speech));
    if (grave.length > items.length)
      items.push(speech.say("end.more-findings", { count: grave.length - items.length }));
    parts.push({ kind: "text", text: speech.say("end.findings") }, { kind: "list", items });
  }
  if (parts.length === 0) return { step: null, title: "", place: "", parts };
  return { step: null, title: speech.say("end.title"), place: "", parts };
}

function findingText(finding: Finding, speech: Speech): string {
  const { severity, transaction, session } = finding;
  const place = `${finding.code}, ${transaction ?? String(session ?? "")}`;
  return speech.say("end.finding", {
    severity: speech.say(`severity.${severity}`),
    detail: speech.finding(finding),
    place,
  });
}
