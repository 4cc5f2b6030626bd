/**
 * A capture taken apart and put together again: its packets, and its TCP segments with addresses, numbers and
 * payload, whatever they were wrapped in. What cannot be read gives nothing.
 */
import { DamageReport } from "../../src/capture/damage.js";
import { detectFormat } from "../../src/capture/detect.js";
import { emptyPacket } from "../../src/capture/packet.js";
import { formatAddress } from "../../src/core/address.js";
import { CaptureError } from "../../src/core/errors.js";
import { Decoder } from "../../src/decode/decoder.js";
import type { CapturePacket } from "../support/capture-writer.js";
import { PROTOCOL_TCP, tcpSegment } from "../support/headers.js";
import { Tap } from "../support/tap.js";

/** Packets of one link type: a classic capture has no more. */
export interface Packets {
  readonly linkType: number;
  readonly packets: readonly CapturePacket[];
}

export interface Segment {
  readonly timeNs: bigint;
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly payload: Buffer;
  /** Payload bytes on the wire that the capture lacks. */
  readonly cutSize: number;
}

const NONE: Packets = { linkType: 1, packets: [] };

/** The packets of the first link type in a capture; of a damaged one, as far as it can be read. */
export function packetsOf(capture: Buffer): Packets {
  try {
    const damage = new DamageReport("capture", () => undefined);
    const reader = detectFormat("capture", capture.subarray(0, 64), null).makeReader(0n, damage);
    reader.feed(capture);
    const packets: CapturePacket[] = [];
    let linkType = -1;
    let isFinished = false;
    for (;;) {
      if (!reader.next()) {
        if (isFinished) return { linkType: Math.max(linkType, 0), packets };
        reader.finish();
        isFinished = true;
        continue;
      }
      const { data, start, end, wireSize, hasTime } = reader.packet;
      if (linkType < 0) ({ linkType } = reader.packet);
      if (reader.packet.linkType !== linkType) continue;
      const timeNs = hasTime ? reader.stampNs() : 0n;
      packets.push({ timeNs, data: Buffer.from(data.subarray(start, end)), wireSize });
    }
  } catch (error) {
    if (error instanceof CaptureError) return NONE;
    throw error;
  }
}

/** The TCP segments of packets, in their order. */
export function segmentsOf({ linkType, packets }: Packets): Segment[] {
  const segments: Segment[] = [];
  let timeNs = 0n;
  const decoder = new Decoder(
    {
      onSegment(segment) {
        const { ipVersion, sourcePort, targetPort, seq, ack, flags, data, start, end, cutSize } = segment;
        segments.push({
          timeNs,
          source: formatAddress(ipVersion, segment.source),
          target: formatAddress(ipVersion, segment.target),
          sourcePort,
          targetPort,
          seq,
          ack,
          flags,
          payload: Buffer.from(data.subarray(start, end)),
          cutSize,
        });
      },
      onClock: () => undefined,
    },
    () => undefined,
  );
  for (const [index, packet] of packets.entries()) {
    ({ timeNs } = packet);
    const view = emptyPacket(linkType, 6);
    view.frame = index + 1;
    view.data = Buffer.from(packet.data);
    view.end = view.data.length;
    view.wireSize = packet.wireSize ?? view.end;
    decoder.onPacket(view);
  }
  return segments;
}

/** Ethernet packets with these segments. */
export function wrap(segments: readonly Segment[]): Packets {
  const tap = new Tap("1970-01-01T00:00:00Z", undefined);
  const packets = segments.map((segment) => {
    const source = plain(segment.source);
    const target = plain(segment.target);
    // An address of the other version is mapped: both sides of a header are of one.
    const isMixed = source.includes(":") !== target.includes(":");
    const [from, to] = isMixed ? [asIpv6(source), asIpv6(target)] : [source, target];
    const data = tap.frame(from, to, PROTOCOL_TCP, tcpSegment(from, to, segment, segment.payload));
    return { timeNs: segment.timeNs, data, wireSize: data.length };
  });
  return { linkType: 1, packets };
}

/** The dotted form inside an IPv6 address is another way to write the same. */
function plain(address: string): string {
  const dotted = /^::ffff:(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  if (dotted === null) return address;
  const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
  return `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

const asIpv6 = (address: string): string => plain(address.includes(":") ? address : `::ffff:${address}`);
