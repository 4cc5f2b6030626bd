/**
 * A SYN on the four-tuple of a connection that lives: it begins another, or somebody forged it (RFC 5961 §4). The
 * other end alone can tell, by answering. Until then what follows the SYN in its own numbering is kept apart, as far
 * as the room for it goes: the old connection goes on undisturbed, and the new one loses nothing by the wait.
 */
import { PENDING_BYTES } from "../core/limits.js";
import { Moment } from "../core/time.js";
import { TCP_ACK, TCP_RST, TCP_SYN, type SegmentView } from "../decode/segment.js";
import type { Half } from "./half.js";
import { seqAdd, seqDelta } from "./seq.js";
import type { Side } from "./side.js";

/** This close to where a stream stands a number is of that stream: the window of a host that does not scale it. */
const UNSCALED_WINDOW_BYTES = 65_535;
/** What a kept segment takes beside its bytes. */
const KEPT_SEGMENT_BYTES = 300;

/** The number lies where the stream of `half` stands, or where its packets of late were. */
export function isNear(half: Half, seq: number): boolean {
  const offset = half.offsetOf(seq);
  const reached = Math.max(half.nextOffset, half.highestOffset);
  return offset >= half.nextOffset - UNSCALED_WINDOW_BYTES && offset <= reached + UNSCALED_WINDOW_BYTES;
}

export class PendingSyn {
  readonly side: Side;
  readonly seq: number;
  /** The number that was due. */
  readonly expected: number;
  readonly at: Moment;
  /** What followed it, oldest first. */
  readonly kept: SegmentView[] = [];
  /** What that takes. */
  heldBytes = 0;
  /** Payload that was kept, and payload there was no room for. */
  keptPayloadBytes = 0;
  droppedBytes = 0;
  /** Number behind the last byte that followed it. */
  #nextSeq: number;

  /**
   * @param isStray it came inside a living connection
   * @param isAlone its own side is enough to begin another: the other end was never captured, and all was quiet
   */
  constructor(
    syn: SegmentView,
    side: Side,
    half: Half,
    readonly isStray: boolean,
    readonly isAlone: boolean,
  ) {
    this.side = side;
    this.seq = syn.seq;
    this.expected = half.nextSeq;
    this.at = Moment.of(syn);
    this.#nextSeq = seqAdd(syn.seq, 1);
  }

  /** The segment, of the same side, goes on from the SYN and not from where the old connection stands. */
  isFollowedBy(segment: SegmentView, old: Half): boolean {
    return (segment.flags & TCP_SYN) === 0 && this.#reaches(segment.seq) && !isNear(old, segment.seq);
  }

  /** The segment, of the other end, acknowledges the SYN; `old` is the half that the SYN would replace. */
  isAnsweredBy(segment: SegmentView, old: Half, isOldFinished: boolean): boolean {
    if ((segment.flags & TCP_ACK) === 0 || (segment.flags & TCP_RST) !== 0) return false;
    const isExact = segment.ack === seqAdd(this.seq, 1);
    if (isExact && (isOldFinished || (segment.flags & TCP_SYN) !== 0)) return true;
    // A forged SYN may bear a number that the old connection will come to, and see acknowledged.
    return this.#reaches(segment.ack) && !isNear(old, segment.ack);
  }

  /** Keeps a copy of a segment that follows. */
  keep(segment: SegmentView): void {
    const { data, start, end } = segment;
    const size = end - start;
    const nextSeq = seqAdd(segment.seq, size + segment.cutSize);
    if (seqDelta(this.#nextSeq, nextSeq) > 0) this.#nextSeq = nextSeq;
    if (this.heldBytes + size + KEPT_SEGMENT_BYTES > PENDING_BYTES) {
      this.droppedBytes += size;
      return;
    }
    this.heldBytes += size + KEPT_SEGMENT_BYTES;
    this.keptPayloadBytes += size;
    const copy = Buffer.from(data.subarray(start, end));
    this.kept.push({ ...segment, data: copy, start: 0, end: size, chunk: -1 });
  }

  #reaches(seq: number): boolean {
    const first = seqAdd(this.seq, 1);
    const distance = seqDelta(first, seq);
    return distance >= 0 && distance <= seqDelta(first, this.#nextSeq) + UNSCALED_WINDOW_BYTES;
  }
}
