/**
 * The live screen without its terminal: hears the report and the keys, and gives lines to draw. What time it is by the
 * wall it is told: that decides only how far a silent line has come since the last transaction.
 */
import type { Finding } from "../../core/findings.js";
import type { WallClock } from "../../core/time.js";
import type { SessionView, TransactionView } from "../../http/views.js";
import { drawFrame } from "./draw-frame.js";
import type { Key } from "./key.js";
import { timeOfDay } from "./listing.js";
import { LiveDigest, type LiveSnapshot } from "./live-digest.js";
import { LiveView, type Wish } from "./live-view.js";
import type { Look, ScreenSize } from "./picture.js";

/** How the tap is doing. */
export interface TapState {
  readonly packets: number;
  /** null where the tap does not know. */
  readonly droppedPackets: number | null;
}

export class LiveModel {
  /** The tap was asked to end. */
  isEnding = false;
  readonly #title: string;
  readonly #digest = new LiveDigest();
  readonly #view = new LiveView();
  #clock: WallClock | null = null;
  #tap: TapState = { packets: 0, droppedPackets: null };
  /** What is shown while the screen is paused. */
  #paused: LiveSnapshot | null = null;
  /** When, on the wall, the latest second of packet time was heard of. */
  #latest = { second: Number.NEGATIVE_INFINITY, wallMs: 0 };

  /** @param title what is watched: the interface */
  constructor(title: string) {
    this.#title = title;
  }

  onClock(clock: WallClock): void {
    this.#clock = clock;
  }

  onTap(state: TapState): void {
    this.#tap = state;
  }

  onFinding(finding: Finding): void {
    this.#digest.onFinding(finding);
  }

  onTransaction(transaction: TransactionView): void {
    this.#digest.onTransaction(transaction);
  }

  onSession(session: SessionView): void {
    this.#digest.onSession(session);
  }

  press(key: Key): Wish {
    const wish = this.#view.press(key);
    this.#digest.setFilter(this.#view.filter);
    return wish;
  }

  /** @param wallMs since the tap was opened */
  draw(wallMs: number, size: ScreenSize, look: Look): string[] {
    const second = this.#secondAt(wallMs);
    if (!this.#view.isPaused) this.#paused = null;
    else this.#paused ??= this.#digest.snapshot(second);
    const snapshot = this.#paused ?? this.#digest.snapshot(second);
    return drawFrame(
      {
        pulse: {
          title: this.#title,
          elapsedMs: wallMs,
          ...this.#tap,
          rate: this.#digest.rate(second),
          timeOfDay: Number.isFinite(second) ? timeOfDay(second * 1e9, this.#clock) : "",
        },
        snapshot,
        clock: this.#clock,
        heardSincePause: this.#paused === null ? null : this.#digest.transactions - snapshot.transactions,
        isEnding: this.isEnding,
      },
      this.#view,
      size,
      look,
    );
  }

  /** The packets' clock, as far as it must have come since it last went on: an old transaction told late is no news. */
  #secondAt(wallMs: number): number {
    const { second } = this.#digest;
    if (second !== this.#latest.second) this.#latest = { second, wallMs };
    return this.#latest.second + Math.floor((wallMs - this.#latest.wallMs) / 1000);
  }
}
