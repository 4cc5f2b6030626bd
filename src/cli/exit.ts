/**
 * How a run ends: its status, and for what stopped it the one line that says what, where and what to do. Names come
 * from users and text from files, so what a terminal would act on is shown by number.
 */
import { CaptureError, UsageError } from "../core/errors.js";
import { severityRank, type Severity } from "../core/findings.js";
import { shown } from "../report/escape.js";
import { commandMeant } from "./commands.js";
import { OutputError } from "./output.js";

export const EXIT_DONE = 0;
/** Done, with a finding at or above --fail-on. */
export const EXIT_FINDING = 1;
/** Not done: unreadable input, bad usage. */
export const EXIT_FAILED = 2;
export const EXIT_INTERRUPTED = 130;

export function statusOf(worst: Severity | null, failOn: Severity | null): number {
  if (failOn === null || worst === null) return EXIT_DONE;
  return severityRank(worst) >= severityRank(failOn) ? EXIT_FINDING : EXIT_DONE;
}

/** Says on standard error what stopped the run; returns the status. A reader that went away is no error. */
export function fail(error: unknown): number {
  if (isClosedPipe(error)) return EXIT_DONE;
  process.stderr.write(`httpscope: ${describe(error)}\n`);
  return EXIT_FAILED;
}

/** Whether the reader of our output went away, as `head` does. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

function describe(error: unknown): string {
  if (error instanceof CaptureError && error.code === "capture.not-found") {
    const meant = commandMeant(error.file);
    return shown(meant === null ? error.message : `${error.message}; did you mean ${meant}?`);
  }
  if (error instanceof CaptureError || error instanceof UsageError || error instanceof OutputError)
    return shown(error.message);
  // Nothing that comes from a capture may throw anything else.
  const where = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = where.split("\n").map(shown).join("\n");
  return `an error of ours, not of your input; please report it with these lines:\n${lines}`;
}
