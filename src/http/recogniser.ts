/**
 * The bytes of a connection until they show what it speaks (detect.ts): kept, judged, and in the end replayed to a
 * session, or booked.
 *
 * A side is judged by its first bytes; what they are not, later ones may still be: behind the greeting of a proxy, in
 * the answer of a web server to a TLS hello, and where a capture begins inside a body. So a start line makes a
 * connection HTTP as long as it is undecided: up to a bound from its start, for ever where it was picked up in the
 * middle. It is looked for at the start of the stream, behind each line end and each gap, and inside lines
 * (embedded-start.ts): the answer must not depend on how the bytes were cut into segments.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { HELLO_BYTES, START_LINE_BYTES, UNDECIDED_BYTES } from "../core/limits.js";
import type { Side } from "../tcp/side.js";
import type { Stamp, StreamEnd } from "../tcp/stream.js";
import { detect, type Verdict } from "./detect.js";
import { findEmbeddedStart } from "./embedded-start.js";
import { ByteGatherer } from "./gather.js";
import { PREFIX_BYTES } from "./head-reader.js";
import { KeptEvents, type ReplaySink } from "./kept-events.js";
import { IS_CUT, cutStartLine, nearMiss } from "./near-miss.js";
import { CR, LF } from "./octets.js";
import { indexOfLf } from "./start-line.js";
import { readServerName } from "./tls-hello.js";

/** What a connection without HTTP was. */
export type OtherProtocol = "tls" | "http2" | "other";

export type Recognition = "undecided" | "http, asked by 0" | "http, asked by 1" | OtherProtocol;

/** A line that is nearly a start line, or the beginning of one. */
export interface NearMiss {
  readonly direction: "request" | "response";
  readonly why: string;
  /** Its bytes. */
  readonly size: number;
  readonly frame: number;
}

const NO_MISSES: readonly NearMiss[] = [];

export interface RecogniserHost {
  readonly ledger: Ledger;
  onServerName(name: string): void;
}

/** A line is judged by so many bytes: one more than a start line may have. */
const JUDGED_BYTES = START_LINE_BYTES + 1;

/** What one end has shown so far. */
class SideState {
  /** The line in progress, where it may still become a start line. */
  readonly line = new ByteGatherer();
  /** Line ends before it. */
  emptyBytes = 0;
  /** What comes next is the first of the stream. */
  isAtStart: boolean;
  /** The line in progress is none. */
  isPassing = false;
  /** It is longer than any start line, and not gathered. */
  isLong = false;
  isTls = false;
  /** No line has ended yet. */
  isFirstLine: boolean;
  /** A TLS hello has begun and is worth a look once so many bytes are there; 0 without one. */
  helloSize = 0;

  constructor(
    readonly side: Side,
    /** Its bytes begin where its stream does. */
    readonly isFromStart: boolean,
  ) {
    this.isAtStart = isFromStart;
    this.isFirstLine = isFromStart;
  }
}

export class Recogniser {
  /** How far the last data that decided was kept. */
  stop = 0;
  readonly #sides: readonly [SideState, SideState];
  readonly #kept: KeptEvents;
  /** First lines that were nearly start lines; most connections have none. */
  nearMisses: readonly NearMiss[] = NO_MISSES;
  /** What the line passed over last has shown. */
  #embedded: Recognition = "undecided";
  /** Bytes were lost before it was recognised: it may have been anywhere. */
  #hasGap = false;

  /**
   * @param isFromStart0 the bytes of end 0 begin where its stream does
   * @param isOpened the connection was seen from its beginning
   */
  constructor(
    isFromStart0: boolean,
    isFromStart1: boolean,
    private readonly isOpened: boolean,
    private readonly host: RecogniserHost,
  ) {
    this.#kept = new KeptEvents(host.ledger);
    this.#sides = [new SideState(0, isFromStart0), new SideState(1, isFromStart1)];
  }

  /** Of each end, whether its bytes begin where its stream does. */
  get isFromStart(): readonly [boolean, boolean] {
    return [this.#sides[0].isFromStart, this.#sides[1].isFromStart];
  }

  /** Bytes of memory. */
  get heldBytes(): number {
    return this.#kept.heldBytes + this.#sides[0].line.capacity + this.#sides[1].line.capacity;
  }

  /** What the connection is where nothing more comes. */
  get leftOver(): OtherProtocol {
    return this.#sides[0].isTls || this.#sides[1].isTls ? "tls" : "other";
  }

  /** Decided, the rest of the data, from `stop` on, is not kept: it goes where the connection goes. */
  onData(side: Side, data: Buffer, start: number, end: number, at: Stamp): Recognition {
    const state = this.#sides[side];
    let answer: Recognition = "undecided";
    let from = start;
    let pos = start;
    while (pos < end && answer === "undecided") {
      const verdict = state.isPassing ? "other" : this.#judge(state, data, pos, end);
      if (verdict !== "other") {
        answer = verdict === "request" || verdict === "response" ? whoAsks(verdict, side) : verdict;
        break;
      }
      pos = this.#passLine(state, data, pos, end, at.frame);
      const isLong = this.#kept.bytesOf(side) + (pos - from) > UNDECIDED_BYTES;
      // First: of a line that goes on beyond the bound nobody knows how it ends, however much of it is there.
      answer = this.#atBound(isLong);
      if (answer === "undecided") answer = this.#embedded;
      if (isLong && answer === "undecided") {
        this.#kept.data(side, data, from, pos, at);
        this.#kept.book(side);
        from = pos;
      }
    }
    this.stop = from;
    if (answer === "undecided") this.#kept.data(side, data, from, end, at);
    return answer;
  }

  onGap(side: Side, size: number, at: Stamp): void {
    this.#kept.gap(side, size, at);
    const state = this.#sides[side];
    this.#noteCut(state, at.frame);
    // What follows the gap is judged for itself.
    state.line.clear();
    state.emptyBytes = 0;
    state.helloSize = 0;
    state.isPassing = false;
    state.isLong = false;
    state.isAtStart = false;
    state.isFirstLine = false;
    this.#hasGap = true;
  }

  onEnd(side: Side, why: StreamEnd, at: Stamp): void {
    this.#kept.end(side, why, at);
    this.#noteCut(this.#sides[side], at.frame);
  }

  onFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    this.#kept.finding(code, side, frame, data);
  }

  /** It is HTTP: everything goes on to the session. */
  replay(sink: ReplaySink): void {
    this.#kept.replay(sink);
    this.#forgetLines();
  }

  /** It is no HTTP: nothing is kept any longer. */
  leaveAlone(): void {
    this.#kept.book(0);
    this.#kept.book(1);
    this.#forgetLines();
  }

  /** Whether it is undecided for too long. */
  #atBound(isLong: boolean): Recognition {
    const [a, b] = this.#sides;
    if (a.isTls && b.isTls) return "tls";
    if (!isLong) return "undecided";
    if (a.isTls || b.isTls) return "tls";
    return this.isOpened && !this.#hasGap ? "other" : "undecided";
  }

  /**
   * What the line in progress is, with data[start, end) behind it. What is undecided is gathered, but for the line ends
   * before it: whether they came with it must not show.
   */
  #judge(state: SideState, data: Buffer, start: number, end: number): Verdict {
    const { line } = state;
    const before = line.size;
    const pos = before === 0 ? skipLineEnds(data, start, end) : start;
    state.emptyBytes += pos - start;
    if (state.emptyBytes > UNDECIDED_BYTES) return "other";
    if (pos === end) return "undecided";
    if (before === 0) {
      const verdict = detect(data, pos, Math.min(end, pos + JUDGED_BYTES), state.isAtStart);
      if (verdict !== "undecided" && verdict !== "tls") return verdict;
    }
    line.append(data, pos, end);
    let verdict: Verdict = "undecided";
    if (state.helloSize > 0) verdict = line.size < state.helloSize ? "undecided" : "tls";
    // Only what can change the answer is looked at again, so that one byte at a time stays linear.
    else if (before < PREFIX_BYTES || line.size >= JUDGED_BYTES || indexOfLf(data, pos, end) >= 0)
      verdict = detect(line.bytes, 0, Math.min(line.size, JUDGED_BYTES), state.isAtStart);
    if (verdict === "tls") verdict = this.#readHello(state);
    if (verdict !== "undecided") line.truncate(before);
    return verdict;
  }

  /** No start line: passes over it up to its end. Empty lines before it are part of it. */
  #passLine(state: SideState, data: Buffer, pos: number, end: number, frame: number): number {
    const { line } = state;
    this.#embedded = "undecided";
    state.emptyBytes = 0;
    const from = state.isPassing || line.size > 0 ? pos : skipLineEnds(data, pos, end);
    state.isAtStart = false;
    const lf = indexOfLf(data, from, end);
    const stop = lf < 0 ? end : lf + 1;
    state.isLong ||= line.size + (stop - from) > START_LINE_BYTES;
    if (state.isLong) line.clear();
    else line.append(data, from, stop);
    state.isPassing = lf < 0 && from < end;
    if (lf < 0) return end;
    if (!state.isTls && !state.isLong) this.#embedded = embeddedStart(line.bytes, line.size - 1, state.side);
    if (state.isFirstLine && !state.isLong) this.#noteNearMiss(line.bytes, line.size, frame);
    state.isFirstLine = false;
    state.isLong = false;
    line.clear();
    return stop;
  }

  #noteNearMiss(bytes: Buffer, size: number, frame: number): void {
    const miss = nearMiss(bytes, size);
    if (miss !== null) this.nearMisses = [...this.nearMisses, { ...miss, size, frame }];
  }

  /** The stream breaks off inside its first line. */
  #noteCut({ isFirstLine, isPassing, line: { bytes, size } }: SideState, frame: number): void {
    const direction = isFirstLine && !isPassing ? cutStartLine(bytes, size) : null;
    if (direction !== null) this.nearMisses = [...this.nearMisses, { direction, why: IS_CUT, size, frame }];
  }

  /** A hello is no start line, but it is kept until its name is there. */
  #readHello(state: SideState): Verdict {
    state.isTls = true;
    const { bytes, size } = state.line;
    const answer = readServerName(bytes.subarray(0, size));
    if (answer.kind === "name") this.host.onServerName(answer.name);
    const isWhole = answer.kind !== "more" || size + answer.missingBytes > HELLO_BYTES;
    state.helloSize = isWhole ? 0 : size + answer.missingBytes;
    return isWhole ? "other" : "undecided";
  }

  #forgetLines(): void {
    for (const { line } of this.#sides) line.clear();
  }
}

function whoAsks(verdict: "request" | "response", side: Side): Recognition {
  return (verdict === "request") === (side === 0) ? "http, asked by 0" : "http, asked by 1";
}

function embeddedStart(bytes: Buffer, lf: number, side: Side): Recognition {
  if (findEmbeddedStart("request", bytes, 0, lf) >= 0) return whoAsks("request", side);
  return findEmbeddedStart("response", bytes, 0, lf) >= 0 ? whoAsks("response", side) : "undecided";
}

function skipLineEnds(data: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (data[at] === CR || data[at] === LF)) at += 1;
  return at;
}
