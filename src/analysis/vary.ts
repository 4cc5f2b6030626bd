/** What a response says its choice depended on (RFC 9110 §12.5.5). */
import { Remembered } from "../core/remembered.js";

const remembered = new Remembered(
  (value): ReadonlySet<string> => new Set(value.split(",").map((name) => name.trim().toLowerCase())),
);

/** Names in a Vary field, lower case; `*` for anything. */
export const varyNames = (value: string): ReadonlySet<string> => remembered.of(value);
