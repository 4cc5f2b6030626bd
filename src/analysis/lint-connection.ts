/**
 * What the two sides say about the life of their connection: the terms of Keep-Alive (RFC 9112 §9.3, RFC 2068
 * §19.7.1.1), and which message is the last (RFC 9112 §9.6).
 */
import { Remembered } from "../core/remembered.js";
import type { Direction } from "../http/direction.js";
import type { TransactionView } from "../http/views.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const CONNECTION = fieldMask("connection");
const KEEP_ALIVE = fieldMask("keep-alive");
const LETTER_K = 0x6b;

/** What the server last said. */
interface Terms {
  /** Seconds. */
  readonly timeout: number | null;
  readonly max: number | null;
  /** End of that response. */
  readonly atNs: number;
  readonly hasTime: boolean;
}

export class ConnectionLint {
  /** By session, of those still open that stated terms: as many at most as there are open flows. */
  readonly #terms = new Map<number, Terms>();
  readonly #read = new Remembered(readTerms);

  lint(subject: LintSubject, transaction: TransactionView): void {
    if (subject.requestFields.has(CONNECTION) && closes(subject.requestFields)) tellClose(subject, "request");
    else if (subject.responseFields.has(CONNECTION) && closes(subject.responseFields))
      tellClose(subject, "response");
    if (this.#terms.size > 0 || subject.responseFields.has(KEEP_ALIVE)) this.#lintTerms(subject, transaction);
  }

  endSession(session: number): void {
    if (this.#terms.size > 0) this.#terms.delete(session);
  }

  #lintTerms(subject: LintSubject, { session, request, response }: TransactionView): void {
    const before = this.#terms.get(session);
    if (before !== undefined && request !== null) {
      const idleNs = request.first.timeNs - before.atNs;
      const isLate =
        before.timeout !== null && before.hasTime && request.first.hasTime && idleNs > before.timeout * 1e9;
      if (isLate) {
        const idle = Math.round(idleNs / 1e6) / 1e3;
        subject.tell("http.keep-alive-expired", "request", { idle, timeout: before.timeout });
      }
    }
    if (response === null) return;
    const { timeNs: atNs, hasTime } = response.last;
    if (!subject.responseFields.has(KEEP_ALIVE)) {
      if (before !== undefined) this.#terms.set(session, { ...before, atNs, hasTime });
      return;
    }
    const { timeout, max } = this.#read.of(subject.responseFields.value(KEEP_ALIVE));
    this.#terms.set(session, { timeout, max, atNs, hasTime });
    // The countdown of max is no news.
    if (before === undefined || before.timeout !== timeout) {
      subject.tell("http.keep-alive", "response", { timeout, max });
    }
  }
}

function tellClose(subject: LintSubject, direction: Direction): void {
  subject.tell("http.connection-close", direction, { direction });
}

function closes(fields: FieldPlaces): boolean {
  const { head } = fields;
  if (head === null) return false;
  const index = fields.indexOf(CONNECTION);
  if (!head.hasValue(index)) return false;
  const start = head.valueStart(index);
  // `keep-alive` alone: what nearly all say.
  if (head.valueEnd(index) - start === 10 && (head.bytes[start]! | 0x20) === LETTER_K) return false;
  return fields
    .value(CONNECTION)
    .split(",")
    .some((option) => option.trim().toLowerCase() === "close");
}

const readTerms = (value: string): Pick<Terms, "timeout" | "max"> => ({
  timeout: parameter(value, "timeout"),
  max: parameter(value, "max"),
});

/** A number of at most nine digits; null where it is absent or none. */
function parameter(value: string, name: string): number | null {
  for (const part of value.split(",")) {
    const [key = "", number = ""] = part.split("=");
    if (key.trim().toLowerCase() !== name) continue;
    return /^\d{1,9}$/.test(number.trim()) ? Number(number) : null;
  }
  return null;
}
