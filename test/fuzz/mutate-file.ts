/** Damage to a capture as a file: bytes flipped, cut out, put in, repeated, and taken from another file. */
import { gzipSync } from "node:zlib";
import type { Random } from "../support/random.js";
import { zstdFrame } from "../support/zstd-frame.js";

type FileMutator = (random: Random, file: Buffer, other: Buffer) => Buffer;

/** Numbers on the edges of what lengths, counts and signed reading allow. */
const EDGES = [
  0, 1, 2, 3, 7, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x40000, 0x7fffffff, 0x80000000, 0xffffffff,
];

const replaced = (file: Buffer, at: number, size: number, by: Uint8Array): Buffer =>
  Buffer.concat([file.subarray(0, at), by, file.subarray(at + size)]);

const MUTATORS: readonly FileMutator[] = [
  function flipBits(random, file) {
    const damaged = Buffer.from(file);
    for (let left = random.between(1, 8); left > 0; left--) {
      const at = random.below(file.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
    }
    return damaged;
  },
  function writeNumber(random, file) {
    if (file.length < 8) return file;
    const damaged = Buffer.from(file);
    for (let left = random.between(1, 3); left > 0; left--) {
      const at = random.below(file.length - 4) & (random.chance(0.7) ? ~3 : ~0);
      const value = random.chance(0.7) ? random.pick(EDGES) : random.next32();
      if (random.chance(0.5)) damaged.writeUInt32LE(value, at);
      else damaged.writeUInt32BE(value, at);
    }
    return damaged;
  },
  (random, file) => file.subarray(0, random.below(file.length + 1)),
  function takeOut(random, file) {
    const at = random.below(file.length);
    return replaced(file, at, random.size(400), Buffer.alloc(0));
  },
  function putIn(random, file) {
    const bytes = random.chance(0.5) ? random.bytes(random.size(64)) : Buffer.alloc(random.size(4096));
    return replaced(file, random.below(file.length), 0, bytes);
  },
  function repeatPart(random, file) {
    const at = random.below(file.length);
    const part = file.subarray(at, at + random.size(2000));
    return replaced(file, random.chance(0.5) ? at : random.below(file.length), 0, part);
  },
  function splice(random, file, other) {
    const at = random.below(file.length);
    const from = random.below(other.length);
    return Buffer.concat([file.subarray(0, at), other.subarray(from)]);
  },
  (random, file) => Buffer.concat([file, random.bytes(random.size(100))]),
  function damageCompressed(random, file) {
    const packed = random.chance(0.5) ? Buffer.from(gzipSync(file, { level: 1 })) : zstdFrame(file);
    const at = random.below(packed.length);
    if (random.chance(0.5)) packed[at] = random.below(256);
    return random.chance(0.3) ? packed.subarray(0, at) : packed;
  },
];

/** The file with one to four kinds of damage. */
export function mutateFile(random: Random, file: Buffer, other: Buffer): Buffer {
  let damaged = file;
  for (let left = random.between(1, 4); left > 0 && damaged.length > 0; left--)
    damaged = random.pick(MUTATORS)(random, damaged, other);
  return damaged;
}
