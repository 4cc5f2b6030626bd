/**
 * One resource served in several forms, as requests ask for them: a response that does not name in Vary what it went
 * by is taken by caches for an answer to all (RFC 9110 §12.5.5). What was served last is remembered of so many
 * resources, in a few integers each and one place for all that meet there: a memory, not a result.
 */
import type { TransactionView } from "../http/views.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";
import { varyNames } from "./vary.js";

const VARY = fieldMask("vary");

/** What may be asked for, and what of the response it is compared with. */
const DIMENSIONS = [
  { field: "Accept", name: "accept", asked: fieldMask("accept"), given: fieldMask("content-type") },
  {
    field: "Accept-Language",
    name: "accept-language",
    asked: fieldMask("accept-language"),
    given: fieldMask("content-language"),
  },
  {
    field: "Accept-Encoding",
    name: "accept-encoding",
    asked: fieldMask("accept-encoding"),
    given: fieldMask("content-encoding"),
  },
] as const;
const ANY_ASKED = DIMENSIONS.reduce((mask, { asked }) => mask | asked, 0);
const ASKED = Int32Array.from(DIMENSIONS, ({ asked }) => asked);
const GIVEN = Int32Array.from(DIMENSIONS, ({ given }) => given);

const RESOURCES = 4_096;
/** Ints a resource takes: its print, the session, a bit for each dimension that was told, asked and given of each. */
const WIDTH = 3 + DIMENSIONS.length * 2;
const SESSION = 1;
const TOLD = 2;
const PAIRS = 3;

export class VariantLint {
  /** Made with the first resource. */
  #rows: Int32Array | null = null;

  lint(subject: LintSubject, { session, request, response }: TransactionView): void {
    const { requestFields, responseFields } = subject;
    if (request === null || response === null || response.status !== 200) return;
    if (!requestFields.has(ANY_ASKED) || request.method !== "GET") return;
    if (request.head.mayLackFields || response.head?.mayLackFields === true) return;
    const rows = (this.#rows ??= new Int32Array(RESOURCES * WIDTH));
    const print = subject.resourcePrint;
    const row = (print & (RESOURCES - 1)) * WIDTH;
    const isKnown = rows[row] === print;
    if (isKnown) this.#compare(subject, rows, row, session);
    else rows[row + TOLD] = 0;
    rows[row] = print;
    rows[row + SESSION] = session;
    for (let d = 0; d < DIMENSIONS.length; d++) {
      rows[row + PAIRS + d * 2] = sample(requestFields, ASKED[d]!);
      rows[row + PAIRS + d * 2 + 1] = sample(responseFields, GIVEN[d]!);
    }
  }

  #compare(subject: LintSubject, rows: Int32Array, row: number, session: number): void {
    const { requestFields, responseFields } = subject;
    for (let d = 0; d < DIMENSIONS.length; d++) {
      const pair = row + PAIRS + d * 2;
      if (rows[pair] === sample(requestFields, ASKED[d]!)) continue;
      if (rows[pair + 1] === sample(responseFields, GIVEN[d]!)) continue;
      if ((rows[row + TOLD]! & (1 << d)) !== 0 || isNamed(responseFields, d)) continue;
      rows[row + TOLD]! |= 1 << d;
      const isOwn = rows[row + SESSION] === session;
      subject.tell("http.negotiation-no-vary", "response", { field: DIMENSIONS[d]!.field }, isOwn);
    }
  }
}

/** Size, first two bytes and last of a value: enough to tell apart what one server sends. 0: none. */
function sample(fields: FieldPlaces, mask: number): number {
  const { head } = fields;
  if (head === null || (fields.present & mask) === 0) return 0;
  const index = fields.indexOf(mask);
  const start = head.valueStart(index);
  const size = head.valueEnd(index) - start;
  if (size < 2) return size + 1;
  const { bytes } = head;
  return (size << 24) ^ (bytes[start]! << 16) ^ (bytes[start + 1]! << 8) ^ bytes[start + size - 1]!;
}

function isNamed(fields: FieldPlaces, dimension: number): boolean {
  const names = varyNames(fields.value(VARY));
  return names.has("*") || names.has(DIMENSIONS[dimension]!.name);
}
