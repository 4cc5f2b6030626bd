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
  const start = text.length <= SHOWN_BYTES ? text : `${text.slice(0, characterEnd(text, SHOWN_BYTES))}…`;
  return decoded(start).replace(UNSAFE, escaped);
}

function decoded(text: string): string {
  let isAscii = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0xff) return text;
    if (code > 0x7f) isAscii = false;
  }
  if (isAscii) return text;
  try {
    return utf8.decode(Buffer.from(text, "latin1"));
  } catch {
    // Not UTF-8: each byte is shown as the latin-1 character that it is.
    return text;
  }
}

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
