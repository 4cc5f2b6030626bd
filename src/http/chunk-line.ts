/**
 * The line before each chunk (RFC 9112 §7.1): a hexadecimal size, extensions perhaps. What stands there besides is
 * told with what another reader may take it for.
 */
import { quoted } from "../core/quoted.js";
import { CR, HTAB, SEMICOLON, SP, isBlank, isHex } from "./octets.js";

const VT = 0x0b;
const FF = 0x0c;

/** Largest size with 13 hexadecimal digits, 2^52: exact as a number. */
const SIZE_DIGITS = 13;
const BITS_64_DIGITS = 16;

/** −1 where the line holds no size. White space around the size is passed over, extensions are not read. */
export function readChunkSize(line: Buffer): number {
  let at = 0;
  while (at < line.length && isLooseBlank(line[at]!)) at += 1;
  while (line[at] === 0x30 && isHex(line[at + 1] ?? 0)) at += 1;
  const first = at;
  let size = 0;
  while (at < line.length && isHex(line[at]!)) {
    size = size * 16 + Number.parseInt(String.fromCharCode(line[at]!), 16);
    at += 1;
  }
  if (at === first || at - first > SIZE_DIGITS) return -1;
  while (at < line.length && isLooseBlank(line[at]!)) at += 1;
  return at === line.length || line[at] === SEMICOLON ? size : -1;
}

/** What a C program passes over as white space, an LF excepted, which ends the line. */
const isLooseBlank = (byte: number): boolean => isBlank(byte) || byte === VT || byte === FF || byte === CR;

/** White space stands beside the size of a line that holds one; readers disagree on whether that is one. */
export function hasOddSize(line: Buffer): boolean {
  const end = endOf(line);
  for (let at = 0; at < end && line[at] !== SEMICOLON; at++) if (isLooseBlank(line[at]!)) return true;
  return false;
}

/** Some readers pass over an extension up to CRLF, some up to LF, some up to CR: where these differ, so do the ends. */
export function oddityOfExtension(line: Buffer): string | null {
  const start = line.indexOf(SEMICOLON);
  if (start < 0) return null;
  const end = endOf(line);
  if (end === line.length) return "it ends in LF without CR";
  for (let at = start; at < end; at++) {
    const byte = line[at]!;
    if (byte === CR) return "a CR stands inside it";
    if (byte < SP && byte !== HTAB) return "a control character stands inside it";
  }
  return null;
}

/** End of a line whose LF is off, without a CR before that. */
const endOf = (line: Buffer): number => (line[line.length - 1] === CR ? line.length - 1 : line.length);

/** What becomes of a message whose next bytes cannot be a chunk. */
export const ENDS_HERE = "the message ends here, RFC 9112 §7.1";

/** Characters of a chunk line that a finding quotes. */
const LINE_SHOWN = 40;

/** Why a chunk line holds no size, and what another reader may take it for. */
export function explainSize(line: Buffer): string {
  const text = line.toString("latin1", 0, endOf(line));
  if (text === "") return `a line without a size; ${ENDS_HERE}`;
  const shown = quoted(text, LINE_SHOWN);
  const digits = leadingHex(text);
  if (digits.length > SIZE_DIGITS) {
    const kept = BigInt(`0x${digits.slice(-BITS_64_DIGITS)}`);
    return `the size ${shown} is larger than any; ${ENDS_HERE}; a reader that keeps 64 bits of it takes ${kept}`;
  }
  // What is no number in any notation may be anything of the body, a password too: it is not quoted.
  const what = /^[-+.x0-9a-f \t]*$/i.test(shown) ? `the size ${shown}` : "a size";
  return `${what} is no hexadecimal number; ${ENDS_HERE}`;
}

function leadingHex(text: string): string {
  let end = 0;
  while (end < text.length && isHex(text.charCodeAt(end))) end += 1;
  return text.slice(0, end);
}
