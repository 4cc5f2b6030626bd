/** The capture told from its beginning to its end: what happened, in the order of the packets, and what it means. */
import { formatEndpoint } from "../../core/address.js";
import type { Finding } from "../../core/findings.js";
import type { SummaryRecord, UserSessionRecord } from "../../core/records.js";
import type { InterimView, RequestView, ResponseView, TransactionView } from "../../http/views.js";
import type { Traced, TracedSession } from "../../trace/traced-session.js";
import type { Chapter } from "../page.js";
import { answeringChapter, interimChapter } from "./answering.js";
import { askingChapter } from "./asking.js";
import { chooseTransactions } from "./choice.js";
import { endingChapter } from "./ending.js";
import { HeadMemory } from "./message-lines.js";
import { closingChapter, openingChapter } from "./opening.js";
import { notedParts } from "./noted.js";
import { overview } from "./overview.js";
import type { Speech } from "./speech.js";
import { timeChapter } from "./time.js";

/**
 * What is told is read, not scrolled past: 250 lines, of which the end needs up to forty-five. No request is begun beyond
 * the third of these lines, no answer so many lines later, and no step goes beyond the second.
 */
const PAGE_LINES = 250;
export const LAST_STEP_LINE = 205;
const LAST_REQUEST_LINE = 185;
const ANSWER_LINES = 10;
/** Each session that follows has room for its beginning, one transaction and its end, whatever those before it bring. */
const LEAST_SESSION_LINES = 30;

/** What is known of the whole capture. */
export interface Whole {
  readonly summary: SummaryRecord;
  readonly userSessions: readonly UserSessionRecord[];
  /** Warnings and alerts that belong to no session: the first of them. */
  readonly findings: readonly Finding[];
  /** Addresses. */
  readonly clients: number;
  readonly servers: number;
}

/** Lines told so far. */
export interface Progress {
  readonly lines: number;
}

/** @param told that each chapter is counted in before the next is asked for */
export function* tellStory(traced: Traced, whole: Whole, speech: Speech, told: Progress): Iterable<Chapter> {
  yield overview(traced, whole, speech);
  const { sessions, transactions } = whole.summary;
  const chosen = chooseTransactions(traced.sessions, transactions);
  const answeredIn = new Map<string, number>();
  let toldSessions = 0;
  for (const session of traced.sessions) {
    if (told.lines > LAST_REQUEST_LINE) break;
    toldSessions += 1;
    const lastLine = lastLineOf(told.lines, traced.sessions.length - toldSessions);
    if (sessions > 1) yield sessionTitle(session, speech);
    yield openingChapter(session, speech);
    yield* exchange({ session, traced, chosen, answeredIn, told, lastLine }, speech);
    yield closingChapter(session, speech);
  }
  const untold = traced.sessions.length - toldSessions;
  if (untold > 0) yield paragraph(speech.say("overview.more-sessions", { count: untold }));
  const time = timeChapter(traced.sessions, traced.sessions.length === sessions, speech);
  if (time !== null) yield time;
  yield endingChapter(traced, whole, PAGE_LINES - told.lines, speech);
}

/** Behind which line no request of a session is begun: what follows it is left a part of the page. */
function lastLineOf(line: number, sessionsBehind: number): number {
  const room = LAST_REQUEST_LINE - line;
  const reserved = Math.min(LEAST_SESSION_LINES * sessionsBehind, room - room / (sessionsBehind + 1));
  return line + room - reserved;
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
  | {
      readonly kind: "interim";
      readonly frame: number;
      readonly transaction: TransactionView;
      readonly interim: InterimView;
    }
  | {
      readonly kind: "response";
      readonly frame: number;
      readonly transaction: TransactionView;
      readonly response: ResponseView;
    };

interface Exchange {
  readonly session: TracedSession;
  readonly traced: Traced;
  /** Ids of the transactions that are told. */
  readonly chosen: ReadonlySet<string>;
  readonly answeredIn: Map<string, number>;
  readonly told: Progress;
  /** Behind this line no request is begun. */
  readonly lastLine: number;
}

/** Requests and responses as they came. */
function* exchange(
  { session, traced, chosen, answeredIn, told, lastLine }: Exchange,
  speech: Speech,
): Iterable<Chapter> {
  const begun = new Set<string>();
  const requests = new HeadMemory();
  const responses = new HeadMemory();
  for (const event of eventsOf(session.transactions.filter(({ id }) => chosen.has(id)))) {
    const { transaction } = event;
    const { id } = transaction;
    if (told.lines > lastLine + (begun.has(id) ? ANSWER_LINES : 0)) continue;
    begun.add(id);
    if (event.kind === "request") {
      const { request } = event;
      const outstanding = outstandingAt(transaction, request, session.transactions);
      yield askingChapter(
        { traced: session, transaction, request, outstanding, answeredIn },
        requests,
        speech,
      );
    } else if (event.kind === "interim") {
      yield interimChapter(event.interim, id, speech);
    } else {
      const { response } = event;
      const chapter = answeringChapter(
        { traced: session, transaction, response, clock: traced.clock },
        responses,
        speech,
      );
      if (chapter.step !== null) answeredIn.set(id, chapter.step);
      yield chapter;
    }
  }
  for (const transaction of session.transactions)
    if (transaction.response === null && begun.has(transaction.id))
      yield unanswered(session, transaction, speech);
  const more = session.session.transactions - begun.size;
  if (more > 0) yield paragraph(speech.say("session.more", { count: more }));
}

/** Requests that had no answer yet when this one was sent, itself included: an answer ends the waiting of all before. */
function outstandingAt(
  { depth }: TransactionView,
  { first }: RequestView,
  transactions: readonly TransactionView[],
): number {
  const answered = transactions
    .filter(({ response }) => response !== null && response.first.frame < first.frame)
    .reduce((deepest, each) => Math.max(deepest, each.depth), 0);
  return transactions.filter((each) => each.request !== null && each.depth > answered && each.depth <= depth)
    .length;
}

const paragraph = (text: string): Chapter => ({
  step: null,
  title: "",
  place: "",
  parts: [{ kind: "text", text }],
});

function eventsOf(transactions: readonly TransactionView[]): Event[] {
  const events = transactions.flatMap((transaction): Event[] => {
    const { request, response, interim } = transaction;
    const found: Event[] = interim.map((each) => ({
      kind: "interim",
      frame: each.at.frame,
      transaction,
      interim: each,
    }));
    if (request !== null)
      found.unshift({ kind: "request", frame: request.first.frame, transaction, request });
    if (response !== null)
      found.push({ kind: "response", frame: response.first.frame, transaction, response });
    return found;
  });
  return events.toSorted((a, b) => a.frame - b.frame);
}

function unanswered(session: TracedSession, { id }: TransactionView, speech: Speech): Chapter {
  const text = speech.say("answer.none", { id });
  return {
    step: speech.nextStep(),
    title: speech.say("answer.title-none"),
    place: id,
    parts: [{ kind: "text", text }, ...notedParts(session, id, speech)],
  };
}
