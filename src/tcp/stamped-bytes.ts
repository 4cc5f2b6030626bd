/** Bytes of a stream that wait: a copy in a buffer that turns, with the stamp of the packet that brought them. */
import { giveBackBytes, takeBytes } from "../core/byte-pool.js";
import { Stamp } from "./stream.js";

/** What such a piece costs beside its buffer, so that one-byte segments cannot fill the memory. */
const OVERHEAD_BYTES = 448;

export class StampedBytes extends Stamp {
  /** Valid up to `size`. */
  bytes: Buffer;
  size: number;

  constructor(data: Buffer, start: number, end: number, at: Stamp) {
    super(at.timeNs, at.timeDigits, at.hasTime, at.frame, at.acked);
    this.size = end - start;
    this.bytes = takeBytes(this.size);
    data.copy(this.bytes, 0, start, end);
  }

  /** What it takes of memory. */
  get heldBytes(): number {
    return this.bytes.length + OVERHEAD_BYTES;
  }

  /** Its bytes are not looked at any more. */
  release(): void {
    giveBackBytes(this.bytes);
    this.bytes = NOTHING;
  }
}

const NOTHING = Buffer.alloc(0);
