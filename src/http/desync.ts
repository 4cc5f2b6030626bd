/**
 * Signs that the two ends of a connection have lost step, so that somebody gets an answer that is not his (RFC 9112
 * §11.1, §11.2): messages that begin inside a body, and responses that outnumber the requests. Bytes that were lost
 * explain such things as well: then nothing is said.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { BodyPrefix } from "./body-prefix.js";
import type { Direction } from "./direction.js";
import { HeadScanner } from "./gather.js";
import type { Message, Request, Response } from "./message.js";
import { REGISTERED_METHODS } from "./registry.js";
import { findSwallowedStart, methodAcross } from "./swallowed-start.js";

type Tell = (code: FindingCode, data: FindingData) => void;

interface Seen {
  readonly code: FindingCode;
  readonly data: FindingData;
}

/** A server that is tired of waiting says so unasked (RFC 9110 §15.5.9). */
const REQUEST_TIMEOUT = 408;

export class DesyncWatch {
  /** The last bytes of the body of the last request, until the next one begins. */
  #tail: Buffer | null = null;
  /** The transaction that had the last answer; null before the first. */
  #lastAnswered: string | null = null;
  /** A response that nobody had asked for, since the last request. */
  #unasked: string | null = null;

  /** A request inside the body of another, and that one's transaction, until a response shows that it was taken. */
  #inside: { readonly id: string; readonly what: string } | null = null;

  /** @param isWhole both directions are captured from their beginnings */
  constructor(private readonly isWhole: boolean) {}

  /**
   * A body has ended whose first bytes are known. What is uploaded may well be a message: it is an attack, or a length
   * that is too large, only where something else says so too.
   * @param id its transaction
   * @param isAwaited another answer is waited for, which this body may hold
   */
  onBody(
    message: Message,
    prefix: BodyPrefix,
    direction: Direction,
    id: string | null,
    isAwaited: boolean,
  ): Seen | null {
    if (direction === "request") this.#tail = Buffer.from(prefix.tail);
    const found = mayHoldMessages(message.contentType) ? null : findSwallowedStart(prefix.bytes, direction);
    if (found === null) return null;
    const data = { direction, what: `${found.what} at byte ${found.offset} of it` };
    if (isAwaited || isOdd(message) || isCutHead(message, prefix.bytes, found.offset))
      return { code: "http.body-ate-next-message", data };
    if (direction === "request" && id !== null) this.#inside ??= { id, what: found.what };
    return { code: "http.message-in-body", data };
  }

  /** @param isInDoubt bytes were lost */
  onRequest(request: Request, isInDoubt: boolean, tell: Tell): void {
    if (this.#tail !== null && !REGISTERED_METHODS.has(request.method)) {
      const method = methodAcross(this.#tail, request.method);
      if (method !== null)
        tell("http.body-ate-next-message", {
          direction: "request",
          what: `${method}, which goes on behind it`,
        });
    }
    if (this.#unasked !== null && !isInDoubt)
      tell("http.response-before-request", { response: this.#unasked });
    this.#tail = null;
    this.#unasked = null;
  }

  onAnswer(id: string): void {
    this.#lastAnswered = id;
  }

  /**
   * A final response that answers no request.
   * @param isCertain no request waits that it could answer, and nothing was lost
   */
  onUnasked(id: string, { status }: Response, isCertain: boolean, tell: Tell): void {
    if (!isCertain || status === REQUEST_TIMEOUT) return;
    if (this.#inside !== null) {
      const what = `${this.#inside.what} in that of ${this.#inside.id}, and this response answers nothing else`;
      tell("http.body-ate-next-message", { direction: "request", what });
      this.#inside = null;
    }
    if (this.#lastAnswered !== null) tell("http.second-response", { status, previous: this.#lastAnswered });
    if (this.isWhole) this.#unasked = id;
  }
}

/** Readers may disagree on where it ends. */
const isOdd = ({ isFramingOdd, head }: Message): boolean => isFramingOdd || (head?.oddities ?? 0) !== 0;

/** The body ends inside the head that begins in it: the rest of that was to follow. */
function isCutHead({ complete, bodySize }: Message, bytes: Buffer, start: number): boolean {
  if (!complete || bodySize !== bytes.length) return false;
  scanner.reset();
  return scanner.scan(bytes, start, bytes.length) < 0;
}

const scanner = new HeadScanner();

/** Types whose content is messages, or anything at all. */
function mayHoldMessages(contentType: string | null): boolean {
  if (contentType === null) return false;
  return contentType.startsWith("multipart/") || contentType.endsWith("/http");
}
