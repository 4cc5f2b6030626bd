/** Bytes that are passed over because they are no message: counted, and told once it is clear where they end. */
import type { FindingCode, FindingData } from "../core/findings.js";
import { BodyPrefix, type PrefixUse } from "./body-prefix.js";
import type { Direction } from "./direction.js";
import { Response, type Message } from "./message.js";
import { IS_CUT, cutStartLine } from "./near-miss.js";
import { isRestOfStartLine, REST_BYTES } from "./swallowed-start.js";

/** What lies before them, whole: "bodiless", a response that never has a body; "body", a message that had one. */
export type Before = "bodiless" | "body" | "message" | "anything";

export interface SkippedFinding {
  readonly code: FindingCode;
  readonly data: FindingData;
  readonly frame: number;
}

const REST: PrefixUse = { limit: REST_BYTES, keepsTail: false, isPlain: () => false };

export class SkippedBytes {
  size = 0;
  before: Before = "anything";
  /** The packet of the first of them. */
  #frame = 0;
  /** The first of them, where they lie behind a message. */
  #first: BodyPrefix | null = null;
  /** How many of them, from the first on, begin a start line that is not in the capture to its end. */
  #cutSize = 0;

  constructor(private readonly direction: Direction) {}

  add(data: Buffer, start: number, end: number, frame: number): void {
    if (end === start) return;
    if (this.before !== "anything") (this.#first ??= new BodyPrefix(REST)).onBody(data, start, end);
    this.addUnread(end - start, frame);
  }

  /**
   * Bytes that break off where they might still have become a start line.
   * @param wentOn more was sent, or may have been: then they are no part of what lies before them
   */
  addCut(bytes: Buffer, wentOn: boolean, frame: number): void {
    const isStart = cutStartLine(bytes, bytes.length) === this.direction;
    if (this.size === 0 && (isStart || wentOn)) this.before = "anything";
    if (this.size === this.#cutSize && isStart) this.#cutSize += bytes.length;
    this.add(bytes, 0, bytes.length, frame);
  }

  /** Bytes that were booked before anybody looked at them as HTTP. */
  addUnread(size: number, frame: number): void {
    if (size === 0) return;
    if (this.size === 0) this.#frame = frame;
    this.size += size;
  }

  /** The stream ends here, or has a gap: what comes behind it does not lie behind the message. */
  interrupt(): void {
    if (this.size === 0 || this.before === "message") this.before = "anything";
  }

  /** A message begins, or nothing more comes: null where nothing was passed over. */
  take(): SkippedFinding | null {
    const finding = this.size === 0 ? null : { code: this.#code(), data: this.#data(), frame: this.#frame };
    this.size = 0;
    this.before = "anything";
    this.#first = null;
    this.#cutSize = 0;
    return finding;
  }

  #code(): FindingCode {
    switch (this.before) {
      case "anything":
        return "http.not-http";
      case "bodiless":
        return "http.forbidden-body";
      case "body":
        return this.#isRest() ? "http.body-ate-next-message" : "http.extra-bytes";
      case "message":
        return "http.extra-bytes";
      default:
        return this.before satisfies never;
    }
  }

  #data(): FindingData {
    const { direction, size: bytes } = this;
    if (this.before === "anything")
      return { direction, bytes, why: this.#cutSize === bytes ? IS_CUT : "there is no start line in them" };
    if (!this.#isRest()) return { direction, bytes };
    return { direction, what: "the rest of a start line stands behind it", bytes };
  }

  #isRest(): boolean {
    return (
      this.before === "body" && this.#first !== null && isRestOfStartLine(this.#first.bytes, this.direction)
    );
  }
}

/** What lies before the bytes that follow this message. */
export function whatEnds(message: Message): Before {
  if (!message.complete) return "anything";
  if (message.bodySize > 0) return "body";
  return message instanceof Response && message.framing === "none" ? "bodiless" : "message";
}
