/**
 * Between capture/ and decode/: one packet at a time, as a view into the input buffer.
 */

/** One packet. One object per reader, overwritten by next(): copy what you keep. */
export interface PacketView {
  /** From 1, over the whole input. */
  frame: number;
  /** Nanoseconds since the first packet; negative if stamped before it. */
  timeNs: number;
  /** Digits of a second that the packet's clock has, 0 to 9. */
  timeDigits: number;
  /** false for a packet without a time of its own; `timeNs` is then that of the packet before. */
  hasTime: boolean;
  /** LINKTYPE_* as registered. */
  linkType: number;
  /** The captured bytes are data[start, end). */
  data: Buffer;
  start: number;
  end: number;
  /** Size on the wire; greater than end - start where the snap length cut. */
  wireSize: number;
}
