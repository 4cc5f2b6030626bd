/** How a connection ends as far as its packets tell: which FIN or RST came first, and whether it stands. */
import type { Side } from "./side.js";

/** A reset inside the window: it counts, and may be forged all the same (RFC 5961 §3). */
export interface Reset {
  readonly side: Side;
  readonly frame: number;
  readonly timeNs: number;
  /** Its sequence number, and the one that was due. */
  readonly seq: number;
  readonly expected: number;
  /** How far the other direction had come: who acknowledges more later on has not reset. */
  readonly peerOffset: number;
  /** Data behind it was told of. */
  isDataTold: boolean;
}

export class Ending {
  how: "fin" | "rst" | null = null;
  by: Side | null = null;
  /** The reset that stands: nothing more is expected. */
  reset: Reset | null = null;

  clear(): void {
    this.how = null;
    this.by = null;
    this.reset = null;
  }

  onFin(side: Side): void {
    if (this.how !== null) return;
    this.how = "fin";
    this.by = side;
  }

  onReset(reset: Reset): void {
    this.reset ??= reset;
    if (this.how !== null) return;
    this.how = "rst";
    this.by = reset.side;
  }

  /** The FIN of `side` was none: it goes on. */
  withdrawFin(side: Side): void {
    if (this.how !== "fin" || this.by !== side) return;
    this.how = null;
    this.by = null;
  }

  /** Who sent the reset goes on. */
  withdrawReset(): void {
    this.reset = null;
    if (this.how !== "rst") return;
    this.how = null;
    this.by = null;
  }
}
