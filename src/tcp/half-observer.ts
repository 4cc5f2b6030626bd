/** What one direction of a flow tells its flow, beside its bytes. */
import type { Ledger } from "../core/ledger.js";
import type { Half } from "./half.js";

export interface HalfObserver {
  readonly ledger: Ledger;
  /** Bytes that were there before came again, in the packet `frame`. */
  onRetransmission(half: Half, bytes: number, frame: number): void;
  /** A second copy differs from the first; `bytes` in the overlap differ in at least one place. */
  onConflict(half: Half, offset: number, first: ConflictCopy, second: ConflictCopy): void;
  /** Bytes now held in the queue; called whenever that number changes. */
  onHeld(delta: number): void;
}

export interface ConflictCopy {
  readonly frame: number;
  /** The differing stretch of this copy; valid during the call. */
  readonly bytes: Buffer;
}
