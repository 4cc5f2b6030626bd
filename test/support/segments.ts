/**
 * What TCP does to one message: cutting it into segments, and acknowledging them as they arrive.
 */
import type { BuiltPacket } from "./tap.js";

export interface SentSegment {
  packet: BuiltPacket;
  /** When it reached the tap, since the start. */
  atNs: bigint;
  readonly seq: number;
  readonly payload: Uint8Array;
}

/** A text stands for its UTF-8. */
export function toBytes(message: string | Uint8Array): Uint8Array {
  return typeof message === "string" ? Buffer.from(message, "utf8") : message;
}

/** At the given offsets, and wherever a piece would be larger than the MSS. */
export function cut(bytes: Uint8Array, mss: number, offsets: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const bounds = [...offsets.filter((offset) => offset > 0 && offset < bytes.length), bytes.length];
  let begin = 0;
  for (const end of bounds.toSorted((a, b) => a - b)) {
    for (; begin < end; begin += mss) pieces.push(bytes.subarray(begin, Math.min(end, begin + mss)));
    begin = end;
  }
  return pieces;
}

/**
 * What the receiver answers: one acknowledgement for every second segment, one for each out of order, and one in
 * the end (RFC 5681 §4.2).
 */
export function acknowledgements(message: readonly SentSegment[]): { arrivedNs: bigint; ack: number }[] {
  const arrived = message.toSorted((a, b) => (a.atNs < b.atNs ? -1 : a.atNs > b.atNs ? 1 : 0));
  const seen = new Set<SentSegment>();
  const acks: { arrivedNs: bigint; ack: number }[] = [];
  let ack = message[0]?.seq ?? 0;
  let unacknowledged = 0;
  for (const segment of arrived) {
    seen.add(segment);
    const isInOrder = segment.seq === ack;
    for (const each of message) if (seen.has(each) && each.seq === ack) ack = endOf(each);
    unacknowledged += 1;
    if (unacknowledged < 2 && isInOrder && seen.size < arrived.length) continue;
    unacknowledged = 0;
    acks.push({ arrivedNs: segment.atNs, ack });
  }
  return acks;
}

function endOf({ seq, payload }: SentSegment): number {
  return (seq + payload.length) >>> 0;
}
