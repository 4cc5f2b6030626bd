/**
 * Serial arithmetic of TCP sequence numbers (RFC 9293 §3.4, RFC 1982). The only place where they are subtracted;
 * everywhere else a position in a stream is a plain number from 0.
 */

/**
 * How far `b` lies after `a` in sequence space; negative when before it. Both are int32. Exact while they are
 * less than 2^31 apart, which the 2^30 window guarantees.
 */
export const seqDelta = (a: number, b: number): number => (b - a) | 0;

/** `seq` moved on by `count` bytes, as int32. */
export const seqAdd = (seq: number, count: number): number => (seq + count) | 0;
