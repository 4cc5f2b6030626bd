/**
 * Between tcp/ and http/: one direction of a connection, in order, each byte once.
 */
import { Moment } from "../core/time.js";

/** When and in which packet, and what that packet acknowledged. Valid during the call: copy what you keep. */
export class Stamp extends Moment {
  /** Offset in the other direction up to which the packet acknowledged; -1 where unknown. */
  acked: number;

  constructor(timeNs: number, timeDigits: number, hasTime: boolean, frame: number, acked: number) {
    super(timeNs, timeDigits, hasTime, frame);
    this.acked = acked;
  }

  static copy(at: Stamp): Stamp {
    return new Stamp(at.timeNs, at.timeDigits, at.hasTime, at.frame, at.acked);
  }
}

export type StreamEnd = "fin" | "rst" | "idle" | "reused" | "limit" | "capture-end";

/** onData and onGap come in stream order, then onEnd once. */
export interface StreamSink {
  /** data[start, end) is valid until return. */
  onData(data: Buffer, start: number, end: number, at: Stamp): void;
  /** `size` bytes are known to exist and were not captured. */
  onGap(size: number, at: Stamp): void;
  onEnd(why: StreamEnd, at: Stamp): void;
}
