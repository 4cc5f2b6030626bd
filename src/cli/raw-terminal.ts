/**
 * The terminal taken over for a screen: raw keys in, whole lines out, and given back as it was on every way out, the end
 * of the process, signals and Ctrl-Z among them (xterm's private modes; what a terminal does not know it ignores).
 */
import type { Key } from "../report/live/key.js";
import type { ScreenSize } from "../report/live/picture.js";
import { cellWidth } from "../report/text-width.js";
import { KeyDecoder } from "./keys.js";

/** Alternate screen, no cursor, lines do not wrap, pastes are marked as such. */
const TAKE = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?2004h\u001b[0m\u001b[2J";
const GIVE_BACK = "\u001b[0m\u001b[?2004l\u001b[?7h\u001b[?25h\u001b[?1049l";
/** Around what the terminal should show at once. */
const FRAME_BEGINS = "\u001b[?2026h";
const FRAME_ENDS = "\u001b[?2026l";
const ERASE_TO_END = "\u001b[0m\u001b[K";

/** After them the process ends. */
const ENDING: readonly NodeJS.Signals[] = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM"];
/** A process that nobody could continue is not stopped: its screen comes back after that time. */
const STOPPED_WITHIN_MS = 100;

export interface TerminalUser {
  onKeys(keys: readonly Key[]): void;
  /** Another size, or all that was drawn is gone. */
  onRedraw(): void;
  /** The terminal is no longer there. */
  onGone(): void;
}

export class RawTerminal {
  readonly #user: TerminalUser;
  readonly #keys = new KeyDecoder();
  #keysTimer: NodeJS.Timeout | null = null;
  /** What stands there. */
  #lines: readonly string[] = [];
  #isTaken = false;
  #isGone = false;

  constructor(user: TerminalUser) {
    this.#user = user;
    process.once("exit", this.#onExit);
    // Ours comes first: whoever else hears the signal may end the process.
    for (const signal of ENDING) process.prependListener(signal, this.#onEnding);
    process.on("SIGTSTP", this.#onStop);
    process.on("SIGCONT", this.#onContinue);
    process.stdout.on("resize", this.#onResize);
    process.stdout.on("error", this.#onGone);
    process.stdin.on("data", this.#onData);
    process.stdin.on("end", this.#onGone);
    process.stdin.on("error", this.#onGone);
    this.#take();
  }

  get size(): ScreenSize {
    const { columns, rows } = process.stdout;
    // Some terminals do not say, and some say 0 at first.
    return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
  }

  /** Writes the lines that are not there yet, from the top; what the terminal is slow to take is left for later. */
  draw(lines: readonly string[]): void {
    if (!this.#isTaken || this.#isGone || process.stdout.writableNeedDrain) return;
    const { columns } = this.size;
    let text = "";
    lines.forEach((line, row) => {
      if (line === this.#lines[row]) return;
      // At the right edge the erasing would take the last character with it.
      text += `\u001b[${row + 1};1H${line}${cellWidth(line) < columns ? ERASE_TO_END : ""}`;
    });
    this.#lines = lines;
    if (text !== "") process.stdout.write(FRAME_BEGINS + text + FRAME_ENDS);
  }

  /** What stands there is not trusted any more. */
  clear(): void {
    this.#lines = [];
    if (this.#isTaken && !this.#isGone) process.stdout.write("\u001b[0m\u001b[2J");
  }

  /** Stops the process and those that belong to it, as Ctrl-Z would have done. */
  suspend(): void {
    process.kill(0, "SIGTSTP");
  }

  /** Gives the terminal back. */
  close(): void {
    this.#giveBack();
    this.#stopWaiting();
    process.off("exit", this.#onExit);
    for (const signal of ENDING) process.off(signal, this.#onEnding);
    process.off("SIGTSTP", this.#onStop);
    process.off("SIGCONT", this.#onContinue);
    process.stdout.off("resize", this.#onResize);
    process.stdin.off("data", this.#onData);
    process.stdout.off("error", this.#onGone);
    process.stdin.off("end", this.#onGone);
    process.stdin.off("error", this.#onGone);
    process.stdin.pause();
  }

  #take(): void {
    this.#isTaken = true;
    this.#lines = [];
    process.stdin.setRawMode(true);
    process.stdin.resume();
    waitForTerminal(false);
    if (!this.#isGone) process.stdout.write(TAKE);
  }

  #giveBack(): void {
    if (!this.#isTaken) return;
    this.#isTaken = false;
    if (!this.#isGone) process.stdout.write(GIVE_BACK);
    waitForTerminal(true);
    process.stdin.setRawMode(false);
  }

  readonly #onExit = (): void => this.#giveBack();

  readonly #onEnding = (signal: NodeJS.Signals): void => {
    const others = process.listenerCount(signal) - 1;
    // Others end the work at Ctrl-C, and close this when they have.
    if (signal === "SIGINT" && others > 0) return;
    this.close();
    if (others === 0) process.kill(process.pid, signal);
  };

  readonly #onStop = (): void => {
    this.#giveBack();
    process.off("SIGTSTP", this.#onStop);
    process.kill(process.pid, "SIGTSTP");
    setTimeout(this.#onContinue, STOPPED_WITHIN_MS).unref();
  };

  readonly #onContinue = (): void => {
    if (!process.listeners("SIGCONT").includes(this.#onContinue)) return;
    if (!process.listeners("SIGTSTP").includes(this.#onStop)) process.on("SIGTSTP", this.#onStop);
    // The shell may have set the terminal meanwhile: it is taken anew even where it was not given back.
    this.#giveBack();
    this.#take();
    // Of another size it was told while it was stopped, and was not in front to hear it: Node asks for it now.
    process.kill(process.pid, "SIGWINCH");
    this.#user.onRedraw();
  };

  readonly #onResize = (): void => {
    this.clear();
    this.#user.onRedraw();
  };

  readonly #onGone = (): void => {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#user.onGone();
  };

  readonly #onData = (chunk: Buffer): void => {
    this.#stopWaiting();
    const keys = this.#keys.feed(chunk);
    const { patienceMs } = this.#keys;
    if (patienceMs !== null)
      this.#keysTimer = setTimeout(() => this.#user.onKeys(this.#keys.flush()), patienceMs).unref();
    if (keys.length > 0) this.#user.onKeys(keys);
  };

  #stopWaiting(): void {
    if (this.#keysTimer !== null) clearTimeout(this.#keysTimer);
    this.#keysTimer = null;
  }
}

/**
 * Whether a write lasts until the terminal has taken it, as Node has it: where a connection stalls, that would stop the
 * tap, its keys and its signals. Node has no other name for it; without it, all is as before.
 */
function waitForTerminal(isWaiting: boolean): void {
  const handle: unknown = Reflect.get(process.stdout, "_handle");
  if (typeof handle !== "object" || handle === null || !("setBlocking" in handle)) return;
  if (typeof handle.setBlocking === "function") handle.setBlocking(isWaiting);
}
