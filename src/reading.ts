/** The thread that reads: packets to lines, for the thread that hears them (parallel.ts). */
import type { MessagePort } from "node:worker_threads";
import { readCaptures, type RunOptions } from "./pipeline.js";
import { LineSender } from "./threads/line-sender.js";
import { toFailure, type FromHearing, type FromReading } from "./threads/messages.js";

/** What of RunOptions can be sent to another thread, and what that shall do. */
export interface ReadingOptions extends Omit<RunOptions, "signal" | "onProgress"> {
  /** Write messages as JSON while at it: to read takes less time than to hear. */
  readonly writesMessages: boolean;
}

/** Reads captures and sends what is in them through the port, which is closed in the end. Never rejects. */
export async function readFor(port: MessagePort, options: ReadingOptions): Promise<void> {
  const stop = new AbortController();
  let sender: LineSender | null = null;
  port.on("message", (message: FromHearing) => {
    if (message.kind === "stop") stop.abort();
    else sender?.onHeard(message.size);
  });
  // Nobody hears any more: what was not heard so far is waited for in vain.
  port.on("close", () => {
    stop.abort();
    sender?.onHeard(Number.POSITIVE_INFINITY);
  });
  const post = (message: FromReading, transfer: readonly ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  try {
    await readCaptures(
      {
        ...options,
        signal: stop.signal,
        onProgress: (progress) => {
          // Once for each chunk of input: who reads a pipe sees what came so far.
          sender?.flush();
          post({ kind: "progress", progress });
        },
      },
      (capture, clock) => {
        post({ kind: "capture", capture, epochNs: clock.epochNs });
        return (sender = new LineSender(post, options.writesMessages ? clock : null));
      },
    );
  } catch (error) {
    post({ kind: "failure", failure: toFailure(error) });
  } finally {
    port.close();
  }
}
