/**
 * Questions on a capture, as teachers of HTTP ask them, with their answers: each is asked only where the capture has the
 * answer. The first ten that apply make a quiz.
 */
import type { RequestView, ResponseView } from "../../http/views.js";
import type { Traced } from "../../trace/traced-session.js";
import type { Speech } from "../explain/speech.js";
import type { Whole } from "../explain/story.js";
import { addresses, segments, connections, frames, roundTrip, waiting, closing } from "./ask-connections.js";
import {
  versions,
  languages,
  status,
  lastModified,
  size,
  conditional,
  authentication,
  cookies,
  redirect,
  program,
} from "./ask-messages.js";
import type { Ask, Subject } from "./ask.js";

export interface Question {
  /** What it is about, in one word that is the same in every language. */
  readonly topic: string;
  readonly question: string;
  readonly answer: string;
}

const MOST_QUESTIONS = 10;

export function makeQuestions(traced: Traced, whole: Whole, speech: Speech): Question[] {
  const subjects = traced.sessions
    .flatMap((session) =>
      session.transactions.flatMap((transaction): Subject[] => {
        const { request, response } = transaction;
        return request === null || response === null || !isWhole(request, response)
          ? []
          : [{ traced: session, transaction, request, response }];
      }),
    )
    .toSorted((a, b) => a.request.first.frame - b.request.first.frame);
  const questions: Question[] = [];
  for (const ask of ASKS) {
    if (questions.length === MOST_QUESTIONS) break;
    const asked = ask(subjects, traced, whole, speech);
    if (asked === null) continue;
    const { question, about, answer, says } = asked;
    questions.push({
      topic: question.split(".")[1] ?? question,
      question: speech.say(question, about),
      answer: speech.say(answer, says),
    });
  }
  return questions;
}

/** Of a head that is cut off nobody can say what it lacks. */
const isWhole = (request: RequestView, response: ResponseView): boolean =>
  request.httpVersion === "HTTP/0.9" || (request.head.hasEnd && response.head?.hasEnd === true);

/** The usual ones first. */
const ASKS: readonly Ask[] = [
  versions,
  languages,
  addresses,
  status,
  lastModified,
  size,
  segments,
  conditional,
  connections,
  authentication,
  cookies,
  redirect,
  frames,
  roundTrip,
  waiting,
  closing,
  program,
];
