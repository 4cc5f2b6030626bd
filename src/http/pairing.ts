/**
 * Which request a response answers (RFC 9112 §9.3.2): first in, first out, as long as nothing was lost. After a loss
 * the acknowledgement numbers decide, and the pair is marked as inferred.
 */
import { PENDING_REQUESTS } from "../core/limits.js";
import type { Transaction } from "./transaction.js";

/** After random loss, by acknowledgement 99 of 100 pairs were right, by order 9 of 10. */
export interface Inference {
  readonly by: "acknowledgement" | "order";
  readonly why: string;
}

const ACKNOWLEDGEMENT: Inference = {
  by: "acknowledgement",
  why: "the request was sent when all before the response had arrived",
};
const ORDER: Inference = { by: "order", why: "it is the oldest request that can have this response" };
const BEFOREHAND: Inference = {
  by: "order",
  why: "the response acknowledged nothing of it: it may have been meant for a request before the capture, or for none",
};
const FIRST: Inference = {
  by: "order",
  why: "the capture begins inside the connection, and an earlier request may have been waiting for this response",
};

export interface Match {
  /** null: no request in the capture can be the one that is answered. */
  readonly transaction: Transaction | null;
  /** Requests before it, which can have no response any more. */
  readonly unanswered: readonly Transaction[];
  /** What the pair rests on; null where it is exact. */
  readonly inference: Inference | null;
}

/** Where a response begins in its stream, and what of the requests its first packet acknowledged; -1 unknown. */
export interface Place {
  readonly startOffset: number;
  readonly acked: number;
}

const NOBODY: readonly Transaction[] = [];
const NONE_UNKNOWN: readonly number[] = [];

export class PairingQueue {
  #waiting: Transaction[] = [];
  /** Requests given up by a limit whose responses are still to come, ahead of those that wait. */
  #forgotten = 0;
  /**
   * Offset in the response stream from which bytes were lost; -1 while nothing is in doubt. Doubt does not end: a lost
   * request may still be answered, however well later ones seem to fit.
   */
  #lostFrom = -1;
  /** Of those that wait, so many came before requests were lost: their order is not in doubt. */
  #certain = 0;
  /**
   * Requests that were lost so early that nothing is known of them, each by how many wait ahead of it: the responses to
   * them are nobody's.
   */
  #unknown: readonly number[] = NONE_UNKNOWN;
  /**
   * A response was lost for which nobody waited. Requests come in order, so the next of them decides: where its
   * beginning was lost, that was its response.
   */
  #hasLostUnasked = false;
  /** Where the last response began that no request had been waiting for. */
  #unaskedFrom = Number.NEGATIVE_INFINITY;
  /** Where the last final response began; -1 before the first. */
  #lastFrom = -1;
  /** Requests before the first one captured may still wait for their responses: until that is settled no pair is exact. */
  #mayOwe: boolean;

  /** @param isFromStart whether requests, and responses, were captured from the first one on */
  constructor(
    isFromStart: boolean,
    private readonly hasFirstResponse: boolean,
  ) {
    this.#mayOwe = !isFromStart;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Something was lost, given up, or came before the capture: who answers whom is not certain. */
  get isInDoubt(): boolean {
    return this.#mayOwe || this.#lostFrom >= 0 || this.#forgotten > 0;
  }

  /** The request that the next response answers, as far as that is certain. */
  get oldest(): Transaction | null {
    return this.#waiting[0] ?? null;
  }

  /**
   * A request enters with its head.
   * @param responseOffset how far the responses had come
   * @returns the oldest one where too many wait: it will have no response
   */
  add(transaction: Transaction, responseOffset: number): Transaction | null {
    const { acked } = transaction.request!;
    this.#hasLostUnasked = false;
    // Who asks on when he has had a whole answer and all that came behind it does not wait for another.
    if (this.#lastFrom >= 0 && this.#waiting.length === 0 && acked >= responseOffset) this.#mayOwe = false;
    // Its sender waits, and takes that response for the answer to it; it may be, where the two were captured the
    // wrong way round.
    if (acked <= this.#unaskedFrom) this.onResponseLoss(this.#unaskedFrom);
    // A list of one grows by one: most sessions never have two that wait.
    if (this.#waiting.length === 0) this.#waiting = [transaction];
    else this.#waiting.push(transaction);
    if (this.#waiting.length <= PENDING_REQUESTS) return null;
    this.#forgotten += 1;
    return this.#shift();
  }

  /** Responses may have been lost; `offset`: how far their stream had come. */
  onResponseLoss(offset: number): void {
    this.#certain = 0;
    if (this.#lostFrom < 0) this.#lostFrom = offset;
  }

  /**
   * Requests may have been lost behind those that wait.
   * @param hasBegun what was lost is the beginning of at least one
   */
  onRequestLoss(responseOffset: number, hasBegun: boolean): void {
    const isAnswered = this.#hasLostUnasked && this.#waiting.length === 0;
    this.#hasLostUnasked = false;
    if (hasBegun && !isAnswered && this.#unknown.length < PENDING_REQUESTS)
      this.#unknown = [...this.#unknown, this.#waiting.length];
    if (this.#lostFrom >= 0) return;
    this.#lostFrom = responseOffset;
    this.#certain = this.#mayOwe ? 0 : this.#waiting.length;
  }

  /** A final response came that is nobody's so far; `offset`: where it began. */
  onUnasked(offset: number): void {
    this.#unaskedFrom = offset;
  }

  /** An interim response belongs to the request that the final one will answer, and takes nothing. */
  matchInterim(response: Place): Transaction | null {
    const oldest = this.oldest;
    return oldest === null || oldest.request!.acked > response.startOffset ? null : oldest;
  }

  /** A final response takes its request out of the queue. */
  match(response: Place): Match {
    const { startOffset: offset } = response;
    this.#lastFrom = offset;
    if (this.#mayOwe && this.#owes(offset)) return { transaction: null, unanswered: NOBODY, inference: null };
    // Its sender had acknowledged what lies before the first response byte captured: more is lost than is known.
    if (!this.hasFirstResponse && this.#waiting[0]?.request?.acked === -1) this.onResponseLoss(offset);
    const isCertain = this.#lostFrom < 0 || this.#certain > 0;
    if (this.#forgotten > 0 && isCertain) {
      this.#forgotten -= 1;
      return { transaction: null, unanswered: NOBODY, inference: null };
    }
    const exact = isCertain ? 0 : this.#waiting.findIndex(({ request }) => request!.acked === offset);
    if (!isCertain && exact <= 0 && this.#takeUnknown())
      return { transaction: null, unanswered: NOBODY, inference: null };
    const index = exact >= 0 ? exact : this.#indexAfterLoss(offset);
    const found = this.#waiting[index];
    // Who sent it had already seen bytes behind this response: it asks for something else.
    if (
      found === undefined ||
      found.request!.acked > offset ||
      (!isCertain && isBeforehand(response, found))
    ) {
      return { transaction: null, unanswered: NOBODY, inference: null };
    }
    const unanswered = index === 0 ? NOBODY : this.#waiting.slice(0, index);
    for (let taken = 0; taken <= index; taken++) this.#shift();
    if (!isCertain)
      return { transaction: found, unanswered, inference: index === exact ? ACKNOWLEDGEMENT : ORDER };
    if (!isBeforehand(response, found))
      return { transaction: found, unanswered, inference: this.#mayOwe ? FIRST : null };
    this.onResponseLoss(offset);
    return { transaction: found, unanswered, inference: BEFOREHAND };
  }

  /** The oldest one had its response, but nobody saw it. null where the oldest is not in the capture either. */
  dropOldest(): Transaction | null {
    if (this.#certain === 0 && this.#takeUnknown()) return null;
    if (this.#waiting.length > 0) return this.#shift();
    this.#hasLostUnasked = !this.#mayOwe;
    return null;
  }

  /** Waiting requests that a request sent with `acked` acknowledged shows to have had their responses. */
  answeredUnseen(acked: number): readonly Transaction[] {
    return this.#lostFrom >= 0 && acked > this.#lostFrom ? this.#waiting : NOBODY;
  }

  /** Too much is held: nobody is kept waiting, though the responses will come. */
  forget(): readonly Transaction[] {
    this.#forgotten += this.#waiting.length;
    return this.drain();
  }

  /** The connection is over: nobody waits any more. */
  drain(): readonly Transaction[] {
    const left = this.#waiting;
    this.#waiting = [];
    this.#certain = 0;
    this.#unknown = NONE_UNKNOWN;
    return left;
  }

  /** The oldest one waits no longer. */
  #shift(): Transaction {
    if (this.#certain > 0) this.#certain -= 1;
    if (this.#unknown.length > 0) {
      const ahead = this.#unknown.map((count) => count - 1);
      this.#unknown = ahead.filter((count) => count >= 0);
    }
    return this.#waiting.shift()!;
  }

  /** Takes out the unknown request ahead of all that wait; returns whether there is one. */
  #takeUnknown(): boolean {
    if (this.#unknown[0] !== 0) return false;
    this.#unknown = this.#unknown.slice(1);
    return true;
  }

  /**
   * Whether the response at `offset` is for a request before the first one captured: what was captured first is the
   * rest of that. Of several that wait at once nobody knows how many wait ahead of them.
   */
  #owes(offset: number): boolean {
    if (this.#waiting.length > 1) this.onResponseLoss(offset);
    const oldest = this.#waiting[0];
    // One byte before it is a keep-alive probe (RFC 9293 §3.8.4) as a rule, and no rest of a request.
    if (oldest === undefined || oldest.depth > 1 || oldest.request!.startOffset <= 1) return false;
    this.#mayOwe = false;
    this.onResponseLoss(offset);
    return true;
  }

  #indexAfterLoss(offset: number): number {
    const waiting = this.#waiting;
    // Who does not pipeline asks again only after an answer: a request whose successor was sent with bytes behind
    // the loss acknowledged, and more than itself, has had its response.
    let index = 0;
    for (let next = 1; next < waiting.length; next++) {
      const { acked } = waiting[next]!.request!;
      const isLater = acked > waiting[next - 1]!.request!.acked;
      if (isLater && acked > this.#lostFrom && acked <= offset) index = next;
    }
    return index;
  }
}

/** The response was on its way before its sender had a byte of the request, as far as its packet says. */
function isBeforehand({ acked }: Place, { request }: Transaction): boolean {
  return acked >= 0 && acked <= request!.startOffset;
}
