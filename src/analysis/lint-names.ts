/**
 * A field name that is one letter from a standard one: such a field is silently ignored (RFC 9110 §5.1). One with the
 * letters of a field that frames the message, and something else between or beside them, is no slip of the pen:
 * gateways that turn `_` into `-`, or drop what they do not know, go by it (RFC 9112 §11.2). Only what is not
 * standard itself comes here, and each name is judged once.
 */
import { quoted } from "../core/quoted.js";
import { Remembered } from "../core/remembered.js";
import type { Direction } from "../http/direction.js";
import { STANDARD_FIELDS } from "../http/known-headers.js";
import type { FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

/** Shorter names have too many neighbours that mean something: `Data` is no slip of `Date`. */
const SHORTEST = 5;
const CANDIDATES = STANDARD_FIELDS.filter((name) => name.length >= SHORTEST);
const LONGEST = Math.max(...CANDIDATES.map((name) => name.length)) + 1;

/** By their letters. */
const FRAMING = new Map(
  ["Content-Length", "Transfer-Encoding", "Host"].map((name) => [lettersOf(name), name]),
);
/** Odd names of one head that may be slips; a head full of made-up names is no slip. */
const SLIPS = 32;
/** Beyond, so much stands between the letters that nobody reads them as one name. */
const LONGEST_DISGUISE = 40;

interface Judgement {
  readonly code: "http.field-name-typo" | "http.framing-field-disguised";
  readonly meant: string;
}

export class NameLint {
  /** Of a name as sent; null for one of its own. The names of an application are few. */
  readonly #judgements = new Remembered(judge);

  lint(subject: LintSubject, fields: FieldPlaces, direction: Direction): void {
    const { head, unknown } = fields;
    if (head === null) return;
    for (const [place, index] of unknown.entries()) {
      const size = head.nameEnd(index) - head.nameStart(index);
      if (size < SHORTEST - 1 || size > LONGEST_DISGUISE || head.isOddName(index)) continue;
      const name = head.name(index);
      const judgement = this.#judgements.of(name);
      const isLookedFor = place < SLIPS || judgement?.code === "http.framing-field-disguised";
      if (judgement !== null && isLookedFor)
        subject.tell(judgement.code, direction, { direction, name: quoted(name), meant: judgement.meant });
    }
  }
}

function judge(sent: string): Judgement | null {
  const name = sent.toLowerCase();
  const framing = FRAMING.get(lettersOf(name));
  if (framing !== undefined) return { code: "http.framing-field-disguised", meant: framing };
  if (name.length > LONGEST) return null;
  const meant = CANDIDATES.find((standard) => isOneLetterFrom(name, standard));
  return meant === undefined ? null : { code: "http.field-name-typo", meant };
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
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
