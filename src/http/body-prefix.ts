/**
 * The first bytes of a body, for what can be said of it at a look; of a request's the last ones too, where the next
 * message may begin too early. Kept of those bodies only that something can be said of, and let go with the
 * transaction.
 */
import { REQUEST_PREFIX_BYTES, RESPONSE_PREFIX_BYTES, SIGNATURE_BYTES } from "../core/limits.js";
import type { Direction } from "./direction.js";
import type { Message } from "./message.js";

/** The longest registered method, and more. */
const TAIL_BYTES = 32;
const EMPTY = Buffer.alloc(0);

export class BodyPrefix {
  #bytes = EMPTY;
  #size = 0;
  /** No more of it is of use: bytes were not captured, or it is as long as it may be. */
  #isOver = false;
  #tail: Buffer | null = null;

  constructor(
    private readonly limit: number,
    /** The last bytes of a body that is longer than its prefix are kept as well. */
    private readonly keepsTail: boolean,
  ) {}

  /**
   * One for the body that is about to come; null where nothing can be said of it.
   * @param isPart it is a part of some content (206), from its middle perhaps
   */
  static of(message: Message, direction: Direction, isPart: boolean): BodyPrefix | null {
    const { framing, length } = message;
    if (framing === "none" || framing === "tunnel" || length === 0) return null;
    if (direction === "request") return new BodyPrefix(REQUEST_PREFIX_BYTES, true);
    const limit = isPart || isCoded(message) ? 0 : sizeWorthALook(message.contentType);
    return limit === 0 ? null : new BodyPrefix(limit, false);
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Its last bytes, at most TAIL_BYTES. */
  get tail(): Buffer {
    return this.#tail ?? this.#bytes.subarray(Math.max(0, this.#size - TAIL_BYTES), this.#size);
  }

  /** What it takes of memory. */
  get heldBytes(): number {
    return this.#bytes.length;
  }

  onBody(data: Buffer, start: number, end: number): void {
    let rest = start;
    if (!this.#isOver) {
      rest = Math.min(end, start + this.limit - this.#size);
      this.#append(data, start, rest);
      this.#isOver = this.#size === this.limit;
    }
    if (this.keepsTail && rest < end) this.#keepTail(data, rest, end);
  }

  onMissing(): void {
    this.#isOver = true;
    this.#tail = EMPTY;
  }

  #append(data: Buffer, start: number, end: number): void {
    const needed = this.#size + (end - start);
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.limit, Math.max(needed, this.#bytes.length * 2)));
      this.#bytes.copy(grown, 0, 0, this.#size);
      this.#bytes = grown;
    }
    data.copy(this.#bytes, this.#size, start, end);
    this.#size = needed;
  }

  #keepTail(data: Buffer, start: number, end: number): void {
    const last = data.subarray(Math.max(start, end - TAIL_BYTES), end);
    this.#tail = Buffer.concat([this.tail, last]).subarray(-TAIL_BYTES);
  }
}

function isCoded({ head }: Message): boolean {
  if (head === null || !head.has("content-encoding")) return false;
  return head.value("content-encoding")?.toLowerCase() !== "identity";
}

const LETTER_A = 0x61;
const LETTER_I = 0x69;
const LETTER_T = 0x74;

/** Text is read, of what begins with a signature that is enough, and of all else nothing can be said. */
function sizeWorthALook(contentType: string | null): number {
  if (contentType === null) return 0;
  switch (contentType.charCodeAt(0)) {
    case LETTER_T:
      return contentType.startsWith("text/") ? RESPONSE_PREFIX_BYTES : 0;
    case LETTER_A:
      return isTextOfApplication(contentType) ? RESPONSE_PREFIX_BYTES : SIGNATURE_BYTES;
    case LETTER_I:
      return contentType.endsWith("xml") ? RESPONSE_PREFIX_BYTES : SIGNATURE_BYTES;
    default:
      return 0;
  }
}

function isTextOfApplication(contentType: string): boolean {
  return isJson(contentType) || contentType.endsWith("xml") || contentType.endsWith("javascript");
}

/** `application/json`, and what builds on it (RFC 6839 §3.1). */
export function isJson(contentType: string | null): boolean {
  return contentType !== null && (contentType.endsWith("/json") || contentType.endsWith("+json"));
}
