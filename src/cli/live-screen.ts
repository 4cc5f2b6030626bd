/**
 * The screen of a live tap: hears the report like any other format, and keeps itself up to date on the terminal until it
 * is closed. The clock of the wall decides only when it is drawn, and how far a silent line has come.
 */
import type { Finding } from "../core/findings.js";
import type { CaptureRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { Key } from "../report/live/key.js";
import { LiveModel, type TapState } from "../report/live/live-model.js";
import type { Look } from "../report/live/picture.js";
import type { Reporter } from "../report/reporter.js";
import { RawTerminal } from "./raw-terminal.js";
import { hasColor, hasUnicode } from "./terminal.js";

export interface LiveScreenOptions {
  /** What is watched: the interface. */
  readonly title: string;
  readonly noColor: boolean;
  /** `q` or Ctrl-C: the tap is to end. */
  readonly onQuit: () => void;
  /** A second Ctrl-C: at once. */
  readonly onLeave: () => void;
}

/** Between two drawings of what was heard, each of some milliseconds; keys are answered at once. */
const REDRAW_MS = 200;
/** Keys of one read: nobody types more, and what a terminal pastes without saying so must not keep the tap waiting. */
const KEYS_AT_ONCE = 64;
/** A silent line is drawn as often: its time goes on. */
const SILENT_REDRAW_MS = 1_000;

export class LiveScreen implements Reporter {
  readonly #model: LiveModel;
  readonly #look: Look;
  readonly #onQuit: () => void;
  readonly #onLeave: () => void;
  readonly #terminal: RawTerminal;
  readonly #timer: NodeJS.Timeout;
  readonly #openedMs = performance.now();
  #drawnMs = Number.NEGATIVE_INFINITY;
  #hasNews = true;

  /** Takes over standard input and output, which are a terminal. */
  static open(options: LiveScreenOptions): LiveScreen {
    return new LiveScreen(options);
  }

  private constructor({ title, noColor, onQuit, onLeave }: LiveScreenOptions) {
    this.#model = new LiveModel(title);
    this.#look = lookOf(noColor);
    this.#onQuit = onQuit;
    this.#onLeave = onLeave;
    this.#terminal = new RawTerminal({
      onKeys: (keys) => this.#press(keys),
      onRedraw: () => this.#draw(),
      onGone: () => this.#quit(),
    });
    this.#timer = setInterval(() => this.#tick(), REDRAW_MS).unref();
    this.#draw();
  }

  onCapture(_capture: CaptureRecord, clock: WallClock): void {
    this.#model.onClock(clock);
  }

  onTap(state: TapState): void {
    this.#model.onTap(state);
    this.#hasNews = true;
  }

  onFinding(finding: Finding): void {
    this.#model.onFinding(finding);
    this.#hasNews = true;
  }

  onTransaction(transaction: TransactionView): void {
    this.#model.onTransaction(transaction);
    this.#hasNews = true;
  }

  onSession(session: SessionView): void {
    this.#model.onSession(session);
    this.#hasNews = true;
  }

  /** The report that follows tells them. */
  onResults(): void {}

  /** What was heard is drawn in time anyway. */
  flush(): void {}

  /** A slow terminal misses pictures, not the tap packets. */
  drain(): Promise<void> {
    return Promise.resolve();
  }

  /** Leaves the terminal as it was found. */
  close(): void {
    clearInterval(this.#timer);
    this.#terminal.close();
  }

  #press(keys: readonly Key[]): void {
    for (const key of keys.slice(0, KEYS_AT_ONCE)) {
      const wish = this.#model.press(key);
      if (wish === "quit") this.#quit();
      else if (wish === "interrupt") this.#interrupt();
      else if (wish === "suspend") this.#terminal.suspend();
      else if (wish === "redraw") this.#terminal.clear();
      // The next key is about what this one has led to.
      this.#draw();
    }
  }

  #quit(): void {
    if (this.#model.isEnding) return;
    this.#model.isEnding = true;
    this.#onQuit();
  }

  /** The second time it is meant at once, and whoever ends there finds the terminal as it was. */
  #interrupt(): void {
    if (!this.#model.isEnding) return this.#quit();
    this.close();
    this.#onLeave();
  }

  #tick(): void {
    if (this.#hasNews || performance.now() - this.#drawnMs >= SILENT_REDRAW_MS) this.#draw();
  }

  #draw(): void {
    this.#hasNews = false;
    this.#drawnMs = performance.now();
    this.#terminal.draw(this.#model.draw(this.#drawnMs - this.#openedMs, this.#terminal.size, this.#look));
  }
}

function lookOf(noColor: boolean): Look {
  const surroundings = { env: process.env, isTerminal: true, terminalColumns: null };
  return {
    color: !noColor && hasColor(surroundings),
    // Fonts of the Linux console have no eighths of a block, whatever the locale.
    unicode: hasUnicode(surroundings) && process.env["TERM"] !== "linux",
  };
}
