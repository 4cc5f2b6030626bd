/**
 * What lies between messages and is none: lines are passed over until one is a start line, or one begins inside it.
 * Where that is depends on the bytes alone, never on where a segment begins, so a line is kept until its end is there.
 */
import type { Ledger } from "../core/ledger.js";
import { START_LINE_BYTES } from "../core/limits.js";
import type { Direction } from "./direction.js";
import { findEmbeddedStart } from "./embedded-start.js";
import { ByteGatherer } from "./gather.js";
import { SkippedBytes, type Before, type SkippedFinding } from "./skipped-bytes.js";
import { indexOfLf } from "./start-line.js";

/** "more": the line goes on; "line": it has ended; "start": a start line begins where it stopped, or in `begun`. */
export type PassOutcome = "more" | "line" | "start";

/** What it costs beside the line. */
const OBJECTS_BYTES = 384;

export class BetweenMessages {
  /** Where the last pass() stopped. */
  stop = 0;
  /** Bytes of a start line that came with segments before; the next bytes belong to it. */
  begun: Buffer | null = null;
  readonly #skipped: SkippedBytes;
  /** The line in progress. */
  readonly #line = new ByteGatherer();
  /** The packet of its first byte. */
  #lineFrame = 0;
  /** It is longer than any start line, and not kept. */
  #isLong = false;

  constructor(
    private readonly direction: Direction,
    private readonly ledger: Ledger,
    before: Before,
  ) {
    this.#skipped = new SkippedBytes(direction);
    this.#skipped.before = before;
  }

  /** Bytes passed over since the last message. */
  get size(): number {
    return this.#skipped.size;
  }

  get heldBytes(): number {
    return this.#line.capacity + OBJECTS_BYTES;
  }

  /** Bytes that were booked before anybody looked at them as HTTP. */
  addBooked(size: number, frame: number): void {
    this.#skipped.addUnread(size, frame);
  }

  /** Bytes of which nothing can be said. */
  addUnread(size: number, frame: number): void {
    this.#skipped.addUnread(size, frame);
    this.ledger.notHttp += size;
  }

  add(data: Buffer, start: number, end: number, frame: number): void {
    this.#skipped.add(data, start, end, frame);
    this.ledger.notHttp += end - start;
  }

  /** A line that a gap or the end of the stream cut off before it could show whether it is a start line. */
  addCut(bytes: Buffer, wentOn: boolean, frame: number): void {
    this.#skipped.addCut(bytes, wentOn, frame);
    this.ledger.notHttp += bytes.length;
  }

  /** The beginning of a line that was taken for a start line. */
  refuse(bytes: Buffer, frame: number): void {
    this.#gather(bytes, 0, bytes.length, frame);
  }

  /** Reads on inside a line. */
  pass(data: Buffer, pos: number, end: number, frame: number): PassOutcome {
    const lf = indexOfLf(data, pos, end);
    this.stop = lf < 0 ? end : lf + 1;
    this.begun = null;
    if (this.#line.size === 0 && lf >= 0 && !this.#isLong) return this.#passWhole(data, pos, lf, frame);
    this.#gather(data, pos, this.stop, frame);
    if (lf < 0) return "more";
    this.#isLong = false;
    const { bytes, size } = this.#line;
    const at = size === 0 ? -1 : findEmbeddedStart(this.direction, bytes, 0, size - 1);
    this.add(bytes, 0, at < 0 ? size : at, this.#lineFrame);
    if (at >= 0) this.begun = Buffer.from(bytes.subarray(at, size));
    this.#line.clear();
    return at < 0 ? "line" : "start";
  }

  /** The stream has a gap here, or ends: no line goes on behind it. */
  interrupt(): void {
    this.#endLine();
    this.#skipped.interrupt();
  }

  /** A message begins, or nothing more comes: null where nothing was passed over. */
  take(): SkippedFinding | null {
    this.#endLine();
    return this.#skipped.take();
  }

  #passWhole(data: Buffer, pos: number, lf: number, frame: number): PassOutcome {
    const isLong = lf + 1 - pos > START_LINE_BYTES;
    const at = isLong ? -1 : findEmbeddedStart(this.direction, data, pos, lf);
    if (at >= 0) this.stop = at;
    this.add(data, pos, this.stop, frame);
    return at < 0 ? "line" : "start";
  }

  #gather(data: Buffer, start: number, end: number, frame: number): void {
    if (this.#line.size === 0) this.#lineFrame = frame;
    if (!this.#isLong && this.#line.size + (end - start) <= START_LINE_BYTES) {
      this.#line.append(data, start, end);
      return;
    }
    this.#endLine();
    this.#isLong = true;
    this.add(data, start, end, frame);
  }

  #endLine(): void {
    this.add(this.#line.bytes, 0, this.#line.size, this.#lineFrame);
    this.#line.clear();
    this.#isLong = false;
  }
}
