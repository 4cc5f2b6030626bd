/** Runs packets through a Decoder and keeps what came out of it, for tests to look at. */
import type { PacketView } from "../../src/capture/packet.js";
import type { Finding } from "../../src/core/findings.js";
import { formatAddress } from "../../src/core/address.js";
import { Decoder } from "../../src/decode/decoder.js";
import type { SegmentSink } from "../../src/decode/segment.js";
import { PROTOCOL_TCP, ipv4Packet, ipv6Packet, tcpSegment } from "../support/headers.js";

export const CLIENT = "192.0.2.5";
export const SERVER = "198.51.100.9";
export const CLIENT6 = "2001:db8::5";
export const SERVER6 = "2001:db8:1::9";

export interface SeenSegment {
  readonly frame: number;
  readonly from: string;
  readonly to: string;
  readonly seq: number;
  readonly ack: number;
  readonly flags: number;
  readonly vlanId: number;
  readonly text: string;
  readonly cutSize: number;
}

export interface DecodeResult {
  readonly segments: SeenSegment[];
  readonly clocks: number[];
  readonly findings: Finding[];
  readonly kinds: Record<string, number>;
  readonly tcpPackets: number;
}

export interface TestPacket {
  readonly data: Uint8Array;
  readonly linkType?: number;
  readonly timeNs?: number;
  /** Captured bytes; all where not given. */
  readonly snapLength?: number;
  readonly wireSize?: number;
}

export const ETHERNET = 1;
export const RAW = 101;

/** `between` may put something between the decoder and what is looked at. */
export function decode(
  packets: readonly TestPacket[],
  between: (sink: SegmentSink) => SegmentSink = (sink) => sink,
): DecodeResult {
  const segments: SeenSegment[] = [];
  const clocks: number[] = [];
  const findings: Finding[] = [];
  const decoder = new Decoder(
    between({
      onSegment: (s) =>
        segments.push({
          frame: s.frame,
          from: `${formatAddress(s.ipVersion, s.source)} ${s.sourcePort}`,
          to: `${formatAddress(s.ipVersion, s.target)} ${s.targetPort}`,
          seq: s.seq,
          ack: s.ack,
          flags: s.flags,
          vlanId: s.vlanId,
          text: s.data.toString("latin1", s.start, s.end),
          cutSize: s.cutSize,
        }),
      onClock: (timeNs) => clocks.push(timeNs),
    }),
    (finding) => findings.push(finding),
  );
  for (const [index, packet] of packets.entries()) decoder.onPacket(toView(packet, index + 1));
  decoder.end();
  return { segments, clocks, findings, kinds: decoder.kinds(), tcpPackets: decoder.tcpPackets };
}

/** Other bytes lie around the packet, as in a buffer of the capture: reading beyond it shows. */
function toView(packet: TestPacket, frame: number): PacketView {
  const margin = Buffer.alloc(64, 0x45);
  const captured = packet.data.subarray(0, packet.snapLength ?? packet.data.length);
  return {
    frame,
    timeNs: packet.timeNs ?? frame * 1e6,
    timeDigits: 6,
    hasTime: true,
    chunk: -1,
    oldestChunk: 0,
    linkType: packet.linkType ?? RAW,
    data: Buffer.concat([margin, captured, margin]),
    start: margin.length,
    end: margin.length + captured.length,
    wireSize: packet.wireSize ?? packet.data.length,
  };
}

/** A segment of the one connection that these tests use. */
export function segmentOf(text: string, options?: Uint8Array): Buffer {
  return tcpSegment(CLIENT, SERVER, { ...FIELDS, ...(options && { options }) }, Buffer.from(text, "latin1"));
}

export function ipv4Of(text: string): Buffer {
  return ipv4Packet({ source: CLIENT, target: SERVER, protocol: PROTOCOL_TCP }, segmentOf(text));
}

export function ipv6Of(text: string): Buffer {
  const segment = tcpSegment(CLIENT6, SERVER6, FIELDS, Buffer.from(text, "latin1"));
  return ipv6Packet({ source: CLIENT6, target: SERVER6, nextHeader: PROTOCOL_TCP }, segment);
}

const FIELDS = { sourcePort: 49_152, targetPort: 80, seq: 0xfffffff0, ack: 7, flags: 0x18 };

export const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");
export const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);
