/**
 * The first bytes of a body, for what can be said of it at a look; of a request's the last ones too, where the next
 * message may begin too early. Kept of those bodies only that something can be said of, and let go with the
 * transaction.
 */
import { isAscii } from "node:buffer";
import { REQUEST_PREFIX_BYTES, RESPONSE_PREFIX_BYTES, SIGNATURE_BYTES } from "../core/limits.js";
import type { Direction } from "./direction.js";
import type { Message } from "./message.js";
import { SP } from "./octets.js";
import { FIRST_BYTES } from "./signatures.js";

/** The longest registered method, and more. */
const TAIL_BYTES = 32;
const EMPTY = Buffer.alloc(0);

export class BodyPrefix {
  #bytes = EMPTY;
  #size = 0;
  /** No more of it is of use: bytes were not captured, or it is as long as it may be. */
  #isOver = false;
  #tail: Buffer | null = null;

  /** @param use what it is for */
  constructor(
    private readonly use: PrefixUse,
    /** Bytes that will come; −1 where that is not known. */
    private readonly expected = -1,
  ) {}

  /**
   * One for the body that is about to come; null where nothing can be said of it.
   * @param isPart it is a part of some content (206), from its middle perhaps
   */
  static of(message: Message, direction: Direction, isPart: boolean): BodyPrefix | null {
    const { framing, length } = message;
    if (framing === "none" || framing === "tunnel" || length === 0) return null;
    if (direction === "request") return new BodyPrefix(REQUEST);
    const use = isPart || isCoded(message) ? null : useOf(message);
    return use === null ? null : new BodyPrefix(use, length);
  }

  /** One for the content of a coded body, as far as it is decoded; null where nothing can be said of it. */
  static ofContent(message: Message, direction: Direction): BodyPrefix | null {
    if (!isCoded(message) || (direction === "request" && !isJson(message.contentType))) return null;
    const use = useOf(message);
    return use === null ? null : new BodyPrefix(use);
  }

  get bytes(): Buffer {
    // A body that came in one piece fills its copy, and is spared a view.
    return this.#size === this.#bytes.length ? this.#bytes : this.#bytes.subarray(0, this.#size);
  }

  /** Its last bytes, at most TAIL_BYTES. */
  get tail(): Buffer {
    return this.#tail ?? this.#bytes.subarray(Math.max(0, this.#size - TAIL_BYTES), this.#size);
  }

  /** What it takes of memory. */
  get heldBytes(): number {
    return this.#bytes.length;
  }

  /** @returns whether nothing can be said of the body after all: then it needs not be told of the rest */
  onBody(data: Buffer, start: number, end: number): boolean {
    const { limit, isPlain, keepsTail } = this.use;
    let rest = start;
    if (!this.#isOver) {
      rest = Math.min(end, start + limit - this.#size);
      const isAll = this.#size === 0 && (rest - start === limit || end - start === this.expected);
      if (isAll && isPlain(data, start, rest)) {
        this.#isOver = true;
        return true;
      }
      this.#append(data, start, rest);
      this.#isOver = this.#size === limit;
    }
    if (keepsTail && rest < end) this.#keepTail(data, rest, end);
    return false;
  }

  onMissing(): void {
    this.#isOver = true;
    this.#tail = EMPTY;
  }

  #append(data: Buffer, start: number, end: number): void {
    const needed = this.#size + (end - start);
    if (needed > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.min(this.use.limit, Math.max(needed, this.#bytes.length * 2)));
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
  if (head === null) return false;
  if (head.has("content-encoding") && head.value("content-encoding")?.toLowerCase() !== "identity")
    return true;
  return head.has("transfer-encoding") && head.value("transfer-encoding")?.toLowerCase() !== "chunked";
}

/** What a prefix is for. */
export interface PrefixUse {
  readonly limit: number;
  /** The last bytes of a body that is longer than its prefix are kept as well. */
  readonly keepsTail: boolean;
  /** Whether there is nothing to say of these bytes, all that there are: then none are kept. */
  readonly isPlain: (data: Buffer, start: number, end: number) => boolean;
}

const never = (): boolean => false;
const REQUEST: PrefixUse = { limit: REQUEST_PREFIX_BYTES, keepsTail: true, isPlain: never };
const READ: PrefixUse = { limit: RESPONSE_PREFIX_BYTES, keepsTail: false, isPlain: never };
const PAGE: PrefixUse = { ...READ, isPlain: isPlainPage };
const PAGE_WITH_CHARSET: PrefixUse = { ...READ, isPlain: isPlainPageOfOneCharset };
const TEXT: PrefixUse = { ...READ, isPlain: isPlainText };

/** Where the first byte is that of the type's own signature, it is that of no other. */
const SIGNED: ReadonlyMap<string, PrefixUse> = new Map(
  [...FIRST_BYTES].map(([mediaType, first]) => [
    mediaType,
    { limit: SIGNATURE_BYTES, keepsTail: false, isPlain: (data, start) => data[start] === first },
  ]),
);

const CHARSET = Buffer.from("charset=", "latin1");
const LESS_THAN = 0x3c;
const QUESTION = 0x3f;

/** Nothing but ASCII, from a tag on. */
function isPlainPage(data: Buffer, start: number, end: number): boolean {
  return beginsLikePage(data, start) && isAscii(data.subarray(start, end));
}

function beginsLikePage(data: Buffer, start: number): boolean {
  return data[start] === LESS_THAN && data[start + 1] !== QUESTION;
}

/** And no word of a charset, which may be another than the one outside. */
function isPlainPageOfOneCharset(data: Buffer, start: number, end: number): boolean {
  if (!beginsLikePage(data, start)) return false;
  const page = data.subarray(start, end);
  return isAscii(page) && page.indexOf(CHARSET) < 0;
}

/** What a text may begin with that is more than a text: white space, a tag, a start line, a signature. */
const TELLING = new Uint8Array(256);
for (let byte = 0; byte <= SP; byte++) TELLING[byte] = 1;
for (const byte of [LESS_THAN, 0x48, ...FIRST_BYTES.values()]) TELLING[byte] = 1;

/** Nothing but ASCII that begins like nothing else. */
function isPlainText(data: Buffer, start: number, end: number): boolean {
  return TELLING[data[start]!] === 0 && isAscii(data.subarray(start, end));
}

const LETTER_A = 0x61;
const LETTER_I = 0x69;
const LETTER_T = 0x74;

/** Text is read, of what has a signature that is enough, and of all else nothing can be said. */
function useOf({ contentType, hasTypeParameters }: Message): PrefixUse | null {
  if (contentType === null) return null;
  switch (contentType.charCodeAt(0)) {
    case LETTER_T:
      if (contentType === "text/html") return hasTypeParameters ? PAGE_WITH_CHARSET : PAGE;
      if (!contentType.startsWith("text/")) return null;
      return contentType.endsWith("xml") || contentType.endsWith("javascript") ? READ : TEXT;
    case LETTER_A:
    case LETTER_I:
      if (isJson(contentType) || contentType.endsWith("xml") || contentType.endsWith("javascript"))
        return READ;
      return SIGNED.get(contentType) ?? null;
    default:
      return null;
  }
}

/** Bodies of requests that something more is said of when the transaction is told. */
export const isReadLater = (contentType: string | null): boolean =>
  isJson(contentType) || contentType === "application/x-www-form-urlencoded";

/** `application/json`, and what builds on it (RFC 6839 §3.1). */
export function isJson(contentType: string | null): boolean {
  return contentType !== null && (contentType.endsWith("/json") || contentType.endsWith("+json"));
}
