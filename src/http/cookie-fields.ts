/**
 * Reads the Cookie and Set-Cookie fields as a browser would: RFC 6265 §5.2 step by step, dates by its own
 * algorithm of §5.1.1, plus SameSite and Partitioned of its successor (draft-ietf-httpbis-rfc6265bis §5.5). Text
 * is latin-1. One pass over the input each, no regular expression, nothing here throws.
 */
import type { CookiePair, SetCookieRecord } from "../core/records.js";
import { formatSecond } from "../core/time.js";
import { trimText } from "./octets.js";

/**
 * The pairs of the Cookie fields of one request, in order; names and values as sent, quotes kept. A piece without
 * `=` is the value of a cookie without a name, which is how browsers send one.
 */
export function parseCookies(values: readonly string[]): CookiePair[] {
  const pairs: CookiePair[] = [];
  for (const text of values) {
    for (let at = 0; at <= text.length;) {
      const semicolon = indexOfOr(text, ";", at, text.length);
      const pair = text.slice(at, semicolon);
      at = semicolon + 1;
      const equals = pair.indexOf("=");
      const name = equals < 0 ? "" : trimText(pair.slice(0, equals));
      const value = trimText(pair.slice(equals + 1));
      if (name !== "" || value !== "") pairs.push({ name, value });
    }
  }
  return pairs;
}

/**
 * One Set-Cookie field; null where a browser ignores all of it (no `=`, or no name before it). `path` is null
 * where the default path applies; of a repeated attribute the last valid one counts.
 */
export function parseSetCookie(value: string): SetCookieRecord | null {
  // Steps 1 to 5: the pair before the first semicolon.
  const pairEnd = indexOfOr(value, ";", 0, value.length);
  const equals = value.indexOf("=");
  if (equals < 0 || equals > pairEnd) return null;
  const name = trimText(value.slice(0, equals));
  if (name === "") return null;
  const cookie = {
    name,
    value: trimText(value.slice(equals + 1, pairEnd)),
    domain: null as string | null,
    path: null as string | null,
    expires: null as string | null,
    maxAge: null as number | null,
    secure: false,
    httpOnly: false,
    sameSite: null as string | null,
    partitioned: false,
  };
  // The unparsed attributes: each between two semicolons, split at its first `=`.
  for (let at = pairEnd + 1; at <= value.length;) {
    const end = indexOfOr(value, ";", at, value.length);
    const attribute = value.slice(at, end);
    at = end + 1;
    const split = indexOfOr(attribute, "=", 0, attribute.length);
    const attributeValue = trimText(attribute.slice(split + 1));
    switch (trimText(attribute.slice(0, split)).toLowerCase()) {
      case "expires": // §5.2.1
        cookie.expires = parseCookieDate(attributeValue) ?? cookie.expires;
        break;
      case "max-age": // §5.2.2
        cookie.maxAge = parseMaxAge(attributeValue) ?? cookie.maxAge;
        break;
      case "domain": // §5.2.3
        if (attributeValue !== "") cookie.domain = parseDomain(attributeValue);
        break;
      case "path": // §5.2.4
        cookie.path = attributeValue.startsWith("/") ? attributeValue : null;
        break;
      case "secure": // §5.2.5
        cookie.secure = true;
        break;
      case "httponly": // §5.2.6
        cookie.httpOnly = true;
        break;
      case "samesite":
        cookie.sameSite = attributeValue;
        break;
      case "partitioned":
        cookie.partitioned = true;
        break;
    }
  }
  return cookie;
}

const parseDomain = (text: string): string => (text.startsWith(".") ? text.slice(1) : text).toLowerCase();

/** Seconds; null where the text is no integer. Kept inside what a number holds exactly, for any length is legal. */
function parseMaxAge(text: string): number | null {
  const digits = text.startsWith("-") ? text.slice(1) : text;
  if (digits === "" || leadingDigits(digits) !== digits.length) return null;
  const seconds = Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  return text.startsWith("-") && seconds !== 0 ? -seconds : seconds;
}

const MONTHS: readonly string[] = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/**
 * A cookie-date (RFC 6265 §5.1.1) as RFC 3339; null where it is none. Each token is the first thing it can be that
 * was not found yet: time, day, month, year.
 */
export function parseCookieDate(text: string): string | null {
  let time: readonly [number, number, number] | null = null;
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  for (let at = 0; at < text.length;) {
    while (at < text.length && isDateDelimiter(text.charCodeAt(at))) at += 1;
    const start = at;
    while (at < text.length && !isDateDelimiter(text.charCodeAt(at))) at += 1;
    const token = text.slice(start, at);
    const digits = leadingDigits(token);
    if (time === null && (time = parseTime(token)) !== null) continue;
    if (day === null && digits >= 1 && digits <= 2) {
      day = Number(token.slice(0, digits));
      continue;
    }
    if (month === null) {
      const index = MONTHS.indexOf(token.slice(0, 3).toLowerCase());
      if (index >= 0) {
        month = index;
        continue;
      }
    }
    if (year === null && digits >= 2 && digits <= 4) year = fullYear(Number(token.slice(0, digits)));
  }
  if (time === null || day === null || month === null || year === null) return null;
  const [hour, minute, second] = time;
  if (day < 1 || day > 31 || year < 1601 || hour > 23 || minute > 59 || second > 59) return null;
  const timeMs = Date.UTC(year, month, day, hour, minute, second);
  // The last step: a date that does not exist (30 February) comes out in another month.
  if (new Date(timeMs).getUTCMonth() !== month) return null;
  return `${formatSecond(timeMs / 1000)}Z`;
}

/** Two digits and less: 70 to 99 are of the last century, 0 to 69 of this one. */
function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}

/** `h:m:s` at the beginning of the token, one or two digits each, not followed by a digit. */
function parseTime(token: string): readonly [number, number, number] | null {
  const fields: number[] = [];
  for (let at = 0; fields.length < 3; at++) {
    const digits = leadingDigits(token, at);
    if (digits < 1 || digits > 2) return null;
    fields.push(Number(token.slice(at, at + digits)));
    at += digits;
    if (fields.length < 3 && token[at] !== ":") return null;
  }
  return [fields[0]!, fields[1]!, fields[2]!];
}

/** %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E */
function isDateDelimiter(code: number): boolean {
  return (
    code === 0x09 ||
    (code >= 0x20 && code <= 0x2f) ||
    (code >= 0x3b && code <= 0x40) ||
    (code >= 0x5b && code <= 0x60) ||
    (code >= 0x7b && code <= 0x7e)
  );
}

/** How many digits stand at `start`. */
function leadingDigits(text: string, start = 0): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at += 1;
  return at - start;
}

function indexOfOr(text: string, search: string, from: number, otherwise: number): number {
  const at = text.indexOf(search, from);
  return at < 0 ? otherwise : at;
}
