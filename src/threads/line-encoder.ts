/**
 * Lines on their way from the thread that reads packets to the one that hears them. A transaction goes as the bytes of
 * its heads and the numbers that are not in them: the heads are cut again over there (line-decoder.ts), where there is
 * time for it, so that whoever hears the lines has the very objects that it would have without threads.
 */
import { FINDINGS, SEVERITIES, type Finding, type FindingCode } from "../core/findings.js";
import type { Framing, Pairing, TimingsRecord } from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import type { InterimView, RequestView, ResponseView, SessionView, TransactionView } from "../http/views.js";
import { JsonWriter } from "../report/json-writer.js";
import type { LineListener } from "../report/listener.js";
import type { Output } from "../report/output.js";
import { writeRequest, writeResponse } from "../report/transaction-json.js";
import { BatchWriter } from "./batch.js";

/** What a line begins with. SESSION_BEGUN is none: it is what the lines of one session share. */
export const LINE = { finding: 0, serverName: 1, sessionBegun: 2, transaction: 3, session: 4 } as const;

/** Words of the contract go as their place in one of these. */
export const CODES: readonly FindingCode[] = Object.keys(FINDINGS).filter((code): code is FindingCode =>
  Object.hasOwn(FINDINGS, code),
);
export const FRAMINGS: readonly Framing[] = ["none", "content-length", "chunked", "until-close", "tunnel"];
export const PAIRINGS: readonly Pairing[] = ["exact", "inferred", "none"];
export const TIMINGS: readonly (keyof TimingsRecord)[] = [
  "connect",
  "blocked",
  "send",
  "wait",
  "receive",
  "total",
];

/** Bits of what a message has beside its numbers. */
export const IS_COMPLETE = 1;
export const HAS_HEAD = 2;
export const HAS_TRAILERS = 4;
export const HAS_CONTENT = 8;
export const HAS_PREFIX = 16;
/** Whether a packet has a time of its own, beside the digits of its clock. */
export const HAS_TIME = 16;

const CODE_PLACES = new Map<string, number>(CODES.map((code, place) => [code, place]));

export class LineEncoder implements LineListener {
  readonly batch = new BatchWriter();
  /** Writes messages as JSON into the batch; null where nobody asks for that. */
  readonly #json: JsonWriter | null;
  readonly #add = (bytes: Buffer): void => this.batch.piece(bytes);
  /** Numbers of the sessions that have begun over there. */
  readonly #begun = new Set<number>();

  /** @param clock where messages are to be written as JSON, its times */
  constructor(clock: WallClock | null) {
    this.#json = clock === null ? null : new JsonWriter(new Pieces(this.batch));
    if (clock !== null) this.#json?.setClock(clock);
  }

  onFinding({ code, severity, session, transaction, frame, data }: Finding): void {
    const { batch } = this;
    batch.number(LINE.finding);
    batch.number(placeOf(code));
    batch.number(SEVERITIES.indexOf(severity));
    // Neither sessions nor packets are numbered 0.
    batch.number(session ?? 0);
    batch.number(frame ?? 0);
    batch.text(transaction ?? "");
    batch.json(data);
  }

  onServerName(name: string): void {
    this.batch.number(LINE.serverName);
    this.batch.text(name);
  }

  onTransaction(transaction: TransactionView): void {
    if (!this.#begun.has(transaction.session)) this.#begin(transaction);
    const { batch } = this;
    const { request, response, interim, timings, findings } = transaction;
    batch.number(LINE.transaction);
    batch.number(transaction.session);
    batch.number(transaction.depth);
    batch.number(PAIRINGS.indexOf(transaction.pairing));
    for (let i = 0; i < TIMINGS.length; i++) batch.number(timings[TIMINGS[i]!] ?? Number.NaN);
    batch.number(findings.length);
    for (let i = 0; i < findings.length; i++) batch.number(placeOf(findings[i]!));
    this.#message(request, request === null ? null : transaction.bodyPrefix("request"));
    this.#message(response, response === null ? null : transaction.bodyPrefix("response"));
    batch.number(interim.length);
    for (let i = 0; i < interim.length; i++) this.#interim(interim[i]!);
    if (this.#json === null) batch.number(-1);
    else this.#write(this.#json, request, response);
  }

  onSession(session: SessionView): void {
    this.#begun.delete(session.session);
    this.batch.number(LINE.session);
    this.batch.json({ ...session, findings: session.findings });
  }

  #begin({ session, client, server }: TransactionView): void {
    this.#begun.add(session);
    this.batch.number(LINE.sessionBegun);
    this.batch.number(session);
    this.batch.json([client, server]);
  }

  /** -1 for none, else its bits first. */
  #message(message: RequestView | ResponseView | null, prefix: Buffer | null): void {
    const { batch } = this;
    if (message === null) {
      batch.number(-1);
      return;
    }
    const { head, trailers, content } = message;
    let bits = message.complete ? IS_COMPLETE : 0;
    if (head !== null) bits |= HAS_HEAD;
    if (trailers.length > 0) bits |= HAS_TRAILERS;
    if (content !== null) bits |= HAS_CONTENT;
    if (prefix !== null) bits |= HAS_PREFIX;
    batch.number(bits);
    this.#moment(message.first);
    this.#moment(message.last);
    batch.number(message.startOffset);
    batch.number(message.headersSize);
    batch.number(message.endOffset);
    batch.number(message.bodySize);
    batch.number(message.missingBytes);
    batch.number(FRAMINGS.indexOf(message.framing));
    if (head !== null) batch.bytes(head.bytes);
    if (trailers.length > 0) batch.json(trailers);
    if (content !== null) batch.json(content);
    if (prefix !== null) batch.bytes(prefix);
  }

  /** The two messages as JSON; nothing of one that is not there. */
  #write(json: JsonWriter, request: RequestView | null, response: ResponseView | null): void {
    const { batch } = this;
    const start = batch.byteSize;
    if (request !== null) writeRequest(json, request);
    json.lend(this.#add);
    const middle = batch.byteSize;
    batch.number(middle - start);
    if (response !== null) writeResponse(json, response);
    json.lend(this.#add);
    batch.number(batch.byteSize - middle);
  }

  #interim({ at, head }: InterimView): void {
    this.#moment(at);
    this.batch.bytes(head.bytes);
  }

  #moment({ timeNs, frame, timeDigits, hasTime }: Readonly<Moment>): void {
    this.batch.number(timeNs);
    this.batch.number(frame);
    this.batch.number(hasTime ? timeDigits | HAS_TIME : timeDigits);
  }
}

/** Takes what a JsonWriter hands over: of a message that is larger than its buffer. */
class Pieces implements Output {
  readonly #batch: BatchWriter;

  constructor(batch: BatchWriter) {
    this.#batch = batch;
  }

  write(chunk: Uint8Array): boolean {
    this.#batch.piece(chunk);
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }
}

function placeOf(code: string): number {
  const place = CODE_PLACES.get(code);
  if (place === undefined) throw new TypeError(`a finding that is not listed: ${code}`);
  return place;
}
