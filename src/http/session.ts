/**
 * One HTTP session: the two parsers of a connection, and what their messages mean for each other. Which of them belong
 * together is pairing.ts, what becomes of a pair open-transactions.ts; the session's own line comes when the connection
 * is over.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { PENDING_REQUESTS } from "../core/limits.js";
import type { Closed, Endpoint, Protocol } from "../core/records.js";
import type { Flow } from "../tcp/flow.js";
import type { Side } from "../tcp/side.js";
import type { Stamp } from "../tcp/stream.js";
import { Answers, type AnswersHost } from "./answers.js";
import { isReadLater, type BodyPrefix } from "./body-prefix.js";
import type { ContentDecoding } from "./content-decoding.js";
import { DesyncWatch } from "./desync.js";
import { planRequestBody, planResponseBody } from "./framing.js";
import type { Head } from "./head.js";
import { Request, Response, type Message, type MessageStart } from "./message.js";
import { lintEnd, lintRequest, lintResponse } from "./message-lint.js";
import { answeredMethod, applyPlan, listenToBody, tellCutHead } from "./message-plan.js";
import { OpenTransactions } from "./open-transactions.js";
import { PairingQueue } from "./pairing.js";
import type { Direction } from "./direction.js";
import type { MessageSink } from "./message-sink.js";
import { HttpParser } from "./parser.js";
import { protocolOf, protocolOfTunnel } from "./protocol-name.js";
import type { SessionEvents } from "./session-findings.js";
import { EndedSession } from "./session-view.js";
import type { RequestLine, StartLine, StatusLine } from "./start-line.js";
import type { SessionFrame, Transaction } from "./transaction.js";

export class HttpSession implements MessageSink, SessionFrame, AnswersHost {
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly requests: HttpParser;
  readonly responses: HttpParser;
  readonly #queue: PairingQueue;
  readonly #desync: DesyncWatch;
  readonly #open: OpenTransactions;
  readonly #answers: Answers;
  #protocol: Protocol | null = null;
  /** The transaction whose request, or response, is in progress or was last. */
  #requesting: Transaction | null = null;
  #responding: Transaction | null = null;

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
    const serverSide = 1 - clientSide;
    this.#queue = new PairingQueue(isFromStart[clientSide], isFromStart[serverSide]!);
    this.client = endpoints[clientSide];
    this.server = endpoints[serverSide]!;
    this.#open = new OpenTransactions(this, flow, events, decoding);
    this.#answers = new Answers(this.#queue, this.#open, this.#desync, this);
    this.requests = new HttpParser("request", ledger, this, isFromStart[clientSide]);
    this.responses = new HttpParser("response", ledger, this, isFromStart[serverSide]!);
  }

  get isOutstanding(): boolean {
    return this.#queue.size > 0 || this.requests.isInMessage || this.responses.isInMessage;
  }

  /** Parts of messages, and the heads of transactions that are not finished. */
  get heldBytes(): number {
    return this.requests.heldBytes + this.responses.heldBytes + this.#open.heldBytes;
  }

  onHead(line: StartLine, head: Head, start: MessageStart, isWhole: boolean): Message {
    return line.kind === "request"
      ? this.#onRequestHead(head, line, start, isWhole)
      : this.#onResponseHead(head, line, start, isWhole);
  }

  onHeadless(direction: Direction, start: MessageStart): Message | null {
    if (direction !== "response" || this.#queue.oldest?.request?.httpVersion !== "HTTP/0.9") return null;
    const response = new Response(start, null, null);
    response.framing = "until-close";
    listenToBody("response", response, false, this.decoding);
    this.#take(response);
    return response;
  }

  onMessageEnd(direction: Direction, message: Message): void {
    if (message.disputes.length > 0 || message.trailers.length > 0) this.#lintEnd(direction, message);
    if (message.prefix !== null) this.#lookInside(direction, message, message.prefix);
    if (direction === "request") this.#onRequestEnd(message);
    else this.#onResponseEnd(message);
  }

  onLoss(direction: Direction, offset: number, isBoundary: boolean): void {
    if (direction === "response") this.#queue.onResponseLoss(offset);
    else this.#queue.onRequestLoss(this.responses.offset, isBoundary);
    if (direction === "request" || !isBoundary) return;
    // What began in the loss was the response to the oldest, unless that was a mere 100 Continue.
    if (this.#queue.oldest?.request?.head.has("expect") === true) return;
    const answered = this.#queue.dropOldest();
    if (answered !== null) this.onResponseLost(answered);
  }

  onResponseLost(transaction: Transaction): void {
    this.#closeUnanswered(transaction, "its response was lost");
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
    this.#open.raise(message !== null && isIts ? transaction : null, code, frame, data);
  }

  /** A finding of the transport. */
  onTransportFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    this.#open.raise(null, code, frame, {
      direction: side === this.clientSide ? "request" : "response",
      ...data,
    });
  }

  addFinding(code: FindingCode): void {
    this.#open.findings.note(code);
  }

  giveUp(at: Stamp): void {
    this.requests.giveUp(at);
    this.responses.giveUp(at);
    for (const transaction of this.#queue.forget()) this.#closeUnanswered(transaction, "too much was held");
    this.#open.findings.deliver(null);
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
    this.#open.findings.deliver(null);
    this.events.onSession(
      this.flow,
      new EndedSession(this, this.flow, this.clientSide, {
        closed,
        closedBy: by,
        protocol: this.#protocol ?? "http/1.1",
        transactions: this.#open.count,
        pipelined: this.#open.pipelined,
        findings: this.#open.findings,
      }),
    );
  }

  #onRequestHead(head: Head, line: RequestLine, start: MessageStart, isWhole: boolean): Request {
    const request = new Request(start, head, line);
    const transaction = this.#open.begin();
    transaction.request = request;
    this.#open.holdHead(transaction, head);
    this.#requesting = transaction;
    this.#protocol ??= protocolOf(request.httpVersion);
    const tell = this.#open.teller(transaction, start.first.frame);
    if (transaction.depth > 1) tell("http.connection-reused", { depth: transaction.depth });
    lintRequest(request, line, tell);
    this.#desync.onRequest(request, this.#queue.isInDoubt, tell);
    if (isWhole) {
      applyPlan(request, planRequestBody(head, request.httpVersion, request.method), tell);
      listenToBody("request", request, false, this.decoding);
    } else {
      tellCutHead(head, "request", tell);
    }
    for (const answered of this.#queue.answeredUnseen(request.acked)) this.#open.settle(answered);
    this.#open.await(transaction);
    const tooOld = this.#queue.add(transaction, this.responses.offset);
    if (tooOld !== null) {
      this.#open.raise(tooOld, "limit.pending", start.first.frame, { limit: PENDING_REQUESTS });
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

  #onResponseHead(head: Head, line: StatusLine, start: MessageStart, isWhole: boolean): Response {
    const response = new Response(start, head, line);
    this.#protocol ??= protocolOf(response.httpVersion);
    const isInterim = line.status >= 100 && line.status < 200 && line.status !== 101;
    const transaction = isInterim
      ? this.#answers.takeInterim(response, head, line.status)
      : this.#take(response);
    if (transaction === null) return response;
    const tell = this.#open.teller(transaction, start.first.frame);
    lintResponse(response, head, line, tell);
    const plan = planResponseBody(head, response.httpVersion, line.status, answeredMethod(transaction));
    if (isInterim) {
      applyPlan(response, plan, tell);
      return response;
    }
    if (!isWhole) {
      tellCutHead(head, "response", tell);
      return response;
    }
    applyPlan(response, plan, tell);
    listenToBody("response", response, line.status === 206, this.decoding);
    if (plan.framing === "until-close") tell("http.no-length", {});
    if (transaction.pairing !== "exact" && plan.framing !== "none") this.responses.expectNoBody();
    return response;
  }

  #take(response: Response): Transaction {
    this.#responding = this.#answers.take(response, this.requests.offset);
    return this.#responding;
  }

  #onResponseEnd(message: Message): void {
    const transaction = this.#responding;
    if (transaction === null || transaction.response !== message) return;
    const { request, response } = transaction;
    this.#open.settle(transaction);
    if (response.framing === "tunnel") {
      this.requests.becomeTunnel();
      this.responses.becomeTunnel();
      this.#protocol = protocolOfTunnel(request, response);
    } else if (this.#requesting === transaction) this.requests.release();
    if (request === null || request.hasEnded) this.#finish(transaction);
  }

  #lintEnd(direction: Direction, message: Message): void {
    lintEnd(message, direction, (code, data) =>
      this.onFinding(direction, message, code, message.first.frame, data),
    );
  }

  #finish(transaction: Transaction): void {
    if (transaction.isFinished) return;
    if (this.#responding === transaction) this.#responding = null;
    if (this.#requesting === transaction) this.#requesting = null;
    this.#open.finish(transaction);
  }

  /** The beginning of a body is there. Of a request it is let go unless something more can be said of it. */
  #lookInside(direction: Direction, message: Message, prefix: BodyPrefix): void {
    const transaction = direction === "request" ? this.#requesting : this.#responding;
    const isIts = transaction !== null && transaction[direction] === message;
    const isAwaited = direction === "response" && this.#queue.size > 0;
    const seen = this.#desync.onBody(message, prefix, direction, isIts ? transaction.id : null, isAwaited);
    if (seen !== null) this.onFinding(direction, message, seen.code, message.first.frame, seen.data);
    if (!isIts || (direction === "request" && !isReadLater(message.contentType))) message.prefix = null;
    else this.#open.hold(transaction, prefix.heldBytes);
  }

  #closeUnanswered(transaction: Transaction, why: string): void {
    const { request } = transaction;
    this.#open.settle(transaction);
    const isDone = request!.hasEnded;
    if (this.#requesting === transaction && isDone) {
      // The answer was not captured: who goes on behind CONNECT has most likely had it.
      if (request!.method === "CONNECT") this.requests.leaveHeld();
      else this.requests.release();
    }
    this.#open.raise(transaction, "http.no-response", request!.last.frame, { method: request!.method, why });
    // The rest of its body is still to be counted.
    if (isDone) this.#finish(transaction);
    else transaction.isUnanswered = true;
  }
}
