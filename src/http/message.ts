/**
 * Requests and responses while they are filled, and as they are handed on: the views of views.ts. Text of the head
 * is made when it is asked for, once.
 */
import type {
  ContentRecord,
  Framing,
  HeaderRecord,
  InterimRecord,
  RequestRecord,
  ResponseRecord,
} from "../core/records.js";
import { Moment, type WallClock } from "../core/time.js";
import type { BodyPlan, Remark } from "./body-plan.js";
import type { BodyPrefix } from "./body-prefix.js";
import type { Content } from "./content.js";
import { NO_LABEL, labelOf, type Label } from "./content-type.js";
import { parseCookies, parseSetCookie } from "./cookie-fields.js";
import type { Head } from "./head.js";
import type { RequestLine, StatusLine } from "./start-line.js";
import { readTarget, type Target } from "./target.js";
import type { InterimView, RequestView, ResponseView } from "./views.js";

/** Where and when a message began. Valid during the call. */
export interface MessageStart {
  readonly first: Moment;
  /** Latest packet among those that carried the head; the same object where that is the first. */
  readonly last: Moment;
  /** Offset of the first byte in its stream. */
  readonly offset: number;
  /** Offset of the other stream that the first packet acknowledged; -1 unknown. */
  readonly acked: number;
  /** Bytes of the head. */
  readonly size: number;
}

const NO_DISPUTES: readonly Remark[] = [];

/** What both directions share. The parser counts in here while the body goes by. */
export class Message {
  readonly first: Moment;
  last: Moment;
  readonly head: Head | null;
  readonly httpVersion: string;
  readonly headersSize: number;
  readonly startOffset: number;
  readonly acked: number;
  framing: Framing = "none";
  /** Announced size; -1 for none. */
  length = -1;
  bodySize = 0;
  missingBytes = 0;
  trailers: readonly HeaderRecord[] = [];
  /** Bytes of chunk lines and trailers. */
  framingBytes = 0;
  /** Its end is not known: the side looks for the next start line. */
  isUnframed = false;
  /** Something is unusual about how its end is known. */
  isFramingOdd = false;
  /** Where readers disagree on its end: told when it has ended. */
  disputes: readonly Remark[] = NO_DISPUTES;
  complete = false;
  hasEnded = false;
  /** The packet behind which bytes of it were lost last; -1 for none. */
  lostBehind = -1;
  /** Hears the body; null where nobody asked for its content, and without one. */
  tap: Content | null = null;
  /** Its first bytes; null where nothing can be said of them. */
  prefix: BodyPrefix | null = null;
  #label: Label | null = null;

  constructor(start: MessageStart, head: Head | null, httpVersion: string) {
    this.first = start.first;
    this.last = start.last;
    this.startOffset = start.offset;
    this.acked = start.acked;
    this.headersSize = start.size;
    this.head = head;
    this.httpVersion = httpVersion;
  }

  plan(plan: BodyPlan): void {
    this.framing = plan.framing;
    this.length = plan.length;
  }

  /** The body that was announced does not come: it answers a HEAD. */
  lacksBody(): void {
    this.framing = "none";
    this.tap?.onEnd(false);
    this.tap = null;
    this.prefix = null;
  }

  /** When it ended is known: it is complete, and its last bytes came in a packet of the capture. */
  get isEndSeen(): boolean {
    return this.complete && this.lostBehind !== this.last.frame;
  }

  get endOffset(): number {
    const { startOffset, headersSize, framingBytes, bodySize, missingBytes } = this;
    return startOffset + headersSize + framingBytes + bodySize + missingBytes;
  }

  get content(): ContentRecord | null {
    return this.tap?.record ?? null;
  }

  /** Bytes of it came in this packet: the message ends at the latest of them. */
  touch(at: Readonly<Moment>): void {
    if (at.frame <= this.last.frame) return;
    if (this.last === this.first) this.last = Moment.of(at);
    else this.last.set(at);
  }

  get contentType(): string | null {
    return this.#labelled().mediaType;
  }

  /** Its Content-Type has parameters: a charset, most often. */
  get hasTypeParameters(): boolean {
    return this.#labelled().hasParameters;
  }

  /** Its Content-Type says that it is text in UTF-8. */
  get isTypeUtf8(): boolean {
    return this.#labelled().isUtf8;
  }

  #labelled(): Label {
    if (this.#label === null) {
      const value = this.head?.value("content-type") ?? null;
      this.#label = value === null ? NO_LABEL : labelOf(value);
    }
    return this.#label;
  }
}

export class Request extends Message implements RequestView {
  declare readonly head: Head;
  readonly method: string;
  readonly #line: RequestLine;
  #targetText: string | null = null;
  #target: Target | null = null;

  constructor(start: MessageStart, head: Head, line: RequestLine) {
    super(
      start,
      head,
      line.versionStart === line.versionEnd
        ? "HTTP/0.9"
        : versionText(head, line.versionStart, line.versionEnd),
    );
    this.method = methodText(head, line.methodEnd);
    this.#line = line;
  }

  get target(): string {
    return (this.#targetText ??= this.head.text(this.#line.targetStart, this.#line.targetEnd));
  }

  get host(): string | null {
    return this.#where().host;
  }

  get hostAndPort(): string | null {
    return this.#where().hostAndPort;
  }

  get url(): string | null {
    return this.#where().url;
  }

  toRecord(clock: WallClock): RequestRecord {
    return {
      time: clock.format(this.first),
      frame: this.first.frame,
      lastFrame: this.last.frame,
      method: this.method,
      target: this.target,
      httpVersion: this.httpVersion,
      host: this.host,
      url: this.url,
      headers: this.head.headers(),
      cookies: parseCookies(this.head.values("cookie")),
      contentType: this.contentType,
      headersSize: this.headersSize,
      bodySize: this.bodySize,
      missingBytes: this.missingBytes,
      framing: this.framing,
      trailers: this.trailers,
      content: this.content,
      complete: this.complete,
    };
  }

  #where(): Target {
    return (this.#target ??= readTarget(this.method, this.target, this.head.value("host")));
  }
}

export class Response extends Message implements ResponseView {
  readonly status: number | null;
  readonly #line: StatusLine | null;

  /** @param line null for a response of HTTP/0.9, which has no head */
  constructor(start: MessageStart, head: Head | null, line: StatusLine | null) {
    super(start, head, head === null || line === null ? "HTTP/0.9" : versionText(head, 0, line.versionEnd));
    this.status = line === null ? null : line.status;
    this.#line = line;
  }

  get statusText(): string {
    return this.head === null || this.#line === null
      ? ""
      : this.head.text(this.#line.reasonStart, this.#line.reasonEnd);
  }

  toRecord(clock: WallClock): ResponseRecord {
    return {
      time: clock.format(this.first),
      frame: this.first.frame,
      lastFrame: this.last.frame,
      status: this.status,
      statusText: this.statusText,
      httpVersion: this.httpVersion,
      headers: this.head?.headers() ?? [],
      setCookies: (this.head?.values("set-cookie") ?? []).flatMap((value) => parseSetCookie(value) ?? []),
      contentType: this.contentType,
      headersSize: this.headersSize,
      bodySize: this.bodySize,
      missingBytes: this.missingBytes,
      framing: this.framing,
      trailers: this.trailers,
      content: this.content,
      complete: this.complete,
    };
  }
}

/** An interim response is kept as what it was: a response without a body of its own. */
export class Interim implements InterimView {
  constructor(
    readonly at: Moment,
    readonly head: Head,
    readonly status: number,
    readonly statusText: string,
  ) {}

  toRecord(clock: WallClock): InterimRecord {
    return {
      time: clock.format(this.at),
      frame: this.at.frame,
      status: this.status,
      statusText: this.statusText,
      headers: this.head.headers(),
    };
  }
}

const COMMON_METHODS = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"].map((text) => ({
  text,
  bytes: Buffer.from(text, "latin1"),
}));

/** The same few strings for nearly all messages, so that no new one is made. */
function methodText(head: Head, end: number): string {
  for (const { text, bytes } of COMMON_METHODS) {
    let at = 0;
    while (at < end && head.bytes[at] === bytes[at]) at += 1;
    if (at === end && end === bytes.length) return text;
  }
  return head.text(0, end);
}

function versionText(head: Head, start: number, end: number): string {
  // `HTTP/1.` and one digit is all that is met in practice.
  if (end - start === 8 && head.bytes[start + 5] === 0x31 && head.bytes[start + 6] === 0x2e) {
    if (head.bytes[end - 1] === 0x31) return "HTTP/1.1";
    if (head.bytes[end - 1] === 0x30) return "HTTP/1.0";
  }
  return head.text(start, end);
}
