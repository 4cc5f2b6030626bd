/** Who stood between client and server: Via, Age and X-Cache (RFC 9110 §7.6.3), and a Via that is not to grammar. */
import { quoted } from "../core/quoted.js";
import type { Direction } from "../http/direction.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const VIA = fieldMask("via");
const AGE = fieldMask("age");
const X_CACHE = fieldMask("x-cache");
const ANY = VIA | AGE | X_CACHE;

export function lintVia(subject: LintSubject): void {
  const { requestFields, responseFields } = subject;
  if (requestFields.has(VIA)) lintHops(subject, requestFields, "request");
  if (responseFields.has(ANY)) lintHops(subject, responseFields, "response");
}

function lintHops(subject: LintSubject, fields: FieldPlaces, direction: Direction): void {
  const [mask, field] = fields.has(VIA)
    ? [VIA, "Via"]
    : fields.has(X_CACHE)
      ? [X_CACHE, "X-Cache"]
      : [AGE, "Age"];
  const value = fields.value(mask);
  subject.tell("http.intermediary", direction, { direction, field, value: quoted(value) });
  if (mask === VIA && !isVia(value))
    subject.tell("http.bad-via", direction, { direction, value: quoted(value) });
}

/** `[name "/"] version, who received it, perhaps a comment`, and at least one such. */
function isVia(value: string): boolean {
  const hops = withoutComments(value)
    .split(",")
    .map((hop) => hop.trim())
    .filter((hop) => hop !== "");
  return (
    hops.length > 0 &&
    hops.every((hop) => {
      const [protocol = "", receivedBy, ...others] = hop.split(/[ \t]+/);
      const parts = protocol.split("/");
      return others.length === 0 && receivedBy !== undefined && parts.length <= 2 && parts.every(isToken);
    })
  );
}

const isToken = (text: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text);

/** Comments nest (RFC 9110 §5.6.5) and may hold commas; one that does not end stays. */
function withoutComments(value: string): string {
  let text = "";
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    const char = value[at]!;
    if (char === "(") depth += 1;
    else if (char === ")" && depth > 0) depth -= 1;
    else if (char === "\\" && depth > 0) at += 1;
    else if (depth === 0) text += char;
  }
  return depth === 0 ? text : value;
}
