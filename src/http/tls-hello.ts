/**
 * The server name that a TLS ClientHello asks for (RFC 6066 §3; RFC 8446 §4.1.2). Nothing else of TLS is read.
 */

export type ServerName =
  | { readonly kind: "more"; /** Bytes that are needed at the least. */ readonly missingBytes: number }
  | { readonly kind: "none" }
  | { readonly kind: "name"; readonly name: string };

const NONE: ServerName = { kind: "none" };

const HANDSHAKE = 0x16;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const RECORD_HEADER = 5;

/**
 * Looks at the first bytes of one side. "more": a hello has begun and is not whole yet. A hello spread over several
 * records is put together from them.
 */
export function readServerName(bytes: Buffer): ServerName {
  const hello = joinRecords(bytes);
  if (hello === null) return NONE;
  if (hello.length < 4) return { kind: "more", missingBytes: 4 - hello.length };
  if (hello[0] !== CLIENT_HELLO) return NONE;
  const size = hello.readUIntBE(1, 3);
  if (hello.length < 4 + size) return { kind: "more", missingBytes: 4 + size - hello.length };
  const name = findServerName(hello.subarray(4, 4 + size));
  return name === null ? NONE : { kind: "name", name };
}

/** Handshake bytes without their record headers; null where another record comes first. */
function joinRecords(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = [];
  let at = 0;
  while (at + RECORD_HEADER <= bytes.length) {
    if (bytes[at] !== HANDSHAKE) return parts.length === 0 ? null : Buffer.concat(parts);
    const size = bytes.readUInt16BE(at + 3);
    parts.push(bytes.subarray(at + RECORD_HEADER, Math.min(bytes.length, at + RECORD_HEADER + size)));
    // An empty record would not move us on.
    if (size === 0) return null;
    at += RECORD_HEADER + size;
  }
  return Buffer.concat(parts);
}

function findServerName(hello: Buffer): string | null {
  let at = 2 + 32; // version, random
  at = skipVector(hello, at, 1); // session id
  at = skipVector(hello, at, 2); // cipher suites
  at = skipVector(hello, at, 1); // compression methods
  if (at < 0 || at + 2 > hello.length) return null;
  const end = Math.min(hello.length, at + 2 + hello.readUInt16BE(at));
  at += 2;
  while (at + 4 <= end) {
    const type = hello.readUInt16BE(at);
    const size = hello.readUInt16BE(at + 2);
    if (at + 4 + size > end) return null;
    if (type === SERVER_NAME) return firstHostName(hello.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return null;
}

function firstHostName(list: Buffer): string | null {
  if (list.length < 5 || list[2] !== HOST_NAME) return null;
  const size = list.readUInt16BE(3);
  return 5 + size > list.length ? null : list.toString("latin1", 5, 5 + size).toLowerCase();
}

/** Offset behind a vector with a length of `lengthBytes`; −1 where it runs over the end. */
function skipVector(bytes: Buffer, at: number, lengthBytes: 1 | 2): number {
  if (at < 0 || at + lengthBytes > bytes.length) return -1;
  const next = at + lengthBytes + bytes.readUIntBE(at, lengthBytes);
  return next > bytes.length ? -1 : next;
}
