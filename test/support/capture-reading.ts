/**
 * Feeds a capture to its reader in pieces of any size and says what came out, packet by packet, in terms that tests
 * can compare. Pieces are wiped once the reader is done with them, so that a view kept for too long shows.
 */
import { CaptureError } from "../../src/core/errors.js";
import { describeFinding, type Finding } from "../../src/core/findings.js";
import { DamageReport } from "../../src/capture/damage.js";
import { detectFormat } from "../../src/capture/detect.js";
import type { PacketView } from "../../src/capture/packet.js";

export interface ReadPacket {
  readonly timeNs: number;
  readonly timeDigits: number;
  readonly hasTime: boolean;
  readonly linkType: number;
  readonly wireSize: number;
  readonly bytes: string;
}

export interface Reading {
  readonly packets: readonly ReadPacket[];
  readonly findings: readonly Finding[];
  /** One line each. */
  readonly told: readonly string[];
  readonly linkTypes: readonly number[];
  readonly isCut: boolean;
}

export function describePacket(packet: PacketView): ReadPacket {
  const { timeNs, timeDigits, hasTime, linkType, wireSize, data, start, end } = packet;
  return { timeNs, timeDigits, hasTime, linkType, wireSize, bytes: data.toString("hex", start, end) };
}

/** Reads a whole capture; `sizes` are those of the pieces, the last of them for all that follow. */
export function readCapture(capture: Buffer, sizes: readonly number[] = [], epochNs = 0n): Reading {
  const findings: Finding[] = [];
  const damage = new DamageReport("x.pcap", (finding) => findings.push(finding));
  const reader = detectFormat("x.pcap", capture.subarray(0, 64), null).makeReader(epochNs, damage);
  const packets: ReadPacket[] = [];
  const drain = (): void => {
    while (reader.next()) packets.push(describePacket(reader.packet));
  };
  let turn = 0;
  for (let at = 0; at < capture.length; turn++) {
    const size = sizes[Math.min(turn, sizes.length - 1)] ?? capture.length;
    const piece = Buffer.from(capture.subarray(at, at + size));
    reader.feed(piece);
    drain();
    piece.fill(0xee);
    at += size;
  }
  reader.finish();
  drain();
  damage.close();
  return {
    packets,
    findings,
    told: findings.map(describeFinding),
    linkTypes: reader.linkTypes,
    isCut: damage.isCut,
  };
}

/** The error of an opening that must fail. */
export async function errorOf(opening: Promise<unknown>): Promise<Error> {
  try {
    await opening;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("did not fail");
}

export const isCaptureError = (error: unknown): error is CaptureError => error instanceof CaptureError;
