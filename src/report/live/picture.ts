/** What the live screen is drawn from, beside where the person is on it. */
import type { WallClock } from "../../core/time.js";
import type { ReportOptions } from "../options.js";
import type { Pulse } from "./draw-head.js";
import type { LiveSnapshot } from "./live-digest.js";

export interface Picture {
  readonly pulse: Pulse;
  readonly snapshot: LiveSnapshot;
  readonly clock: WallClock | null;
  /** Transactions heard since the screen was paused; null where it is not. */
  readonly heardSincePause: number | null;
  /** The tap was asked to end. */
  readonly isEnding: boolean;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export type Look = Pick<ReportOptions, "color" | "unicode">;
