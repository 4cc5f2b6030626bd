/** Packets that were not captured whole: each is read as far as it goes, and all are told once, in the end. */
import { captureFinding } from "../core/findings.js";
import type { Raise } from "./damage.js";
import type { PacketView } from "./packet.js";

export class SnapCount {
  #packets = 0;
  /** Size of the longest of them, as captured: the snap length as a rule. */
  #longest = 0;
  #missingBytes = 0;

  add({ start, end, wireSize }: PacketView): void {
    const size = end - start;
    if (wireSize <= size) return;
    this.#packets += 1;
    this.#missingBytes += wireSize - size;
    if (size > this.#longest) this.#longest = size;
  }

  /** @param all packets of the capture */
  tell(all: number, raise: Raise): void {
    if (this.#packets === 0) return;
    const data = { packets: this.#packets, all, longest: this.#longest, bytes: this.#missingBytes };
    raise(captureFinding("capture.snapped", null, data));
  }
}
