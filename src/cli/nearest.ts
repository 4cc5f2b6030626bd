/** The word that was meant, where one was mistyped. */

/** A word for every so many letters may be wrong: shorter words are near to too many. */
const LETTERS_PER_SLIP = 3;
/** Longer words are no slip of any of ours, and comparing costs the product of the lengths. */
const LONGEST = 32;

/** The nearest of the words; null where none is near, or the word itself is among them. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  if (word.length > LONGEST) return null;
  let nearest: string | null = null;
  let fewest = Math.floor(word.length / LETTERS_PER_SLIP) + 1;
  for (const candidate of words) {
    const slips = slipsBetween(word, candidate);
    if (slips === 0) return null;
    if (slips >= fewest) continue;
    nearest = candidate;
    fewest = slips;
  }
  return nearest;
}

/** Letters replaced, missing, too many, or two that changed places (optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          row[j - 1]! + 1,
          last[j]! + 1,
          last[j - 1]! + (isSame ? 0 : 1),
          isSwapped ? beforeLast[j - 2]! + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
