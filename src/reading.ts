/** The thread that reads: packets to lines, for the thread that hears them (parallel.ts). */
import type { MessagePort } from "node:worker_threads";
import { readCaptures, type RunOptions } from "./pipeline.js";
import { LineSender } from "./threads/line-sender.js";
import { toFailure, type FromHearing, type FromReading } from "./threads/messages.js";

/** What of RunOptions can be sent to another thread. */
export type ReadingOptions = Omit<RunOptions, "signal" | "onProgress">;

/** Reads captures and sends what is in them through the port, which is closed in the end. Never rejects. */
export async function readFor(port: MessagePort, options: ReadingOptions): Promise<void> {
  const stop = new AbortController();
  const sender = new LineSender((message, transfer) => port.postMessage(message, transfer));
  port.on("message", (message: FromHearing) => {
    if (message.kind === "stop") stop.abort();
    else sender.onHeard(message.size);
  });
  // Nobody hears any more: what was not heard so far is waited for in vain.
  port.on("close", () => {
    stop.abort();
    sender.onHeard(Number.POSITIVE_INFINITY);
  });
  const post = (message: FromReading): void => port.postMessage(message, []);
  try {
    await readCaptures(
      {
        ...options,
        signal: stop.signal,
        onProgress: (progress) => {
          // Once for each chunk of input: who reads a pipe sees what came so far.
          sender.send();
          post({ kind: "progress", progress });
        },
      },
      (capture, { epochNs }) => {
        post({ kind: "capture", capture, epochNs });
        return sender;
      },
    );
  } catch (error) {
    post({ kind: "failure", failure: toFailure(error) });
  } finally {
    port.close();
  }
}
