/** Ctrl-C ends the reading, and what was read so far is reported; twice, and other signals, end the program. */
import { EXIT_INTERRUPTED } from "./exit.js";

/** Signals that end a run. */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #leaveNothing: () => void;

  /** @param leaveNothing called right before a signal ends the program */
  constructor(leaveNothing: () => void) {
    this.#leaveNothing = leaveNothing;
    process.on("SIGINT", this.#onInterrupt);
    for (const signal of ENDING) process.once(signal, this.#onEnd);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  forget(): void {
    process.off("SIGINT", this.#onInterrupt);
    for (const signal of ENDING) process.off(signal, this.#onEnd);
  }

  readonly #onInterrupt = (): void => {
    if (this.#controller.signal.aborted) {
      this.#leaveNothing();
      process.exit(EXIT_INTERRUPTED);
    }
    this.#controller.abort();
  };

  readonly #onEnd = (signal: NodeJS.Signals): void => {
    this.#leaveNothing();
    // Its listener is gone: this time it ends the program, as its sender meant.
    process.kill(process.pid, signal);
  };
}

const ENDING: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP", "SIGQUIT"];
