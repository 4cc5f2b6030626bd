/**
 * Gathers the bytes of a head until its empty line, over any cutting into segments (RFC 9112 §2.2), and notices as
 * early as possible that they are none. One byte at a time stays linear: what was searched is not searched again.
 */
import { HEAD_BYTES, HEAD_FIELDS, START_LINE_BYTES } from "../core/limits.js";
import { Moment } from "../core/time.js";
import type { Stamp } from "../tcp/stream.js";
import type { Direction } from "./direction.js";
import { ByteGatherer, HeadScanner } from "./gather.js";
import { copyHead, cutHead, type Head } from "./head.js";
import type { MessageStart } from "./message.js";
import { LF, endOfToken } from "./octets.js";
import { REGISTERED_METHODS } from "./registry.js";
import {
  indexOfLf,
  METHOD_LIMIT,
  parseRequestLine,
  parseStatusLine,
  requestProspect,
  startLineAt,
  statusProspect,
  type Prospect,
  type StartLine,
} from "./start-line.js";

/**
 * "more": all was taken and the head goes on; "head": it is whole; "refused": the bytes are no start line; the
 * others: a limit was reached. Of what is refused, or too long a line, the segment at hand was not taken.
 */
export type HeadOutcome = "more" | "head" | "refused" | "line-too-long" | "head-too-large";

/**
 * What stands here may be the rest of a line: behind a gap, where only a registered method is certain; or where a
 * capture begins in the middle, which is at the beginning of a packet, and so of a message as a rule. Where a start line
 * is being searched for, a line may begin with the end of a body and the method right behind it.
 */
export type StartDoubt = "none" | "gap" | "midstream" | "searching";

/** Bytes within which a start line shows that it is none: a method and a blank, or `HTTP/`. */
export const PREFIX_BYTES = METHOD_LIMIT + 8;

/** Readers that are kept for later. */
const SPARE_READERS = 256;
const spare: HeadReader[] = [];

const NO_MOMENT = new Moment(0, 0, false, 0);

export class HeadReader implements MessageStart {
  /** Where the last feed() stopped. */
  stop = 0;
  /** Where it began. */
  first = NO_MOMENT;
  last = NO_MOMENT;
  offset = 0;
  acked = -1;
  /** The start line is there from end to end, so the message counts. */
  isStartLineWhole = false;
  readonly #gathered = new ByteGatherer();
  readonly #scanner = new HeadScanner();
  #hasBegun = false;
  /** The start line, where it was parsed already. */
  #line: StartLine | null = null;
  /** Where it lay in one segment. */
  #whole: Head | null = null;

  #direction: Direction = "request";
  #allowsOld = false;
  #doubt: StartDoubt = "none";

  /**
   * A reader for the next head of a stream. They turn: nearly every head lies in one segment, so few are at work at
   * the same time.
   * @param allowsOld a line without a version may stand here: it is the first message
   */
  static take(direction: Direction, allowsOld: boolean, doubt: StartDoubt): HeadReader {
    const reader = spare.pop() ?? new HeadReader();
    reader.#direction = direction;
    reader.#allowsOld = allowsOld;
    reader.#doubt = doubt;
    return reader;
  }

  /** Nobody uses it any more, and what it has gathered is forgotten. */
  giveBack(): void {
    this.#gathered.clear();
    this.#whole = null;
    this.#hasBegun = false;
    this.isStartLineWhole = false;
    if (spare.length < SPARE_READERS) spare.push(this);
  }

  /** Bytes taken so far. */
  get size(): number {
    return this.#whole === null ? this.#gathered.size : this.#whole.bytes.length;
  }

  /** The last of them is inside a line. */
  get isInLine(): boolean {
    return this.#gathered.bytes[this.size - 1] !== LF;
  }

  /** What it takes of memory. */
  get heldBytes(): number {
    return this.#gathered.capacity;
  }

  /** @param offset of data[pos] in the stream */
  feed(data: Buffer, pos: number, end: number, at: Stamp, offset: number): HeadOutcome {
    if (!this.#hasBegun) {
      this.#begin(at, offset);
      if (this.#doubt === "none" && this.#copyWhole(data, pos, end)) return "head";
      if (this.#prospect(data, pos, end) === "no") return this.#refuse("refused", pos);
    }
    if (at.frame > this.last.frame) this.last = Moment.of(at);
    const headEnd = this.#scanner.scan(data, pos, end);
    const before = this.size;
    // Where a head that is too large is given up must not depend on where its segments were cut.
    const lastStop = pos + HEAD_BYTES - before;
    const wantedStop = headEnd < 0 ? end : headEnd;
    this.stop = Math.min(wantedStop, lastStop);
    this.#gathered.append(data, pos, this.stop);
    if (!this.isStartLineWhole && this.#isWorthALook(data, pos)) {
      const prospect = this.#prospect(this.#gathered.bytes, 0, this.size);
      if (prospect === "simple") {
        // A request line of HTTP/0.9 is a head of its own (RFC 1945 §4.1).
        this.stop = indexOfLf(data, pos, end) + 1;
        this.#gathered.truncate(before + this.stop - pos);
        return "head";
      }
      const isTooLong = prospect === "maybe" && this.size > START_LINE_BYTES;
      if (prospect === "no" || isTooLong) {
        this.#gathered.truncate(before);
        return this.#refuse(isTooLong ? "line-too-long" : "refused", pos);
      }
      this.isStartLineWhole = prospect === "yes";
    }
    if (wantedStop > lastStop) return "head-too-large";
    return headEnd >= 0 ? "head" : "more";
  }

  /** The bytes so far, as a copy of their own. */
  bytes(): Buffer {
    return this.#whole?.bytes ?? this.#gathered.copy();
  }

  /** The head, cut. @param bytes as bytes() gave them */
  cut(bytes: Buffer, isWhole: boolean): Head {
    if (this.#whole !== null) return this.#whole;
    // The last line of a head that was cut off is no field: who knows how it goes on.
    return cutHead(isWhole ? bytes : bytes.subarray(0, bytes.lastIndexOf(LF) + 1), HEAD_FIELDS);
  }

  /** Of a head that was cut; null where it proves to have none after all. */
  startLine({ bytes, startLineEnd }: Head): StartLine | null {
    if (this.#line !== null) return this.#line;
    return this.#direction === "request"
      ? parseRequestLine(bytes, 0, startLineEnd, true)
      : parseStatusLine(bytes, 0, startLineEnd);
  }

  #begin(at: Stamp, offset: number): void {
    this.#hasBegun = true;
    this.first = Moment.of(at);
    this.last = this.first;
    this.offset = offset;
    this.acked = at.acked;
    this.#line = null;
    this.#scanner.reset();
    this.isStartLineWhole = false;
  }

  /** Nearly every head lies in one segment. */
  #copyWhole(data: Buffer, pos: number, end: number): boolean {
    this.#line = startLineAt(this.#direction, data, pos, Math.min(end, pos + START_LINE_BYTES + 1));
    if (this.#line === null) return false;
    this.#whole = copyHead(data, pos, Math.min(end, pos + HEAD_BYTES), HEAD_FIELDS);
    if (this.#whole === null) return false;
    this.stop = pos + this.#whole.bytes.length;
    return true;
  }

  #prospect(bytes: Buffer, start: number, end: number): Prospect {
    const prospect = headProspect(this.#direction, bytes, start, end, this.#allowsOld);
    if (this.#doubt === "none" || this.#direction === "response") return prospect;
    if (!mayBeMethod(bytes, start, end, this.#doubt)) return "no";
    return prospect === "yes" && isFarFetched(bytes, start, end) ? "no" : prospect;
  }

  /** Only what can change the answer. */
  #isWorthALook(data: Buffer, pos: number): boolean {
    return this.size <= PREFIX_BYTES || this.size > START_LINE_BYTES || indexOfLf(data, pos, this.stop) >= 0;
  }

  #refuse(outcome: "refused" | "line-too-long", pos: number): HeadOutcome {
    this.stop = pos;
    return outcome;
  }
}

/** The word that begins here can be a whole method, or is not there to its end. */
function mayBeMethod(bytes: Buffer, start: number, end: number, doubt: Exclude<StartDoubt, "none">): boolean {
  const wordEnd = endOfToken(bytes, start, Math.min(end, start + METHOD_LIMIT));
  if (wordEnd === end) return true;
  const word = bytes.toString("latin1", start, wordEnd);
  if (REGISTERED_METHODS.has(word)) return true;
  if (doubt === "gap" || METHODS.some((method) => word.endsWith(method))) return false;
  return doubt === "searching" || !METHODS.some((method) => method.endsWith(word));
}

const METHODS = [...REGISTERED_METHODS];

/** A request line with a method that nobody has registered, and not to grammar either: a text that ends like one. */
function isFarFetched(bytes: Buffer, start: number, end: number): boolean {
  const line = startLineAt("request", bytes, start, end);
  if (line === null || line.kind !== "request" || line.oddity === null) return false;
  return !REGISTERED_METHODS.has(bytes.toString("latin1", start, start + line.methodEnd));
}

/**
 * What bytes[start, end) can become where a message may begin. HTTP/0.9 has one request, and it comes first. What lies
 * beyond a start line's limit is not looked at: a longer line is "maybe" one, however much of it is there.
 */
export function headProspect(
  direction: Direction,
  bytes: Buffer,
  start: number,
  end: number,
  allowsOld: boolean,
): Prospect {
  const stop = Math.min(end, start + START_LINE_BYTES + 1);
  return direction === "response"
    ? statusProspect(bytes, start, stop)
    : requestProspect(bytes, start, stop, allowsOld);
}
