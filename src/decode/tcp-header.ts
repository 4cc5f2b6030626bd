/**
 * The TCP header (RFC 9293 §3.1). Options are stepped over: nothing here depends on them.
 */
import type { SegmentView } from "./segment.js";
import { type Walk, int32At, uint16At } from "./walk.js";

const TCP_HEADER_SIZE = 20;
const FLAGS = 0x3f;

/** Fills `segment` from the header at `walk.at`; false where it is cut or too short to be one. */
export function readTcpHeader(walk: Walk, segment: SegmentView): boolean {
  const { data, at, end } = walk;
  if (end - at < TCP_HEADER_SIZE) return false;
  const headerSize = (data[at + 12]! >> 4) << 2;
  if (headerSize < TCP_HEADER_SIZE || end - at < headerSize) return false;
  segment.sourcePort = uint16At(data, at);
  segment.targetPort = uint16At(data, at + 2);
  segment.seq = int32At(data, at + 4);
  segment.ack = int32At(data, at + 8);
  segment.flags = data[at + 13]! & FLAGS;
  segment.data = data;
  segment.start = at + headerSize;
  segment.end = end;
  segment.cutSize = walk.wireEnd - end;
  return true;
}
