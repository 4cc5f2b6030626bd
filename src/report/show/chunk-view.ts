/** A chunked body as it was sent: size lines, data and what follows the last chunk, line ends made visible. */
import type { Chunks } from "../../trace/chunks.js";
import type { Speech } from "../explain/speech.js";
import type { NotedLine } from "../page.js";
import type { Secrets } from "../secrets.js";
import type { TableStyle } from "../table-style.js";
import { cutToWidth } from "../text-width.js";
import { isReadable } from "./body-view.js";

/** Cells of the data of a chunk: its beginning is enough to find it in the body below. */
const DATA_WIDTH = 48;
const INDENT_WIDTH = 5;

export interface ChunkShowing {
  readonly speech: Speech;
  readonly style: TableStyle;
  readonly secrets: Secrets;
}

/** @param isDataShown whether the beginnings of the data may be shown: of a form they may cut a secret in two */
export function chunkLines(
  { first, count, tail, isEnded }: Chunks,
  isDataShown: boolean,
  showing: ChunkShowing,
): NotedLine[] {
  const { speech, style } = showing;
  const lines: NotedLine[] = [];
  for (const { line, size, data, end } of first) {
    lines.push({ line: visible(line, style), note: speech.say("show.chunk", { bytes: speech.bytes(size) }) });
    lines.push({ line: dataLine(data, isDataShown, showing) + visible(end, style), note: "" });
  }
  if (count > first.length)
    lines.push({ line: speech.say("show.more-chunks", { count: count - first.length }), note: "" });
  tail.forEach((line, i) => lines.push(tailLine(line, i, isEnded, showing)));
  return lines;
}

function dataLine(data: Buffer, isShown: boolean, { speech, style }: ChunkShowing): string {
  if (!isShown || !isReadable(data))
    return speech.say("show.chunk-data", { bytes: speech.bytes(data.length) });
  const width = Math.min(DATA_WIDTH, style.columns - INDENT_WIDTH - style.lineEnds.crlf.length);
  // Four bytes a cell at most, so that no whole chunk is made to text.
  return cutToWidth(visible(data.subarray(0, 4 * width), style), width, style.ellipsis);
}

function tailLine(
  line: Buffer,
  index: number,
  isEnded: boolean,
  { speech, style, secrets }: ChunkShowing,
): NotedLine {
  if (!isEnded)
    return { line: visible(line, style), note: index === 0 ? speech.say("show.chunk-unfit") : "" };
  if (index === 0) return { line: visible(line, style), note: speech.say("show.last-chunk") };
  const text = line.toString("latin1");
  if (/^\r?\n$/.test(text)) return { line: visible(line, style), note: speech.say("ask.empty-line") };
  const [, name = "", value = "", end = ""] = /^([^:\r\n]*:[ \t]*)(.*?)(\r?\n)?$/s.exec(text) ?? [];
  const field = name === "" ? text : name + secrets.inField(name.replace(/:[ \t]*$/, ""), value) + end;
  return { line: visible(Buffer.from(field, "latin1"), style), note: speech.say("show.trailer") };
}

/** With marks in place of line ends. */
function visible(bytes: Buffer, style: TableStyle): string {
  const { crlf, lf } = style.lineEnds;
  return bytes
    .toString("latin1")
    .split(/(\r?\n)/)
    .map((part) => (part === "\r\n" ? crlf : part === "\n" ? lf : style.text(part)))
    .join("");
}
