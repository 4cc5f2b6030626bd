/**
 * Text from the wire made fit for a terminal: valid UTF-8 is shown as text, and nothing reaches the screen that
 * moves the cursor, changes colours, turns the writing direction or cannot be seen. What is taken out is shown by
 * its number, `\x1b` or `\u{202e}`.
 */

/** Controls, format characters (bidi, zero width), line separators, what is not assigned, and fillers. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Bytes of a text that are looked at; a screen shows less. */
const SHOWN_BYTES = 2048;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @param text latin-1 text from the wire, or text that is already decoded (a file's name) */
export function shown(text: string): string {
  if (isPrintableAscii(text) && text.length <= SHOWN_BYTES) return text;
  // A sentence that was cut ends in a character of ours, which says nothing of the bytes before it.
  const isCut = text.length > SHOWN_BYTES || text.endsWith(CUT);
  const end = text.length > SHOWN_BYTES ? characterEnd(text, SHOWN_BYTES) : text.length - (isCut ? 1 : 0);
  return decoded(text.slice(0, end)).replace(UNSAFE, escaped) + (isCut ? CUT : "");
}

const CUT = "…";

function isPrintableAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

function decoded(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return text;
  try {
    return utf8.decode(Buffer.from(text, "latin1"));
  } catch {
    // Not UTF-8: each byte is shown as the latin-1 character that it is.
    return text;
  }
}

/** The same for a terminal that shows ASCII only; a section that a sentence of ours cites is named in a word. */
export function shownInAscii(text: string): string {
  return shown(text)
    .replace(CITED_SECTION, "section ")
    .replace(/[^\x20-\x7e]/gu, (character) =>
      character === CUT ? "..." : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    );
}

const CITED_SECTION = /(?<=RFC \d{4} )\u00a7(?=\d)/g;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** The last place up to `end` at which no UTF-8 character is cut in two. */
function characterEnd(text: string, end: number): number {
  let at = end;
  while (at > end - 4 && (text.charCodeAt(at) & 0xc0) === 0x80) at -= 1;
  return at;
}
