/**
 * One request and its response, with what was found about them; finished when both have ended.
 */
import type { Finding, FindingCode } from "../core/findings.js";
import type { Endpoint, Pairing, TimingsRecord, TransactionRecord } from "../core/records.js";
import { elapsedMs, type Moment, type WallClock } from "../core/time.js";
import type { Direction } from "./direction.js";
import type { Interim, Request, Response } from "./message.js";
import type { TransactionView, WrittenMessages } from "./views.js";

/** What the transactions of one session share. */
export interface SessionFrame {
  readonly session: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  addFinding(code: FindingCode): void;
}

const NOT_KNOWN: TimingsRecord = {
  connect: null,
  blocked: null,
  send: null,
  wait: null,
  receive: null,
  total: null,
};

const NO_INTERIM: readonly Interim[] = [];
const NO_CODES: readonly FindingCode[] = [];

export class Transaction implements TransactionView {
  readonly id: string;
  request: Request | null = null;
  response: Response | null = null;
  /** Most have none. */
  interim: readonly Interim[] = NO_INTERIM;
  /** Interim responses, kept or not. */
  interimCount = 0;
  pairing: Pairing = "none";
  timings: TimingsRecord = NOT_KNOWN;
  written: WrittenMessages | null = null;
  findings: readonly FindingCode[] = NO_CODES;
  /** Its response is still to come, as far as one can see. */
  isOutstanding = false;
  /** It was closed without a response while its request was still coming, and is told when that has ended. */
  isUnanswered = false;
  /** Bytes of its heads. */
  heldBytes = 0;
  /** It was told; nothing more may change. */
  isFinished = false;
  /** Whole findings, until the transaction is reported; null for none. */
  pendingFindings: Finding[] | null = null;

  constructor(
    private readonly frame: SessionFrame,
    readonly depth: number,
  ) {
    this.id = `${frame.session}.${depth}`;
  }

  get session(): number {
    return this.frame.session;
  }

  get client(): Endpoint {
    return this.frame.client;
  }

  get server(): Endpoint {
    return this.frame.server;
  }

  bodyPrefix(side: Direction): Buffer | null {
    const message = this[side];
    return (message?.prefix ?? message?.tap?.prefix)?.bytes ?? null;
  }

  /** The code of one of its findings. */
  note(code: FindingCode): void {
    if (!this.findings.includes(code)) this.findings = [...this.findings, code];
  }

  addFinding(code: FindingCode): void {
    this.note(code);
    this.frame.addFinding(code);
  }

  toRecord(clock: WallClock): TransactionRecord {
    return {
      type: "transaction",
      id: this.id,
      session: this.session,
      depth: this.depth,
      client: this.client,
      server: this.server,
      pairing: this.pairing,
      request: this.request?.toRecord(clock) ?? null,
      interim: this.interim.map((response) => response.toRecord(clock)),
      response: this.response?.toRecord(clock) ?? null,
      timings: this.timings,
      findings: this.findings,
    };
  }
}

/**
 * The timings of a finished transaction (the contract's table). A duration whose end was not captured is null.
 * @param connect SYN to the client's ACK of the SYN-ACK, for the first transaction of a session
 * @param previous when the response before it on the session ended; null where there is none
 */
export function measure(
  transaction: Transaction,
  connect: number | null,
  previous: Moment | null,
): TimingsRecord {
  const { request, response } = transaction;
  const isSent = request !== null && request.isEndSeen;
  const isReceived = response !== null && response.isEndSeen;
  return {
    connect,
    blocked: isSent ? blockedMs(request.last, previous) : null,
    send: isSent ? elapsedMs(request.first, request.last) : null,
    wait: request !== null && response !== null ? waitMs(request, response, previous) : null,
    receive: isReceived ? elapsedMs(response.first, response.last) : null,
    total: request !== null && isReceived ? elapsedMs(request.first, response.last) : null,
  };
}

/** The response began before the request had ended, as far as it did. */
export function isEarly(request: Request, response: Response): boolean {
  return isLater(request.last, response.first);
}

/** By time; by packet where the times are equal. A capture may hold packets out of order. */
function isLater(a: Moment, b: Moment): boolean {
  return a.timeNs === b.timeNs ? a.frame > b.frame : a.timeNs > b.timeNs;
}

/** The wait behind the responses ahead of it (pipelining). */
function blockedMs(sent: Moment, previous: Moment | null): number | null {
  if (previous === null || !isLater(previous, sent)) return 0;
  return elapsedMs(sent, previous);
}

function waitMs(request: Request, response: Response, previous: Moment | null): number | null {
  if (isEarly(request, response)) return 0;
  // When the whole request had gone out is not known.
  if (!request.isEndSeen) return null;
  const from = previous !== null && isLater(previous, request.last) ? previous : request.last;
  return isLater(from, response.first) ? 0 : elapsedMs(from, response.first);
}
