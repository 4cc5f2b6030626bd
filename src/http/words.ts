/**
 * Bytes looked through four at a time, which costs a third of one by one. Words are read at any offset, in any
 * buffer, through a view of its memory. Two of these are remembered, for input and heads take turns.
 */
let viewed: ArrayBufferLike = new ArrayBuffer(0);
let view = new DataView<ArrayBufferLike>(viewed);
let viewedBefore: ArrayBufferLike = viewed;
let viewBefore = view;

/** Reads words of the memory that `bytes` lies in: byte i of them is at bytes.byteOffset + i. */
export function wordsOf(bytes: Buffer): DataView {
  const memory = bytes.buffer;
  if (memory === viewed) return view;
  const found = memory === viewedBefore ? viewBefore : new DataView(memory);
  viewedBefore = viewed;
  viewBefore = view;
  viewed = memory;
  view = found;
  return found;
}

/** A bit in each byte of a word. */
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;
const CONTROLS_END = 0x20;
const CONTROLS = CONTROLS_END * ONES;

/** First byte below 0x20 at or behind `start`; `end` where there is none. Offsets are those of the view. */
export function controlAt(words: DataView, start: number, end: number): number {
  let at = start;
  // Two words at once: a third faster where nothing is found.
  for (const last = end - 8; at <= last; at += 8) {
    const word = words.getInt32(at, true);
    const next = words.getInt32(at + 4, true);
    if (((((word - CONTROLS) & ~word) | ((next - CONTROLS) & ~next)) & HIGH_BITS) !== 0) break;
  }
  for (const last = end - 4; at <= last; at += 4) {
    const word = words.getInt32(at, true);
    // Less than 0x20, so that subtracting borrows, and no high bit that was there before. The lowest is always right.
    const found = (word - CONTROLS) & ~word & HIGH_BITS;
    if (found !== 0) return at + (lowestBit(found) >> 3);
  }
  while (at < end && words.getUint8(at) >= CONTROLS_END) at += 1;
  return at;
}

/** First byte of that value at or behind `start`; `end` where there is none. @param pattern the byte four times */
export function byteAt(words: DataView, pattern: number, start: number, end: number): number {
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    const rest = words.getInt32(at, true) ^ pattern;
    const next = words.getInt32(at + 4, true) ^ pattern;
    if (((((rest - ONES) & ~rest) | ((next - ONES) & ~next)) & HIGH_BITS) !== 0) break;
  }
  for (const last = end - 4; at <= last; at += 4) {
    const rest = words.getInt32(at, true) ^ pattern;
    const found = (rest - ONES) & ~rest & HIGH_BITS;
    if (found !== 0) return at + (lowestBit(found) >> 3);
  }
  while (at < end && words.getUint8(at) !== (pattern & 0xff)) at += 1;
  return at;
}

const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);
