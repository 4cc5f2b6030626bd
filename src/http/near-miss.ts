/**
 * First lines that are nearly start lines: somebody means to speak HTTP and gets the letters wrong (RFC 9112 §2.3: the
 * name of the protocol is upper case, and RFC 9110 §9.1: so are methods). No reader takes them, so neither does this;
 * but that nothing is read needs a word. So does a start line that the capture cuts off, by a snap length most often:
 * a message counts once its start line is whole.
 */
import type { Direction } from "./direction.js";
import { REGISTERED_METHODS } from "./registry.js";
import { METHOD_LIMIT } from "./start-line.js";

/** Bytes of a line that are looked at. */
const LOOKED_AT = 512;

const REQUEST = /^([A-Za-z]{3,17})[ \t]+\S+[ \t]+(\S{0,3}http\/\d(?:\.\d)?)[ \t]*\r?\n?$/i;
const STATUS = /^(\S{0,3}http\/\d(?:\.\d)?)[ \t]+\d{3}(?:[ \t]|\r?\n?$)/i;

/** Said of bytes that might have become a start line, had they gone on. */
export const IS_CUT = "they begin a start line whose end is not in the capture";

/** The direction whose start line the bytes begin: with a registered method and a blank, or the protocol's name. */
export function cutStartLine(bytes: Buffer, size: number): Direction | null {
  const text = bytes.toString("latin1", 0, Math.min(size, METHOD_LIMIT + 1));
  if (text.startsWith("HTTP/")) return "response";
  const blank = text.indexOf(" ");
  return blank > 0 && REGISTERED_METHODS.has(text.slice(0, blank)) ? "request" : null;
}

/** What is wrong with a line that is nearly a start line; null where it is nothing like one. */
export function nearMiss(
  bytes: Buffer,
  size: number,
): { readonly direction: Direction; readonly why: string } | null {
  if (size > LOOKED_AT) return null;
  const line = bytes.toString("latin1", 0, size);
  const [, version] = STATUS.exec(line) ?? [];
  if (version !== undefined)
    return { direction: "response", why: `nearly a status line, but for its version, ${version}` };
  const [, method = "", asked] = REQUEST.exec(line) ?? [];
  if (asked === undefined || !REGISTERED_METHODS.has(method.toUpperCase())) return null;
  const wrong = [
    REGISTERED_METHODS.has(method) ? "" : `its method, ${method}`,
    /^HTTP\/\d\.\d$/.test(asked) ? "" : `its version, ${asked}`,
  ].filter((part) => part !== "");
  return { direction: "request", why: `nearly a request line, but for ${wrong.join(" and ")}` };
}
