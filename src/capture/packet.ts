/**
 * Between capture/ and decode/: one packet at a time, as a view into the input buffer; and inside capture/: what
 * a reader of one format is to those who feed it.
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
  /** Number of the input buffer that `data` is, in the order they were filled; -1 for one of its own. */
  chunk: number;
  /** Lowest number whose bytes are still there: buffers turn. */
  oldestChunk: number;
  /** Size on the wire; greater than end - start where the snap length cut. */
  wireSize: number;
}

/** Bytes in, packets out; never waits. Pulled with next(), because merging files must choose who goes next. */
export interface CaptureReader {
  readonly packet: PacketView;
  /**
   * Hands over more bytes, once next() has said false. They stay untouched until it says so again.
   * @param continues they lie right behind those before, which are still there
   */
  feed(chunk: Buffer, continues?: boolean): void;
  /** true: `packet` is filled, its frame number excepted. false: feed more, or finish; after that, the end. */
  next(): boolean;
  /** No more bytes will come. What is still held comes from next(), then false, for good. */
  finish(): void;
  /** Exact nanoseconds from 1970 to the current packet, for the epoch; too slow to be asked for each packet. */
  stampNs(): bigint;
  /** Link types met so far, each once, in order. */
  readonly linkTypes: readonly number[];
}

const NOTHING = Buffer.alloc(0);

export function emptyPacket(linkType: number, timeDigits: number): PacketView {
  return {
    frame: 0,
    timeNs: 0,
    timeDigits,
    hasTime: true,
    linkType,
    data: NOTHING,
    start: 0,
    end: 0,
    chunk: -1,
    oldestChunk: 0,
    wireSize: 0,
  };
}
