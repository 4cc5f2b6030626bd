/** What a question is made of: entries of the catalogue and what they are filled with, from a capture. */
import type { RequestView, ResponseView, TransactionView } from "../../http/views.js";
import type { Traced, TracedSession } from "../../trace/traced-session.js";
import type { Speech } from "../explain/speech.js";
import type { Whole } from "../explain/story.js";
import type { WordId } from "../words/en.js";
import type { Parameters } from "../words/words.js";

export interface Asked {
  readonly question: WordId;
  readonly about?: Parameters;
  readonly answer: WordId;
  readonly says: Parameters;
}

/** What a question is about: a session with a transaction that has both sides. */
export interface Subject {
  readonly traced: TracedSession;
  readonly transaction: TransactionView;
  readonly request: RequestView;
  readonly response: ResponseView;
}

/**
 * null where the capture does not have the answer.
 * @param subjects in the order in which they were asked
 */
export type Ask = (
  subjects: readonly Subject[],
  traced: Traced,
  whole: Whole,
  speech: Speech,
) => Asked | null;

/** What a request asks for, its secrets as the page has them. */
export const targetOf = ({ target }: RequestView, speech: Speech): string => speech.secrets.inPairs(target);
