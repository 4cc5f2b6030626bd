/**
 * Inputs that are long because a short piece comes again and again: on ever new connections, further on in the same
 * one, or just as it was. What one packet in a thousand leaves behind shows as size.
 */
import type { CapturePacket } from "../support/capture-writer.js";
import { writePcap } from "../support/capture-writer.js";
import { wrap, type Segment } from "./capture-parts.js";
import type { Random } from "../support/random.js";

const LEAST_BYTES = 20_000_000;
const MOST_BYTES = 50_000_000;
const RECORD_BYTES = 16;
const ETHERNET_BYTES = 14;

type Repetition = "connections" | "numbers" | "same";

/** A packet and where its TCP header is. */
interface Part {
  readonly packet: CapturePacket;
  readonly tcp: number;
  /** Payload that both sides send in one piece: of this one, and of the other. */
  readonly own: number;
  readonly other: number;
}

/** @returns an empty buffer where there is nothing to repeat */
export function repeatToLength(random: Random, segments: readonly Segment[]): Buffer {
  const parts = partsOf(segments);
  const pieceBytes = parts.reduce((sum, { packet }) => sum + packet.data.length + RECORD_BYTES, 0);
  if (pieceBytes === 0) return Buffer.alloc(0);
  const repetition: Repetition = random.pick(["connections", "connections", "numbers", "same"]);
  const stepNs = BigInt(random.pick([0, 1_000, 1_000_000, 100_000_000]));
  const copies = Math.ceil(random.between(LEAST_BYTES, MOST_BYTES) / pieceBytes);
  const pieces: Buffer[] = [];
  for (let copy = 0; copy < copies; copy++) {
    const packets = parts.map((part) => repeated(part, copy, repetition, stepNs));
    const piece = writePcap(packets);
    pieces.push(copy === 0 ? piece : piece.subarray(FILE_HEADER_BYTES));
  }
  return Buffer.concat(pieces);
}

const FILE_HEADER_BYTES = 24;

function partsOf(segments: readonly Segment[]): Part[] {
  const first = segments[0]?.source;
  const bytesOf = (isFirst: boolean): number =>
    segments
      .filter(({ source }) => (source === first) === isFirst)
      .reduce((sum, { payload }) => sum + payload.length, 0);
  const [own, other] = [bytesOf(true), bytesOf(false)];
  return wrap(segments).packets.map((packet, index) => {
    const isIpv4 = packet.data[12] === 0x08;
    const isFirst = segments[index]?.source === first;
    return {
      packet,
      tcp: ETHERNET_BYTES + (isIpv4 ? 20 : 40),
      own: isFirst ? own : other,
      other: isFirst ? other : own,
    };
  });
}

function repeated(
  { packet, tcp, own, other }: Part,
  copy: number,
  repetition: Repetition,
  stepNs: bigint,
): CapturePacket {
  const data = Buffer.from(packet.data);
  if (repetition === "connections") {
    // The higher port is the client's as a rule.
    const at = data.readUInt16BE(tcp) > data.readUInt16BE(tcp + 2) ? tcp : tcp + 2;
    data.writeUInt16BE((data.readUInt16BE(at) + copy) & 0xffff, at);
    // Beyond all ports another network of both.
    data.writeUInt8((data[ETHERNET_BYTES + 13]! + (copy >> 16)) & 0xff, ETHERNET_BYTES + 13);
  } else if (repetition === "numbers") {
    data.writeUInt32BE((data.readUInt32BE(tcp + 4) + own * copy) >>> 0, tcp + 4);
    data.writeUInt32BE((data.readUInt32BE(tcp + 8) + other * copy) >>> 0, tcp + 8);
  }
  const timeNs = (BigInt.asUintN(61, packet.timeNs) % (2n ** 31n * 1_000_000_000n)) + stepNs * BigInt(copy);
  return { ...packet, data, timeNs };
}
