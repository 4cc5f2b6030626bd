/** Ctrl-C ends the reading, and what was read so far is reported; twice, and other signals, end the program. */
import { EXIT_INTERRUPTED } from "./exit.js";

/** timeout(1) signals its child and then its group, npm passes on what the terminal had sent already: that is once. */
const ONE_PRESS_MS = 100;

/** Signals that end a run. */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #leaveNothing: () => void;
  #firstMs = 0;

  /** @param leaveNothing called right before a signal ends the program */
  constructor(leaveNothing: () => void) {
    this.#leaveNothing = leaveNothing;
    process.on("SIGINT", this.#onInterrupt);
    for (const signal of ENDING) process.once(signal, this.#onEnd);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ends the program at once, as a second Ctrl-C does. */
  leave(): void {
    this.#leaveNothing();
    process.exit(EXIT_INTERRUPTED);
  }

  forget(): void {
    process.off("SIGINT", this.#onInterrupt);
    for (const signal of ENDING) process.off(signal, this.#onEnd);
  }

  readonly #onInterrupt = (): void => {
    const nowMs = performance.now();
    if (!this.#controller.signal.aborted) {
      this.#firstMs = nowMs;
      this.#controller.abort();
    } else if (nowMs - this.#firstMs >= ONE_PRESS_MS) this.leave();
  };

  readonly #onEnd = (signal: NodeJS.Signals): void => {
    this.#leaveNothing();
    // Its listener is gone: this time it ends the program, as its sender meant.
    process.kill(process.pid, signal);
  };
}

const ENDING: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP", "SIGQUIT"];
