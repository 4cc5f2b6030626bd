/** Below this V8 copies a slice anyway. */
const SLICE_MIN = 13;

/**
 * Latin-1 text with characters of its own. A slice keeps the whole text alive that it is cut out of, which what
 * outlives that text must not.
 */
export function ownCopy(text: string): string {
  return text.length < SLICE_MIN ? text : Buffer.from(text, "latin1").toString("latin1");
}
