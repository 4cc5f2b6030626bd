/**
 * Fields that frame a message, or say whom it is for, to some readers only: white space stands before their colon
 * (RFC 9112 §5.1), or they are folded, or hidden in a folded line (§5.2).
 */
import { HEAD_FIELDS } from "../core/limits.js";
import { quoted } from "../core/quoted.js";
import { otherEnd, type BodyPlan, type Remark } from "./body-plan.js";
import type { Direction } from "./direction.js";
import { HAS_OBS_FOLD, HAS_SPACE_BEFORE_COLON } from "./head-cutter.js";
import { cutHead, type Head } from "./head.js";
import { CR, LF, isBlank, skipBlanks, trimBlanks, trimText } from "./octets.js";

/** Fields that say where a message ends, or whom it is for. */
export const FRAMING_NAMES: ReadonlySet<string> = new Set(["content-length", "transfer-encoding", "host"]);

const isFraming = (name: string): boolean => FRAMING_NAMES.has(trimText(name).toLowerCase());

/**
 * @param plan how the head frames its message; null where it is cut off, and frames none
 * @param planOf the same of any head
 */
export function remarksOnOddFields(
  head: Head,
  direction: Direction,
  plan: BodyPlan | null,
  planOf: (head: Head) => BodyPlan,
): readonly Remark[] {
  const remarks: Remark[] = [];
  const spaced = spacedField(head);
  if (spaced !== null && isFraming(spaced)) {
    const reader = "a reader that passes over it";
    const other = plan === null ? null : otherEnd(planOf(withoutSpaces(head)), plan, reader, 0);
    remarks.push({ code: "http.space-before-colon", data: spaceData(spaced, direction), other });
  }
  const line = foldedFraming(head);
  if (line !== null) {
    const data = { direction, line: quoted(line), taken: "taken as one value, RFC 9112 §5.2" };
    const reader = "a reader that takes each line for a field";
    const other = plan === null ? null : otherEnd(planOf(withoutFolds(head)), plan, reader, 0);
    remarks.push({ code: "http.folded-framing-field", data, other });
  }
  return remarks;
}

/** Of one that frames nothing; null where there is none, or one that does. */
export function harmlessSpace(head: Head, direction: Direction): Remark["data"] | null {
  const spaced = spacedField(head);
  return spaced === null || isFraming(spaced) ? null : spaceData(spaced, direction);
}

function spaceData(name: string, direction: Direction): Remark["data"] {
  return { direction, name: quoted(name), taken: `not taken for ${quoted(trimText(name))}, RFC 9112 §5.1` };
}

const isSpaced = (head: Head, index: number): boolean =>
  head.hasValue(index) &&
  head.nameEnd(index) > head.nameStart(index) &&
  isBlank(head.bytes[head.nameEnd(index) - 1]!);

/** The name that white space follows, of one that frames the message rather than any other; null without one. */
function spacedField(head: Head): string | null {
  if ((head.oddities & HAS_SPACE_BEFORE_COLON) === 0) return null;
  let first: string | null = null;
  for (let i = 0; i < head.fieldCount; i++) {
    if (!isSpaced(head, i)) continue;
    const name = head.name(i);
    if (isFraming(name)) return name;
    first ??= name;
  }
  return first;
}

/** A field that frames the message and is folded, or a folded line that would be one by itself; null without. */
function foldedFraming(head: Head): string | null {
  if ((head.oddities & HAS_OBS_FOLD) === 0) return null;
  for (let i = 0; i < head.fieldCount; i++) {
    if (!head.isFolded(i) || !head.hasValue(i)) continue;
    const name = head.name(i);
    if (FRAMING_NAMES.has(name.toLowerCase())) return name;
    const [, ...continuations] = head.text(head.valueStart(i), head.valueEnd(i)).split("\n");
    const hidden = continuations.map(trimText).find((line) => {
      const colon = line.indexOf(":");
      return colon > 0 && isFraming(line.slice(0, colon));
    });
    if (hidden !== undefined) return hidden;
  }
  return null;
}

/** The head without the white space between names and their colons. */
function withoutSpaces(head: Head): Head {
  const { bytes } = head;
  const pieces: Buffer[] = [];
  let from = 0;
  for (let i = 0; i < head.fieldCount; i++) {
    if (!isSpaced(head, i)) continue;
    pieces.push(bytes.subarray(from, trimBlanks(bytes, head.nameStart(i), head.nameEnd(i))));
    from = head.nameEnd(i);
  }
  pieces.push(bytes.subarray(from));
  return cutHead(Buffer.concat(pieces), HEAD_FIELDS);
}

/** The head without the white space that lines begin with; but a line of nothing else stays, and ends no head. */
function withoutFolds({ bytes }: Head): Head {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) {
    const start = skipBlanks(bytes, lf + 1, bytes.length);
    if (start === lf + 1 || bytes[start] === CR || bytes[start] === LF) continue;
    pieces.push(bytes.subarray(from, lf + 1));
    from = start;
  }
  pieces.push(bytes.subarray(from));
  return cutHead(Buffer.concat(pieces), HEAD_FIELDS);
}
