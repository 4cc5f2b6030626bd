/**
 * From a packet to its TCP segment: runs the steps of the layers, one after the other, until one of them stops, and
 * counts what the packet was. Nothing is allocated for a packet; hostile bytes end as a kind of packet that was not
 * decoded, never as an exception.
 */
import type { PacketView } from "../capture/packet.js";
import { type Finding, captureFinding } from "../core/findings.js";
import { ENCAPSULATION_DEPTH } from "../core/limits.js";
import { readEthernet, readLlc, readVlan } from "./ethernet.js";
import { Fragments } from "./fragments.js";
import { readIp } from "./ip.js";
import { KIND, type Kind, KindCounter, linkTypeKind } from "./kinds.js";
import { firstStep } from "./link.js";
import { readMpls } from "./mpls.js";
import { readPpp, readPppoe } from "./ppp.js";
import type { SegmentSink, SegmentView } from "./segment.js";
import { readTcpHeader } from "./tcp-header.js";
import * as layers from "./walk.js";
import { readSubframe } from "./wifi.js";

const NO_LINK_TYPE = -1;

export class Decoder {
  readonly #sink: SegmentSink;
  readonly #raise: (finding: Finding) => void;
  readonly #walk = new layers.Walk();
  readonly #segment: SegmentView;
  readonly #fragments: Fragments;
  readonly #kinds = new KindCounter();
  #linkType = NO_LINK_TYPE;
  #firstStep: layers.Step | undefined = undefined;
  readonly #unknownLinkTypes = new Set<number>();
  #isDepthTold = false;

  constructor(sink: SegmentSink, raise: (finding: Finding) => void) {
    this.#sink = sink;
    this.#raise = raise;
    this.#fragments = new Fragments(raise);
    // The addresses are the walk's own arrays: the IP step writes them in place.
    const { source, target, data } = this.#walk;
    this.#segment = {
      frame: 0,
      timeNs: 0,
      timeDigits: 0,
      hasTime: false,
      ipVersion: 4,
      vlanId: -1,
      source,
      target,
      sourcePort: 0,
      targetPort: 0,
      seq: 0,
      ack: 0,
      flags: 0,
      data,
      start: 0,
      end: 0,
      cutSize: 0,
    };
  }

  /** Packets that gave a segment. */
  get tcpPackets(): number {
    return this.#kinds.tcp;
  }

  /** Counts the packet as exactly one kind; hands on its TCP segment, or else its time. */
  onPacket(packet: PacketView): void {
    const walk = this.#walk;
    walk.begin(packet.data, packet.start, packet.end, packet.start + packet.wireSize);
    if (packet.linkType !== this.#linkType) {
      this.#linkType = packet.linkType;
      this.#firstStep = firstStep(packet.linkType);
    }
    let kind: Kind;
    if (this.#firstStep === undefined) {
      kind = linkTypeKind(packet.linkType);
      this.#tellUnknownLinkType(packet);
    } else {
      kind = this.#follow(this.#firstStep(walk), packet);
      // Each frame of an aggregate is fourteen bytes at least, so the packet bounds the loop.
      while (walk.siblingAt < walk.siblingEnd) {
        walk.begin(packet.data, walk.siblingAt, walk.siblingEnd, walk.siblingEnd);
        const further = this.#follow(readSubframe(walk), packet);
        if (further === KIND.tcp) kind = further;
      }
    }
    this.#kinds.count(kind);
    if (kind !== KIND.tcp) this.#sink.onClock(packet.timeNs);
  }

  /** The capture has ended: fragments that still wait are given up, each with its finding. */
  end(): void {
    this.#fragments.end();
  }

  /** Packets by kind, `packetKinds` of the summary. */
  kinds(): Record<string, number> {
    return this.#kinds.toRecord();
  }

  #follow(first: layers.Layer, packet: PacketView): Kind {
    const walk = this.#walk;
    let layer = first;
    for (let depth = 0; depth <= ENCAPSULATION_DEPTH; depth += 1) {
      switch (layer) {
        case layers.IP:
          layer = readIp(walk);
          break;
        case layers.TCP:
          return this.#tcp(packet);
        case layers.STOP:
          return walk.kind;
        case layers.VLAN:
          layer = readVlan(walk);
          break;
        case layers.FRAGMENT:
          layer = this.#fragments.join(walk, packet.timeNs, packet.frame);
          break;
        case layers.LLC:
          layer = readLlc(walk);
          break;
        case layers.ETHERNET:
          layer = readEthernet(walk);
          break;
        case layers.MPLS:
          layer = readMpls(walk);
          break;
        case layers.PPPOE:
          layer = readPppoe(walk);
          break;
        case layers.PPP:
          layer = readPpp(walk);
          break;
        default:
          layer satisfies never;
      }
    }
    if (layer === layers.TCP) return this.#tcp(packet);
    if (layer === layers.STOP) return walk.kind;
    this.#tellDepth(packet);
    return KIND["undecoded:depth"];
  }

  #tcp(packet: PacketView): Kind {
    const segment = this.#segment;
    const walk = this.#walk;
    if (!readTcpHeader(walk, segment)) return KIND["undecoded:tcp"];
    segment.frame = packet.frame;
    segment.timeNs = packet.timeNs;
    segment.timeDigits = packet.timeDigits;
    segment.hasTime = packet.hasTime;
    segment.ipVersion = walk.ipVersion;
    segment.vlanId = walk.vlanId;
    this.#sink.onSegment(segment);
    return KIND.tcp;
  }

  /** Once for each number, of which there are 65,536. */
  #tellUnknownLinkType({ linkType, frame }: PacketView): void {
    if (this.#unknownLinkTypes.has(linkType)) return;
    this.#unknownLinkTypes.add(linkType);
    this.#raise(captureFinding("link.unknown-type", frame, { linkType, name: String(linkType) }));
  }

  /** Once for the capture: a packet made to nest will have brothers. */
  #tellDepth({ frame }: PacketView): void {
    if (this.#isDepthTold) return;
    this.#isDepthTold = true;
    this.#raise(captureFinding("limit.depth", frame, { limit: ENCAPSULATION_DEPTH }));
  }
}
