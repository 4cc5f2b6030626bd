/**
 * The same request again on its connection: one that is not idempotent may act twice (RFC 9110 §9.2.2), and one at
 * a steady interval polls, for a server cannot send unasked (§3.3). Bodies are not compared, only their sizes.
 */
import type { TransactionView } from "../http/views.js";
import type { LintSubject } from "./lint-subject.js";

/** Requests in a row at the same distance that make a poll. */
const POLLS = 4;
/** What is faster is a program that measures, or a page that loads. */
const SHORTEST_PERIOD_NS = 0.5e9;
/** How far a distance may differ from the one before: timers and waiting times vary. */
const STEADY_SHARE = 0.1;

/** The print of no resource. */
const NONE = 0;

class LastRequest {
  method = "";
  resource = NONE;
  headSize = 0;
  bodySize = 0;
  atNs = 0;
  periodNs = 0;
  /** Requests in a row that were `periodNs` apart. */
  count = 1;
}

export class RepeatLint {
  /** By session, of those still open: as many at most as there are open flows. */
  readonly #last = new Map<number, LastRequest>();

  lint(subject: LintSubject, transaction: TransactionView): void {
    const { session, request } = transaction;
    if (request === null) return;
    const { method, headersSize } = request;
    const bodySize = request.bodySize + request.missingBytes;
    // What was cut off may be what differs: such a request is like no other.
    const resource = request.head.mayLackFields ? NONE : subject.resourcePrint;
    const atNs = request.first.timeNs;
    let last = this.#last.get(session);
    if (last === undefined) {
      this.#last.set(session, (last = new LastRequest()));
    } else if (
      resource !== NONE &&
      last.resource === resource &&
      last.method === method &&
      last.headSize === headersSize
    ) {
      const isPoll = this.#addRepeat(subject, last, atNs);
      if (!isPoll && (method === "POST" || method === "PATCH") && last.bodySize === bodySize) {
        subject.tell("http.retry-unsafe", "request", { method });
      }
    } else {
      last.count = 1;
    }
    last.method = method;
    last.resource = resource;
    last.headSize = headersSize;
    last.bodySize = bodySize;
    last.atNs = atNs;
  }

  endSession(session: number): void {
    this.#last.delete(session);
  }

  /** @returns whether it is part of a poll */
  #addRepeat(subject: LintSubject, last: LastRequest, atNs: number): boolean {
    const periodNs = atNs - last.atNs;
    const isSteady = Math.abs(periodNs - last.periodNs) <= last.periodNs * STEADY_SHARE;
    if (last.count === 1 || !isSteady || periodNs < SHORTEST_PERIOD_NS) {
      last.count = 2;
      last.periodNs = periodNs;
      return false;
    }
    last.count += 1;
    if (last.count === POLLS) {
      const period = Math.round(last.periodNs / 1e6) / 1e3;
      subject.tell("http.polling", "request", { count: POLLS, period });
    }
    return last.count >= POLLS;
  }
}
