/** Ctrl-C ends the reading, and what was read so far is reported; twice, and other signals, end the program. */
import { EXIT_INTERRUPTED } from "./exit.js";
import type { ReportOutput } from "./output.js";

/** Signals that end a run. */
export class Interrupt {
  readonly #controller = new AbortController();
  readonly #output: ReportOutput;

  constructor(output: ReportOutput) {
    this.#output = output;
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
      this.#output.discard();
      process.exit(EXIT_INTERRUPTED);
    }
    this.#controller.abort();
  };

  readonly #onEnd = (signal: NodeJS.Signals): void => {
    this.#output.discard();
    // Its listener is gone: this time it ends the program, as its sender meant.
    process.kill(process.pid, signal);
  };
}

const ENDING: readonly NodeJS.Signals[] = ["SIGTERM", "SIGHUP"];
