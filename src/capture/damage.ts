/**
 * What is wrong with one capture file, told as findings: each damaged place up to a limit, all further ones in
 * one sentence at the end, and the end of the file once, whatever found it first.
 */
import { captureFinding, type Finding } from "../core/findings.js";
import { DAMAGE_FINDINGS } from "../core/limits.js";

export type Raise = (finding: Finding) => void;

export class DamageReport {
  readonly file: string;
  readonly #raise: Raise;
  #places = 0;
  #firstUntold = 0;
  #notes = 0;
  #losses = 0;
  #droppedUntold = 0;
  #endTold = false;

  constructor(file: string, raise: Raise) {
    this.file = file;
    this.#raise = raise;
  }

  /** Whether the file could not be read to its end. */
  get isCut(): boolean {
    return this.#endTold;
  }

  /** A damaged place after which reading went on, at byte `to`. */
  repaired(what: string, from: number, to: number): void {
    this.#places++;
    if (this.#places <= DAMAGE_FINDINGS) this.#corrupt(what, from, to, `reading went on at byte ${to}`);
    else if (this.#places === DAMAGE_FINDINGS + 1) this.#firstUntold = from;
  }

  /** Damage that nothing readable follows. */
  ended(what: string, from: number): void {
    if (this.#endTold) return;
    this.#endTold = true;
    this.#corrupt(what, from, null, "reading ended there");
  }

  /** The file stops inside a record. */
  truncated(offset: number): void {
    if (this.#endTold) return;
    this.#endTold = true;
    this.#raise(captureFinding("capture.truncated", null, { file: this.file, offset }));
  }

  /** An interface's clock is finer than what is kept of it. */
  precisionCut(interfaceId: number): void {
    if (this.#notes++ >= DAMAGE_FINDINGS) return;
    const data = { file: this.file, interface: interfaceId };
    this.#raise(captureFinding("capture.time-precision-cut", null, data));
  }

  noTimestamp(): void {
    this.#raise(captureFinding("capture.no-timestamp", null, { file: this.file }));
  }

  /** Whoever captured says that packets were lost on the way. */
  dropped(packets: number): void {
    if (this.#losses++ < DAMAGE_FINDINGS) this.#dropped(packets);
    else this.#droppedUntold += packets;
  }

  /** The file has been read; tells what was only counted. */
  close(): void {
    if (this.#droppedUntold > 0) this.#dropped(this.#droppedUntold);
    this.#droppedUntold = 0;
    const untold = this.#places - DAMAGE_FINDINGS;
    if (untold <= 0) return;
    this.#places = 0;
    const what = untold === 1 ? "one more damaged place" : `${untold} more damaged places, the first of them`;
    this.#corrupt(what, this.#firstUntold, null, "reading went on after each");
  }

  #dropped(packets: number): void {
    this.#raise(captureFinding("capture.dropped", null, { file: this.file, packets }));
  }

  #corrupt(what: string, from: number, to: number | null, outcome: string): void {
    this.#raise(captureFinding("capture.corrupt", null, { file: this.file, what, from, to, outcome }));
  }
}
