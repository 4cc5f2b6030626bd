/**
 * One connection packet by packet as it went over the wire, and what a capture makes of it: packets that are not
 * there, are cut, come in another order, come again, or come again with other borders. The bytes of a stream are the
 * same in every copy.
 */
import { fc } from "@fast-check/vitest";
import type { CapturePacket } from "./capture-writer.js";
import type { Piece } from "./random-streams.js";
import { FIN, SYN, rawPackets } from "./raw-segments.js";

export type Side = Piece["side"];

export interface WirePacket extends Piece {
  readonly flags: number;
  /** What of its payload was captured. */
  readonly kept: number;
}

/** What happens to the packets, each counted modulo those there are. */
export type Damage =
  | { readonly what: "drop"; readonly at: number }
  | { readonly what: "cut"; readonly at: number; readonly kept: number }
  | { readonly what: "move"; readonly at: number; readonly by: number }
  | { readonly what: "repeat"; readonly at: number; readonly after: number }
  /** Once more, from `back` bytes before it to `ahead` bytes behind it, as far as they were sent. */
  | {
      readonly what: "overlap";
      readonly at: number;
      readonly after: number;
      readonly back: number;
      readonly ahead: number;
    };

/** Nobody has acknowledged so much that a gap is declared for a packet which moves by this. */
const NEAR_PACKETS = 6;

const at = fc.nat(80);
const drop = fc.record({ what: fc.constant("drop" as const), at });
const cut = fc.record({ what: fc.constant("cut" as const), at, kept: fc.nat(200) });
const moveBy = (most: number): fc.Arbitrary<Damage> =>
  fc.record({ what: fc.constant("move" as const), at, by: fc.integer({ min: 1, max: most }) });
const repeat = fc.record({ what: fc.constant("repeat" as const), at, after: fc.nat(40) });
const overlap = fc.record({
  what: fc.constant("overlap" as const),
  at,
  after: fc.nat(40),
  back: fc.nat(200),
  ahead: fc.nat(200),
});

/** Each kind of damage, as it comes in captures. */
export const DAMAGE = {
  drop,
  cut,
  moveNear: moveBy(NEAR_PACKETS),
  moveFar: moveBy(80),
  repeat,
  overlap,
} satisfies Record<string, fc.Arbitrary<Damage>>;

export const HANDSHAKE_PACKETS = 3;
const CLOSE_PACKETS = 3;

/**
 * Handshake, the pieces in their order, close.
 * @param acks each piece is acknowledged by a packet of its own
 */
export function wireOf(pieces: readonly Piece[], acks: boolean): WirePacket[] {
  const size = { client: 0, server: 0 };
  const packets: WirePacket[] = [
    empty("client", -1, -1, SYN),
    empty("server", -1, 0, SYN),
    empty("client", 0, 0, 0),
  ];
  for (const piece of pieces) {
    const { side, offset, bytes } = piece;
    packets.push({ ...piece, flags: 0, kept: bytes.length });
    size[side] = offset + bytes.length;
    const other = side === "client" ? "server" : "client";
    if (acks) packets.push(empty(other, size[other], size[side], 0));
  }
  packets.push(
    empty("client", size.client, size.server, FIN),
    empty("server", size.server, size.client + 1, FIN),
    empty("client", size.client + 1, size.server + 1, 0),
  );
  return packets;
}

/** Whether a packet is of the handshake or the close. */
export const isFrame = (index: number, { length }: readonly WirePacket[]): boolean =>
  index < HANDSHAKE_PACKETS || index >= length - CLOSE_PACKETS;

/** The packets with each damage done in turn to those that `isHit` lets be damaged. */
export function damaged(
  wire: readonly WirePacket[],
  damages: readonly Damage[],
  isHit: (packet: WirePacket, index: number) => boolean,
): WirePacket[] {
  const hit = new Set(wire.filter((packet, index) => isHit(packet, index)));
  const packets = [...wire];
  for (const damage of damages) {
    const targets = packets.filter((packet) => hit.has(packet));
    const packet = targets[damage.at % targets.length];
    if (packet === undefined) continue;
    const index = packets.indexOf(packet);
    switch (damage.what) {
      case "drop":
        packets.splice(index, 1);
        break;
      case "cut": {
        const shorter = { ...packet, kept: Math.min(packet.kept, damage.kept) };
        packets[index] = shorter;
        hit.add(shorter);
        break;
      }
      case "move":
        packets.splice(index, 1);
        packets.splice(index + damage.by, 0, packet);
        break;
      case "repeat":
        packets.splice(index + 1 + damage.after, 0, { ...packet });
        break;
      case "overlap":
        if (packet.bytes.length > 0)
          packets.splice(index + 1 + damage.after, 0, overlapping(wire, packet, damage));
        break;
      default:
        damage satisfies never;
    }
  }
  return packets;
}

/** The same stretch of the stream with other borders: no more than its sender had sent before it had an answer. */
function overlapping(
  wire: readonly WirePacket[],
  packet: WirePacket,
  { back, ahead }: { readonly back: number; readonly ahead: number },
): WirePacket {
  const { side, offset, bytes, acked } = packet;
  const ofSide = wire.filter((each) => each.side === side && each.bytes.length > 0);
  const stream = Buffer.concat(ofSide.map((each) => each.bytes));
  const sent = ofSide.filter((each) => each.acked <= acked).at(-1);
  const sentEnd = sent === undefined ? offset + bytes.length : sent.offset + sent.bytes.length;
  const start = Math.max(0, offset - back);
  const stop = Math.min(Math.max(sentEnd, offset + bytes.length), offset + bytes.length + ahead);
  return { ...packet, offset: start, bytes: stream.subarray(start, stop), kept: stop - start };
}

/** As a capture has them. Sequence numbers may wrap. */
export function capturePackets(
  packets: readonly WirePacket[],
  clientSeq: number,
  serverSeq: number,
): CapturePacket[] {
  const raw = rawPackets(
    packets.map(({ side, offset, acked, flags, bytes }) => {
      const [own, other] = side === "client" ? [clientSeq, serverSeq] : [serverSeq, clientSeq];
      return {
        from: side,
        seq: own + 1 + offset,
        flags,
        payload: bytes,
        ...(acked >= 0 && { ack: other + 1 + acked }),
      };
    }),
  );
  return raw.map((packet, index) => {
    const { bytes, kept } = packets[index]!;
    if (kept >= bytes.length) return packet;
    const { length } = packet.data;
    return { ...packet, data: packet.data.subarray(0, length - bytes.length + kept), wireSize: length };
  });
}

const empty = (side: Side, offset: number, acked: number, flags: number): WirePacket => ({
  side,
  offset,
  acked,
  flags,
  bytes: Buffer.alloc(0),
  kept: 0,
});
