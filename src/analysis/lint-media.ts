/**
 * Content-Type: its grammar (RFC 9110 §8.3.1), a charset on JSON (RFC 8259 §11), and a label on a message
 * that has no content. Values are read as bytes; text is made only to quote a bad one.
 */
import { quoted } from "../core/quoted.js";
import { Remembered } from "../core/remembered.js";
import type { Direction } from "../http/direction.js";
import { isKnownMediaType } from "../http/media-types.js";
import { SEMICOLON, endOfToken, quotedStringEnd, skipBlanks } from "../http/octets.js";
import type { RequestView, ResponseView } from "../http/views.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const CONTENT_TYPE = fieldMask("content-type");

const IS_BAD = 1;
const HAS_CHARSET = 2;

const EQUALS = 0x3d;
const SLASH = 0x2f;
const QUOTE = 0x22;
const CHARSET = Buffer.from("charset", "latin1");

export class MediaLint {
  readonly #isRegistered = new Remembered(isKnownMediaType);

  lint(subject: LintSubject): void {
    const { request, response } = subject;
    if (request !== null && subject.requestFields.has(CONTENT_TYPE)) {
      this.#lintType(subject, subject.requestFields, request, "request");
      if (request.framing === "none" && request.complete) tellWithoutBody(subject, "request", request);
    }
    if (response !== null && subject.responseFields.has(CONTENT_TYPE)) {
      this.#lintType(subject, subject.responseFields, response, "response");
      // HEAD and 304 speak of content that is elsewhere.
      if (response.status === 204 || response.status === 205) tellWithoutBody(subject, "response", response);
    }
  }

  #lintType(
    subject: LintSubject,
    fields: FieldPlaces,
    message: RequestView | ResponseView,
    direction: Direction,
  ): void {
    const { head } = fields;
    const index = fields.indexOf(CONTENT_TYPE);
    if (head === null || !head.hasValue(index) || head.isFolded(index)) return;
    const traits = readType(head.bytes, head.valueStart(index), head.valueEnd(index));
    if (traits === IS_BAD) {
      subject.tell("http.bad-media-type", direction, {
        direction,
        value: quoted(fields.value(CONTENT_TYPE)),
      });
      return;
    }
    const contentType = message.contentType ?? "";
    if (!this.#isRegistered.of(contentType))
      subject.tell("http.media-type-unknown", direction, { direction, contentType: quoted(contentType) });
    if (traits === HAS_CHARSET && contentType === "application/json")
      subject.tell("http.json-charset", direction, { direction });
  }
}

function tellWithoutBody(
  subject: LintSubject,
  direction: Direction,
  message: RequestView | ResponseView,
): void {
  if (message.bodySize + message.missingBytes > 0 || !message.complete) return;
  subject.tell("http.content-type-without-body", direction, {
    direction,
    contentType: quoted(message.contentType ?? ""),
  });
}

/** What there is to say of a media type with its parameters: IS_BAD, HAS_CHARSET or 0. */
function readType(bytes: Buffer, start: number, end: number): number {
  const slash = endOfToken(bytes, start, end);
  if (slash === start || slash === end || bytes[slash] !== SLASH) return IS_BAD;
  let at = endOfToken(bytes, slash + 1, end);
  if (at === slash + 1) return IS_BAD;
  let traits = 0;
  for (;;) {
    at = skipBlanks(bytes, at, end);
    if (at === end) return traits;
    if (bytes[at] !== SEMICOLON) return IS_BAD;
    const name = skipBlanks(bytes, at + 1, end);
    at = endOfToken(bytes, name, end);
    if (at === name) continue; // Nothing between two semicolons is allowed (RFC 9110 §5.6.6).
    if (at === end || bytes[at] !== EQUALS) return IS_BAD;
    const value = at + 1;
    at = bytes[value] === QUOTE ? quotedStringEnd(bytes, value, end) : endOfToken(bytes, value, end);
    if (at <= value) return IS_BAD;
    if (isCharset(bytes, name, value - 1)) traits = HAS_CHARSET;
  }
}

function isCharset(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== CHARSET.length) return false;
  for (let i = 0; i < CHARSET.length; i++) if ((bytes[start + i]! | 0x20) !== CHARSET[i]) return false;
  return true;
}
