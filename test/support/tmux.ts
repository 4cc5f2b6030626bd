/**
 * A terminal for tests: a tmux of its own with a shell in it. Keys go in as a person would press them, and what stands
 * on the screen comes out as text.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { waitFor } from "./wait-for.js";

export const HAS_TMUX = spawnSync("tmux", ["-V"]).status === 0;

export class Tmux {
  readonly #socket = `httpscope-${process.pid}-${(count += 1)}`;

  /** @param env for the shell and what it starts */
  constructor(columns: number, rows: number, env: Readonly<Record<string, string>> = {}) {
    const size = ["-x", String(columns), "-y", String(rows)];
    const variables = { PS1: "$ ", LC_ALL: "C.UTF-8", ...env };
    const shell = ["env", ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)];
    this.#tmux("-f", "/dev/null", "new-session", "-d", ...size, ...shell, "bash", "--norc", "--noprofile");
  }

  /** Names of keys as tmux has them (`C-c`, `Enter`, `Down`), anything else as typed. */
  press(...keys: readonly string[]): void {
    this.#tmux("send-keys", "-t", ":", ...keys);
  }

  /** A line for the shell. */
  enter(line: string): void {
    this.press("-l", line);
    this.press("Enter");
  }

  resize(columns: number, rows: number): void {
    this.#tmux("resize-window", "-t", ":", "-x", String(columns), "-y", String(rows));
  }

  /** The lines that are seen now, without blanks at their ends. */
  get screen(): string {
    return this.#tmux("capture-pane", "-p", "-t", ":").replace(/ +$/gm, "");
  }

  async shows(wanted: string | RegExp): Promise<string> {
    const isThere = (text: string): boolean =>
      typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
    try {
      await waitFor(String(wanted), () => isThere(this.screen));
    } catch (error) {
      throw new Error(`the screen is\n${this.screen}`, { cause: error });
    }
    return this.screen;
  }

  /** Modes of the terminal that a program may have changed. */
  get modes(): string {
    return this.#tmux(
      "display-message",
      "-p",
      "-t",
      ":",
      "alternate #{alternate_on}, cursor #{cursor_flag}, wrap #{wrap_flag}, mouse #{mouse_any_flag}",
    ).trim();
  }

  /** While `use` works, the terminal takes nothing that is written to it, as behind a connection that stalls. */
  async stalled(use: () => Promise<void>): Promise<void> {
    const server = Number(this.#tmux("display-message", "-p", "-t", ":", "#{pid}"));
    process.kill(server, "SIGSTOP");
    try {
      await use();
    } finally {
      process.kill(server, "SIGCONT");
    }
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#socket, "kill-server"]);
  }

  #tmux(...args: readonly string[]): string {
    return execFileSync("tmux", ["-L", this.#socket, ...args], { encoding: "utf8" });
  }
}

let count = 0;
