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
import { BodyReader } from "./body-reader.js";
import type { Direction } from "./direction.js";
import { HeadReader } from "./head-reader.js";
import { SkippedBytes, type Before } from "./skipped-bytes.js";
import { SegmentStamp } from "../tcp/half.js";
import { HeldBytes } from "./held-bytes.js";
import { Response, type Message, type MessageStart } from "./message.js";
import type { MessageSink } from "./message-sink.js";
import { CR, LF } from "./octets.js";
import { statusProspect } from "./start-line.js";

type State = "head" | "body" | "tunnel" | "held" | "resync";

export class HttpParser implements StreamSink {
  /** Offset of the next byte in the stream. */
  offset = 0;
  #state: State = "head";
  /** The message whose body is in progress. */
  #message: Message | null = null;
  readonly #head: HeadReader;
  readonly #body: BodyReader;
  readonly #held = new HeldBytes();
  #endWhileHeld: { readonly why: StreamEnd; readonly at: Stamp } | null = null;
  /** Bytes passed over since the last message. */
  readonly #skipped: SkippedBytes;
  /** The request of the response in progress is unknown: it may have been a HEAD, so a body may not follow. */
  #mayLackBody = false;

  constructor(
    readonly direction: Direction,
    private readonly ledger: Ledger,
    private readonly sink: MessageSink,
    isFromStart: boolean,
  ) {
    this.#skipped = new SkippedBytes(direction);
    this.#head = new HeadReader(direction, isFromStart);
    this.#body = new BodyReader(ledger);
    if (!isFromStart) this.#state = "resync";
  }

  /** A message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#message !== null || this.#head.size > 0;
  }

  get heldBytes(): number {
    const prefix = this.#message?.prefix?.heldBytes ?? 0;
    return this.#head.heldBytes + this.#held.heldBytes + this.#body.pendingBytes + prefix;
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
    this.#finding("tcp.gap", at.frame, { direction: this.direction, bytes: size, offset: this.offset });
    const inside = this.#state === "body" ? Math.min(size, this.#body.room) : 0;
    this.offset += inside;
    if (inside > 0 && this.#body.lose(inside)) this.#endMessage(true);
    const lost = size - inside;
    // What waited for the answer to a tunnel request is read as HTTP: nobody can say what was lost of it.
    if (lost > 0 && this.#state === "held") this.#releaseAs("head");
    if (lost > 0 && this.#state !== "tunnel") {
      const isBoundary = this.#state === "head" && !this.#head.isStartLineWhole;
      this.#break(at, "bytes are not in the capture");
      this.sink.onLoss(this.direction, this.offset, isBoundary);
    }
    this.offset += lost;
  }

  onEnd(why: StreamEnd, at: Stamp): void {
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
      this.#endWhileHeld = { why, at: SegmentStamp.copy(at) };
      return;
    }
    this.#break(at, `the stream ended (${why})`);
    this.#flushSkipped();
  }

  /** Bytes before the session was recognised: they are booked already, and told with the next finding. */
  passOver(size: number, frame: number): void {
    this.offset += size;
    this.#skipped.addUnread(size, frame);
  }

  /** The connection became a tunnel: all that follows is counted as such. */
  becomeTunnel(): void {
    this.#flushSkipped();
    this.ledger.framing += this.#body.drop();
    this.#message = null;
    this.ledger.tunnel += this.#head.take().length;
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
    if (this.#state === "held") this.#releaseAs("tunnel");
    else this.#loseTrack(() => this.#break(at, "too many bytes were held"));
  }

  #step(data: Buffer, pos: number, end: number, at: Stamp): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(data, pos, end, at);
      case "body":
        return this.#readBody(data, pos, end, at);
      case "tunnel":
        this.ledger.tunnel += end - pos;
        return end;
      case "held":
        return this.#hold(data, pos, end, at);
      case "resync":
        return this.#resync(data, pos, end, at);
      default:
        return this.#state satisfies never;
    }
  }

  // --- messages ------------------------------------------------------------------------------------------------

  #readHead(data: Buffer, pos: number, end: number, at: Stamp): number {
    const head = this.#head;
    const isLineEnd = data[pos] === CR || data[pos] === LF;
    if (isLineEnd && head.size === 0 && this.#skipped.size === 0) {
      // Empty lines before a start line belong to the framing (RFC 9112 §2.2).
      this.ledger.framing += 1;
      return pos + 1;
    }
    const outcome = head.feed(data, pos, end, at, this.offset);
    switch (outcome) {
      case "more":
        return head.stop;
      case "head":
        this.#finishHead(true, at);
        return head.stop;
      case "refused":
        return this.#beginHeadless() ? pos : this.#refuse(data, pos, end, at);
      case "line-too-long":
        this.#finding("limit.start-line", at.frame, { direction: this.direction, limit: START_LINE_BYTES });
        return this.#refuse(data, pos, end, at);
      case "head-too-large":
        this.#finding("limit.head", at.frame, {
          direction: this.direction,
          limit: HEAD_BYTES,
          unit: "bytes",
        });
        this.#loseTrack(() => this.#break(at, "the head is too large"));
        return head.stop;
      default:
        return outcome satisfies never;
    }
  }

  #finishHead(isWhole: boolean, at: Stamp): void {
    const begun = this.#head.start!;
    const bytes = this.#head.take();
    const start: MessageStart = { ...begun, size: bytes.length };
    this.#flushSkipped();
    const message = this.sink.onHead(this.direction, bytes, start, isWhole);
    if (message === null) {
      this.#loseTrack(() => this.#skip(bytes, 0, bytes.length, at.frame));
      this.#state = "resync";
      return;
    }
    this.ledger.headers += bytes.length;
    this.#message = message;
    if (!isWhole) this.#endMessage(false);
    else if (message.framing === "none" || message.framing === "tunnel") this.#endMessage(true);
    else this.#beginBody(message);
  }

  #beginBody(message: Message): void {
    this.#state = "body";
    if (this.#body.begin(message)) this.#endMessage(true);
  }

  /** What is no start line may be a response of HTTP/0.9, which is a body and nothing else. */
  #beginHeadless(): boolean {
    const message = this.sink.onHeadless(this.direction, { ...this.#head.start!, size: 0 });
    if (message === null) return false;
    this.#message = message;
    this.#beginBody(message);
    const begun = this.#head.take();
    message.tap?.onBody(begun, 0, begun.length);
    message.prefix?.onBody(begun, 0, begun.length);
    message.bodySize += begun.length;
    this.ledger.bodies += begun.length;
    return true;
  }

  #refuse(data: Buffer, pos: number, end: number, at: Stamp): number {
    this.#loseTrack(() => this.#skipHead(at));
    this.#state = "resync";
    return this.#skipLine(data, pos, end, at);
  }

  #readBody(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#mayLackBody) {
      this.#mayLackBody = false;
      // A status line where the body should begin: the request was a HEAD (RFC 9110 §9.3.2).
      if (statusProspect(data, pos, end) === "yes") {
        this.#message!.lacksBody();
        this.#endMessage(true);
        return pos;
      }
    }
    const outcome = this.#body.feed(data, pos, end, at);
    if (outcome === "end") this.#endMessage(true);
    else if (outcome === "failed") this.#failBody(at);
    return this.#body.stop;
  }

  /** What follows cannot be a chunk: the message ends, and the next start line is looked for. */
  #failBody(at: Stamp): void {
    const failure = this.#body.failure!;
    if (failure.kind === "limit") {
      const { part, limit } = failure;
      this.#finding("limit.chunk", at.frame, { direction: this.direction, part, limit });
    } else {
      this.#finding("http.bad-chunk", at.frame, { direction: this.direction, why: failure.why });
    }
    const pending = this.#body.pendingBytes;
    this.#loseTrack(() => this.#endMessage(false));
    this.#skipped.addUnread(pending, at.frame);
    this.ledger.notHttp += pending;
    this.#state = "resync";
  }

  #endMessage(isComplete: boolean): void {
    const message = this.#message!;
    if (this.#body.hasOddSize) {
      const why = "white space beside a chunk size, which was taken all the same";
      this.#finding("http.bad-chunk", message.last.frame, { direction: this.direction, why });
    }
    const { oddExtension } = this.#body;
    if (oddExtension !== null) {
      const data = { direction: this.direction, why: oddExtension };
      this.#finding("http.bad-chunk-extension", message.last.frame, data);
    }
    if (this.#body.hasBareLf) {
      this.#finding("http.bare-lf", message.last.frame, { direction: this.direction, part: "chunk framing" });
    }
    message.complete = isComplete && !message.isUnframed;
    message.tap?.onEnd(message.complete);
    this.#message = null;
    this.#body.drop();
    this.#mayLackBody = false;
    this.#skipped.before = whatEnds(message);
    message.hasEnded = true;
    // Where a message that cannot be framed ends, nobody knows.
    this.#state = message.isUnframed ? "resync" : "head";
    this.sink.onMessageEnd(this.direction, message);
    if (message.isUnframed) this.sink.onLoss(this.direction, this.offset, false);
  }

  /** Where the next message begins is not known any more, so neither is what answers what. */
  #loseTrack(act: () => void): void {
    act();
    this.sink.onLoss(this.direction, this.offset, false);
  }

  // --- between messages ----------------------------------------------------------------------------------------

  /** What is in progress cannot go on: it ends incomplete, and the side looks for the next start line. */
  #break(at: Stamp, why: string): void {
    if (this.#head.isStartLineWhole) {
      this.#finishHead(false, at);
      this.#state = "resync";
      return;
    }
    this.#skipHead(at);
    const message = this.#message;
    if (message !== null) {
      const part = message.framing === "chunked" ? "its chunked body" : "its body";
      this.#finding("http.incomplete-message", at.frame, { direction: this.direction, part, why });
      this.ledger.framing += this.#body.pendingBytes;
      this.#endMessage(false);
    }
    if (this.#state === "head") this.#state = "resync";
    this.#skipped.interrupt();
  }

  #resync(data: Buffer, pos: number, end: number, at: Stamp): number {
    // The start of a segment, or what follows a line end.
    if (this.#head.prospect(data, pos, end) === "no") return this.#skipLine(data, pos, end, at);
    this.#state = "head";
    return pos;
  }

  #skipLine(data: Buffer, pos: number, end: number, at: Stamp): number {
    let next = pos;
    while (next < end && data[next] !== LF) next += 1;
    next = Math.min(end, next + 1);
    this.#skip(data, pos, next, at.frame);
    return next;
  }

  /** What was gathered of a head is none. */
  #skipHead(at: Stamp): void {
    const bytes = this.#head.take();
    this.#skip(bytes, 0, bytes.length, at.frame);
  }

  #skip(data: Buffer, start: number, end: number, frame: number): void {
    this.#skipped.add(data, start, end, frame);
    this.ledger.notHttp += end - start;
  }

  #flushSkipped(): void {
    const finding = this.#skipped.take();
    if (finding === null) return;
    this.sink.onFinding(this.direction, null, finding.code, finding.frame, finding.data);
  }

  #hold(data: Buffer, pos: number, end: number, at: Stamp): number {
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
    this.offset -= this.#held.size;
    this.#state = state;
    for (const { bytes, at } of this.#held.take()) this.onData(bytes, 0, bytes.length, at);
    const end = this.#endWhileHeld;
    this.#endWhileHeld = null;
    if (end !== null) this.onEnd(end.why, end.at);
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
