/** A head as it was sent, its line ends made visible, each field with its meaning and where that is defined. */
import type { Head } from "../../http/head.js";
import { FIELD_SOURCES } from "../explain/field-sources.js";
import type { Speech } from "../explain/speech.js";
import type { NotedLine } from "../page.js";
import type { Secrets } from "../secrets.js";

const CR = 0x0d;

/** Fields of a head that are shown: a person reads no more. */
const FIELDS = 200;
const VALUE = 2_000;

export function headLines(head: Head, speech: Speech, secrets: Secrets, lineEnds: LineEnds): NotedLine[] {
  const { bytes } = head;
  const start = secrets.inPairs(bytes.toString("latin1", 0, head.startLineEnd));
  const lines: NotedLine[] = [
    { line: speech.text(start) + endAt(bytes, head.startLineEnd, lineEnds), note: "" },
  ];
  for (let i = 0; i < Math.min(head.fieldCount, FIELDS); i++) {
    const value = head.fieldValue(i);
    const name = head.name(i);
    const lower = name.toLowerCase();
    const source = FIELD_SOURCES.get(lower) ?? "";
    const meaning = speech.sayOr(`field.${lower}`, "field.unknown");
    const shown = value === null ? name : `${name}: ${secrets.inField(name, value.slice(0, VALUE))}`;
    const end = head.hasValue(i) ? head.valueEnd(i) : head.nameEnd(i);
    lines.push({
      line: speech.text(shown) + endAt(bytes, end, lineEnds),
      note: source === "" ? meaning : `${meaning}  ${speech.unbroken(source)}`,
    });
  }
  if (head.fieldCount > FIELDS)
    lines.push({ line: speech.say("ask.more-fields", { count: head.fieldCount - FIELDS }), note: "" });
  const isEnded = bytes.at(-1) === 0x0a;
  if (isEnded) {
    const isCrLf = bytes.at(-2) === CR;
    lines.push({ line: isCrLf ? lineEnds.crlf : lineEnds.lf, note: speech.say("ask.empty-line") });
  }
  return lines;
}

export interface LineEnds {
  readonly crlf: string;
  readonly lf: string;
}

/** The line end behind a place, blanks before it left out. */
function endAt(bytes: Buffer, from: number, { crlf, lf }: LineEnds): string {
  const at = bytes.indexOf(0x0a, from);
  if (at < 0) return "";
  return bytes[at - 1] === CR ? crlf : lf;
}
