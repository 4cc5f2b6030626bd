/**
 * HTTP/1.x of one direction: bytes in, messages out (RFC 9112). Push, without I/O, never throws on input.
 *
 * Each state is one method that consumes bytes of a segment and returns where it stopped; the loop in onData ends
 * when the segment does. Every byte is booked in the ledger where it is consumed. Where the bytes are no message
 * (after a gap, after a message that cannot be framed), the side takes up again at the next plausible start line.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { HEAD_BYTES, START_LINE_BYTES, TUNNEL_BYTES } from "../core/limits.js";
import type { Stamp, StreamEnd, StreamSink } from "../tcp/stream.js";
import { BetweenMessages } from "./between-messages.js";
import { BodyReader } from "./body-reader.js";
import type { Direction } from "./direction.js";
import { HeadReader, headProspect, type HeadOutcome } from "./head-reader.js";
import { HeldBytes } from "./held-bytes.js";
import { Response, type Message, type MessageStart } from "./message.js";
import type { MessageSink } from "./message-sink.js";
import { CR, LF } from "./octets.js";
import type { Before } from "./skipped-bytes.js";

/**
 * "peek": a body is announced, but its request may have been a HEAD; "resync": a start line may stand here, and what else does is passed over; "passing": inside a line that is none.
 * Which of the two is decided by the bytes alone, never by where a segment begins.
 */
type State = "head" | "peek" | "body" | "tunnel" | "held" | "resync" | "passing";

/** What a reader of a head that has begun costs beside its bytes. */
const READER_BYTES = 512;

export class HttpParser implements StreamSink {
  /** Offset of the next byte in the stream. */
  offset = 0;
  #state: State = "head";
  /** The message whose body is in progress. */
  #message: Message | null = null;
  /** The head that has begun. */
  #head: HeadReader | null = null;
  /** The body in progress. */
  #body: BodyReader | null = null;
  /** Bytes that wait for the answer to a tunnel request. */
  #held: HeldBytes | null = null;
  /** A line without a version may come next: nothing came so far. */
  #allowsOld: boolean;
  /** The side looks for a start line: one may stand here, or not. */
  #isSearching = false;
  /** Bytes that are no message. */
  #between: BetweenMessages | null = null;
  /** What lies before them. */
  #before: Before = "anything";
  /** The request of the response in progress is unknown: it may have been a HEAD, so a body may not follow. */
  #mayLackBody = false;

  constructor(
    readonly direction: Direction,
    private readonly ledger: Ledger,
    private readonly sink: MessageSink,
    isFromStart: boolean,
  ) {
    this.#allowsOld = isFromStart;
    if (!isFromStart) this.#state = "resync";
  }

  /** A message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#message !== null || this.#head !== null;
  }

  /** Bytes of memory. */
  get heldBytes(): number {
    let bytes = this.#message?.prefix?.heldBytes ?? 0;
    if (this.#between !== null) bytes += this.#between.heldBytes;
    if (this.#head !== null) bytes += this.#head.heldBytes + READER_BYTES;
    if (this.#held !== null) bytes += this.#held.heldBytes;
    if (this.#body !== null) bytes += this.#body.heldBytes;
    return bytes;
  }

  onData(data: Buffer, start: number, end: number, at: Stamp): void {
    let pos = start;
    while (pos < end) {
      const next = this.#step(data, pos, end, at);
      this.offset += next - pos;
      pos = next;
    }
  }

  onGap(size: number, at: Stamp): void {
    this.#endPeek(at);
    this.#finding("tcp.gap", at.frame, { direction: this.direction, bytes: size, offset: this.offset });
    const inside = this.#body === null ? 0 : Math.min(size, this.#body.room);
    this.offset += inside;
    if (inside > 0 && this.#body!.lose(inside)) this.#endMessage(true);
    const lost = size - inside;
    // What waited for the answer to a tunnel request is read as HTTP: nobody can say what was lost of it.
    if (lost > 0 && this.#state === "held") this.#releaseAs("head");
    if (lost > 0 && this.#state !== "tunnel") {
      const isBoundary = this.#state === "head" && this.#head?.isStartLineWhole !== true;
      this.#break(at, "bytes are not in the capture");
      this.sink.onLoss(this.direction, this.offset, isBoundary);
    }
    this.offset += lost;
  }

  onEnd(why: StreamEnd, at: Stamp): void {
    this.#endPeek(at);
    const message = this.#message;
    if (message !== null && message.framing === "until-close") {
      this.#endMessage(why === "fin");
    } else if (message !== null && message.framing === "content-length" && (why === "fin" || why === "rst")) {
      const announced = message.length;
      const bytes = message.bodySize + message.missingBytes;
      this.#finding("http.body-short", at.frame, { direction: this.direction, bytes, announced });
      this.#endMessage(false);
    }
    if (this.#state === "held") {
      // What it is shows with the answer, which may still come.
      this.#held ??= new HeldBytes();
      this.#held.onEnd(why, at);
      return;
    }
    this.#break(at, `the stream ended (${why})`);
    this.#flushSkipped();
  }

  /** Bytes before the session was recognised: they are booked already, and told with the next finding. */
  passOver(size: number, frame: number): void {
    this.offset += size;
    if (size > 0) this.#passOver().addBooked(size, frame);
  }

  /** The connection became a tunnel: all that follows is counted as such. */
  becomeTunnel(): void {
    this.#flushSkipped();
    this.#dropBody();
    this.#message = null;
    this.ledger.tunnel += this.#dropHead();
    this.#releaseAs("tunnel");
  }

  /** Whether what follows is HTTP depends on an answer: keep it until then. */
  hold(): void {
    this.#state = "held";
  }

  /** The answer refused the tunnel: what was held is HTTP. */
  release(): void {
    if (this.#state === "held") this.#releaseAs("head");
  }

  /** Nobody knows the answer, and what was held is taken for a tunnel. */
  leaveHeld(): void {
    if (this.#state === "held") this.#releaseAs("tunnel");
  }

  /** The response that has begun answers an unknown request: it may lack the body that its headers announce. */
  expectNoBody(): void {
    this.#mayLackBody = true;
  }

  /** Give back what is held. */
  giveUp(at: Stamp): void {
    this.#endPeek(at);
    if (this.#state === "held") this.#releaseAs("tunnel");
    else this.#loseTrack(() => this.#break(at, "too many bytes were held"));
  }

  #step(data: Buffer, pos: number, end: number, at: Stamp): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(data, pos, end, at);
      case "peek":
        return this.#peek(data, pos, end, at);
      case "body":
        return this.#readBody(this.#body!, data, pos, end, at);
      case "tunnel":
        this.ledger.tunnel += end - pos;
        return end;
      case "held":
        return this.#hold(data, pos, end, at);
      case "resync":
        return this.#resync(data, pos, end);
      case "passing":
        return this.#passLine(data, pos, end, at);
      default:
        return this.#state satisfies never;
    }
  }

  // --- messages ------------------------------------------------------------------------------------------------

  #readHead(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#head === null) {
      const isLineEnd = data[pos] === CR || data[pos] === LF;
      if (isLineEnd && (this.#between === null || this.#between.size === 0)) {
        // Empty lines before a start line belong to the framing (RFC 9112 §2.2).
        this.ledger.framing += 1;
        return pos + 1;
      }
      this.#head = HeadReader.take(this.direction, this.#allowsOld);
    }
    const head = this.#head;
    return this.#onHeadOutcome(head.feed(data, pos, end, at, this.offset), head, data, pos, end, at);
  }

  #onHeadOutcome(
    outcome: HeadOutcome,
    head: HeadReader,
    data: Buffer,
    pos: number,
    end: number,
    at: Stamp,
  ): number {
    const { stop } = head;
    switch (outcome) {
      case "more":
        return stop;
      case "head":
        this.#finishHead(head, true, at);
        return stop;
      case "refused":
        return !this.#isSearching && this.#beginHeadless(head) ? pos : this.#refuse(data, pos, end, at);
      case "line-too-long":
        this.#finding("limit.start-line", at.frame, { direction: this.direction, limit: START_LINE_BYTES });
        return this.#refuse(data, pos, end, at);
      case "head-too-large": {
        const limit = { direction: this.direction, limit: HEAD_BYTES, unit: "bytes" };
        this.#finding("limit.head", at.frame, limit);
        this.#loseTrack(() => this.#break(at, "the head is too large"));
        return stop;
      }
      default:
        return outcome satisfies never;
    }
  }

  #finishHead(head: HeadReader, isWhole: boolean, at: Stamp): void {
    const bytes = head.bytes();
    const { first, last, offset, acked } = head.start!;
    const start: MessageStart = { first, last, offset, acked, size: bytes.length };
    this.#dropHead();
    this.#flushSkipped();
    const message = this.sink.onHead(this.direction, bytes, start, isWhole);
    if (message === null) {
      this.#loseTrack(() => this.#passOver().add(bytes, 0, bytes.length, at.frame));
      this.#state = "resync";
      return;
    }
    this.ledger.headers += bytes.length;
    this.#isSearching = false;
    this.#message = message;
    if (!isWhole) this.#endMessage(false);
    else if (message.framing === "none" || message.framing === "tunnel") this.#endMessage(true);
    else this.#beginBody(message);
  }

  #beginBody(message: Message): void {
    this.#state = this.#mayLackBody ? "peek" : "body";
    this.#body = new BodyReader(this.ledger);
    if (this.#body.begin(message)) this.#endMessage(true);
  }

  /** What is no start line may be a response of HTTP/0.9, which is a body and nothing else. */
  #beginHeadless(head: HeadReader): boolean {
    const message = this.sink.onHeadless(this.direction, { ...head.start!, size: 0 });
    if (message === null) return false;
    this.#flushSkipped();
    this.#message = message;
    this.#beginBody(message);
    const begun = head.bytes();
    this.#dropHead();
    message.tap?.onBody(begun, 0, begun.length);
    message.prefix?.onBody(begun, 0, begun.length);
    message.bodySize += begun.length;
    this.ledger.bodies += begun.length;
    return true;
  }

  #refuse(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#head !== null) this.#passOver().refuse(this.#head.bytes(), at.frame);
    this.#dropHead();
    // Who is looking for a start line has lost track already.
    if (!this.#isSearching) this.sink.onLoss(this.direction, this.offset, false);
    this.#isSearching = true;
    this.#state = "passing";
    return this.#passLine(data, pos, end, at);
  }

  /** A status line where the body should begin: the request was a HEAD (RFC 9110 §9.3.2). */
  #peek(data: Buffer, pos: number, end: number, at: Stamp): number {
    this.#head ??= HeadReader.take(this.direction, false);
    const head = this.#head;
    const outcome = head.feed(data, pos, end, at, this.offset);
    if (outcome === "head" || head.isStartLineWhole) {
      this.#message!.lacksBody();
      this.#endMessage(true);
      return this.#onHeadOutcome(outcome, head, data, pos, end, at);
    }
    if (outcome === "more") return head.stop;
    this.#endPeek(at);
    return pos;
  }

  /** What was looked at is the body. */
  #endPeek(at: Stamp): void {
    if (this.#state !== "peek") return;
    this.#state = "body";
    if (this.#head === null) return;
    const begun = this.#head.bytes();
    this.#dropHead();
    this.#again(begun, at);
  }

  #readBody(body: BodyReader, data: Buffer, pos: number, end: number, at: Stamp): number {
    const outcome = body.feed(data, pos, end, at);
    const { stop } = body;
    if (outcome === "end") this.#endMessage(true);
    else if (outcome === "failed") this.#failBody(body, at);
    return stop;
  }

  /** What follows cannot be a chunk: the message ends, and the next start line is looked for. */
  #failBody(body: BodyReader, at: Stamp): void {
    const failure = body.failure!;
    if (failure.kind === "limit") {
      const { part, limit } = failure;
      this.#finding("limit.chunk", at.frame, { direction: this.direction, part, limit });
    } else {
      this.#finding("http.bad-chunk", at.frame, { direction: this.direction, why: failure.why });
    }
    this.#tellOddities(body, this.#message!);
    const line = body.refusedLine();
    const pending = body.drop() - line.length;
    this.#body = null;
    this.#loseTrack(() => this.#endMessage(false));
    if (pending > 0) this.#passOver().addUnread(pending, at.frame);
    this.#state = "resync";
    this.#again(line, at);
  }

  #endMessage(isComplete: boolean): void {
    const message = this.#message!;
    if (this.#body !== null) this.#tellOddities(this.#body, message);
    message.complete = isComplete && !message.isUnframed;
    message.tap?.onEnd(message.complete);
    this.#dropBody();
    this.#message = null;
    this.#mayLackBody = false;
    this.#before = whatEnds(message);
    this.#between = null;
    message.hasEnded = true;
    // Where a message that cannot be framed ends, nobody knows.
    this.#state = message.isUnframed ? "resync" : "head";
    this.sink.onMessageEnd(this.direction, message);
    if (message.isUnframed) this.sink.onLoss(this.direction, this.offset, false);
  }

  /** Bytes that were read for what they proved not to be are read once more. */
  #again(bytes: Buffer, at: Stamp): void {
    this.offset -= bytes.length;
    this.onData(bytes, 0, bytes.length, at);
  }

  /** Leniencies of its framing, once a message. */
  #tellOddities(body: BodyReader, message: Message): void {
    if (body.hasOddSize) {
      const why = "white space beside a chunk size, which was taken all the same";
      this.#finding("http.bad-chunk", message.last.frame, { direction: this.direction, why });
    }
    const { oddExtension } = body;
    if (oddExtension !== null) {
      const data = { direction: this.direction, why: oddExtension };
      this.#finding("http.bad-chunk-extension", message.last.frame, data);
    }
    if (body.hasBareLf) {
      this.#finding("http.bare-lf", message.last.frame, { direction: this.direction, part: "chunk framing" });
    }
  }

  /** Forgets the head in progress; returns how many bytes of it were gathered. */
  #dropHead(): number {
    if (this.#head === null) return 0;
    const { size } = this.#head;
    this.#head.giveBack();
    this.#head = null;
    this.#allowsOld = false;
    return size;
  }

  /** Forgets the body in progress. What was read of a line of its framing is booked as such. */
  #dropBody(): void {
    if (this.#body !== null) this.ledger.framing += this.#body.drop();
    this.#body = null;
  }

  /** Where the next message begins is not known any more, so neither is what answers what. */
  #loseTrack(act: () => void): void {
    act();
    this.sink.onLoss(this.direction, this.offset, false);
  }

  // --- between messages ----------------------------------------------------------------------------------------

  /** What is in progress cannot go on: it ends incomplete, and the side looks for the next start line. */
  #break(at: Stamp, why: string): void {
    if (this.#head?.isStartLineWhole === true) {
      this.#finishHead(this.#head, false, at);
      this.#state = "resync";
      return;
    }
    if (this.#head !== null) {
      const bytes = this.#head.bytes();
      this.#dropHead();
      if (bytes.length > 0) this.#passOver().add(bytes, 0, bytes.length, at.frame);
    }
    if (this.#message !== null) {
      const part = this.#message.framing === "chunked" ? "its chunked body" : "its body";
      this.#finding("http.incomplete-message", at.frame, { direction: this.direction, part, why });
      this.#endMessage(false);
    }
    if (this.#state === "head" || this.#state === "passing") this.#state = "resync";
    this.#between?.interrupt();
    if (this.#between === null) this.#before = "anything";
  }

  #resync(data: Buffer, pos: number, end: number): number {
    const isNone = headProspect(this.direction, data, pos, end, this.#allowsOld) === "no";
    this.#state = isNone ? "passing" : "head";
    this.#isSearching = true;
    return pos;
  }

  #passLine(data: Buffer, pos: number, end: number, at: Stamp): number {
    const between = this.#passOver();
    const outcome = between.pass(data, pos, end, at.frame);
    if (outcome === "line") this.#state = "resync";
    if (outcome === "start") this.#state = "head";
    this.#isSearching = true;
    const { begun, stop } = between;
    if (begun !== null) {
      // It ends where this step does.
      this.offset += stop - pos;
      this.#again(begun, at);
      this.offset -= stop - pos;
    }
    return stop;
  }

  /** Bytes come that are no message. */
  #passOver(): BetweenMessages {
    return (this.#between ??= new BetweenMessages(this.direction, this.ledger, this.#before));
  }

  #flushSkipped(): void {
    const finding = this.#between?.take() ?? null;
    this.#between = null;
    this.#before = "anything";
    if (finding === null) return;
    this.sink.onFinding(this.direction, null, finding.code, finding.frame, finding.data);
  }

  #hold(data: Buffer, pos: number, end: number, at: Stamp): number {
    this.#held ??= new HeldBytes();
    this.#held.add(data, pos, end, at);
    if (this.#held.size > TUNNEL_BYTES) {
      this.#finding("limit.tunnel", at.frame, { limit: TUNNEL_BYTES });
      this.offset += end - pos;
      this.#releaseAs("tunnel");
      this.offset -= end - pos;
    }
    return end;
  }

  #releaseAs(state: "head" | "tunnel"): void {
    const held = this.#held;
    this.#held = null;
    this.#state = state;
    if (held === null) return;
    this.offset -= held.size;
    for (const piece of held.pieces) {
      this.onData(piece.bytes, 0, piece.size, piece);
      piece.release();
    }
    if (held.end !== null) this.onEnd(held.end.why, held.end.at);
  }

  #finding(code: FindingCode, frame: number, data: FindingData): void {
    this.sink.onFinding(this.direction, this.#message, code, frame, data);
  }
}

function whatEnds(message: Message): Before {
  if (!message.complete) return "anything";
  if (message.bodySize > 0) return "body";
  return message instanceof Response && message.framing === "none" ? "bodiless" : "message";
}
