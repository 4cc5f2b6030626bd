/**
 * What a CR without LF hides. RFC 9112 §2.2 makes it a part of its line, or a blank; for some readers it ends the
 * line, and there a field that frames the message, or the end of the head, appears where others see none.
 */
import { HEAD_FIELDS } from "../core/limits.js";
import { otherEnd, type BodyPlan, type Remark } from "./body-plan.js";
import type { Direction } from "./direction.js";
import { HeadScanner } from "./gather.js";
import { HAS_BARE_CR } from "./head-cutter.js";
import { cutHead, type Head } from "./head.js";
import type { KnownHeader } from "./known-headers.js";
import { CR, LF } from "./octets.js";

/** How others read a CR that no LF follows. */
interface CrReading {
  readonly reader: string;
  /** They take it for a line end; else for nothing. */
  readonly isLineEnd: boolean;
}

const READINGS: readonly CrReading[] = [
  { reader: "a reader that takes a CR for a line end", isLineEnd: true },
  { reader: "a reader that passes over a CR", isLineEnd: false },
];

/** Fields that say where a message ends, or whom it is for. */
const FRAMING_FIELDS: ReadonlyMap<KnownHeader, string> = new Map([
  ["transfer-encoding", "Transfer-Encoding"],
  ["content-length", "Content-Length"],
  ["host", "Host"],
]);

/** A head as others see it. */
interface Seen {
  readonly head: Head;
  /** Bytes that it ends earlier than ours. */
  readonly early: number;
}

/**
 * One where two readers see another framing, else none.
 * @param planOf how a head frames its message
 */
export function remarksOnBareCr(
  head: Head,
  direction: Direction,
  plan: BodyPlan,
  planOf: (head: Head) => BodyPlan,
): readonly Remark[] {
  if ((head.oddities & HAS_BARE_CR) === 0) return [];
  for (const { reader, isLineEnd } of READINGS) {
    const seen = readAs(head, isLineEnd);
    const hidden = hiddenIn(head, seen);
    if (hidden === null) continue;
    const data = { direction, hidden, taken: "taken as a part of its line, RFC 9112 §2.2" };
    const other = otherEnd(planOf(seen.head), plan, reader, seen.early);
    return [{ code: "http.framing-behind-bare-cr", data, other }];
  }
  return [];
}

const scanner = new HeadScanner();

function readAs({ bytes }: Head, isLineEnd: boolean): Seen {
  const read = Buffer.allocUnsafe(bytes.length);
  scanner.reset();
  let size = 0;
  for (let at = 0; at < bytes.length; at++) {
    const isBare = bytes[at] === CR && at + 1 < bytes.length && bytes[at + 1] !== LF;
    if (isBare && !isLineEnd) continue;
    read[size] = isBare ? LF : bytes[at]!;
    size += 1;
    if (scanner.scan(read, size - 1, size) >= 0) return seenUpTo(read, size, bytes.length - at - 1);
  }
  return seenUpTo(read, size, 0);
}

const seenUpTo = (read: Buffer, size: number, early: number): Seen => ({
  head: cutHead(read.subarray(0, size), HEAD_FIELDS),
  early,
});

/** What they see and we do not; a field that they miss lies behind the end of their head. */
function hiddenIn(head: Head, seen: Seen): string | null {
  for (const [field, name] of FRAMING_FIELDS) {
    const ours = valuesWithoutCr(head, field);
    const theirs = valuesWithoutCr(seen.head, field);
    if (theirs.length > ours.length || theirs.some((value) => !ours.includes(value)))
      return head.has(field) ? `another ${name}` : name;
  }
  return seen.early > 0 ? "the end of the head" : null;
}

/** A CR in front of the end of a line is the same value to whoever sees one there. */
const valuesWithoutCr = (head: Head, field: KnownHeader): readonly string[] =>
  head.values(field).map((value) => {
    let end = value.length;
    while (end > 0 && value.charCodeAt(end - 1) === CR) end -= 1;
    return value.slice(0, end);
  });
