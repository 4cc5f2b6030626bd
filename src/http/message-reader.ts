/**
 * Messages of one direction, one at a time: the head (RFC 9112 §2), then the body as its framing says (§6). What lies
 * between messages, and where the next one may begin after something went wrong, is the parser's.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import { HEAD_BYTES, START_LINE_BYTES } from "../core/limits.js";
import type { Stamp, StreamEnd } from "../tcp/stream.js";
import { BodyReader } from "./body-reader.js";
import { HeadReader, type HeadOutcome } from "./head-reader.js";
import type { Message } from "./message.js";
import { CR, LF } from "./octets.js";
import type { ReaderHost } from "./reader-host.js";

/** What a reader of a head that has begun costs beside its bytes. */
const READER_BYTES = 512;

export class MessageReader {
  /** "peek": a body is announced, but its request may have been a HEAD. */
  #state: "head" | "peek" | "body" = "head";
  /** The message whose body is in progress. */
  #message: Message | null = null;
  /** The head that has begun. */
  #head: HeadReader | null = null;
  /** The body in progress. */
  #body: BodyReader | null = null;
  #bodyReader: BodyReader | null = null;
  /** The request of the response in progress is unknown: it may have been a HEAD, so a body may not follow. */
  #mayLackBody = false;

  constructor(
    private readonly host: ReaderHost,
    /** A line without a version may come next: nothing came so far. */
    public allowsOld: boolean,
  ) {}

  /** A message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#message !== null || this.#head !== null;
  }

  /** Between messages, or so early in one that its start line may still be none. */
  get isAtBoundary(): boolean {
    return this.#state === "head" && this.#head?.isStartLineWhole !== true;
  }

  /** Bytes of memory. */
  get heldBytes(): number {
    let bytes = this.#message?.prefix?.heldBytes ?? 0;
    if (this.#head !== null) bytes += this.#head.heldBytes + READER_BYTES;
    if (this.#body !== null) bytes += this.#body.heldBytes;
    return bytes;
  }

  /** The response that has begun answers an unknown request: it may lack the body that its headers announce. */
  expectNoBody(): void {
    this.#mayLackBody = true;
  }

  /** Reads on. Returns where it stopped. */
  read(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#state === "head") return this.#readHead(data, pos, end, at);
    if (this.#state === "peek") return this.#peek(data, pos, end, at);
    return this.#readBody(this.#body!, data, pos, end, at);
  }

  /** `size` bytes were not captured. Returns how many of them lie inside the body, which may end with them. */
  lose(size: number, at: Stamp): number {
    if (this.#body === null) return 0;
    const inside = Math.min(size, this.#body.room);
    const message = this.#message!;
    // What a snap length cuts off came with the packet that it is cut off of.
    if (inside > 0 && at.frame > message.last.frame) message.lostBehind = message.last.frame;
    if (inside > 0 && this.#body.lose(inside)) this.#endMessage(true);
    return inside;
  }

  /** The stream ends. What that means for the body in progress depends on its framing. */
  endStream(why: StreamEnd, at: Stamp): void {
    const message = this.#message;
    if (message !== null && message.framing === "until-close") {
      this.#endMessage(why === "fin");
    } else if (message !== null && message.framing === "content-length" && (why === "fin" || why === "rst")) {
      const announced = message.length;
      const bytes = message.bodySize + message.missingBytes;
      this.tell("http.body-short", at.frame, { direction: this.host.direction, bytes, announced });
      this.#endMessage(false);
    }
  }

  /**
   * What is in progress cannot go on, and ends incomplete.
   * @returns what was gathered of a head that is none
   */
  interrupt(at: Stamp, why: string): Buffer | null {
    if (this.#head?.isStartLineWhole === true) {
      this.#finishHead(this.#head, false, at);
      return null;
    }
    const begun = this.#takeHead();
    if (this.#message !== null) {
      const part = this.#message.framing === "chunked" ? "its chunked body" : "its body";
      this.tell("http.incomplete-message", at.frame, { direction: this.host.direction, part, why });
      this.#endMessage(false);
    }
    return begun;
  }

  /** Forgets what is in progress; returns how many bytes of a head were gathered. */
  abandon(): number {
    this.#dropBody();
    this.#message = null;
    this.#state = "head";
    return this.#takeHead()?.length ?? 0;
  }

  /** What was looked at, to know whether it is a body, is one. */
  endPeek(at: Stamp): void {
    if (this.#state !== "peek") return;
    this.#state = "body";
    const begun = this.#takeHead();
    if (begun !== null) this.host.again(begun, at);
  }

  /** A finding of the message in progress, or of none. */
  tell(code: FindingCode, frame: number, data: FindingData): void {
    this.host.sink.onFinding(this.host.direction, this.#message, code, frame, data);
  }

  // --- the head ------------------------------------------------------------------------------------------------

  #readHead(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#head === null) {
      const isLineEnd = data[pos] === CR || data[pos] === LF;
      if (isLineEnd && !this.host.hasSkipped) {
        // Empty lines before a start line belong to the framing (RFC 9112 §2.2).
        this.host.ledger.framing += 1;
        return pos + 1;
      }
      this.#head = HeadReader.take(this.host.direction, this.allowsOld, this.host.startDoubt);
    }
    const head = this.#head;
    return this.#onHeadOutcome(head.feed(data, pos, end, at, this.host.offset), head, pos, at);
  }

  #onHeadOutcome(outcome: HeadOutcome, head: HeadReader, pos: number, at: Stamp): number {
    const { stop } = head;
    const { direction } = this.host;
    switch (outcome) {
      case "more":
        return stop;
      case "head":
        this.#finishHead(head, true, at);
        return stop;
      case "refused":
        if (this.host.isSearching || !this.#beginHeadless(head, at))
          this.host.onRefused(this.#takeHead(), at);
        return pos;
      case "line-too-long":
        this.tell("limit.start-line", at.frame, { direction, limit: START_LINE_BYTES });
        this.host.onRefused(this.#takeHead(), at);
        return pos;
      case "head-too-large":
        this.tell("limit.head", at.frame, { direction, limit: HEAD_BYTES, unit: "bytes" });
        this.host.onTooLarge(head.isInLine, at);
        return stop;
      default:
        return outcome satisfies never;
    }
  }

  #finishHead(head: HeadReader, isWhole: boolean, at: Stamp): void {
    const { host } = this;
    const bytes = head.bytes();
    const cut = head.cut(bytes, isWhole);
    this.#head = null;
    this.allowsOld = false;
    host.onMessageBegin();
    const line = head.startLine(cut);
    const message = line === null ? null : host.sink.onHead(line, cut, head, isWhole);
    head.giveBack();
    if (message === null) {
      host.onNoMessage(bytes, at);
      return;
    }
    host.ledger.headers += bytes.length;
    this.#message = message;
    if (!isWhole) this.#endMessage(false);
    else if (message.framing === "none" || message.framing === "tunnel") this.#endMessage(true);
    else this.#beginBody(message);
  }

  /** What is no start line may be a response of HTTP/0.9, which is a body and nothing else. */
  #beginHeadless(head: HeadReader, at: Stamp): boolean {
    const { host } = this;
    const { first, last, offset, acked } = head;
    const message = host.sink.onHeadless(host.direction, { first, last, offset, acked, size: 0 });
    if (message === null) return false;
    host.onMessageBegin();
    this.#message = message;
    const begun = this.#takeHead();
    this.#beginBody(message);
    if (begun !== null) host.again(begun, at);
    return true;
  }

  // --- the body ------------------------------------------------------------------------------------------------

  #beginBody(message: Message): void {
    this.#state = this.#mayLackBody ? "peek" : "body";
    this.#body = this.#bodyReader ??= new BodyReader(this.host.ledger);
    if (this.#body.begin(message)) this.#endMessage(true);
  }

  /** A status line where the body should begin: the request was a HEAD (RFC 9110 §9.3.2). */
  #peek(data: Buffer, pos: number, end: number, at: Stamp): number {
    this.#head ??= HeadReader.take(this.host.direction, false, "none");
    const head = this.#head;
    const outcome = head.feed(data, pos, end, at, this.host.offset);
    if (outcome === "head" || head.isStartLineWhole) {
      this.#message!.lacksBody();
      this.#endMessage(true);
      return this.#onHeadOutcome(outcome, head, pos, at);
    }
    if (outcome === "more") return head.stop;
    this.endPeek(at);
    return pos;
  }

  #readBody(body: BodyReader, data: Buffer, pos: number, end: number, at: Stamp): number {
    const outcome = body.feed(data, pos, end, at);
    const { stop } = body;
    if (outcome === "end") this.#endMessage(true);
    else if (outcome === "failed") this.#failBody(body, at);
    return stop;
  }

  /** What follows cannot be a chunk: the message ends. */
  #failBody(body: BodyReader, at: Stamp): void {
    const failure = body.failure!;
    const { direction } = this.host;
    if (failure.kind === "limit") {
      const { part, limit } = failure;
      this.tell("limit.chunk", at.frame, { direction, part, limit });
    } else {
      this.tell("http.bad-chunk", at.frame, { direction, why: failure.why });
    }
    this.#tellOddities(body, this.#message!);
    const line = body.refusedLine();
    const pending = body.drop() - line.length;
    this.#body = null;
    this.#endMessage(false);
    this.host.onFailed(pending, line, at);
  }

  #endMessage(isComplete: boolean): void {
    const message = this.#message!;
    if (this.#body !== null) this.#tellOddities(this.#body, message);
    message.complete = isComplete && !message.isUnframed;
    message.tap?.onEnd(message.complete);
    this.#dropBody();
    this.#message = null;
    this.#mayLackBody = false;
    this.#state = "head";
    message.hasEnded = true;
    this.host.onMessageEnd(message);
  }

  /** Leniencies of its framing, once a message. */
  #tellOddities(body: BodyReader, message: Message): void {
    const { direction } = this.host;
    const { frame } = message.last;
    if (body.hasOddSize) {
      const why = "white space beside a chunk size, which was taken all the same";
      this.tell("http.bad-chunk", frame, { direction, why });
    }
    if (body.oddExtension !== null)
      this.tell("http.bad-chunk-extension", frame, { direction, why: body.oddExtension });
    if (body.hasBareLf) this.tell("http.bare-lf", frame, { direction, part: "chunk framing" });
  }

  // --- what is let go ------------------------------------------------------------------------------------------

  /** The bytes of the head in progress, which is forgotten; null without one. */
  #takeHead(): Buffer | null {
    const begun = this.#head?.bytes() ?? null;
    this.#dropHead();
    return begun;
  }

  #dropHead(): void {
    if (this.#head === null) return;
    this.#head.giveBack();
    this.#head = null;
    this.allowsOld = false;
  }

  /** Forgets the body in progress. What was read of a line of its framing is booked as such. */
  #dropBody(): void {
    if (this.#body !== null) this.host.ledger.framing += this.#body.drop();
    this.#body = null;
  }
}
