/**
 * One HTTP session: the two parsers of a connection, the queue that pairs their messages, and what is told of it.
 *
 * A transaction goes out when both its messages have ended, its findings right before it; the session's own line
 * comes when the connection is over.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { HEAD_FIELDS, INTERIM_RESPONSES, PENDING_REQUESTS } from "../core/limits.js";
import type { Closed, Endpoint, Protocol } from "../core/records.js";
import type { Moment } from "../core/time.js";
import type { Flow } from "../tcp/flow.js";
import type { Side } from "../tcp/side.js";
import type { Stamp } from "../tcp/stream.js";
import { BodyPrefix, isJson } from "./body-prefix.js";
import type { ContentDecoding } from "./content-decoding.js";
import { DesyncWatch } from "./desync.js";
import { planRequestBody, planResponseBody, type AnsweredMethod, type BodyPlan } from "./framing.js";
import { cutHead, type Head } from "./head.js";
import { Interim, Request, Response, type Message, type MessageStart } from "./message.js";
import { lintEnd, lintRequest, lintResponse, type Tell } from "./message-lint.js";
import { PairingQueue } from "./pairing.js";
import type { Direction } from "./direction.js";
import type { MessageSink } from "./message-sink.js";
import { HttpParser } from "./parser.js";
import { FINDING_BYTES, SessionFindings, type SessionEvents } from "./session-findings.js";
import { EndedSession } from "./session-view.js";
import { indexOfLf, parseRequestLine, parseStatusLine, withoutCr } from "./start-line.js";
import { isEarly, measure, Transaction, type SessionFrame } from "./transaction.js";

/** What a message and its share of a transaction take of memory beside the head, and a field of a head. */
const MESSAGE_BYTES = 768;
const FIELD_BYTES = 40;

export class HttpSession implements MessageSink, SessionFrame {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly requests: HttpParser;
  readonly responses: HttpParser;
  readonly #queue = new PairingQueue();
  readonly #desync: DesyncWatch;
  readonly #findings: SessionFindings;
  #protocol: Protocol | null = null;
  #depth = 0;
  #outstanding = 0;
  #unfinishedBytes = 0;
  #pipelined = 0;
  /** The transaction whose request, or response, is in progress or was last. */
  #requesting: Transaction | null = null;
  #responding: Transaction | null = null;
  /** When the last response ended. */
  #lastResponse: Moment | null = null;

  /** @param clientSide which end of the flow sends the requests */
  constructor(
    readonly session: number,
    private readonly flow: Flow,
    readonly clientSide: Side,
    endpoints: readonly [Endpoint, Endpoint],
    ledger: Ledger,
    private readonly events: SessionEvents,
    isFromStart: readonly [boolean, boolean],
    private readonly decoding: ContentDecoding | null,
  ) {
    this.#desync = new DesyncWatch(isFromStart[0] && isFromStart[1]);
    this.#findings = new SessionFindings(session, flow, events);
    const serverSide = 1 - clientSide;
    this.client = endpoints[clientSide];
    this.server = endpoints[serverSide]!;
    this.requests = new HttpParser("request", ledger, this, isFromStart[clientSide]);
    this.responses = new HttpParser("response", ledger, this, isFromStart[serverSide]!);
  }

  get isOutstanding(): boolean {
    return this.#queue.size > 0 || this.requests.isInMessage || this.responses.isInMessage;
  }

  /** Parts of messages, and the heads of transactions that are not finished. */
  get heldBytes(): number {
    const messages = this.requests.heldBytes + this.responses.heldBytes;
    return messages + this.#unfinishedBytes + this.#findings.heldBytes;
  }

  onHead(direction: Direction, bytes: Buffer, start: MessageStart, isWhole: boolean): Message | null {
    const lineEnd = indexOfLf(bytes, 0, bytes.length);
    const end = withoutCr(bytes, 0, lineEnd < 0 ? bytes.length : lineEnd);
    // The last line of a head that was cut off is no field: who knows how it goes on.
    const head = cutHead(isWhole ? bytes : bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1), HEAD_FIELDS);
    return direction === "request"
      ? this.#onRequestHead(head, end, start, isWhole)
      : this.#onResponseHead(head, end, start, isWhole);
  }

  onHeadless(direction: Direction, start: MessageStart): Message | null {
    if (direction !== "response" || this.#queue.oldest?.request?.httpVersion !== "HTTP/0.9") return null;
    const response = new Response(start, null, null);
    response.framing = "until-close";
    this.#tap("response", response, false);
    this.#take(response);
    return response;
  }

  onMessageEnd(direction: Direction, message: Message): void {
    if (message.disputes.length > 0 || message.trailers.length > 0) {
      lintEnd(message, direction, (code, data) =>
        this.onFinding(direction, message, code, message.first.frame, data),
      );
    }
    if (message.prefix !== null) this.#lookInside(direction, message, message.prefix);
    if (direction === "request") this.#onRequestEnd(message);
    else this.#onResponseEnd(message);
  }

  onLoss(direction: Direction, offset: number, isBoundary: boolean): void {
    if (direction === "response") this.#queue.onResponseLoss(offset);
    else this.#queue.onRequestLoss(this.responses.offset);
    const oldest = this.#queue.oldest;
    if (direction === "request" || !isBoundary || oldest === null) return;
    // What began in the loss was its response, unless that was a mere 100 Continue.
    if (oldest.request!.head.has("expect")) return;
    this.#queue.dropOldest();
    this.#closeUnanswered(oldest, "its response was lost");
  }

  onFinding(
    direction: Direction,
    message: Message | null,
    code: FindingCode,
    frame: number,
    data: FindingData,
  ): void {
    const transaction = direction === "request" ? this.#requesting : this.#responding;
    const isIts =
      transaction !== null && (transaction.request === message || transaction.response === message);
    this.#raise(message !== null && isIts ? transaction : null, code, frame, data);
  }

  /** A finding of the transport. */
  onTransportFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    this.#raise(null, code, frame, { direction: side === this.clientSide ? "request" : "response", ...data });
  }

  addFinding(code: FindingCode): void {
    this.#findings.note(code);
  }

  giveUp(at: Stamp): void {
    this.requests.giveUp(at);
    this.responses.giveUp(at);
    for (const transaction of this.#queue.forget()) this.#closeUnanswered(transaction, "too much was held");
    this.#findings.deliver(null);
  }

  onClose(closed: Closed, closedBy: Side | null): void {
    // What waited behind a request to become a tunnel is read now, and may hold requests of its own.
    while (this.#queue.size > 0)
      for (const transaction of this.#queue.drain())
        this.#closeUnanswered(transaction, `the connection ended (${closed})`);
    // A response that came before its request had ended, which it never did.
    if (this.#requesting !== null) this.#finish(this.#requesting);
    if (this.#responding !== null) this.#finish(this.#responding);
    const by = closedBy === null ? null : closedBy === this.clientSide ? "client" : "server";
    this.#findings.deliver(null);
    this.events.onSession(
      this.flow,
      new EndedSession(this, this.flow, this.clientSide, {
        closed,
        closedBy: by,
        protocol: this.#protocol ?? "http/1.1",
        transactions: this.#depth,
        pipelined: this.#pipelined,
        findings: this.#findings,
      }),
    );
  }

  // --- requests ------------------------------------------------------------------------------------------------

  #onRequestHead(head: Head, lineEnd: number, start: MessageStart, isWhole: boolean): Request | null {
    const line = parseRequestLine(head.bytes, 0, lineEnd, true);
    if (line === null) return null;
    const request = new Request(start, head, line);
    const transaction = new Transaction(this, (this.#depth += 1));
    transaction.request = request;
    this.#hold(transaction, costOf(head));
    this.#requesting = transaction;
    this.#noteProtocol(request.httpVersion);
    const tell = this.#teller(transaction, start.first.frame);
    if (this.#depth > 1) tell("http.connection-reused", { depth: this.#depth });
    lintRequest(request, line, tell);
    this.#desync.onRequest(request, this.#queue.isInDoubt, tell);
    if (isWhole) {
      this.#applyPlan(request, planRequestBody(head, request.httpVersion, request.method), tell);
      this.#tap("request", request, false);
    } else
      tell("http.incomplete-message", {
        direction: "request",
        part: "its head",
        why: "the empty line is missing",
      });
    for (const answered of this.#queue.answeredUnseen(request.acked)) this.#noLongerOutstanding(answered);
    transaction.isOutstanding = true;
    this.#outstanding += 1;
    this.#pipelined = Math.max(this.#pipelined, this.#outstanding);
    const tooOld = this.#queue.add(transaction);
    if (tooOld !== null) {
      this.#raise(tooOld, "limit.pending", start.first.frame, { limit: PENDING_REQUESTS });
      this.#closeUnanswered(tooOld, "too many requests wait");
    }
    return request;
  }

  #onRequestEnd(message: Message): void {
    const transaction = this.#requesting;
    if (transaction === null || transaction.request !== message) return;
    const request = transaction.request;
    if (transaction.isUnanswered || transaction.response?.hasEnded === true) {
      this.#finish(transaction);
      return;
    }
    const mayTunnel = request.method === "CONNECT" || request.head.has("upgrade");
    if (mayTunnel && transaction.response === null) this.requests.hold();
  }

  // --- responses -----------------------------------------------------------------------------------------------

  #onResponseHead(head: Head, lineEnd: number, start: MessageStart, isWhole: boolean): Message | null {
    const line = parseStatusLine(head.bytes, 0, lineEnd);
    if (line === null) return null;
    const response = new Response(start, head, line);
    this.#noteProtocol(response.httpVersion);
    const isInterim = line.status >= 100 && line.status < 200 && line.status !== 101;
    const transaction = isInterim ? this.#takeInterim(response, head, line.status) : this.#take(response);
    if (transaction === null) return response;
    const tell = this.#teller(transaction, start.first.frame);
    lintResponse(response, head, line, tell);
    const plan = planResponseBody(head, response.httpVersion, line.status, answered(transaction));
    if (isInterim) {
      this.#applyPlan(response, plan, tell);
      return response;
    }
    if (!isWhole) {
      tell("http.incomplete-message", {
        direction: "response",
        part: "its head",
        why: "the empty line is missing",
      });
      return response;
    }
    this.#applyPlan(response, plan, tell);
    this.#tap("response", response, line.status === 206);
    if (plan.framing === "until-close") tell("http.no-length", {});
    if (transaction.pairing !== "exact" && plan.framing !== "none") this.responses.expectNoBody();
    return response;
  }

  /** Gives a final response to its request, or makes an orphan of it. */
  #take(response: Response): Transaction {
    const match = this.#queue.match(response.startOffset);
    for (const transaction of match.unanswered) this.#closeUnanswered(transaction, "its response was lost");
    const transaction = match.transaction ?? new Transaction(this, (this.#depth += 1));
    transaction.response = response;
    if (response.head !== null) this.#hold(transaction, costOf(response.head));
    this.#responding = transaction;
    const { frame } = response.first;
    if (match.transaction === null) {
      this.#raise(transaction, "http.unrequested-response", frame, { status: response.status });
      // Who sent it had had more of the requests than was captured: one of those was lost.
      const isAfterLoss = response.acked > this.requests.offset;
      const isCertain = this.#queue.size === 0 && !this.#queue.isInDoubt && !isAfterLoss;
      this.#desync.onUnasked(transaction.id, response, isCertain, this.#teller(transaction, frame));
      return transaction;
    }
    this.#desync.onAnswer(transaction.id);
    if (match.inferredBy === null) {
      transaction.pairing = "exact";
    } else {
      transaction.pairing = "inferred";
      this.#raise(transaction, "http.pairing-inferred", frame, { why: match.inferredBy });
    }
    return transaction;
  }

  /** null where nobody waits for it: an interim response alone is a finding, and no transaction. */
  #takeInterim(response: Response, head: Head, status: number): Transaction | null {
    const transaction = this.#queue.matchInterim(response.startOffset);
    if (transaction === null) {
      this.#raise(null, "http.unrequested-response", response.first.frame, { status });
      return null;
    }
    transaction.interimCount += 1;
    if (transaction.interimCount <= INTERIM_RESPONSES) {
      transaction.interim = [
        ...transaction.interim,
        new Interim(response.first, head, status, response.statusText),
      ];
      this.#hold(transaction, costOf(head));
    } else if (transaction.interimCount === INTERIM_RESPONSES + 1) {
      this.#raise(transaction, "limit.interim", response.first.frame, { limit: INTERIM_RESPONSES });
    }
    return transaction;
  }

  #onResponseEnd(message: Message): void {
    const transaction = this.#responding;
    if (transaction === null || transaction.response !== message) return;
    const { request, response } = transaction;
    this.#noLongerOutstanding(transaction);
    if (response.framing === "tunnel") this.#becomeTunnel(transaction, response);
    else if (this.#requesting === transaction) this.requests.release();
    if (request === null || request.hasEnded) this.#finish(transaction);
  }

  #becomeTunnel(transaction: Transaction, response: Response): void {
    this.requests.becomeTunnel();
    this.responses.becomeTunnel();
    const upgrade = (
      response.head?.value("upgrade") ??
      transaction.request?.head.value("upgrade") ??
      ""
    ).toLowerCase();
    this.#protocol = response.status === 101 && upgrade.includes("websocket") ? "websocket" : "tunnel";
  }

  // --- what is told --------------------------------------------------------------------------------------------

  #finish(transaction: Transaction): void {
    if (transaction.isFinished) return;
    transaction.isFinished = true;
    this.#unfinishedBytes -= transaction.heldBytes;
    if (this.#responding === transaction) this.#responding = null;
    if (this.#requesting === transaction) this.#requesting = null;
    const { request, response } = transaction;
    if (request !== null && response !== null && isEarly(request, response)) {
      this.#raise(transaction, "http.early-response", response.first.frame, {
        responseFrame: response.first.frame,
        requestFrame: request.last.frame,
      });
    }
    transaction.timings = measure(
      transaction,
      transaction.depth === 1 ? this.flow.opening.connectMs : null,
      this.#lastResponse,
    );
    if (response !== null) this.#lastResponse = response.last;
    this.#findings.deliver(transaction);
    const late = this.decoding === null ? null : () => this.#findings.ofContents(transaction);
    this.events.onTransaction(this.flow, transaction, late);
  }

  /** Has somebody listen to the body that is about to come. */
  #tap(direction: Direction, message: Message, isPart: boolean): void {
    message.prefix = BodyPrefix.of(message, direction, isPart);
    if (this.decoding === null || message.framing === "none" || message.framing === "tunnel") return;
    message.tap = this.decoding.open(direction, message, isPart);
  }

  /** The beginning of a body is there. Of a request it is let go unless something more can be said of it. */
  #lookInside(direction: Direction, message: Message, prefix: BodyPrefix): void {
    const transaction = direction === "request" ? this.#requesting : this.#responding;
    const { frame } = message.first;
    this.#desync.onBody(message, prefix, direction, (code, data) =>
      this.onFinding(direction, message, code, frame, data),
    );
    const isIts = transaction !== null && transaction[direction] === message;
    if (!isIts || (direction === "request" && !isJson(message.contentType))) message.prefix = null;
    else this.#hold(transaction, prefix.heldBytes);
  }

  #closeUnanswered(transaction: Transaction, why: string): void {
    const { request } = transaction;
    this.#noLongerOutstanding(transaction);
    const isDone = request!.hasEnded;
    if (this.#requesting === transaction && isDone) this.#releaseUnanswered(request!);
    this.#raise(transaction, "http.no-response", request!.last.frame, { method: request!.method, why });
    // The rest of its body is still to be counted.
    if (isDone) this.#finish(transaction);
    else transaction.isUnanswered = true;
  }

  /** The answer to a tunnel request was not captured: who goes on behind CONNECT has most likely had it. */
  #releaseUnanswered(request: Request): void {
    if (request.method === "CONNECT") this.requests.leaveHeld();
    else this.requests.release();
  }

  #hold(transaction: Transaction, bytes: number): void {
    transaction.heldBytes += bytes;
    this.#unfinishedBytes += bytes;
  }

  #noLongerOutstanding(transaction: Transaction): void {
    if (!transaction.isOutstanding) return;
    transaction.isOutstanding = false;
    this.#outstanding -= 1;
  }

  #applyPlan(message: Message, plan: BodyPlan, tell: Tell): void {
    message.plan(plan);
    for (const { code, data, other } of plan.remarks) if (other === null) tell(code, data);
    if (plan.remarks.length > 0) message.disputes = plan.remarks.filter(({ other }) => other !== null);
    if (plan.isUnframed) message.isUnframed = true;
  }

  #teller(transaction: Transaction, frame: number): Tell {
    return (code, data) => this.#raise(transaction, code, frame, data);
  }

  #raise(transaction: Transaction | null, code: FindingCode, frame: number, data: FindingData): void {
    if (transaction !== null) this.#hold(transaction, FINDING_BYTES);
    this.#findings.raise(transaction, code, frame, data);
  }

  #noteProtocol(version: string): void {
    if (this.#protocol !== null) return;
    if (version === "HTTP/0.9") this.#protocol = "http/0.9";
    else this.#protocol = version === "HTTP/1.0" ? "http/1.0" : "http/1.1";
  }
}

/** What a message takes of memory until its transaction is told: its head, and what is made of it. */
function costOf(head: Head): number {
  return head.bytes.length + head.fieldCount * FIELD_BYTES + MESSAGE_BYTES;
}

function answered(transaction: Transaction): AnsweredMethod {
  const method = transaction.request?.method;
  return method === "HEAD" || method === "CONNECT" ? method : "other";
}
