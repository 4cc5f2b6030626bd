/**
 * Buffers for bytes that wait, given back when they are done with. Left to the garbage collector, what waits under a
 * flood is promoted, dies old, and is still there up to 64 MiB later; and small pieces of Node's own pool each keep
 * 8 KiB of it alive. Here a piece costs what it says, and the same buffers turn.
 */
import { SPARE_BYTES } from "./limits.js";

/** Sizes are powers of two from here. */
const SMALLEST_SHIFT = 6;

/** Free buffers by size class. */
const free: Buffer[][] = [];
let freeBytes = 0;

/** A buffer of at least `size` bytes, whatever they are; give it back, and nobody may look at it any more. */
export function takeBytes(size: number): Buffer {
  const sizeClass = classOf(size);
  const spare = free[sizeClass]?.pop();
  if (spare === undefined) return Buffer.allocUnsafeSlow(2 ** (sizeClass + SMALLEST_SHIFT));
  freeBytes -= spare.length;
  return spare;
}

/** @param buffer as takeBytes made it; an empty one of any origin is passed over */
export function giveBackBytes(buffer: Buffer): void {
  if (buffer.length === 0 || freeBytes + buffer.length > SPARE_BYTES) return;
  freeBytes += buffer.length;
  (free[classOf(buffer.length)] ??= []).push(buffer);
}

function classOf(size: number): number {
  return size <= 2 ** SMALLEST_SHIFT ? 0 : 32 - Math.clz32(size - 1) - SMALLEST_SHIFT;
}
