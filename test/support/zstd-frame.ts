/** zstd without a compressor, which not every Node has. */

export const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** A frame of stored blocks; the format needs no more. */
export function zstdFrame(
  content: Buffer,
  options: { windowByte?: number; checksum?: boolean } = {},
): Buffer {
  const { windowByte = 0x50, checksum = false } = options;
  const parts: Buffer[] = [Buffer.from([...ZSTD_MAGIC, checksum ? 4 : 0, windowByte])];
  for (let at = 0; at === 0 || at < content.length; at += 100_000) {
    const block = content.subarray(at, at + 100_000);
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (at + 100_000 >= content.length ? 1 : 0), 0, 3);
    parts.push(header, block);
  }
  if (checksum) parts.push(Buffer.alloc(4));
  return Buffer.concat(parts);
}
