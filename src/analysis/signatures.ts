/** What the first bytes of a content say that it is, and which media types say so too. */

/** What can be told by a look. "markup": some XML; an HTML page may begin as such. */
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

/** Null where the bytes begin like nothing that is known. */
export function kindOf(bytes: Buffer): Kind | null {
  const first = bytes[textStart(bytes)];
  if (first === LESS_THAN) return markupOf(bytes);
  const signature = SIGNATURES.find((each) => startsWith(bytes, each.bytes, 0));
  if (signature !== undefined) return signature.kind;
  return startsWith(bytes, RIFF, 0) && startsWith(bytes, WEBP, 8) ? "webp" : null;
}

const LESS_THAN = 0x3c;

/** Behind a byte order mark and white space, which may stand before a text. */
export function textStart(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && (bytes[at] === 0x20 || (bytes[at]! >= 0x09 && bytes[at]! <= 0x0d))) at += 1;
  return at;
}

/** An XML declaration may lead an HTML page too, so what follows it counts. */
function markupOf(bytes: Buffer): Kind | null {
  const text = bytes.toString("latin1").toLowerCase();
  if (text.includes("<!doctype html") || text.includes("<html")) return "html";
  return text.startsWith("<?xml", textStart(bytes)) ? "xml" : null;
}

function startsWith(bytes: Buffer, signature: Buffer, offset: number): boolean {
  if (bytes.length < offset + signature.length) return false;
  for (let i = 0; i < signature.length; i++) if (bytes[offset + i] !== signature[i]) return false;
  return true;
}

const LABELS: Readonly<Record<string, Kind>> = {
  "image/png": "png",
  "image/gif": "gif",
  "image/jpeg": "jpeg",
  "image/jpg": "jpeg",
  "image/webp": "webp",
  "application/pdf": "pdf",
  "application/zip": "zip",
  "application/gzip": "gzip",
  "application/x-gzip": "gzip",
  "text/html": "html",
};

/** Whether content of this kind cannot have this media type (lower case). What is not sure may. */
export function contradicts(kind: Kind, mediaType: string): boolean {
  const labelled = Object.hasOwn(LABELS, mediaType) ? LABELS[mediaType] : undefined;
  if (labelled !== undefined) return labelled !== kind;
  if (mediaType.endsWith("xml")) return kind !== "xml" && kind !== "html";
  if (mediaType === "text/css" || mediaType.endsWith("/javascript")) return true;
  // Plain text may be the source of anything that is text.
  return mediaType === "text/plain" && kind !== "html" && kind !== "xml";
}
