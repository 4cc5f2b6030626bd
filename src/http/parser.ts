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
import { Moment } from "../core/time.js";
import type { Stamp, StreamEnd, StreamSink } from "../tcp/stream.js";
import { ChunkedReader } from "./chunked.js";
import { ByteGatherer, HeadScanner } from "./gather.js";
import type { Message, MessageStart } from "./message.js";
import { indexOfLf, METHOD_LIMIT, requestProspect, statusProspect, type Prospect } from "./start-line.js";

export type Direction = "request" | "response";

/** What a parser tells. Calls come in stream order. */
export interface MessageSink {
  /**
   * The head of a message, exactly copied. The sink decides what it is and how its body is framed.
   * @param isWhole false where the head was cut off: then the message ends here
   * @returns null where the start line proves to be none after all
   */
  onHead(direction: Direction, bytes: Buffer, start: MessageStart, isWhole: boolean): Message | null;
  /** Bytes where a response without a head (HTTP/0.9) may begin. null: none is expected. */
  onHeadless(direction: Direction, start: MessageStart): Message | null;
  onMessageEnd(direction: Direction, message: Message): void;
  /**
   * Bytes from `offset` on were not captured: some messages may be lost.
   * @param isBoundary a message began in the loss for certain: all before it was whole, or its end was known
   */
  onLoss(direction: Direction, offset: number, isBoundary: boolean): void;
  /** `message`: the one in progress in that direction; null between messages. */
  onFinding(
    direction: Direction,
    message: Message | null,
    code: FindingCode,
    frame: number,
    data: FindingData,
  ): void;
}

type State = "head" | "counted" | "until-close" | "chunked" | "tunnel" | "held" | "resync";

const LF = 0x0a;
const CR = 0x0d;

/** Bytes within which a start line shows that it is none: a method and a blank, or `HTTP/`. */
export const PREFIX_BYTES = METHOD_LIMIT + 8;

export class HttpParser implements StreamSink {
  /** Offset of the next byte in the stream. */
  offset = 0;
  #state: State = "head";
  #message: Message | null = null;
  #remaining = 0;
  #chunks: ChunkedReader | null = null;
  readonly #gathered = new ByteGatherer();
  readonly #scanner = new HeadScanner();
  #isStartLineSeen = false;
  #start: { first: Moment; last: Moment; offset: number; acked: number } | null = null;
  /** Bytes passed over since the last message, with the packet of the first of them. */
  #skippedBytes = 0;
  #skippedFrame = 0;
  #isBehindMessage = false;
  /** The request of the response in progress is unknown: it may have been a HEAD, so a body may not follow. */
  #mayLackBody = false;
  #held: { bytes: Buffer; at: Stamp }[] = [];
  #heldBytes = 0;

  constructor(
    readonly direction: Direction,
    private readonly ledger: Ledger,
    private readonly sink: MessageSink,
    private readonly isFromStart: boolean,
  ) {
    if (!isFromStart) this.#state = "resync";
  }

  /** A message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#message !== null || this.#gathered.size > 0;
  }

  /** Looking for the next start line. */
  get isLost(): boolean {
    return this.#state === "resync";
  }

  get heldBytes(): number {
    return this.#gathered.size + this.#heldBytes + (this.#chunks?.pendingBytes ?? 0);
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
    const message = this.#message;
    this.sink.onFinding(this.direction, message, "tcp.gap", at.frame, {
      direction: this.direction,
      bytes: size,
      offset: this.offset,
    });
    const inside = message === null ? 0 : Math.min(size, this.#bodyRoom());
    if (message !== null && inside > 0) {
      message.missingBytes += inside;
      if (this.#state === "chunked") this.#chunks!.skip(inside);
      if (this.#state === "counted") this.#remaining -= inside;
    }
    this.offset += inside;
    if (this.#state === "counted" && this.#remaining === 0) this.#endMessage(true);
    const lost = size - inside;
    // What waited for the answer to a tunnel request is read as HTTP: nobody can say what was lost of it.
    if (lost > 0 && this.#state === "held") this.#releaseAs("head");
    if (lost > 0 && this.#state !== "tunnel") {
      const isBoundary = this.#state === "head" && !this.#isStartLineSeen;
      this.#break(at, "bytes are not in the capture");
      this.sink.onLoss(this.direction, this.offset, isBoundary);
    }
    this.offset += lost;
  }

  onEnd(why: StreamEnd, at: Stamp): void {
    const message = this.#message;
    if (message !== null && this.#state === "until-close") {
      this.#endMessage(why === "fin");
    } else if (message !== null && this.#state === "counted" && (why === "fin" || why === "rst")) {
      const announced = message.length;
      const bytes = message.bodySize + message.missingBytes;
      this.#finding("http.body-short", at.frame, { direction: this.direction, bytes, announced });
      this.#endMessage(false);
    }
    this.#break(at, `the stream ended (${why})`);
    this.#flushSkipped();
    this.#releaseAs("tunnel");
  }

  /** Bytes before the session was recognised: they are booked already, and told with the next finding. */
  passOver(size: number, frame: number): void {
    if (size === 0) return;
    this.offset += size;
    this.#skippedBytes += size;
    this.#skippedFrame = frame;
  }

  /** The connection became a tunnel: all that follows is counted as such. */
  becomeTunnel(): void {
    this.#flushSkipped();
    this.ledger.framing += this.#chunks?.pendingBytes ?? 0;
    this.#chunks = null;
    this.#message = null;
    if (this.#gathered.size > 0) this.ledger.tunnel += this.#gathered.take().length;
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

  /** Give back what is held. */
  giveUp(at: Stamp): void {
    if (this.#state === "held") this.#releaseAs("tunnel");
    else this.#break(at, "too many bytes were held");
  }

  #step(data: Buffer, pos: number, end: number, at: Stamp): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(data, pos, end, at);
      case "counted":
        return this.#readCounted(data, pos, end, at);
      case "until-close":
        if (this.#mayLackBody && this.#isNextHead(data, pos, end)) return pos;
        this.#countBody(end - pos, at);
        return end;
      case "chunked":
        return this.#readChunked(data, pos, end, at);
      case "tunnel":
        this.ledger.tunnel += end - pos;
        return end;
      case "held":
        return this.#keep(data, pos, end, at);
      case "resync":
        return this.#resync(data, pos, end, at);
      default:
        return this.#state satisfies never;
    }
  }

  // --- heads ---------------------------------------------------------------------------------------------------

  #readHead(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#gathered.size === 0) {
      if (this.#skippedBytes === 0 && (data[pos] === CR || data[pos] === LF)) {
        // Empty lines before a start line belong to the framing (RFC 9112 §2.2).
        this.ledger.framing += 1;
        return pos + 1;
      }
      this.#start = { first: Moment.of(at), last: Moment.of(at), offset: this.offset, acked: at.acked };
      this.#scanner.reset();
      this.#isStartLineSeen = false;
      const prospect = this.#prospect(data, pos, end);
      if (prospect === "no") return this.#refuse(data, pos, end, at);
      if (prospect === "simple") return this.#finishSimple(data, pos, end, at);
      this.#isStartLineSeen = prospect === "yes";
    }
    const headEnd = this.#scanner.scan(data, pos, end);
    const stop = headEnd < 0 ? end : headEnd;
    if (at.frame > this.#start!.last.frame) this.#start!.last = Moment.of(at);
    if (this.#gathered.size === 0 && headEnd >= 0) {
      this.#finishHead(Buffer.from(data.subarray(pos, stop)), true, at);
      return stop;
    }
    const before = this.#gathered.size;
    this.#gathered.append(data, pos, stop);
    const { bytes, size } = this.#gathered;
    // Only what can change the answer is looked at again, so that one byte at a time stays linear.
    const isWorthALook = size <= PREFIX_BYTES || size > START_LINE_BYTES || indexOfLf(data, pos, stop) >= 0;
    if (!this.#isStartLineSeen && isWorthALook) {
      const prospect = this.#prospect(bytes, 0, size);
      if (prospect === "simple") {
        this.#gathered.truncate(before);
        return this.#finishSimple(data, pos, end, at);
      }
      if (prospect === "no" || (prospect === "maybe" && size > START_LINE_BYTES)) {
        if (prospect === "maybe") {
          this.#finding("limit.start-line", at.frame, { direction: this.direction, limit: START_LINE_BYTES });
        }
        // What came with this segment is looked at again, line by line.
        this.#gathered.truncate(before);
        this.#skip(this.#gathered.take().length, at.frame);
        this.#toResync();
        return this.#skipLine(data, pos, end, at);
      }
      this.#isStartLineSeen = prospect === "yes";
    }
    if (headEnd >= 0) this.#finishHead(this.#gathered.take(), true, at);
    else if (this.#gathered.size > HEAD_BYTES) {
      this.#finding("limit.head", at.frame, { direction: this.direction, limit: HEAD_BYTES, unit: "bytes" });
      this.#break(at, "the head is too large");
    }
    return stop;
  }

  /** A request line of HTTP/0.9 is a head of its own (RFC 1945 §4.1). */
  #finishSimple(data: Buffer, pos: number, end: number, at: Stamp): number {
    const stop = indexOfLf(data, pos, end) + 1;
    this.#gathered.append(data, pos, stop);
    this.#finishHead(this.#gathered.take(), true, at);
    return stop;
  }

  #prospect(data: Buffer, start: number, end: number): Prospect {
    // HTTP/0.9 has one request a connection, and it comes first.
    const isFirst = this.isFromStart && this.#start !== null && this.#start.offset === 0;
    return this.direction === "request"
      ? requestProspect(data, start, end, isFirst)
      : statusProspect(data, start, end);
  }

  #finishHead(bytes: Buffer, isWhole: boolean, at: Stamp): void {
    const begun = this.#start!;
    this.#isStartLineSeen = false;
    const start: MessageStart = { ...begun, size: bytes.length };
    this.#start = null;
    this.#flushSkipped();
    const message = this.sink.onHead(this.direction, bytes, start, isWhole);
    if (message === null) {
      this.#skip(bytes.length, at.frame);
      this.#toResync();
      return;
    }
    this.ledger.headers += bytes.length;
    this.#message = message;
    if (isWhole) this.#beginBody(message);
    else this.#endMessage(false);
  }

  #beginBody(message: Message): void {
    switch (message.framing) {
      case "none":
      case "tunnel":
        this.#endMessage(true);
        return;
      case "content-length":
        this.#state = "counted";
        this.#remaining = message.length;
        if (message.length === 0) this.#endMessage(true);
        return;
      case "chunked":
        this.#state = "chunked";
        this.#chunks = new ChunkedReader();
        return;
      case "until-close":
        this.#state = "until-close";
        return;
      default:
        message.framing satisfies never;
    }
  }

  /** The response that has begun answers an unknown request: it may lack the body that its headers announce. */
  expectNoBody(): void {
    this.#mayLackBody = true;
  }

  /** A first segment that is no start line: a response without a head, or no HTTP. */
  #refuse(data: Buffer, pos: number, end: number, at: Stamp): number {
    const start: MessageStart = { ...this.#start!, size: 0 };
    this.#start = null;
    const message = this.sink.onHeadless(this.direction, start);
    if (message !== null) {
      this.#message = message;
      this.#state = "until-close";
      return pos;
    }
    this.#toResync();
    return this.#skipLine(data, pos, end, at);
  }

  // --- bodies --------------------------------------------------------------------------------------------------

  #readCounted(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#mayLackBody && this.#isNextHead(data, pos, end)) return pos;
    const size = Math.min(this.#remaining, end - pos);
    this.#countBody(size, at);
    this.#remaining -= size;
    if (this.#remaining === 0) this.#endMessage(true);
    return pos + size;
  }

  #readChunked(data: Buffer, pos: number, end: number, at: Stamp): number {
    if (this.#mayLackBody && this.#isNextHead(data, pos, end)) return pos;
    const chunks = this.#chunks!;
    const message = this.#message!;
    const stop = chunks.feed(data, pos, end);
    this.#countBody(chunks.contentBytes, at);
    this.ledger.framing += chunks.framingBytes;
    message.touch(at);
    if (chunks.isDone) {
      message.trailers = chunks.trailers();
      this.#endMessage(true);
    } else if (chunks.failure !== null) {
      const { failure } = chunks;
      if (failure.kind === "limit") {
        this.#finding("limit.chunk", at.frame, {
          direction: this.direction,
          part: failure.part,
          limit: failure.limit,
        });
      } else {
        this.#finding("http.bad-chunk", at.frame, { direction: this.direction, why: failure.why });
      }
      this.#endMessage(false);
      this.#skip(chunks.pendingBytes, at.frame);
      this.#toResync();
    }
    return stop;
  }

  #countBody(size: number, at: Stamp): void {
    const message = this.#message!;
    this.#mayLackBody = false;
    message.bodySize += size;
    this.ledger.bodies += size;
    message.touch(at);
  }

  /** A status line where the body should begin: the request was a HEAD (RFC 9110 §9.3.2). */
  #isNextHead(data: Buffer, pos: number, end: number): boolean {
    this.#mayLackBody = false;
    if (statusProspect(data, pos, end) !== "yes") return false;
    this.#message!.framing = "none";
    this.#endMessage(true);
    return true;
  }

  /** How much of the stream certainly belongs to the body in progress. */
  #bodyRoom(): number {
    if (this.#state === "counted") return this.#remaining;
    if (this.#state === "until-close") return Number.POSITIVE_INFINITY;
    return this.#state === "chunked" ? this.#chunks!.remainingData : 0;
  }

  #endMessage(isComplete: boolean): void {
    const message = this.#message!;
    if (this.#chunks?.hasBareLf === true) {
      this.#finding("http.bare-lf", message.last.frame, { direction: this.direction, part: "chunk framing" });
    }
    this.#message = null;
    this.#chunks = null;
    this.#mayLackBody = false;
    this.#state = "head";
    this.#isBehindMessage = true;
    message.complete = isComplete && !message.isUnframed;
    message.hasEnded = true;
    if (message.isUnframed) this.#toResync();
    this.sink.onMessageEnd(this.direction, message);
  }

  // --- between messages ----------------------------------------------------------------------------------------

  /** What is in progress cannot go on: it ends incomplete, and the side looks for the next start line. */
  #break(at: Stamp, why: string): void {
    if (this.#gathered.size > 0) {
      const bytes = this.#gathered.take();
      if (this.#isStartLineSeen) {
        this.#finishHead(bytes, false, at);
        this.#toResync();
        return;
      }
      this.#skip(bytes.length, at.frame);
    }
    const message = this.#message;
    if (message !== null) {
      this.#finding("http.incomplete-message", at.frame, {
        direction: this.direction,
        part: this.#state === "chunked" ? "its chunked body" : "its body",
        why,
      });
      this.ledger.framing += this.#chunks?.pendingBytes ?? 0;
      this.#endMessage(false);
    }
    if (this.#state === "head") this.#toResync();
    this.#isBehindMessage = false;
  }

  #toResync(): void {
    this.#state = "resync";
  }

  #resync(data: Buffer, pos: number, end: number, at: Stamp): number {
    // The start of a segment, or what follows a line end.
    if (this.#prospect(data, pos, end) === "no") return this.#skipLine(data, pos, end, at);
    this.#state = "head";
    return pos;
  }

  #skipLine(data: Buffer, pos: number, end: number, at: Stamp): number {
    let next = pos;
    while (next < end && data[next] !== LF) next += 1;
    next = Math.min(end, next + 1);
    this.#skip(next - pos, at.frame);
    return next;
  }

  #skip(size: number, frame: number): void {
    if (size === 0) return;
    if (this.#skippedBytes === 0) this.#skippedFrame = frame;
    this.#skippedBytes += size;
    this.ledger.notHttp += size;
  }

  #flushSkipped(): void {
    if (this.#skippedBytes > 0) {
      const code = this.#isBehindMessage ? "http.extra-bytes" : "http.not-http";
      const data = { direction: this.direction, bytes: this.#skippedBytes };
      this.sink.onFinding(this.direction, null, code, this.#skippedFrame, data);
    }
    this.#skippedBytes = 0;
    this.#isBehindMessage = false;
  }

  #keep(data: Buffer, pos: number, end: number, at: Stamp): number {
    this.#held.push({ bytes: Buffer.from(data.subarray(pos, end)), at: { ...at } });
    this.#heldBytes += end - pos;
    if (this.#heldBytes > TUNNEL_BYTES) {
      this.#finding("limit.tunnel", at.frame, { limit: TUNNEL_BYTES });
      this.offset += end - pos;
      this.#releaseAs("tunnel");
      this.offset -= end - pos;
    }
    return end;
  }

  #releaseAs(state: "head" | "tunnel"): void {
    const held = this.#held;
    this.#held = [];
    this.offset -= this.#heldBytes;
    this.#heldBytes = 0;
    this.#state = state;
    for (const { bytes, at } of held) this.onData(bytes, 0, bytes.length, at);
  }

  #finding(code: FindingCode, frame: number, data: FindingData): void {
    this.sink.onFinding(this.direction, this.#message, code, frame, data);
  }
}
