/**
 * A live tap: dumpcap or, where that is missing or may not, tcpdump, started as a child with a fixed list of arguments.
 * What it writes is read as any capture. It has a process group of its own, so that Ctrl-C reaches us alone and we end
 * it in order; and on every way out it is ended.
 */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable } from "node:stream";
import { CaptureError } from "../core/errors.js";
import { captureFinding, type Finding } from "../core/findings.js";
import { TAP_SAID_BYTES } from "../core/limits.js";
import { unreachable } from "../core/unreachable.js";
import { listInterfaces } from "./interfaces.js";
import type { LiveInput } from "./live-input.js";
import type { PacketKeeper } from "./packet-keeper.js";
import { errorCode, StreamBytes, type OpenedInput, type RawBytes } from "./raw-bytes.js";
import {
  explainFailure,
  readDropped,
  reason,
  TAP_TOOLS,
  type Failure,
  type LastWords,
  type TapTool,
} from "./tap-tools.js";

export interface TapOptions {
  readonly networkInterface: string;
  /** As pcap-filter(7) has it; null for every packet. */
  readonly filter: string | null;
}

/** How often tcpdump is asked what it lost. */
const COUNT_EVERY_MS = 2_000;
/** How long what passed before a tap was stopped may take to be read. */
const CATCH_UP_WITHIN_MS = 10_000;
/** How long a child that was told to end may take. */
const END_WITHIN_MS = 2_000;

type Child = ChildProcessByStdio<null, Readable, Readable>;

export class Tap implements LiveInput {
  readonly name: string;
  droppedPackets: number | null = null;
  failure: Finding | null = null;
  notKept: Finding | null = null;
  readonly #tool: TapTool;
  readonly #child: Child;
  readonly #words: Words;
  /** When it and its pipes are gone. */
  readonly #gone: Promise<void>;
  readonly #asking: NodeJS.Timeout | null;
  #isStopped = false;
  #stoppedAtMs = 0;
  /** For bytes or its end, that is: its reader may be busy with those before. */
  #isWaiting = false;
  #isToolEnding = false;
  #patience: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #toldDropped = 0;
  #keeper: PacketKeeper | null = null;

  private constructor(name: string, { tool, child, words, gone }: Started) {
    this.name = name;
    this.#tool = tool;
    this.#child = child;
    this.#words = words;
    this.#gone = gone;
    const { countSignal } = tool;
    this.#asking =
      countSignal === null ? null : setInterval(() => void child.kill(countSignal), COUNT_EVERY_MS).unref();
    process.once("exit", this.abandon);
  }

  /**
   * Starts the first tool that can capture there.
   * @param signal gives up
   * @throws CaptureError that says what to do, where none can
   */
  static async start({ networkInterface, filter }: TapOptions, signal?: AbortSignal): Promise<Tap> {
    const failures: Failure[] = [];
    for (const tool of TAP_TOOLS) {
      const started = await startTool(tool, tool.arguments(networkInterface, filter), signal);
      if ("child" in started) return new Tap(networkInterface, started);
      const failure = "said" in started ? explainFailure(tool, started, filter !== null) : started;
      failures.push(failure);
      // That would be the same with another tool.
      if (failure.kind === "no-interface" || failure.kind === "bad-filter") break;
    }
    throw cannotTap(networkInterface, failures);
  }

  open(): Promise<OpenedInput> {
    const bytes = new StreamBytes(this.#child.stdout);
    const raw: RawBytes = {
      read: async (into, at) => {
        this.#isWaiting = true;
        this.#expect();
        const size = await bytes.read(into, at);
        // Its last words are about what was lost.
        if (size === 0) await this.#gone;
        this.#isWaiting = false;
        clearTimeout(this.#patience);
        if (size === 0) this.#hasEnded = true;
        else await this.#keeper?.keep(into.subarray(at, at + size));
        return size;
      },
      close: () => this.close(),
    };
    return Promise.resolve({ raw, size: null, identity: `tap ${this.name}` });
  }

  /** Its packets are kept as well, from now on. */
  keepWith(keeper: PacketKeeper): void {
    this.#keeper = keeper;
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#stoppedAtMs = Date.now();
    this.#deadline = setTimeout(() => this.#endTool(), CATCH_UP_WITHIN_MS).unref();
    this.#expect();
  }

  onPacketTime(timeMs: number): void {
    if (this.#isStopped && timeMs >= this.#stoppedAtMs) this.#endTool();
  }

  /**
   * Once it is stopped: where nothing more comes for longer than the tool holds packets back, all of them are here. A
   * tool that does not end then either, because it hangs or was stopped, must not keep the report waiting.
   */
  #expect(): void {
    if (!this.#isStopped || !this.#isWaiting) return;
    clearTimeout(this.#patience);
    this.#patience = this.#isToolEnding
      ? setTimeout(() => this.#child.kill("SIGKILL"), END_WITHIN_MS)
      : setTimeout(() => this.#endTool(), this.#tool.holdsMs);
  }

  #endTool(): void {
    if (this.#isToolEnding) return;
    this.#isToolEnding = true;
    this.#child.kill("SIGINT");
    this.#expect();
  }

  findings(): readonly Finding[] {
    const found: Finding[] = [];
    const file = this.name;
    // Asked for each chunk of input, and said every two seconds.
    if (this.#tool.countSignal !== null && this.#words.isNew) {
      this.#words.isNew = false;
      this.droppedPackets = readDropped(this.#words.text);
    }
    const dropped = this.droppedPackets ?? 0;
    if (dropped > this.#toldDropped) {
      found.push(captureFinding("capture.dropped", null, { file, packets: dropped - this.#toldDropped }));
      this.#toldDropped = dropped;
    }
    if (this.notKept === null && this.#keeper !== null && this.#keeper.failure !== null) {
      this.notKept = this.#keeper.failure;
      found.push(this.notKept);
    }
    if (this.#hasEnded && !this.#isStopped && this.failure === null) {
      const { command: tool } = this.#tool;
      const why = reason(this.#tool, { said: this.#words.text, signal: this.#child.signalCode });
      this.failure = captureFinding("capture.tap-ended", null, { file, tool, why });
      found.push(this.failure);
    }
    return found;
  }

  readonly abandon = (): void => void this.#child.kill("SIGTERM");

  /** Ends the child, however it stands, and waits for that. */
  async close(): Promise<void> {
    if (this.#asking !== null) clearInterval(this.#asking);
    clearTimeout(this.#patience);
    clearTimeout(this.#deadline);
    process.off("exit", this.abandon);
    await endChild(this.#child);
    await this.#keeper?.close();
    this.#keeper = null;
  }
}

/** What a child said on standard error: its last words count, and it may talk for days. */
class Words {
  text = "";
  /** Since whoever reads them said false. */
  isNew = true;

  constructor(stream: Readable) {
    stream.on("data", (piece: Buffer) => {
      this.isNew = true;
      this.text += piece.toString("latin1");
      if (this.text.length <= TAP_SAID_BYTES) return;
      const last = this.text.slice(-TAP_SAID_BYTES);
      this.text = last.slice(last.indexOf("\n") + 1);
    });
  }
}

interface Started {
  readonly tool: TapTool;
  readonly child: Child;
  readonly words: Words;
  readonly gone: Promise<void>;
}

/** The tool with its first bytes there, or what it said and ended. */
async function startTool(
  tool: TapTool,
  args: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Started | LastWords | Failure> {
  const child = spawn(tool.command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    // Its words are read, so they have to be in one language.
    env: { ...process.env, LC_ALL: "C" },
    detached: true,
  });
  const words = new Words(child.stderr);
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const giveUp = (): void => void child.kill("SIGTERM");
  signal?.addEventListener("abort", giveUp, { once: true });
  const outcome = await new Promise<"data" | "gone" | NodeJS.ErrnoException>((resolve) => {
    child.on("error", resolve);
    // For as long as it lives: where nobody waits for its bytes, Node throws them away when it exits.
    child.stdout.on("readable", () => {
      if (child.stdout.readableLength > 0) resolve("data");
    });
    void gone.then(() => resolve("gone"));
  });
  signal?.removeEventListener("abort", giveUp);
  if (outcome === "data") return { tool, child, words, gone };
  if (outcome === "gone") return { said: words.text, signal: child.signalCode };
  const code = errorCode(outcome);
  if (code === "ENOENT") return { kind: "missing", tool };
  if (code === "EACCES") return { kind: "not-for-us", tool };
  return { kind: "other", tool, why: outcome.message };
}

async function endChild(child: Child): Promise<void> {
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  child.stdout.destroy();
  child.stderr.destroy();
  if (!isRunning()) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
  await exit;
  clearTimeout(timer);
}

function cannotTap(file: string, failures: readonly Failure[]): CaptureError {
  // A tool that is there and may not tells more than one that is missing.
  const failure = failures.find(({ kind }) => kind !== "missing") ?? failures[0];
  const hint = failure === undefined ? "" : whatToDo(failure);
  return new CaptureError("capture.tap-failed", { file, offset: null, hint });
}

function whatToDo(failure: Failure): string {
  const { command } = failure.tool;
  switch (failure.kind) {
    case "missing": {
      const packages = TAP_TOOLS.map((tool) => `${tool.command} (Debian: apt install ${tool.packageName})`);
      return `cannot be captured from: there is neither ${packages.join(" nor ")}`;
    }
    case "not-for-us":
      return `may not be captured from: ${command} is for a group only; run as root, or, on Debian: sudo usermod -a -G wireshark $USER, and log in again`;
    case "no-permission":
      return `may not be captured from: no permission; run as root, or: sudo setcap cap_net_raw,cap_net_admin+eip $(command -v ${command})`;
    case "no-interface": {
      const names = listInterfaces().map(({ name }) => name);
      return `is no interface of this machine; there are ${[...names, "any"].join(", ")}`;
    }
    case "bad-filter":
      return `cannot be captured from with that filter: ${failure.why}; man pcap-filter says how they are written`;
    case "other":
      return `cannot be captured from: ${command}: ${failure.why}`;
    default:
      return unreachable(failure);
  }
}
