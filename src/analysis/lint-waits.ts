/** Waits far above what is usual in the capture so far: ten times the median, by powers of two. */
import type { TransactionView } from "../http/views.js";
import type { LintSubject } from "./lint-subject.js";

/** Waits before anything is usual. */
const USUAL_COUNT = 8;
const FAR_ABOVE = 10;
/** What nobody calls slow, in milliseconds. */
const SLOW_MS = 100;
/** 2^-20 ms is a nanosecond; 2^43 ms are 278 years. */
const LOWEST_POWER = -20;
const POWERS = 64;

export class WaitLint {
  readonly #counts = new Float64Array(POWERS);
  #count = 0;

  lint(subject: LintSubject, { timings: { wait } }: TransactionView): void {
    if (wait === null) return;
    if (wait >= SLOW_MS && this.#count >= USUAL_COUNT) {
      const usual = this.#usualMs();
      if (wait >= usual * FAR_ABOVE) subject.tell("time.slow-wait", "response", { wait, usual }, false);
    }
    this.#count += 1;
    this.#counts[powerOf(wait)]! += 1;
  }

  /** Upper end of the octave in which the median lies. */
  #usualMs(): number {
    let seen = 0;
    let power = 0;
    while (power < POWERS - 1 && (seen += this.#counts[power]!) * 2 < this.#count) power += 1;
    return 2 ** (power + LOWEST_POWER);
  }
}

/** Of the smallest octave whose upper end is not below. */
function powerOf(wait: number): number {
  if (wait <= 0) return 0;
  return Math.min(POWERS - 1, Math.max(0, Math.ceil(Math.log2(wait)) - LOWEST_POWER));
}
