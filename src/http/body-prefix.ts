/**
 * The first bytes of a body, for what can be said of it at a look; of a request's the last ones too, where the next
 * message may begin too early. Kept of those bodies only that something can be said of, and let go with the
 * transaction.
 */
import { isAscii, isUtf8 } from "node:buffer";
import { REQUEST_PREFIX_BYTES, RESPONSE_PREFIX_BYTES, SIGNATURE_BYTES } from "../core/limits.js";
import type { Direction } from "./direction.js";
import { jsonError } from "./json-prefix.js";
import type { Message } from "./message.js";
import { SP } from "./octets.js";
import { FIRST_BYTES } from "./signatures.js";
import { byteAt, wordsOf } from "./words.js";

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
      const isWhole = end - start === this.expected && rest === end;
      const isAll = this.#size === 0 && (rest - start === limit || isWhole);
      if (isAll && isPlain(data.subarray(start, rest), isWhole)) {
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
  /**
   * Whether there is nothing to say of these bytes, all that are looked at: then none are kept.
   * @param isWhole there are no others
   */
  readonly isPlain: (bytes: Buffer, isWhole: boolean) => boolean;
}

const never = (): boolean => false;
const REQUEST: PrefixUse = { limit: REQUEST_PREFIX_BYTES, keepsTail: true, isPlain: never };
const READ: PrefixUse = { limit: RESPONSE_PREFIX_BYTES, keepsTail: false, isPlain: never };
const PAGE: PrefixUse = { ...READ, isPlain: isPlainPage };
const PAGE_WITH_CHARSET: PrefixUse = { ...READ, isPlain: isPlainPageOfOneCharset };
const PAGE_IN_UTF8: PrefixUse = { ...READ, isPlain: isPlainPageInUtf8 };
const JSON_TEXT: PrefixUse = { ...READ, isPlain: isPlainJson };
const TEXT: PrefixUse = { ...READ, isPlain: isPlainText };

/** Where the first byte is that of the type's own signature, it is that of no other. */
const SIGNED: ReadonlyMap<string, PrefixUse> = new Map(
  [...FIRST_BYTES].map(([mediaType, first]) => [
    mediaType,
    { limit: SIGNATURE_BYTES, keepsTail: false, isPlain: (bytes) => bytes[0] === first },
  ]),
);

const LESS_THAN = 0x3c;
const QUESTION = 0x3f;

const beginsLikePage = (bytes: Buffer): boolean => bytes[0] === LESS_THAN && bytes[1] !== QUESTION;

/** Nothing but ASCII, from a tag on. */
function isPlainPage(bytes: Buffer): boolean {
  return beginsLikePage(bytes) && isAscii(bytes);
}

/** And no word of a charset, which may be another than the one outside. */
function isPlainPageOfOneCharset(bytes: Buffer): boolean {
  return isPlainPage(bytes) && !tellsCharset(bytes);
}

function isPlainPageInUtf8(bytes: Buffer, isWhole: boolean): boolean {
  return beginsLikePage(bytes) && !tellsCharset(bytes) && isUtf8(isWhole ? bytes : wholeCharacters(bytes));
}

function isPlainJson(bytes: Buffer, isWhole: boolean): boolean {
  return jsonError(bytes, isWhole) < 0 && isUtf8(isWhole ? bytes : wholeCharacters(bytes));
}

/** Without a character at the end that is cut off: that is no fault. */
export function wholeCharacters(prefix: Buffer): Buffer {
  let end = prefix.length;
  const least = Math.max(0, end - 3);
  while (end > least && (prefix[end - 1]! & 0xc0) === 0x80) end -= 1;
  return end > 0 && prefix[end - 1]! >= 0xc0 ? prefix.subarray(0, end - 1) : prefix;
}

const CHARSET = Buffer.from("charset=", "latin1");
const EQUALS = 0x3d3d3d3d;

/** Looked for by its last byte, four at a time: indexOf stops at each `c` and takes twice as long. */
function tellsCharset(bytes: Buffer): boolean {
  const words = wordsOf(bytes);
  const start = bytes.byteOffset;
  const end = start + bytes.length;
  let at = byteAt(words, EQUALS, start, end);
  while (at < end) {
    if (endsInCharset(bytes, at + 1 - start)) return true;
    at = byteAt(words, EQUALS, at + 1, end);
  }
  return false;
}

function endsInCharset(bytes: Buffer, end: number): boolean {
  const start = end - CHARSET.length;
  if (start < 0) return false;
  for (let i = 0; i < CHARSET.length; i++) if (bytes[start + i] !== CHARSET[i]) return false;
  return true;
}

/** What a text may begin with that is more than a text: white space, a tag, a start line, a signature. */
const TELLING = new Uint8Array(256);
for (let byte = 0; byte <= SP; byte++) TELLING[byte] = 1;
for (const byte of [LESS_THAN, 0x48, ...FIRST_BYTES.values()]) TELLING[byte] = 1;

/** Nothing but ASCII that begins like nothing else. */
function isPlainText(bytes: Buffer): boolean {
  return TELLING[bytes[0]!] === 0 && isAscii(bytes);
}

const LETTER_A = 0x61;
const LETTER_I = 0x69;
const LETTER_T = 0x74;

/** Text is read, of what has a signature that is enough, and of all else nothing can be said. */
function useOf(message: Message): PrefixUse | null {
  const { contentType } = message;
  if (contentType === null) return null;
  switch (contentType.charCodeAt(0)) {
    case LETTER_T:
      if (contentType === "text/html") return useOfPage(message);
      if (!contentType.startsWith("text/")) return null;
      return contentType.endsWith("xml") || contentType.endsWith("javascript") ? READ : TEXT;
    case LETTER_A:
    case LETTER_I:
      if (isJson(contentType)) return JSON_TEXT;
      if (contentType.endsWith("xml") || contentType.endsWith("javascript")) return READ;
      return SIGNED.get(contentType) ?? null;
    default:
      return null;
  }
}

/** Bodies of requests that something more is said of when the transaction is told. */
export const isReadLater = (contentType: string | null): boolean =>
  isJson(contentType) || contentType === "application/x-www-form-urlencoded";

function useOfPage({ isTypeUtf8, hasTypeParameters }: Message): PrefixUse {
  if (isTypeUtf8) return PAGE_IN_UTF8;
  return hasTypeParameters ? PAGE_WITH_CHARSET : PAGE;
}

/** `application/json`, and what builds on it (RFC 6839 §3.1). */
export function isJson(contentType: string | null): boolean {
  return contentType !== null && (contentType.endsWith("/json") || contentType.endsWith("+json"));
}
