/** Lists of ranges with weights, as Accept and its relatives have them (RFC 9110 §12.4.2). */
import { Remembered } from "../core/remembered.js";
import { SEMICOLON, quotedStringEnd, skipBlanks, trimBlanks } from "../http/octets.js";

export interface Range {
  /** Lower case, without parameters. */
  readonly name: string;
  /** 1 where it is not given or is no weight. */
  readonly q: number;
}

/** Ranges of one field that are compared: browsers send about eight. */
const RANGES = 100;

const remembered = new Remembered(readRanges);

export const rangesOf = (value: string): readonly Range[] => remembered.of(value);

function readRanges(value: string): readonly Range[] {
  return value
    .split(",", RANGES)
    .map((element) => {
      const [name = "", ...parameters] = element.split(";").map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      const q = weight === undefined ? 1 : Number(weight.slice(2));
      return { name, q: q >= 0 && q <= 1 ? q : 1 };
    })
    .filter(({ name }) => name !== "");
}

const COMMA = 0x2c;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const SLASH = 0x2f;
const STAR = 0x2a;
const DOT = 0x2e;
const ZERO = 0x30;
const ONE = 0x31;
const LETTER_Q = 0x71;

/** Whether an Accept in bytes[start, end) has `*` + `/*` among its ranges, with any weight but 0. */
export function acceptsAll(bytes: Buffer, start: number, end: number): boolean {
  // It stands last, as a rule.
  for (let at = end - 3; at >= start; at--) {
    if (bytes[at] !== STAR || bytes[at + 1] !== SLASH || bytes[at + 2] !== STAR) continue;
    let next = at + 3;
    while (next < end && bytes[next] !== EQUALS && bytes[next] !== COMMA) next += 1;
    if (next >= end || bytes[next] === COMMA) return true;
    for (next += 1; next < end && bytes[next] !== COMMA; next++) {
      if (bytes[next]! > ZERO && bytes[next]! <= 0x39) return true;
    }
    return false;
  }
  return false;
}

/** The first weight of bytes[start, end) that is not to grammar, as sent; null where all are. */
export function badQvalue(bytes: Buffer, start: number, end: number): string | null {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte > SEMICOLON) continue; // Letters, which most are, lie above.
    if (byte === QUOTE) {
      const stop = quotedStringEnd(bytes, at, end);
      if (stop < 0) return null;
      at = stop - 1;
    }
    if (byte !== SEMICOLON) continue;
    const name = skipBlanks(bytes, at + 1, end);
    if ((bytes[name]! | 0x20) !== LETTER_Q || bytes[name + 1] !== EQUALS || name + 1 >= end) continue;
    let valueEnd = name + 2;
    while (valueEnd < end && bytes[valueEnd] !== COMMA && bytes[valueEnd] !== SEMICOLON) valueEnd += 1;
    at = valueEnd - 1;
    valueEnd = trimBlanks(bytes, name + 2, valueEnd);
    if (!isQvalue(bytes, name + 2, valueEnd)) return bytes.toString("latin1", name + 2, valueEnd);
  }
  return null;
}

/** `0` to `1` with at most three decimals. */
function isQvalue(bytes: Buffer, start: number, end: number): boolean {
  const size = end - start;
  if (size < 1 || size > 5 || (size > 1 && bytes[start + 1] !== DOT)) return false;
  const first = bytes[start]!;
  if (first !== ZERO && first !== ONE) return false;
  const most = first === ONE ? ZERO : 0x39;
  for (let at = start + 2; at < end; at++) if (bytes[at]! < ZERO || bytes[at]! > most) return false;
  return true;
}
