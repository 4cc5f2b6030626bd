/** A body: how its end is known, what is missing, and how it begins. */
import { isUtf8 } from "node:buffer";
import type { RequestView, ResponseView } from "../../http/views.js";
import { carriedBody } from "../../trace/body-bytes.js";
import type { ByteStream } from "../../trace/byte-stream.js";
import type { Part } from "../page.js";
import { fieldOf } from "./message-fields.js";
import type { Speech } from "./speech.js";

/** Characters of a body that are shown. */
const SHOWN_TEXT = 160;

export function bodyParts(
  message: RequestView | ResponseView,
  stream: ByteStream,
  closed: string,
  speech: Speech,
): Part[] {
  const { framing, bodySize, missingBytes } = message;
  const bytes = speech.bytes(bodySize + missingBytes);
  const parts: Part[] = [];
  switch (framing) {
    case "none":
    case "tunnel":
      return parts;
    case "content-length": {
      const length = announced(message);
      if (length === 0) {
        if (speech.teaches("no-body.length"))
          parts.push({ kind: "text", text: speech.say("body.none-zero"), sources: ["RFC 9110 §8.6"] });
      } else if (message.complete || length === null)
        parts.push(
          speech.teaches("length")
            ? { kind: "text", text: speech.say("body.length", { bytes }), sources: ["RFC 9112 §6.2"] }
            : { kind: "text", text: speech.say("body.length-again", { bytes }) },
        );
      else
        parts.push({
          kind: "text",
          text: speech.say(isOver(closed) ? "body.short" : "body.short-cut", {
            bytes: speech.bytes(bodySize),
            length,
          }),
          sources: ["RFC 9112 §8"],
        });
      break;
    }
    case "chunked":
      parts.push(...chunkedParts(message, stream, bytes, speech));
      break;
    case "until-close": {
      const id = closed === "fin" ? "body.until-close" : "body.until-cut";
      parts.push({ kind: "text", text: speech.say(id, { bytes }), sources: ["RFC 9112 §6.3"] });
    }
  }
  if (missingBytes > 0)
    parts.push({ kind: "text", text: speech.say("body.missing", { bytes: speech.bytes(missingBytes) }) });
  const { content } = message;
  if (content !== null && content.encoding !== "identity" && content.size !== null) {
    const size = speech.bytes(content.size);
    const text = speech.say("body.coded", { coding: content.encoding, size });
    parts.push({ kind: "text", text, sources: ["RFC 9110 §8.4"] });
  } else if (isText(message.contentType) && fieldOf(message, "content-encoding") === null) {
    const line = beginningOf(message, stream);
    if (line !== "") parts.push({ kind: "text", text: speech.say("body.text", { text: line }) });
  }
  return parts;
}

/** On one line; whole characters of UTF-8, where it is that. Latin-1, as all text from the wire. */
function beginningOf(message: RequestView | ResponseView, stream: ByteStream): string {
  const bytes = firstBytes(message, stream);
  let end = bytes.length;
  while (end > bytes.length - 3 && end > 0 && !isUtf8(bytes.subarray(0, end))) end -= 1;
  const whole = isUtf8(bytes.subarray(0, end)) ? bytes.subarray(0, end) : bytes;
  return whole
    .toString("latin1")
    .replace(/[\t\n\v\f\r ]+/g, " ")
    .trim();
}

/** The first bytes of a body, framing off; none where they are not in the capture. */
function firstBytes(message: RequestView | ResponseView, stream: ByteStream): Buffer {
  const { framing, startOffset, headersSize, bodySize, missingBytes } = message;
  if (framing === "chunked")
    return (missingBytes > 0 ? Buffer.alloc(0) : carriedBody(message, stream).bytes).subarray(0, SHOWN_TEXT);
  const start = startOffset + headersSize;
  const [first] = stream.runs(start, start + Math.min(bodySize, SHOWN_TEXT));
  return first?.kind === "bytes" ? first.bytes : Buffer.alloc(0);
}

/** Something follows the head. */
export const hasContent = (message: RequestView | ResponseView): boolean =>
  message.framing !== "none" && message.framing !== "tunnel" && announced(message) !== 0;

/** What Content-Length says; null where it is not a number that counts. */
function announced({ head }: RequestView | ResponseView): number | null {
  const value = head?.value("content-length") ?? "";
  return /^\d{1,15}$/.test(value) ? Number(value) : null;
}

const isText = (contentType: string | null): boolean =>
  contentType !== null &&
  (contentType.startsWith("text/") || contentType.endsWith("json") || contentType.endsWith("xml"));

/** Nothing more could come: what is not there was not sent. */
const isOver = (closed: string): boolean => closed === "fin" || closed === "rst";

/** Trailer fields that are named. */
const NAMED_TRAILERS = 4;

function chunkedParts(
  message: RequestView | ResponseView,
  stream: ByteStream,
  bytes: string,
  speech: Speech,
): Part[] {
  const sources = ["RFC 9112 §7.1"];
  const { chunks } = carriedBody(message, stream);
  if (!message.complete || chunks === null)
    return [{ kind: "text", text: speech.say("body.chunked-open", { bytes }), sources }];
  const { count, first } = chunks;
  if (count === 0) return [{ kind: "text", text: speech.say("body.chunked-empty"), sources }];
  const sizes = first.map(({ size }) => size.toString(16));
  if (count > sizes.length) sizes.push("\u2026");
  const said = { bytes, count, sizes: sizes.join(", ") };
  const parts: Part[] = [
    speech.teaches("chunked")
      ? { kind: "text", text: speech.say("body.chunked", said), sources }
      : { kind: "text", text: speech.say("body.chunked-again", said) },
  ];
  const trailers = message.trailers
    .slice(0, NAMED_TRAILERS)
    .map(({ name, value }) => (value === null ? name : `${name}: ${speech.secrets.inField(name, value)}`));
  if (message.trailers.length > trailers.length) trailers.push("\u2026");
  if (trailers.length > 0) {
    const text = speech.say("body.trailers", { list: trailers.join(", ") });
    parts.push({ kind: "text", text, sources: ["RFC 9112 §7.1.2"] });
  }
  return parts;
}
