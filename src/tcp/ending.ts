/** How a connection ends as far as its packets tell: which FIN or RST came first, and whether it stands. */
import type { Side } from "./side.js";

export class Ending {
  how: "fin" | "rst" | null = null;
  by: Side | null = null;
  /** A reset stands: nothing more is expected. */
  isReset = false;

  clear(): void {
    this.how = null;
    this.by = null;
    this.isReset = false;
  }

  onFin(side: Side): void {
    if (this.how !== null) return;
    this.how = "fin";
    this.by = side;
  }

  onReset(side: Side): void {
    this.isReset = true;
    if (this.how !== null) return;
    this.how = "rst";
    this.by = side;
  }

  /** The FIN of `side` was none: it goes on. */
  withdrawFin(side: Side): void {
    if (this.how !== "fin" || this.by !== side) return;
    this.how = null;
    this.by = null;
  }

  /** The connection goes on behind the reset. */
  withdrawReset(): void {
    this.isReset = false;
    this.how = null;
    this.by = null;
  }
}
