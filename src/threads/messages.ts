/** What the thread that reads packets and the one that hears their lines say to each other. */
import { CaptureError, UsageError, type CaptureErrorCode, type CaptureErrorDetail } from "../core/errors.js";
import type { CaptureRecord } from "../core/records.js";
import type { CaptureFacts, Progress } from "../report/listener.js";
import type { Batch } from "./batch.js";
import { unreachable } from "../core/unreachable.js";

export type FromReading =
  | { readonly kind: "capture"; readonly capture: CaptureRecord; readonly epochNs: bigint }
  | { readonly kind: "lines"; readonly batch: Batch; readonly size: number }
  | { readonly kind: "progress"; readonly progress: Progress }
  /** The last message of a run that went well. */
  | { readonly kind: "facts"; readonly facts: CaptureFacts }
  /** The last message of one that did not. */
  | { readonly kind: "failure"; readonly failure: Failure };

export type FromHearing =
  /** So many bytes of lines were heard. */
  | { readonly kind: "heard"; readonly size: number }
  /** Read no further; the report so far is still made. */
  | { readonly kind: "stop" };

/** An error on its way: of what is cloned between threads its class would be lost, and with it what main() says. */
export type Failure =
  | { readonly kind: "capture"; readonly code: CaptureErrorCode; readonly detail: CaptureErrorDetail }
  | { readonly kind: "usage"; readonly message: string }
  | { readonly kind: "other"; readonly message: string; readonly stack: string };

export function toFailure(error: unknown): Failure {
  if (error instanceof CaptureError) {
    const { code, file, offset, hint } = error;
    return { kind: "capture", code, detail: { file, offset, hint } };
  }
  if (error instanceof UsageError) return { kind: "usage", message: error.message };
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  return { kind: "other", message, stack };
}

export function toError(failure: Failure): Error {
  switch (failure.kind) {
    case "capture":
      return new CaptureError(failure.code, failure.detail);
    case "usage":
      return new UsageError(failure.message);
    case "other": {
      const error = new Error(failure.message);
      error.stack = failure.stack;
      return error;
    }
    default:
      return unreachable(failure);
  }
}
