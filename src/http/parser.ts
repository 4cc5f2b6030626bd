/**
 * HTTP/1.x of one direction: bytes in, messages out (RFC 9112). Push, without I/O, never throws on input.
 *
 * Each state consumes bytes of a segment and says where it stopped; the loop in onData ends when the segment does.
 * Every byte is booked in the ledger where it is consumed. Where the bytes are no message (after a gap, after a message
 * that cannot be framed), the side takes up again at the next plausible start line.
 */
import type { Ledger } from "../core/ledger.js";
import { TUNNEL_BYTES } from "../core/limits.js";
import type { Stamp, StreamEnd, StreamSink } from "../tcp/stream.js";
import { BetweenMessages } from "./between-messages.js";
import type { Direction } from "./direction.js";
import { headProspect, type StartDoubt } from "./head-reader.js";
import { HeldBytes } from "./held-bytes.js";
import type { Message } from "./message.js";
import { MessageReader } from "./message-reader.js";
import type { MessageSink } from "./message-sink.js";
import type { ReaderHost } from "./reader-host.js";
import { whatEnds, type Before } from "./skipped-bytes.js";

/**
 * "held": bytes wait for the answer to a tunnel request; "resync": a start line may stand here, and what else does is
 * passed over; "passing": inside a line that is none. Which of the last two is decided by the bytes alone, never by
 * where a segment begins.
 */
type State = "message" | "tunnel" | "held" | "resync" | "passing";

export class HttpParser implements StreamSink, ReaderHost {
  /** Offset of the next byte in the stream. */
  offset = 0;
  /** The side looks for a start line: one may stand here, or not. */
  isSearching = false;
  #state: State = "message";
  readonly #reader: MessageReader;
  #held: HeldBytes | null = null;
  /** Bytes that are no message. */
  #between: BetweenMessages | null = null;
  /** Where the last gap ended that was not wholly in a body; -1 without one. */
  #gapEnd = -1;
  /** What lies before them. */
  #before: Before = "anything";

  constructor(
    readonly direction: Direction,
    readonly ledger: Ledger,
    readonly sink: MessageSink,
    /** The first byte captured is the first one sent. */
    private readonly isFromStart: boolean,
  ) {
    this.#reader = new MessageReader(this, isFromStart);
    if (!isFromStart) this.#state = "resync";
  }

  /** A message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#reader.isInMessage;
  }

  get startDoubt(): StartDoubt {
    if (this.offset === this.#gapEnd) return "gap";
    if (this.offset === 0 && !this.isFromStart) return "midstream";
    return this.isSearching ? "searching" : "none";
  }

  get hasSkipped(): boolean {
    return (this.#between?.size ?? 0) > 0;
  }

  /** Bytes of memory. */
  get heldBytes(): number {
    return this.#reader.heldBytes + (this.#between?.heldBytes ?? 0) + (this.#held?.heldBytes ?? 0);
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
    const { direction, offset } = this;
    this.#reader.endPeek(at);
    this.#reader.tell("tcp.gap", at.frame, { direction, bytes: size, offset });
    const inside = this.#reader.lose(size, at);
    this.offset += inside;
    const lost = size - inside;
    // What waited for the answer to a tunnel request is read as HTTP: nobody can say what was lost of it.
    if (lost > 0 && this.#state === "held") this.#releaseAs("message");
    if (lost > 0 && this.#state !== "tunnel") {
      const isBoundary = this.#state === "message" && !this.isSearching && this.#reader.isAtBoundary;
      this.#break(at, "bytes are not in the capture");
      this.sink.onLoss(this.direction, this.offset, isBoundary);
    }
    this.offset += lost;
    if (lost > 0) this.#gapEnd = this.offset;
  }

  onEnd(why: StreamEnd, at: Stamp): void {
    this.#reader.endPeek(at);
    this.#reader.endStream(why, at);
    if (this.#state === "held") {
      // What it is shows with the answer, which may still come.
      this.#held ??= new HeldBytes();
      this.#held.onEnd(why, at);
      return;
    }
    this.#break(at, `the stream ended (${why})`, why !== "fin" && why !== "rst");
    this.#tellSkipped();
  }

  /** Bytes before the session was recognised: they are booked already, and told with the next finding. */
  passOver(size: number, frame: number): void {
    this.offset += size;
    if (size > 0) this.#passing().addBooked(size, frame);
  }

  /** The connection became a tunnel: all that follows is counted as such. */
  becomeTunnel(): void {
    this.#tellSkipped();
    this.ledger.tunnel += this.#reader.abandon();
    this.#releaseAs("tunnel");
  }

  /** Whether what follows is HTTP depends on an answer: keep it until then. */
  hold(): void {
    this.#state = "held";
  }

  /** The answer refused the tunnel: what was held is HTTP. */
  release(): void {
    if (this.#state === "held") this.#releaseAs("message");
  }

  /** Nobody knows the answer, and what was held is taken for a tunnel. */
  leaveHeld(): void {
    if (this.#state === "held") this.#releaseAs("tunnel");
  }

  /** The response that has begun answers an unknown request: it may lack the body that its headers announce. */
  expectNoBody(): void {
    this.#reader.expectNoBody();
  }

  /** Give back what is held. */
  giveUp(at: Stamp): void {
    this.#reader.endPeek(at);
    if (this.#state === "held") {
      this.#releaseAs("tunnel");
      return;
    }
    this.#break(at, "too many bytes were held");
    this.#loseTrack();
  }

  #step(data: Buffer, pos: number, end: number, at: Stamp): number {
    switch (this.#state) {
      case "message":
        return this.#reader.read(data, pos, end, at);
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

  // --- what the reader of messages tells -----------------------------------------------------------------------

  onMessageBegin(): void {
    this.#tellSkipped();
    this.isSearching = false;
  }

  onMessageEnd(message: Message): void {
    this.#before = whatEnds(message);
    // Where a message that cannot be framed ends, nobody knows.
    this.#state = message.isUnframed ? "resync" : "message";
    this.sink.onMessageEnd(this.direction, message);
    if (message.isUnframed) this.#loseTrack();
  }

  onRefused(begun: Buffer | null, at: Stamp): void {
    if (begun !== null) this.#passing().refuse(begun, at.frame);
    // Who is looking for a start line has lost track already.
    if (!this.isSearching) this.#loseTrack();
    this.isSearching = true;
    this.#state = "passing";
  }

  onNoMessage(head: Buffer, at: Stamp): void {
    this.#passing().add(head, 0, head.length, at.frame);
    this.#loseTrack();
    this.#state = "resync";
  }

  onFailed(pending: number, line: Buffer, at: Stamp): void {
    this.#loseTrack();
    if (pending > 0) this.#passing().addUnread(pending, at.frame);
    this.#state = "resync";
    this.again(line, at);
  }

  onTooLarge(isInLine: boolean, at: Stamp): void {
    this.#break(at, "the head is too large");
    if (isInLine) this.#state = "passing";
    this.#loseTrack();
  }

  again(bytes: Buffer, at: Stamp): void {
    this.offset -= bytes.length;
    this.onData(bytes, 0, bytes.length, at);
  }

  // --- between messages ----------------------------------------------------------------------------------------

  /** Where the next message begins is not known any more, so neither is what answers what. */
  #loseTrack(): void {
    this.sink.onLoss(this.direction, this.offset, false);
  }

  /**
   * What is in progress cannot go on: it ends incomplete, and the side looks for the next start line.
   * @param wentOn more was sent, or may have been
   */
  #break(at: Stamp, why: string, wentOn = true): void {
    const begun = this.#reader.interrupt(at, why);
    if (begun !== null) this.#passing().addCut(begun, wentOn, at.frame);
    if (this.#state === "message" || this.#state === "passing") this.#state = "resync";
    this.#between?.interrupt();
    if (this.#between === null) this.#before = "anything";
  }

  #resync(data: Buffer, pos: number, end: number): number {
    const { allowsOld } = this.#reader;
    const isNone = headProspect(this.direction, data, pos, end, allowsOld) === "no";
    this.#state = isNone ? "passing" : "message";
    this.isSearching = true;
    return pos;
  }

  #passLine(data: Buffer, pos: number, end: number, at: Stamp): number {
    const between = this.#passing();
    const outcome = between.pass(data, pos, end, at.frame);
    if (outcome === "line") this.#state = "resync";
    if (outcome === "start") this.#state = "message";
    const { begun, stop } = between;
    if (begun !== null) {
      // It ends where this step does.
      this.offset += stop - pos;
      this.again(begun, at);
      this.offset -= stop - pos;
    }
    return stop;
  }

  /** Bytes come that are no message. */
  #passing(): BetweenMessages {
    return (this.#between ??= new BetweenMessages(this.direction, this.ledger, this.#before));
  }

  #tellSkipped(): void {
    const finding = this.#between?.take() ?? null;
    this.#between = null;
    this.#before = "anything";
    if (finding !== null)
      this.sink.onFinding(this.direction, null, finding.code, finding.frame, finding.data);
  }

  // --- behind a request to become a tunnel ---------------------------------------------------------------------

  #hold(data: Buffer, pos: number, end: number, at: Stamp): number {
    this.#held ??= new HeldBytes();
    this.#held.add(data, pos, end, at);
    if (this.#held.size > TUNNEL_BYTES) {
      this.sink.onFinding(this.direction, null, "limit.tunnel", at.frame, { limit: TUNNEL_BYTES });
      this.offset += end - pos;
      this.#releaseAs("tunnel");
      this.offset -= end - pos;
    }
    return end;
  }

  #releaseAs(state: "message" | "tunnel"): void {
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
}
