/**
 * Lines in the thread that hears them, as the objects that they were where packets are read (line-encoder.ts).
 *
 * Nothing goes back: what analyses find of a session is kept here until its own line, which then names the codes of
 * both threads.
 */
import { SEVERITIES, type Finding, type FindingCode } from "../core/findings.js";
import { HEAD_FIELDS } from "../core/limits.js";
import type { ContentRecord, Endpoint, Framing, TimingsRecord } from "../core/records.js";
import { Moment } from "../core/time.js";
import { BodyPrefix, type PrefixUse } from "../http/body-prefix.js";
import type { Content } from "../http/content.js";
import { cutHead, type Head } from "../http/head.js";
import { Interim, Request, Response, type Message, type MessageStart } from "../http/message.js";
import { sessionRecord } from "../http/session-view.js";
import { parseRequestLine, parseStatusLine, type StatusLine } from "../http/start-line.js";
import { Transaction, type SessionFrame } from "../http/transaction.js";
import type { SessionView, WrittenMessages } from "../http/views.js";
import type { LineListener } from "../report/listener.js";
import { BatchReader, type Batch } from "./batch.js";
import {
  CODES,
  FRAMINGS,
  HAS_CONTENT,
  HAS_HEAD,
  HAS_PREFIX,
  HAS_TIME,
  HAS_TRAILERS,
  IS_COMPLETE,
  LINE,
  PAIRINGS,
} from "./line-encoder.js";

export class LineDecoder {
  readonly #listener: LineListener;
  readonly #sessions = new Map<number, OpenSession>();

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  /** Tells the lines of a batch. */
  tell(batch: Batch): void {
    const reader = new BatchReader(batch);
    while (!reader.isAtEnd) this.#line(reader);
  }

  #line(reader: BatchReader): void {
    const kind = reader.number();
    switch (kind) {
      case LINE.finding:
        this.#listener.onFinding(readFinding(reader));
        break;
      case LINE.serverName:
        this.#listener.onServerName(reader.text());
        break;
      case LINE.sessionBegun:
        this.#begin(reader);
        break;
      case LINE.transaction:
        this.#listener.onTransaction(this.#transaction(reader));
        break;
      case LINE.session:
        this.#listener.onSession(this.#session(reader));
        break;
      default:
        throw new TypeError(`no line begins with ${kind}`);
    }
  }

  #begin(reader: BatchReader): void {
    const session = reader.number();
    const [client, server]: readonly [Endpoint, Endpoint] = JSON.parse(reader.text());
    this.#sessions.set(session, new OpenSession(session, client, server));
  }

  #transaction(reader: BatchReader): Transaction {
    const session = this.#sessions.get(reader.number());
    if (session === undefined) throw new TypeError("a transaction of a session that has not begun");
    const transaction = new Transaction(session, reader.number());
    transaction.pairing = wordAt(PAIRINGS, reader.number());
    transaction.timings = readTimings(reader);
    transaction.findings = readCodes(reader);
    transaction.request = readRequest(reader);
    transaction.response = readResponse(reader);
    const interimCount = reader.number();
    if (interimCount > 0)
      transaction.interim = Array.from({ length: interimCount }, () => readInterim(reader));
    transaction.written = readWritten(reader);
    return transaction;
  }

  #session(reader: BatchReader): SessionView {
    const told: SessionRow = JSON.parse(reader.text());
    const { session } = told;
    const codes = this.#sessions.get(session)?.codes ?? [];
    this.#sessions.delete(session);
    const findings =
      codes.length === 0 ? told.findings : [...new Set([...told.findings, ...codes])].toSorted();
    const view: SessionView = { ...told, findings, toRecord: (clock) => sessionRecord(view, clock) };
    return view;
  }
}

type SessionRow = Omit<SessionView, "toRecord">;

/** What the transactions of a session share until its own line. */
class OpenSession implements SessionFrame {
  /** Codes of what analyses found, each once. */
  readonly codes: FindingCode[] = [];

  constructor(
    readonly session: number,
    readonly client: Endpoint,
    readonly server: Endpoint,
  ) {}

  addFinding(code: FindingCode): void {
    if (!this.codes.includes(code)) this.codes.push(code);
  }
}

function readFinding(reader: BatchReader): Finding {
  const code = readCode(reader);
  const severity = wordAt(SEVERITIES, reader.number());
  const session = reader.number();
  const frame = reader.number();
  const transaction = reader.text();
  return {
    code,
    severity,
    session: session === 0 ? null : session,
    transaction: transaction === "" ? null : transaction,
    frame: frame === 0 ? null : frame,
    data: JSON.parse(reader.text()),
  };
}

function readTimings(reader: BatchReader): TimingsRecord {
  return {
    connect: readDuration(reader),
    blocked: readDuration(reader),
    send: readDuration(reader),
    wait: readDuration(reader),
    receive: readDuration(reader),
    total: readDuration(reader),
  };
}

function readDuration(reader: BatchReader): number | null {
  const duration = reader.number();
  return Number.isNaN(duration) ? null : duration;
}

const NO_CODES: readonly FindingCode[] = [];
/** Lists are never changed, and most are of one code. */
const SINGLE_CODES: readonly (readonly FindingCode[])[] = CODES.map((code) => [code]);

function readCodes(reader: BatchReader): readonly FindingCode[] {
  const count = reader.number();
  if (count === 0) return NO_CODES;
  if (count === 1) return wordAt(SINGLE_CODES, reader.number());
  return Array.from({ length: count }, () => readCode(reader));
}

const readCode = (reader: BatchReader): FindingCode => wordAt(CODES, reader.number());

function readRequest(reader: BatchReader): Request | null {
  const bits = reader.number();
  if (bits < 0) return null;
  const place = readPlace(reader);
  const head = cutHead(reader.bytes(), HEAD_FIELDS);
  const line = parseRequestLine(head.bytes, 0, head.startLineEnd, true);
  if (line === null) throw new TypeError("a request without a request line");
  const request = new Request(place.start, head, line);
  readRest(request, bits, place, reader);
  return request;
}

function readResponse(reader: BatchReader): Response | null {
  const bits = reader.number();
  if (bits < 0) return null;
  const place = readPlace(reader);
  const head = (bits & HAS_HEAD) === 0 ? null : cutHead(reader.bytes(), HEAD_FIELDS);
  const line = head === null ? null : statusLineOf(head);
  const response = new Response(place.start, head, line);
  readRest(response, bits, place, reader);
  return response;
}

function readInterim(reader: BatchReader): Interim {
  const at = readMoment(reader);
  const head = cutHead(reader.bytes(), HEAD_FIELDS);
  const { status, reasonStart, reasonEnd } = statusLineOf(head);
  return new Interim(at, head, status, head.text(reasonStart, reasonEnd));
}

function readWritten(reader: BatchReader): WrittenMessages | null {
  const requestSize = reader.number();
  if (requestSize < 0) return null;
  const start = reader.skip(requestSize);
  const end = start + requestSize + reader.number();
  reader.skip(end - start - requestSize);
  return { bytes: reader.allBytes, start, middle: start + requestSize, end };
}

function statusLineOf(head: Head): StatusLine {
  const line = parseStatusLine(head.bytes, 0, head.startLineEnd);
  if (line === null) throw new TypeError("a response without a status line");
  return line;
}

/** What stands before the head of a message. */
interface Place {
  readonly start: MessageStart;
  readonly bodySize: number;
  readonly missingBytes: number;
  readonly framingBytes: number;
  readonly framing: Framing;
}

function readPlace(reader: BatchReader): Place {
  const first = readMoment(reader);
  const last = readMoment(reader);
  // What it acknowledged says nothing any more.
  const start = { first, last, offset: reader.number(), acked: -1, size: reader.number() };
  const endOffset = reader.number();
  const bodySize = reader.number();
  const missingBytes = reader.number();
  const framingBytes = endOffset - start.offset - start.size - bodySize - missingBytes;
  return { start, bodySize, missingBytes, framingBytes, framing: wordAt(FRAMINGS, reader.number()) };
}

/** What stands behind the head. */
function readRest(message: Message, bits: number, place: Place, reader: BatchReader): void {
  message.bodySize = place.bodySize;
  message.missingBytes = place.missingBytes;
  message.framingBytes = place.framingBytes;
  message.framing = place.framing;
  message.complete = (bits & IS_COMPLETE) !== 0;
  message.hasEnded = true;
  if ((bits & HAS_TRAILERS) !== 0) message.trailers = JSON.parse(reader.text());
  if ((bits & HAS_CONTENT) !== 0) message.tap = new KnownContent(JSON.parse(reader.text()));
  if ((bits & HAS_PREFIX) !== 0) message.prefix = prefixOf(reader.bytes());
}

/** Content whose body is over. */
class KnownContent implements Content {
  readonly prefix = null;
  readonly problem = null;

  constructor(readonly record: ContentRecord) {}

  onBody(): void {}
  onMissing(): void {}
  onEnd(): void {}
}

const ALL: PrefixUse = { limit: Number.POSITIVE_INFINITY, keepsTail: false, isPlain: () => false };

function prefixOf(bytes: Buffer): BodyPrefix {
  const prefix = new BodyPrefix(ALL);
  prefix.onBody(bytes, 0, bytes.length);
  return prefix;
}

function readMoment(reader: BatchReader): Moment {
  const timeNs = reader.number();
  const frame = reader.number();
  const bits = reader.number();
  return new Moment(timeNs, bits & ~HAS_TIME, (bits & HAS_TIME) !== 0, frame);
}

function wordAt<Word>(words: readonly Word[], place: number): Word {
  const word = words[place];
  if (word === undefined) throw new TypeError(`there is no word ${place}`);
  return word;
}
