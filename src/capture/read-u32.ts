/**
 * The one number that capture formats are made of. By hand and without a check of its own, because the reader has
 * checked the length of the record and Buffer's methods would check each field again.
 */
export function readU32(data: Buffer, at: number, littleEndian: boolean): number {
  return littleEndian
    ? (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)) >>> 0
    : (data[at + 3]! | (data[at + 2]! << 8) | (data[at + 1]! << 16) | (data[at]! << 24)) >>> 0;
}

export function readU16(data: Buffer, at: number, littleEndian: boolean): number {
  return littleEndian ? data[at]! | (data[at + 1]! << 8) : data[at + 1]! | (data[at]! << 8);
}
