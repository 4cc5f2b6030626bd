/** Whether a segment belongs to the connection that its four-tuple has, or to another one behind it. */
import { TCP_ACK, TCP_RST, TCP_SYN, type SegmentView } from "../decode/segment.js";
import type { Flow } from "./flow.js";
import type { Half } from "./half.js";
import { isNear } from "./pending-syn.js";
import { seqAdd } from "./seq.js";
import type { Side } from "./side.js";

/**
 * The same four-tuple opens again: its SYN was seen and is now answered, or used where the old connection had ended.
 * Until then the old one lives, for anybody can forge a SYN and what follows it.
 */
export function startsAnother(flow: Flow, segment: SegmentView, side: Side): boolean {
  const syn = flow.pendingSyn;
  if (syn === null) return flow.isFinished && liesBeyondEnd(flow.halves[side], segment);
  const half = flow.halves[syn.side];
  if (side !== syn.side) return syn.isAnsweredBy(segment, half, flow.isFinished);
  if (!flow.isFinished && !syn.isAlone) return false;
  const isNext = (segment.flags & TCP_SYN) === 0 && segment.seq === seqAdd(syn.seq, 1);
  return isNext || syn.isFollowedBy(segment, half);
}

/** A SYN without ACK that does not repeat the one its side began with. */
export function isStraySyn(half: Half, segment: SegmentView): boolean {
  if ((segment.flags & (TCP_SYN | TCP_ACK | TCP_RST)) !== TCP_SYN) return false;
  if (!half.hasBase || (half.hasSoftBase && !half.isCaptured)) return false;
  // Packets of one handshake may be swapped: then what follows the SYN was there first.
  const isNext = half.offsetOf(seqAdd(segment.seq, 1)) === 0;
  return !isNext || !(half.isFromStart || half.hasSoftBase);
}

/** The segment goes on where the stream of its side stands. */
export function goesOn(half: Half, segment: SegmentView): boolean {
  return half.hasBase && (segment.flags & (TCP_SYN | TCP_RST)) === 0 && isNear(half, segment.seq);
}

/** The SYN was not captured, but nothing of a finished connection can lie beyond its end. */
function liesBeyondEnd(half: Half, segment: SegmentView): boolean {
  if ((segment.flags & TCP_RST) !== 0) return false;
  if ((segment.flags & TCP_SYN) !== 0)
    return (segment.flags & TCP_ACK) !== 0 && half.offsetOf(seqAdd(segment.seq, 1)) !== 0;
  if (segment.end === segment.start) return false;
  return half.finOffset >= 0 && half.offsetOf(segment.seq) > half.finOffset + 1;
}
