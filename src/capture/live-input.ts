/**
 * An input that goes on while it is read: a tap, a file that somebody else writes. It is read as a pipe is; beyond
 * that it can be told to end, and knows what was lost on the way to it.
 */
import type { Finding } from "../core/findings.js";
import type { OpenedInput } from "./raw-bytes.js";

export interface LiveInput {
  /** What the report calls it. */
  readonly name: string;
  /** Packets that are known to be lost on their way here; null while nobody has said. */
  readonly droppedPackets: number | null;
  /** Why it ended though nobody had asked it to; null while that is not so. It is among its findings, too. */
  readonly failure: Finding | null;
  /** Why its packets could not be kept as they should; null where they are, or need not be. */
  readonly notKept: Finding | null;
  open(): Promise<OpenedInput>;
  /** It is enough: what is there by now is still read, then the input ends. */
  stop(): void;
  /** Packets up to this time, in milliseconds since 1970, have been read. */
  onPacketTime(timeMs: number): void;
  /** What went wrong, each thing once. */
  findings(): readonly Finding[];
  /** Lets go at once, as a signal ends the program. */
  abandon(): void;
}

const SECOND_MS = 1_000;

/**
 * Waits for the work, and calls `onSilence` for each second that it lasts: quiet connections end then, though no
 * packet says what time it is. The one place where a report depends on the clock of the wall.
 */
export async function whileSilent(
  work: Promise<unknown>,
  onSilence: (silentNs: number) => Promise<void>,
): Promise<void> {
  const state = { isDone: false, wake: (): void => undefined };
  const end = (): void => {
    state.isDone = true;
    state.wake();
  };
  // Once: each second of a silent day would leave something at the promise.
  work.then(end, end);
  while (!state.isDone) {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      state.wake = resolve;
      timer = setTimeout(resolve, SECOND_MS);
    });
    clearTimeout(timer);
    if (!state.isDone) await onSilence(SECOND_MS * 1e6);
  }
}
