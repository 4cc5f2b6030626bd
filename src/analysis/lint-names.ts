/**
 * A field name that is one letter from a standard one: such a field is silently ignored (RFC 9110 §5.1). Only what
 * is not standard itself comes here, and each name is judged once.
 */
import type { Direction } from "../http/direction.js";
import { STANDARD_FIELDS, type FieldPlaces } from "./lint-fields.js";
import { shown, type LintSubject } from "./lint-subject.js";

/** Shorter names have too many neighbours that mean something: `Data` is no slip of `Date`. */
const SHORTEST = 5;
const CANDIDATES = STANDARD_FIELDS.filter((name) => name.length >= SHORTEST);
const LONGEST = Math.max(...CANDIDATES.map((name) => name.length)) + 1;
/** Judged names that are remembered: the names of an application are few. Beyond, the memory starts anew. */
const REMEMBERED_NAMES = 1_024;

export class NameLint {
  /** By the name as sent: the standard name that was meant; null for a name that is one of its own. */
  readonly #judged = new Map<string, string | null>();

  lint(subject: LintSubject, fields: FieldPlaces, direction: Direction): void {
    const { head, unknown } = fields;
    if (head === null) return;
    for (const index of unknown) {
      const size = head.nameEnd(index) - head.nameStart(index);
      if (size < SHORTEST - 1 || size > LONGEST || head.isOddName(index)) continue;
      const name = head.name(index);
      const meant = this.#meant(name);
      if (meant !== null)
        subject.tell("http.field-name-typo", direction, { direction, name: shown(name), meant });
    }
  }

  #meant(name: string): string | null {
    let meant = this.#judged.get(name);
    if (meant === undefined) {
      const lower = name.toLowerCase();
      meant = CANDIDATES.find((standard) => isOneLetterFrom(lower, standard)) ?? null;
      if (this.#judged.size >= REMEMBERED_NAMES) this.#judged.clear();
      this.#judged.set(name, meant);
    }
    return meant;
  }
}

/** One letter replaced, missing or too many: what is the same from both ends leaves one over. */
function isOneLetterFrom(name: string, standard: string): boolean {
  const [short, long] = name.length <= standard.length ? [name, standard] : [standard, name];
  const extra = long.length - short.length;
  if (extra > 1) return false;
  let from = 0;
  while (from < short.length && short[from] === long[from]) from += 1;
  if (extra === 0) return from < short.length && short.slice(from + 1) === long.slice(from + 1);
  return short.slice(from) === long.slice(from + 1);
}
