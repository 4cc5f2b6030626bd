/**
 * Which transactions of a long capture are told: those that bring most ideas which none before them had. An idea is a
 * method, a status, how the end of a body is known, a guess, or the code of a finding.
 */
import type { TransactionView } from "../../http/views.js";
import type { TracedSession } from "../../trace/traced-session.js";

/** A capture of no more transactions is told whole. */
const WHOLE_TRANSACTIONS = 30;
/** Told of a longer one, the first of each session among them. */
const CHOSEN_TRANSACTIONS = 12;

/** Ids of the transactions that are told. */
export function chooseTransactions(sessions: readonly TracedSession[], inAll: number): ReadonlySet<string> {
  const all = sessions.flatMap(({ transactions }) => transactions);
  if (inAll <= WHOLE_TRANSACTIONS) return new Set(all.map(({ id }) => id));
  const chosen = new Set<string>();
  const known = new Set<string>();
  const choose = (transaction: TransactionView | undefined): void => {
    if (transaction === undefined) return;
    chosen.add(transaction.id);
    for (const idea of ideasOf(transaction)) known.add(idea);
  };
  for (const { transactions } of sessions) choose(transactions[0]);
  while (chosen.size < CHOSEN_TRANSACTIONS) {
    let best: TransactionView | undefined;
    let most = 0;
    for (const transaction of all) {
      const ideas = ideasOf(transaction).reduce((sum, idea) => sum + (known.has(idea) ? 0 : 1), 0);
      if (ideas > most) [best, most] = [transaction, ideas];
    }
    if (best === undefined) break;
    choose(best);
  }
  return chosen;
}

function ideasOf({ request, response, interim, pairing, findings }: TransactionView): string[] {
  const ideas: string[] = [...findings, `pairing ${pairing}`];
  if (request !== null) ideas.push(`method ${request.method}`, `request ${request.framing}`);
  ideas.push(response === null ? "unanswered" : `status ${response.status} ${response.framing}`);
  if (interim.length > 0) ideas.push("interim");
  return ideas;
}
