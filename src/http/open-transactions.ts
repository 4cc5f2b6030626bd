/**
 * The transactions of a session from their first head until they are told: what they hold, how many of them wait for a
 * response, and their times. A transaction goes out when both its messages have ended, its findings right before it.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Moment } from "../core/time.js";
import type { Flow } from "../tcp/flow.js";
import type { ContentDecoding } from "./content-decoding.js";
import type { Head } from "./head.js";
import type { Tell } from "./message-lint.js";
import { FINDING_BYTES, SessionFindings, type LateFindings, type SessionEvents } from "./session-findings.js";
import { isEarly, measure, Transaction, type SessionFrame } from "./transaction.js";

/** What a message and its share of a transaction take of memory beside the head, and a field of a head. */
const MESSAGE_BYTES = 768;
const FIELD_BYTES = 40;

export class OpenTransactions {
  /** How many there were, told or not. */
  count = 0;
  /** Most requests outstanding at once. */
  pipelined = 0;
  readonly findings: SessionFindings;
  #outstanding = 0;
  #heldBytes = 0;
  /** What a teller tells of, and its packet. */
  #told: Transaction | null = null;
  #toldFrame = 0;
  readonly #tell: Tell = (code, data) => this.raise(this.#told, code, this.#toldFrame, data);
  /** When the last response ended. */
  #lastResponse: Moment | null = null;

  constructor(
    private readonly frame: SessionFrame,
    private readonly flow: Flow,
    private readonly events: SessionEvents,
    private readonly decoding: ContentDecoding | null,
  ) {
    this.findings = new SessionFindings(frame.session, flow, events);
  }

  /** Bytes of memory, findings that wait for the session's own line included. */
  get heldBytes(): number {
    return this.#heldBytes + this.findings.heldBytes;
  }

  begin(): Transaction {
    return new Transaction(this.frame, (this.count += 1));
  }

  /** Its request waits for a response. */
  await(transaction: Transaction): void {
    transaction.isOutstanding = true;
    this.#outstanding += 1;
    this.pipelined = Math.max(this.pipelined, this.#outstanding);
  }

  /** It has had its response, or will have none. */
  settle(transaction: Transaction): void {
    if (!transaction.isOutstanding) return;
    transaction.isOutstanding = false;
    this.#outstanding -= 1;
  }

  hold(transaction: Transaction, bytes: number): void {
    transaction.heldBytes += bytes;
    this.#heldBytes += bytes;
  }

  /** It keeps a head, and what is made of it. */
  holdHead(transaction: Transaction, head: Head): void {
    this.hold(transaction, head.bytes.length + head.fieldCount * FIELD_BYTES + MESSAGE_BYTES);
  }

  /** @param transaction null for what belongs to the session as a whole */
  raise(transaction: Transaction | null, code: FindingCode, frame: number, data: FindingData): void {
    if (transaction !== null) this.hold(transaction, FINDING_BYTES);
    this.findings.raise(transaction, code, frame, data);
  }

  /** Raises findings of one packet; valid until the next is asked for. */
  teller(transaction: Transaction, frame: number): Tell {
    this.#told = transaction;
    this.#toldFrame = frame;
    return this.#tell;
  }

  /** Tells it. Nothing more may change. */
  finish(transaction: Transaction): void {
    const { request, response } = transaction;
    if (request !== null && response !== null && isEarly(request, response)) {
      this.raise(transaction, "http.early-response", response.first.frame, {
        responseFrame: response.first.frame,
        requestFrame: request.last.frame,
      });
    }
    transaction.isFinished = true;
    if (this.#told === transaction) this.#told = null;
    this.#heldBytes -= transaction.heldBytes;
    const connectMs = transaction.depth === 1 ? this.flow.opening.connectMs : null;
    transaction.timings = measure(transaction, connectMs, this.#lastResponse);
    if (response !== null) this.#lastResponse = response.last;
    this.findings.deliver(transaction);
    const late = this.decoding === null ? null : this.#lateFindings(transaction);
    this.events.onTransaction(this.flow, transaction, late);
  }

  #lateFindings(transaction: Transaction): LateFindings {
    return () => this.findings.ofContents(transaction);
  }
}
