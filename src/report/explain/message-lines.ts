/**
 * The head of a message line by line, with what each line means: the meaning of a field once, and of a later head on the
 * same connection only what differs from the one before.
 */
import type { Head } from "../../http/head.js";
import type { NotedLine } from "../page.js";
import type { Speech } from "./speech.js";

/** Fields of a head that are shown. */
const SHOWN_FIELDS = 24;
/** Characters of a value that are shown. */
const SHOWN_VALUE = 120;

/** Fields that are the point of a message, also where the message before had them. */
const TELLING: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
  "location",
  "set-cookie",
]);

/** What of a head the one before it on the connection had already. */
export class HeadMemory {
  #fields = new Map<string, string | null>();

  /** The lines between the start line and the empty line. */
  lines(head: Head, speech: Speech): NotedLine[] {
    const { secrets } = speech;
    const lines: NotedLine[] = [];
    const fields = new Map<string, string | null>();
    let same = 0;
    for (const { name, value } of head.headers()) {
      const lower = name.toLowerCase();
      const isSame = !TELLING.has(lower) && this.#fields.has(lower) && this.#fields.get(lower) === value;
      fields.set(lower, value);
      if (isSame) same += 1;
      else if (lines.length < SHOWN_FIELDS)
        lines.push({
          line: lineOf(name, value === null ? null : secrets.inField(name, value), speech),
          note: noteOf(lower, speech),
        });
    }
    const more = fields.size - same - lines.length;
    if (more > 0) lines.push({ line: speech.say("ask.more-fields", { count: more }), note: "" });
    if (same > 0) lines.push({ line: speech.say("ask.same-fields", { count: same }), note: "" });
    this.#fields = fields;
    return lines;
  }
}

function lineOf(name: string, value: string | null, speech: Speech): string {
  if (value === null) return speech.text(name);
  const cut = value.length > SHOWN_VALUE ? `${value.slice(0, SHOWN_VALUE)}\u2026` : value;
  return speech.text(`${name}: ${cut}`);
}

/** Said of each field the first time it is met. */
function noteOf(name: string, speech: Speech): string {
  return speech.teaches(`field.${name}`) ? speech.sayOr(`field.${name}`, "field.unknown") : "";
}
