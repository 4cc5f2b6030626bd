/**
 * A run in several threads. One reads packets and makes lines of them: transactions, sessions, findings. The thread of
 * the caller hears them, for the analyses and the reporter. It hears them in the order in which they were made, and
 * they are what they would be in one thread, so that there is nothing to put together again and the report is the same.
 */
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from "node:worker_threads";
import { AHEAD_BYTES } from "./core/limits.js";
import { Ledger } from "./core/ledger.js";
import { WallClock } from "./core/time.js";
import type { RunOptions, RunOutcome } from "./pipeline.js";
import type { ReadingOptions } from "./reading.js";
import { Audience } from "./report/audience.js";
import type { Progress } from "./report/listener.js";
import type { Reporter } from "./report/reporter.js";
import { LineDecoder } from "./threads/line-decoder.js";
import { toError, type FromHearing, type FromReading } from "./threads/messages.js";
import { unreachable } from "./core/unreachable.js";

/** Of what is made of packets little lives on: a larger nursery was measured to be no faster, and takes memory. */
const READING_NURSERY_MB = 6;

/**
 * Reads captures in a thread of its own and tells the reporter what is in them. Standard input is not there.
 * @param writesMessages whether the reporter writes transactions as JSON
 * @throws CaptureError where an input cannot be read at all
 */
export async function runInThreads(
  options: RunOptions,
  reporter: Reporter,
  writesMessages: boolean,
): Promise<RunOutcome> {
  const { signal, onProgress, ...rest } = options;
  const { port1: port, port2 } = new MessageChannel();
  const reading: ReadingOptions = { ...rest, writesMessages };
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData: { port: port2, options: reading },
    transferList: [port2],
    resourceLimits: { maxYoungGenerationSizeMb: READING_NURSERY_MB },
  });
  const hearing = new Hearing(port);
  worker.on("error", (error) => hearing.fail(error));
  worker.on("exit", () => hearing.onEnd());
  const stop = (): void => hearing.stop();
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await hearing.tell(reporter, onProgress);
  } catch (error) {
    void worker.terminate();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    port.close();
  }
}

/** What comes through a port from the thread that reads, one message after the other. */
export class Hearing {
  readonly #port: MessagePort;
  readonly #messages: FromReading[] = [];
  #error: unknown = null;
  #wake: (() => void) | null = null;
  #heardBytes = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: FromReading) => {
      this.#messages.push(message);
      this.#wake?.();
    });
  }

  /** Tells the reporter all that comes, up to the end of the run. */
  async tell(reporter: Reporter, onProgress?: (progress: Progress) => void): Promise<RunOutcome> {
    let audience: Audience | null = null;
    let decoder: LineDecoder | null = null;
    for (;;) {
      const message = await this.#next();
      if (message.kind === "failure") throw toError(message.failure);
      if (message.kind === "capture") {
        audience = new Audience(reporter, message.capture, new WallClock(message.epochNs));
        decoder = new LineDecoder(audience);
        continue;
      }
      if (audience === null || decoder === null) throw new TypeError("a message before the first");
      switch (message.kind) {
        case "lines":
          decoder.tell(message.batch);
          await audience.drain();
          this.#onHeard(message.size);
          break;
        case "progress":
          if (message.progress.bytesTotal === null) audience.flush();
          onProgress?.(message.progress);
          break;
        case "facts":
          // Of what is cloned between threads its class is lost.
          audience.onFacts({ ...message.facts, ledger: Object.assign(new Ledger(), message.facts.ledger) });
          await audience.drain();
          return { complete: message.facts.complete, worst: audience.worst };
        default:
          unreachable(message);
      }
    }
  }

  /** The other thread shall read no further. */
  stop(): void {
    this.#post({ kind: "stop" });
  }

  /** The other thread has ended: what it said before that is still to be heard. */
  onEnd(): void {
    for (
      let left = receiveMessageOnPort(this.#port);
      left !== undefined;
      left = receiveMessageOnPort(this.#port)
    )
      this.#messages.push(left.message);
    this.fail(new Error("the thread that reads has ended before its time"));
  }

  /** Nothing more will be said. */
  fail(error: unknown): void {
    this.#error ??= error;
    this.#wake?.();
  }

  /** Tells so now and then: each message wakes the other thread. */
  #onHeard(size: number): void {
    this.#heardBytes += size;
    if (this.#heardBytes < AHEAD_BYTES / 4) return;
    this.#post({ kind: "heard", size: this.#heardBytes });
    this.#heardBytes = 0;
  }

  async #next(): Promise<FromReading> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      if (this.#error !== null) throw this.#error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #post(message: FromHearing): void {
    this.#port.postMessage(message, []);
  }
}
