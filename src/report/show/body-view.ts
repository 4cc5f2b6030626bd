/** A body for a person: text as text, JSON laid out, all else as a hex dump. */
import { isUtf8 } from "node:buffer";
import type { StreamPiece } from "../../trace/byte-stream.js";
import type { TableStyle } from "../table-style.js";
import { cutToWidth } from "../text-width.js";

/** Lines of a body that are shown. */
const LINES = 40;
const HEX_LINES = 32;
const HEX_WIDTH = 16;

export interface BodyView {
  readonly lines: readonly string[];
  /** Not all of it is shown. */
  readonly isCut: boolean;
}

export function viewBody(bytes: Buffer, contentType: string | null, style: TableStyle): BodyView {
  if (bytes.length === 0) return { lines: [], isCut: false };
  if (!isReadable(bytes)) return hexDump(bytes, style);
  const text = isUtf8(bytes) ? bytes.toString("utf8") : bytes.toString("latin1");
  const laidOut = contentType !== null && contentType.endsWith("json") ? layOut(text) : text;
  const lines = laidOut.replace(/\r?\n$/, "").split(/\r?\n/);
  return {
    lines: lines
      .slice(0, LINES)
      .map((line) =>
        cutToWidth(style.text(line.replaceAll("\t", "    ")), style.columns - 1, style.ellipsis),
      ),
    isCut: lines.length > LINES,
  };
}

/** Bytes without a hole that are looked at. */
const RUN_BYTES = 16 * 1024;

/** A body with holes as it was carried: what is there, and how much is missing where. */
export function viewRuns(
  runs: readonly StreamPiece[],
  missing: (size: number) => string,
  style: TableStyle,
): BodyView {
  const lines: string[] = [];
  let isCut = false;
  for (const piece of runs) {
    isCut ||= lines.length >= LINES;
    if (isCut) break;
    if (piece.kind === "missing") lines.push(missing(piece.size));
    else {
      const view = viewBody(piece.bytes.subarray(0, RUN_BYTES), null, style);
      isCut = view.isCut || piece.bytes.length > RUN_BYTES || lines.length + view.lines.length > LINES;
      lines.push(...view.lines.slice(0, LINES - lines.length));
    }
  }
  return { lines, isCut };
}

/** Text has no controls but line ends and tabs. */
export function isReadable(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte === 0x7f) return false;
  return true;
}

/** Indented; what is no JSON, or nested too deeply to parse, stays as it is. */
function layOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // It says itself what it is.
    return text;
  }
}

function hexDump(bytes: Buffer, style: TableStyle): BodyView {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length && lines.length < HEX_LINES; at += HEX_WIDTH) {
    const row = bytes.subarray(at, at + HEX_WIDTH);
    const hex = Array.from(row, (byte) => byte.toString(16).padStart(2, "0"));
    const halves = `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`.padEnd(HEX_WIDTH * 3 + 1);
    const text = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".",
    ).join("");
    lines.push(`${at.toString(16).padStart(6, "0")}  ${halves} ${text}`.slice(0, style.columns - 1));
  }
  return { lines, isCut: lines.length * HEX_WIDTH < bytes.length };
}
