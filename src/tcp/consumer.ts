/** What a flow feeds, and what it needs of its surroundings. */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import type { Closed } from "../core/records.js";
import type { Flow } from "./flow.js";
import type { RecentSegments } from "./recent-segments.js";
import type { Side } from "./side.js";
import type { Stamp, StreamEnd } from "./stream.js";

/** Takes the bytes of both ends as a StreamSink takes those of one. Made when the first payload comes. */
export interface Consumer {
  /** data[start, end), which `side` sent, is valid until return. */
  onData(side: Side, data: Buffer, start: number, end: number, at: Stamp): void;
  onGap(side: Side, size: number, at: Stamp): void;
  /** Bytes came that lie before the first ones of their stream that were captured: what they were is not known. */
  onLate(): void;
  onEnd(side: Side, why: StreamEnd, at: Stamp): void;
  /** false once the bytes are only counted: then nothing waits for causal order. */
  readonly wantsOrder: boolean;
  /** A message has begun or a request waits: the flow may be quiet for longer. */
  readonly isOutstanding: boolean;
  /** Bytes kept for this flow, beside those in the queues. */
  readonly heldBytes: number;
  /** A finding of the transport; `side` sent what showed it, and becomes `direction` in the data. */
  onFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void;
  /** Give back what is held: the program holds too much. */
  giveUp(at: Stamp): void;
  /** After both streams ended. */
  onClose(closed: Closed, closedBy: Side | null): void;
}

export interface FlowHost {
  readonly ledger: Ledger;
  consume(flow: Flow): Consumer;
  /** Where recent payload of its partition lies. */
  recentSegments(flow: Flow): RecentSegments;
  /** Bytes held for this flow changed. */
  onHeld(flow: Flow, delta: number): void;
}
