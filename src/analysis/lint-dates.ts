/**
 * Dates and clocks: whether what stands for a date is one (RFC 9110 §5.6.7), and how far a server's clock is from the
 * capture's, the time allowed for that a cache held the response (RFC 9110 §6.6.1, RFC 9111 §4.2.3).
 */
import { ownCopy } from "../core/own-copy.js";
import { quoted } from "../core/quoted.js";
import type { TransactionView } from "../http/views.js";
import { shortHostOf } from "./cookie-scope.js";
import type { Dates } from "./dates.js";
import { fieldMask } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const AGE = fieldMask("age");
const DATE = fieldMask("date");
const EXPIRES = fieldMask("expires");
const LAST_MODIFIED = fieldMask("last-modified");
const IF_MODIFIED_SINCE = fieldMask("if-modified-since");
const IF_UNMODIFIED_SINCE = fieldMask("if-unmodified-since");

/** Clocks are set to the second, and a response may be made well before it is sent. */
const SKEW_SECONDS = 60;
/** Hosts whose skew was told. A memory, not a result: beyond, it starts anew. */
const HOSTS = 1_024;
/** What servers send for "already stale"; caches take it so (RFC 9111 §5.3). */
const STALE: ReadonlySet<string> = new Set(["0", "-1"]);
/** Bytes of a date in its usual form. */
const DATE_SIZE = 29;

export class DateLint {
  readonly #dates: Dates;
  /** Seconds that were told, by host. */
  readonly #told = new Map<string, number>();
  /** The Date of the response before: most come several in a second. */
  readonly #lastDate = new Uint8Array(DATE_SIZE);
  #lastSeconds = 0;

  constructor(dates: Dates) {
    this.#dates = dates;
  }

  lint(subject: LintSubject, transaction: TransactionView): void {
    const { requestFields, responseFields, response } = subject;
    if (requestFields.has(IF_MODIFIED_SINCE))
      this.#dates.lint(subject, "request", IF_MODIFIED_SINCE, "If-Modified-Since");
    if (requestFields.has(IF_UNMODIFIED_SINCE))
      this.#dates.lint(subject, "request", IF_UNMODIFIED_SINCE, "If-Unmodified-Since");
    if (response === null || response.status === null) return;
    if (responseFields.has(EXPIRES) && !STALE.has(responseFields.value(EXPIRES)))
      this.#dates.lint(subject, "response", EXPIRES, "Expires");
    const modified = responseFields.has(LAST_MODIFIED)
      ? this.#dates.lint(subject, "response", LAST_MODIFIED, "Last-Modified")
      : null;
    if (!responseFields.has(DATE)) {
      // A server that failed needs not say when (§6.6.1).
      if (response.status < 500 && responseFields.lacks(DATE)) subject.tell("time.no-date", "response", {});
      return;
    }
    const date = this.#readDate(subject);
    if (date === null) return;
    if (modified !== null && modified > date)
      subject.tell("time.modified-in-future", "response", { seconds: modified - date });
    const now = subject.epochSeconds(response.first);
    // Without its Age nobody knows how old a response is.
    const isAgeKnown = responseFields.has(AGE) || responseFields.lacks(AGE);
    if (now !== null && isAgeKnown) this.#compare(subject, transaction, date, now);
  }

  /** As Dates.lint(), without a text where the one before is repeated. */
  #readDate(subject: LintSubject): number | null {
    const { head } = subject.responseFields;
    if (head === null) return null;
    const index = subject.responseFields.indexOf(DATE);
    const start = head.hasValue(index) ? head.valueStart(index) : 0;
    if (head.valueEnd(index) - start !== DATE_SIZE)
      return this.#dates.lint(subject, "response", DATE, "Date");
    const { bytes } = head;
    let at = 0;
    while (at < DATE_SIZE && bytes[start + at] === this.#lastDate[at]) at += 1;
    if (at === DATE_SIZE) return this.#lastSeconds;
    const problems = subject.toldCount;
    const seconds = this.#dates.lint(subject, "response", DATE, "Date");
    // Only of what nothing was to be said.
    if (seconds === null || subject.toldCount !== problems) return seconds;
    bytes.copy(this.#lastDate, 0, start, start + DATE_SIZE);
    this.#lastSeconds = seconds;
    return seconds;
  }

  #compare(subject: LintSubject, transaction: TransactionView, date: number, now: number): void {
    const age = subject.responseFields.has(AGE) ? ageOf(subject.responseFields.value(AGE)) : 0;
    const skew = date + age - now;
    if (this.#told.size === 0 && Math.abs(skew) <= SKEW_SECONDS) return;
    const host = shortHostOf(transaction);
    if (Math.abs(skew - (this.#told.get(host) ?? 0)) <= SKEW_SECONDS) return;
    if (this.#told.size >= HOSTS) this.#told.clear();
    this.#told.set(ownCopy(host), skew);
    const direction = skew < 0 ? "behind" : "ahead of";
    if (Math.abs(skew) > SKEW_SECONDS)
      subject.tell(
        "time.clock-skew",
        "response",
        { host: quoted(host), seconds: Math.abs(skew), direction },
        false,
      );
  }
}

/** Seconds; 0 where it is no number. */
export const ageOf = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : 0);
