/**
 * Writes JSON from bytes to bytes. Text of a head goes from its latin-1 bytes into the output buffer without
 * becoming a string in between, escaped as json-escapes.ts says: a line of the contract costs less than half
 * of what building objects for JSON.stringify does. Each full buffer is handed over for good and a fresh one
 * begun, also in the middle of a line, so no line needs more memory than another.
 */
import type { Moment, WallClock } from "../core/time.js";
import { wordsOf } from "../http/words.js";
import { escapeInto, isPlain, NEEDS_ESCAPE, withControlsEscaped } from "./json-escapes.js";
import type { Output } from "./output.js";

/** Bytes of one write. Larger ones were not faster, and each waits in memory until its reader takes it. */
const WRITE_BYTES = 768 * 1024;
/** A buffer is larger than what is handed over at the end of a line, so that few lines fall into two. */
const BUFFER_BYTES = 1024 * 1024;
/** Bytes up to which a copy is handed over, and the buffer kept: lines go out one by one where the input comes so. */
const COPIED_BYTES = 256 * 1024;
/** Characters of a text that are written before room is made again; each takes at most 6 bytes. */
const PIECE = 8 * 1024;

const QUOTE = 0x22;
const ZERO = 0x30;

/** JSON syntax and names: ASCII, and far less of it than a piece. */
export class Syntax {
  readonly size: number;
  /** Four bytes each; behind the last one there may be zeros. */
  readonly words: Int32Array;

  constructor(text: string) {
    this.size = text.length;
    this.words = new Int32Array(Math.ceil(text.length / 4));
    Buffer.from(this.words.buffer).write(text, "latin1");
  }
}

export class JsonWriter {
  readonly #output: Output;
  #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #words = new DataView(this.#buffer.buffer);
  #at = 0;
  #writtenBytes = 0;
  #clock: WallClock | null = null;
  // The second that was last written, as text and as nanoseconds since the first packet.
  #secondNs = Number.NaN;
  readonly #secondText = Buffer.alloc("2010-10-09T14:28:02".length);

  constructor(output: Output) {
    this.#output = output;
  }

  /** Writes the times of everything that follows. */
  setClock(clock: WallClock): void {
    this.#clock = clock;
    this.#secondNs = Number.NaN;
  }

  /** Bytes written so far. */
  get writtenBytes(): number {
    return this.#writtenBytes + this.#at;
  }

  /** Between two lines: hands over what is there once it is worth a write. */
  endLine(): void {
    if (this.#at >= WRITE_BYTES) this.flush();
  }

  /** Hands over what is there. */
  flush(): void {
    if (this.#at === 0) return;
    const filled = this.#buffer.subarray(0, this.#at);
    this.#writtenBytes += this.#at;
    this.#at = 0;
    if (filled.length <= COPIED_BYTES) {
      this.#output.write(Buffer.from(filled));
      return;
    }
    this.#buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
    this.#words = new DataView(this.#buffer.buffer);
    this.#output.write(filled);
  }

  /** Lets `take` have what is there and was not handed over; valid during the call, then written over. */
  lend(take: (bytes: Buffer) => void): void {
    if (this.#at > 0) take(this.#buffer.subarray(0, this.#at));
    this.#writtenBytes += this.#at;
    this.#at = 0;
  }

  /** bytes[start, end), which are JSON already; many are handed on as they are. */
  written(bytes: Buffer, start: number, end: number): void {
    const size = end - start;
    if (size > BUFFER_BYTES) {
      this.append(bytes.subarray(start, end));
      return;
    }
    this.#room(size);
    bytes.copy(this.#buffer, this.#at, start, end);
    this.#at += size;
  }

  /** Bytes that are JSON already, of any size, handed on as they are. */
  append(chunk: Uint8Array): void {
    this.flush();
    this.#writtenBytes += chunk.length;
    this.#output.write(chunk);
  }

  /** Syntax as it stands. */
  raw({ words, size }: Syntax): void {
    this.#room(words.length * 4);
    const own = this.#words;
    const at = this.#at;
    for (let i = 0; i < words.length; i++) own.setInt32(at + i * 4, words[i]!, true);
    this.#at = at + size;
  }

  /** Latin-1 text of bytes [start, end) of the view as a JSON string. */
  latin1(words: DataView, start: number, end: number): void {
    this.#room(1);
    this.#buffer[this.#at++] = QUOTE;
    for (let from = start; from < end; from += PIECE)
      this.#latin1Piece(words, from, Math.min(end, from + PIECE));
    this.#room(1);
    this.#buffer[this.#at++] = QUOTE;
  }

  #latin1Piece(words: DataView, start: number, end: number): void {
    this.#room((end - start) * 6);
    const buffer = this.#buffer;
    const own = this.#words;
    let at = this.#at;
    for (let from = start; from < end;) {
      if (from <= end - 4) {
        const word = words.getInt32(from, true);
        if (isPlain(word)) {
          own.setInt32(at, word, true);
          at += 4;
          from += 4;
          continue;
        }
      }
      const byte = words.getUint8(from++);
      if (NEEDS_ESCAPE[byte] === 0) buffer[at++] = byte;
      else at = escapeInto(buffer, at, byte);
    }
    this.#at = at;
  }

  /** Any text as a JSON string; text beyond latin-1 (a file's name) goes the way of JSON.stringify. */
  text(text: string): void {
    if (text.length > PIECE) {
      this.#longText(text);
      return;
    }
    this.#room(text.length * 6 + 2);
    const buffer = this.#buffer;
    let at = this.#at;
    buffer[at++] = QUOTE;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0xff) {
        this.json(JSON.stringify(text));
        return;
      }
      if (NEEDS_ESCAPE[code] === 0) buffer[at++] = code;
      else at = escapeInto(buffer, at, code);
    }
    buffer[at++] = QUOTE;
    this.#at = at;
  }

  #longText(text: string): void {
    if (isBeyondLatin1(text)) this.json(JSON.stringify(text));
    else {
      const bytes = Buffer.from(text, "latin1");
      this.latin1(wordsOf(bytes), bytes.byteOffset, bytes.byteOffset + bytes.length);
    }
  }

  textOrNull(text: string | null): void {
    if (text === null) this.null();
    else this.text(text);
  }

  /** JSON text that is already made, but for what a terminal may act on. */
  json(made: string): void {
    const json = withControlsEscaped(made);
    for (let from = 0; from < json.length;) {
      let end = Math.min(json.length, from + PIECE);
      // A pair of surrogates is one character: it must not be torn.
      if (end < json.length && isHighSurrogate(json.charCodeAt(end - 1))) end += 1;
      this.#room((end - from) * 3);
      this.#at += this.#buffer.write(end - from === json.length ? json : json.slice(from, end), this.#at);
      from = end;
    }
  }

  null(): void {
    this.raw(NULL);
  }

  boolean(value: boolean): void {
    this.raw(value ? TRUE : FALSE);
  }

  /** A whole number; others go the way of numbers. */
  integer(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      this.json(JSON.stringify(value));
      return;
    }
    this.#room(16);
    this.#digits(value, 1);
  }

  integerOrNull(value: number | null): void {
    if (value === null) this.null();
    else this.integer(value);
  }

  /**
   * Milliseconds: nanoseconds divided by 10^6. Below 10^15 ns the decimal written here is the shortest one that
   * gives the same number back, which is what JSON.stringify writes; longer ones are left to it.
   */
  milliseconds(value: number | null): void {
    if (value === null) {
      this.null();
      return;
    }
    const ns = Math.round(value * 1e6);
    if (!(ns >= 0 && ns < 1e15) || ns / 1e6 !== value) {
      this.json(JSON.stringify(value));
      return;
    }
    this.#room(24);
    const whole = Math.floor(ns / 1e6);
    let fraction = ns - whole * 1e6;
    this.#digits(whole, 1);
    if (fraction === 0) return;
    let width = 6;
    while (fraction % 10 === 0) {
      fraction /= 10;
      width -= 1;
    }
    this.#buffer[this.#at++] = 0x2e;
    this.#digits(fraction, width);
  }

  /** A moment as WallClock.format writes it; of moments within one second only the fraction is made. */
  time(at: Readonly<Moment>): void {
    if (at.timeNs > EXACT_NS || at.timeNs < -EXACT_NS) {
      this.json(JSON.stringify(this.#clockOf().format(at)));
      return;
    }
    let fraction = at.timeNs - this.#secondNs;
    if (!(fraction >= 0 && fraction < 1e9)) {
      fraction = this.#enterSecond(at);
    }
    this.#room(32);
    const buffer = this.#buffer;
    buffer[this.#at++] = QUOTE;
    const second = this.#secondText;
    for (let i = 0; i < second.length; i++) buffer[this.#at++] = second[i]!;
    if (at.timeDigits > 0) {
      buffer[this.#at++] = 0x2e;
      // Nine digits, of which the clock's own stay.
      const start = this.#at;
      this.#digits(fraction, 9);
      this.#at = start + Math.min(9, at.timeDigits);
    }
    buffer[this.#at++] = 0x5a;
    buffer[this.#at++] = QUOTE;
  }

  #enterSecond(at: Readonly<Moment>): number {
    const text = this.#clockOf().format({ timeNs: at.timeNs, timeDigits: 9 });
    const fraction = Number(text.slice(-10, -1));
    this.#secondText.write(text, "latin1");
    this.#secondNs = at.timeNs - fraction;
    return fraction;
  }

  #clockOf(): WallClock {
    if (this.#clock === null) throw new TypeError("a time before the clock was set");
    return this.#clock;
  }

  /** Decimal digits, with zeros in front up to `width`. */
  #digits(value: number, width: number): void {
    let size = 1;
    for (let bound = 10; value >= bound; bound *= 10) size += 1;
    if (size < width) size = width;
    const buffer = this.#buffer;
    let rest = value;
    let at = this.#at + size;
    this.#at = at;
    while (rest > 0x7fffffff) {
      const tenth = Math.floor(rest / 10);
      buffer[--at] = ZERO + (rest - tenth * 10);
      rest = tenth;
      size -= 1;
    }
    let small = rest | 0;
    for (; size > 0; size--) {
      const tenth = (small / 10) | 0;
      buffer[--at] = ZERO + (small - tenth * 10);
      small = tenth;
    }
  }

  /** Makes sure of `size` bytes, at most six pieces. */
  #room(size: number): void {
    if (this.#at + size > BUFFER_BYTES) this.flush();
  }
}

/** So far from the first packet single nanoseconds are exact, on either side (104 days). */
const EXACT_NS = Number.MAX_SAFE_INTEGER - 1e9;

const NULL = new Syntax("null");
const TRUE = new Syntax("true");
const FALSE = new Syntax("false");

function isBeyondLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return true;
  return false;
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
