/**
 * Content-Length (RFC 9110 §8.6, RFC 9112 §6.3): decimal digits, once. What else stands there is taken as far as it
 * can be, and told with what a lenient reader makes of it.
 */
import { quoted } from "../core/quoted.js";
import {
  NO_REMARKS,
  UNFRAMED,
  UNTIL_CLOSE,
  type BodyPlan,
  type OtherReading,
  type Remark,
} from "./body-plan.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";
import { isDigit, trimText } from "./octets.js";

const ZERO = 0x30;

/** For a head that has such a field. */
export function planContentLength(head: Head, direction: Direction): BodyPlan {
  const sole = soleLength(head);
  if (sole >= 0) return counted(sole, NO_REMARKS);
  const values = lengthsOf(head);
  const sizes = values.map(readLength);
  const first = sizes.find((size) => size >= 0) ?? -1;
  if (first >= 0 && sizes.every((size) => size === first))
    return counted(first, remarksOnOne(values, first, direction));
  const taken = first >= 0 ? `${first} counts, the first that is a number` : noKnownEnd(direction);
  const data = { direction, value: quoted(values.join(", ")), taken };
  const remarks: Remark[] = [{ code: "http.bad-content-length", data, other: otherLength(values, first) }];
  if (first >= 0) return counted(first, remarks);
  return { ...(direction === "response" ? UNTIL_CLOSE : UNFRAMED), remarks };
}

/** What a reader takes that goes by Content-Length where others do not; null where it holds no number. */
export function byContentLength(head: Head): OtherReading | null {
  const size = lengthsOf(head)
    .map(readLength)
    .find((length) => length >= 0);
  return size === undefined ? null : { reader: "a reader that goes by Content-Length", size };
}

/** What becomes of a body whose fields tell no end (RFC 9112 §6.3, points 4 and 5). */
export function noKnownEnd(direction: Direction): string {
  return direction === "response"
    ? "the body lasts until the connection closes, RFC 9112 §6.3"
    : "the body has no known end, RFC 9112 §6.3";
}

const counted = (length: number, remarks: readonly Remark[]): BodyPlan => ({
  framing: "content-length",
  length,
  isUnframed: false,
  remarks,
});

/** Digits that a number holds exactly, whatever they are. */
const EXACT_DIGITS = 15;

/** The size where one field says it, as nearly all do; −1 where there is more to look at. */
function soleLength(head: Head): number {
  if (head.isRepeated("content-length")) return -1;
  const index = head.indexOf("content-length");
  const start = head.valueStart(index);
  const end = head.valueEnd(index);
  if (start === end || end - start > EXACT_DIGITS) return -1;
  if (head.bytes[start] === ZERO && end - start > 1) return -1;
  let size = 0;
  for (let at = start; at < end; at++) {
    const byte = head.bytes[at]!;
    if (!isDigit(byte)) return -1;
    size = size * 10 + byte - ZERO;
  }
  return size;
}

/** Each value, and each element of a list. */
function lengthsOf(head: Head): string[] {
  return head.values("content-length").flatMap((value) => value.split(",").map(trimText));
}

/** Decimal digits only; −1 for anything else, and for sizes that a number cannot hold exactly. */
function readLength(text: string): number {
  if (!isDecimal(text)) return -1;
  const size = Number(text);
  return Number.isSafeInteger(size) ? size : -1;
}

function isDecimal(text: string): boolean {
  if (text === "") return false;
  for (let i = 0; i < text.length; i++) if (!isDigit(text.charCodeAt(i))) return false;
  return true;
}

/** Values that are numbers, and all the same one. */
function remarksOnOne(values: readonly string[], value: number, direction: Direction): readonly Remark[] {
  const remarks: Remark[] = [];
  const count = values.length;
  if (count > 1) {
    const data = { direction, value, count };
    remarks.push({ code: "http.repeated-content-length", data, other: null });
  }
  const padded = values.find((text) => text.startsWith("0") && readOctal(text) !== value);
  if (padded !== undefined) {
    const data = { direction, value: quoted(padded), taken: `${value} counts, RFC 9110 §8.6` };
    const other = { reader: "a reader that takes a leading zero for octal", size: readOctal(padded) };
    remarks.push({ code: "http.padded-content-length", data, other });
  }
  return remarks;
}

/** As strtol reads it with a base of 0: up to the first digit that is none. */
function readOctal(digits: string): number {
  return Number.parseInt(digits, 8);
}

/** The first of the lengths, as lenient readers take them, that is not the one that counts. */
function otherLength(values: readonly string[], taken: number): OtherReading | null {
  for (const value of values) {
    const other = isDecimal(value) || isNegative(value) ? readInBits(value) : readLoosely(value);
    if (other !== null && other.size !== taken) return other;
  }
  return null;
}

const isNegative = (text: string): boolean => text.startsWith("-") && isDecimal(text.slice(1));

/** Digits of a number whose other readings are worked out: beyond, nobody means any of them. */
const WRAPPED_DIGITS = 100;

/** A number, and where it is too large, or below 0, what is left of it in a word of the machine. */
function readInBits(text: string): OtherReading | null {
  const size = readLength(text);
  if (size >= 0) return { reader: `a reader that goes by ${size}`, size };
  if (text.length > WRAPPED_DIGITS) return null;
  const value = BigInt(text);
  const in64 = Number(BigInt.asUintN(64, value));
  if (Number.isSafeInteger(in64)) return { reader: "a reader that keeps 64 bits of it", size: in64 };
  return { reader: "a reader that keeps 32 bits of it", size: Number(BigInt.asUintN(32, value)) };
}

/** As strtol and its relatives read it: a sign, 0x, and whatever stands behind the digits. null for no number. */
function readLoosely(text: string): OtherReading | null {
  const [, hexadecimal, decimal] =
    /^[\s\v]*\+?(?:0x([0-9a-f]{1,12})(?![0-9a-f])|([0-9]{1,15})(?![0-9]))/i.exec(text) ?? [];
  const digits = hexadecimal ?? decimal;
  if (digits === undefined) return null;
  const size = Number.parseInt(digits, hexadecimal === undefined ? 10 : 16);
  // A character that nobody sees in a sentence would have a number be taken for itself.
  const isSeen = /^[\x20-\x7e]*$/.test(text);
  return {
    reader: isSeen
      ? `a reader that takes ${quoted(text)} for ${size}`
      : `a reader that goes by the ${size} in it`,
    size,
  };
}
