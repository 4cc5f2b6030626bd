/**
 * Signs that the two ends of a connection have lost step, so that somebody gets an answer that is not his (RFC 9112
 * §11.1, §11.2): messages that begin inside a body, and responses that outnumber the requests. Bytes that were lost
 * explain such things as well: then nothing is said.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { BodyPrefix } from "./body-prefix.js";
import type { Direction } from "./direction.js";
import type { Message, Request, Response } from "./message.js";
import { REGISTERED_METHODS } from "./registry.js";
import { findSwallowedStart, methodAcross } from "./swallowed-start.js";

type Tell = (code: FindingCode, data: FindingData) => void;

/** A server that is tired of waiting says so unasked (RFC 9110 §15.5.9). */
const REQUEST_TIMEOUT = 408;

export class DesyncWatch {
  /** The last bytes of the body of the last request, until the next one begins. */
  #tail: Buffer | null = null;
  /** The transaction that had the last answer; null before the first. */
  #lastAnswered: string | null = null;
  /** A response that nobody had asked for, since the last request. */
  #unasked: string | null = null;

  /** @param isWhole both directions are captured from their beginnings */
  constructor(private readonly isWhole: boolean) {}

  /** A body has ended whose first bytes are known. */
  onBody({ contentType }: Message, prefix: BodyPrefix, direction: Direction, tell: Tell): void {
    if (!mayHoldMessages(contentType)) {
      const found = findSwallowedStart(prefix.bytes, direction);
      if (found !== null)
        tell("http.body-ate-next-message", {
          direction,
          what: `${found.what} at byte ${found.offset} of it`,
        });
    }
    if (direction === "request") this.#tail = Buffer.from(prefix.tail);
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
    if (this.#lastAnswered !== null) tell("http.second-response", { status, previous: this.#lastAnswered });
    if (this.isWhole) this.#unasked = id;
  }
}

/** Types whose content is messages, or anything at all. */
function mayHoldMessages(contentType: string | null): boolean {
  if (contentType === null) return false;
  return contentType.startsWith("multipart/") || contentType.endsWith("/http");
}
