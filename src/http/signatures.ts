/** What the first bytes of a content say that it is, and which media types say so too. */
import { SP } from "./octets.js";

/** What can be told by a look. An HTML page may begin as XML. */
export type Kind = "png" | "gif" | "jpeg" | "webp" | "pdf" | "zip" | "gzip" | "html" | "xml";

const SIGNATURES: readonly { readonly kind: Kind; readonly bytes: Buffer }[] = [
  { kind: "png", bytes: Buffer.from("\x89PNG\r\n\x1a\n", "latin1") },
  { kind: "gif", bytes: Buffer.from("GIF8", "latin1") },
  { kind: "jpeg", bytes: Buffer.from("\xff\xd8\xff", "latin1") },
  { kind: "pdf", bytes: Buffer.from("%PDF-", "latin1") },
  { kind: "zip", bytes: Buffer.from("PK\x03\x04", "latin1") },
  { kind: "gzip", bytes: Buffer.from("\x1f\x8b\x08", "latin1") },
];
const RIFF = Buffer.from("RIFF", "latin1");
const WEBP = Buffer.from("WEBP", "latin1");

const LABELS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["image/png", "png"],
  ["image/gif", "gif"],
  ["image/jpeg", "jpeg"],
  ["image/jpg", "jpeg"],
  ["image/webp", "webp"],
  ["application/pdf", "pdf"],
  ["application/zip", "zip"],
  ["application/gzip", "gzip"],
  ["application/x-gzip", "gzip"],
  ["text/html", "html"],
]);

/** By media type: the first byte of its signature, which differs from one to the other. */
export const FIRST_BYTES: ReadonlyMap<string, number> = new Map(
  [...LABELS].flatMap(([mediaType, kind]) => {
    const bytes = kind === "webp" ? RIFF : SIGNATURES.find((each) => each.kind === kind)?.bytes;
    return bytes === undefined ? [] : [[mediaType, bytes[0]!]];
  }),
);

/** What the bytes are, where that cannot have this media type (lower case); null where it may, or is not known. */
export function contradiction(bytes: Buffer, mediaType: string): Kind | null {
  const start = textStart(bytes);
  // A page that begins like one: nearly all that is looked at.
  if (mediaType === "text/html" && bytes[start] === LESS_THAN && bytes[start + 1] !== QUESTION) return null;
  const kind = bytes[start] === LESS_THAN ? markupOf(bytes, start) : binaryKindOf(bytes);
  return kind !== null && contradicts(kind, mediaType) ? kind : null;
}

const LESS_THAN = 0x3c;
const QUESTION = 0x3f;

/** Behind a byte order mark and white space, which may stand before a text. */
export function textStart(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && bytes[at]! <= SP && bytes[at]! !== 0) at += 1;
  return at;
}

function binaryKindOf(bytes: Buffer): Kind | null {
  const signature = SIGNATURES.find((each) => startsWith(bytes, each.bytes, 0));
  if (signature !== undefined) return signature.kind;
  return startsWith(bytes, RIFF, 0) && startsWith(bytes, WEBP, 8) ? "webp" : null;
}

/** An XML declaration may lead an HTML page too, so what follows it counts. */
function markupOf(bytes: Buffer, start: number): Kind | null {
  const text = bytes.toString("latin1", start).toLowerCase();
  if (text.includes("<!doctype html") || text.includes("<html")) return "html";
  return text.startsWith("<?xml") ? "xml" : null;
}

function startsWith(bytes: Buffer, signature: Buffer, offset: number): boolean {
  if (bytes.length < offset + signature.length) return false;
  for (let i = 0; i < signature.length; i++) if (bytes[offset + i] !== signature[i]) return false;
  return true;
}

/** What is not sure does not contradict. */
function contradicts(kind: Kind, mediaType: string): boolean {
  const labelled = LABELS.get(mediaType);
  if (labelled !== undefined) return labelled !== kind;
  if (mediaType.endsWith("xml")) return kind !== "xml" && kind !== "html";
  if (mediaType === "text/css" || mediaType.endsWith("/javascript")) return true;
  // Plain text may be the source of anything that is text.
  return mediaType === "text/plain" && kind !== "html" && kind !== "xml";
}
