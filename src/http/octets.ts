/** The bytes that HTTP's grammar is made of, and the steps every reader of it takes (RFC 9110 §5.6). */

export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const HTAB = 0x09;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;

/** Space or tab: the white space that the grammar knows. Other control characters are none, whoever trims them. */
export const isBlank = (byte: number): boolean => byte === SP || byte === HTAB;

export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

export const isHex = (byte: number): boolean =>
  isDigit(byte) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);

/** First byte from `start` on that is no blank. */
export function skipBlanks(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at]!)) at += 1;
  return at;
}

/** End of bytes[start, end) without the blanks at its end. */
export function trimBlanks(bytes: Buffer, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(bytes[at - 1]!)) at -= 1;
  return at;
}

/** 1 for the characters of a token (RFC 9110 §5.6.2). */
const TOKEN = new Uint8Array(256);
for (const char of "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
  TOKEN[char.charCodeAt(0)] = 1;
}

/** End of the token at `start`; `start` itself where there is none. */
export function endOfToken(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && TOKEN[bytes[at]!] === 1) at += 1;
  return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Behind the closing quote of the quoted string whose opening one is at `start`; −1 without one (RFC 9110 §5.6.4). */
export function quotedStringEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return -1;
}

/** Blanks off both ends of a text: String.trim() takes more than those, and so changes what was sent. */
export function trimText(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
