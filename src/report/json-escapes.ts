/**
 * Which characters JSON shows by their number: what JSON.stringify escapes, and DEL and the C1 controls beside it
 * (RFC 8259 §7 allows any), which a terminal that prints a line may act on.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const DELETE = 0x7f;
const LAST_CONTROL = 0x9f;
const LEFT_RAW = /[\u007f-\u009f]/g;

/** Of a latin-1 character, whether another text stands for it. */
export const NEEDS_ESCAPE = new Uint8Array(256);
NEEDS_ESCAPE.fill(1, DELETE);
/** The texts of those below DEL. */
const ESCAPES: readonly Buffer[] = Array.from({ length: DELETE }, (_, code) => {
  const escaped = JSON.stringify(String.fromCharCode(code)).slice(1, -1);
  if (escaped.length > 1) NEEDS_ESCAPE[code] = 1;
  return Buffer.from(escaped, "latin1");
});

const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;
const SPACES = 0x20 * ONES;
const QUOTES = QUOTE * ONES;
const BACKSLASHES = BACKSLASH * ONES;

/** Whether none of the four bytes of a word needs to be escaped. */
export function isPlain(word: number): boolean {
  // A high bit stays where a byte is DEL or beyond, or a subtraction borrows: below a blank, or a difference of zero.
  const beyond = word | (word + ONES);
  const controls = word - SPACES;
  const quotes = (word ^ QUOTES) - ONES;
  const backslashes = (word ^ BACKSLASHES) - ONES;
  return ((beyond | controls | quotes | backslashes) & HIGH_BITS) === 0;
}

/**
 * Writes what stands for such a character, at most six bytes, to `buffer` from `at` on.
 * @returns where it ends
 */
export function escapeInto(buffer: Buffer, at: number, code: number): number {
  let next = at;
  if (code > LAST_CONTROL) {
    buffer[next++] = 0xc0 | (code >> 6);
    buffer[next++] = 0x80 | (code & 0x3f);
  } else if (code === QUOTE || code === BACKSLASH) {
    buffer[next++] = BACKSLASH;
    buffer[next++] = code;
  } else if (code >= DELETE) {
    next = numberInto(buffer, at, code);
  } else {
    const escaped = ESCAPES[code]!;
    for (let i = 0; i < escaped.length; i++) buffer[next++] = escaped[i]!;
  }
  return next;
}

/** `\u00` and two digits; apart from the rest, which is small enough then to be inlined where it is used. */
function numberInto(buffer: Buffer, at: number, code: number): number {
  const low = code & 0xf;
  buffer[at] = BACKSLASH;
  buffer[at + 1] = 0x75;
  buffer[at + 2] = ZERO;
  buffer[at + 3] = ZERO;
  buffer[at + 4] = ZERO + (code >> 4);
  buffer[at + 5] = low < 10 ? ZERO + low : 0x57 + low;
  return at + 6;
}

/** JSON text as JSON.stringify makes it, in which such characters stand inside strings alone. */
export function withControlsEscaped(json: string): string {
  return json.search(LEFT_RAW) < 0 ? json : json.replace(LEFT_RAW, byNumber);
}

function byNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
