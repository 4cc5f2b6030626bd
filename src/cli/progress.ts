/**
 * One line on standard error that says how far a long run is: on a terminal only, after a second, and gone before
 * anything else is written.
 */
import { formatCount, formatSize } from "../report/units.js";
import type { Progress } from "../report/listener.js";

/** Short runs need no progress. */
const FIRST_AFTER_MS = 1_000;
const REDRAW_MS = 200;
const ERASE = "\r\u001b[K";

export class ProgressLine {
  readonly #isShown: boolean;
  #nextAt = performance.now() + FIRST_AFTER_MS;
  #isDrawn = false;

  constructor(isShown: boolean) {
    this.#isShown = isShown;
  }

  update(progress: Progress): void {
    if (!this.#isShown) return;
    const now = performance.now();
    if (now < this.#nextAt) return;
    this.#nextAt = now + REDRAW_MS;
    process.stderr.write(ERASE + describeProgress(progress));
    this.#isDrawn = true;
  }

  erase(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    process.stderr.write(ERASE);
  }
}

/** `45 % of 3.1 GB, 12 345 packets`; without a total, `1.2 GB read, 12 345 packets`. */
export function describeProgress({ bytesRead, bytesTotal, packets }: Progress): string {
  const share =
    bytesTotal === null || bytesTotal === 0
      ? `${formatSize(bytesRead)} read`
      : `${Math.min(100, Math.floor((bytesRead * 100) / bytesTotal))} % of ${formatSize(bytesTotal)}`;
  return `${share}, ${formatCount(packets)} packets`;
}
