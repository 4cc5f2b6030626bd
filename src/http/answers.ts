/** Gives each response to the request that it answers (pairing.ts), and says of those that nobody asked for. */
import { INTERIM_RESPONSES } from "../core/limits.js";
import type { DesyncWatch } from "./desync.js";
import type { Head } from "./head.js";
import { Interim, type Response } from "./message.js";
import type { OpenTransactions } from "./open-transactions.js";
import type { PairingQueue } from "./pairing.js";
import type { Transaction } from "./transaction.js";

export interface AnswersHost {
  /** A request that waited will have no response any more. */
  onResponseLost(transaction: Transaction): void;
}

export class Answers {
  constructor(
    private readonly queue: PairingQueue,
    private readonly open: OpenTransactions,
    private readonly desync: DesyncWatch,
    private readonly host: AnswersHost,
  ) {}

  /**
   * Gives a final response to its request, or makes an orphan of it.
   * @param askedOffset how far the requests were read
   */
  take(response: Response, askedOffset: number): Transaction {
    const match = this.queue.match(response);
    for (const transaction of match.unanswered) this.host.onResponseLost(transaction);
    const transaction = match.transaction ?? this.open.begin();
    transaction.response = response;
    if (response.head !== null) this.open.holdHead(transaction, response.head);
    const { frame } = response.first;
    if (match.transaction === null) {
      this.#tellUnasked(transaction, response, askedOffset);
      return transaction;
    }
    this.desync.onAnswer(transaction.id);
    const { inference } = match;
    transaction.pairing = inference === null ? "exact" : "inferred";
    if (inference !== null) {
      const { by, why } = inference;
      this.open.raise(transaction, "http.pairing-inferred", frame, { by, why });
    }
    return transaction;
  }

  /** null where nobody waits for it: an interim response alone is a finding, and no transaction. */
  takeInterim(response: Response, head: Head, status: number): Transaction | null {
    const transaction = this.queue.matchInterim(response);
    if (transaction === null) {
      this.open.raise(null, "http.unrequested-response", response.first.frame, { status });
      return null;
    }
    transaction.interimCount += 1;
    if (transaction.interimCount <= INTERIM_RESPONSES) {
      const interim = new Interim(response.first, head, status, response.statusText);
      transaction.interim = [...transaction.interim, interim];
      this.open.holdHead(transaction, head);
    } else if (transaction.interimCount === INTERIM_RESPONSES + 1) {
      this.open.raise(transaction, "limit.interim", response.first.frame, { limit: INTERIM_RESPONSES });
    }
    return transaction;
  }

  #tellUnasked(transaction: Transaction, response: Response, askedOffset: number): void {
    const { frame } = response.first;
    this.open.raise(transaction, "http.unrequested-response", frame, { status: response.status });
    // Who sent it had had more of the requests than was captured: one of those was lost.
    const isAfterLoss = response.acked > askedOffset;
    const isCertain = this.queue.size === 0 && !this.queue.isInDoubt && !isAfterLoss;
    if (isAfterLoss) this.queue.onRequestLoss(response.startOffset, false);
    this.queue.onUnasked(response.startOffset);
    this.desync.onUnasked(transaction.id, response, isCertain, this.open.teller(transaction, frame));
  }
}
