/** Hellos of TLS that ask for `example.org` (RFC 8446 §4.1.2, RFC 6066 §3). */

/** A ClientHello of this size, cut into records, both with their headers; the name stands behind all else in it. */
export function clientHello(size: number, recordSize = 16_384): Buffer {
  const records = Math.ceil(size / recordSize);
  const name = Buffer.from("\x00\x00\x00\x10\x00\x0e\x00\x00\x0bexample.org", "latin1");
  const fixed = 4 + 2 + 32 + 1 + 2 + 1 + 2 + 4 + name.length;
  const padding = Buffer.alloc(size - 5 * records - fixed);
  const extensions = Buffer.concat([u16(21), u16(padding.length), padding, name]);
  const body = Buffer.concat([
    u16(0x0303),
    Buffer.alloc(32),
    Buffer.alloc(4),
    u16(extensions.length),
    extensions,
  ]);
  const message = Buffer.concat([Buffer.from([1, body.length >> 16]), u16(body.length & 0xffff), body]);
  const parts: Buffer[] = [];
  for (let at = 0; at < message.length; at += recordSize - 5) {
    const part = message.subarray(at, at + recordSize - 5);
    parts.push(Buffer.from([0x16, 3, 1]), u16(part.length), part);
  }
  return Buffer.concat(parts);
}

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
