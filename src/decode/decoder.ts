/**
 * From a packet to its TCP segment: runs the steps of the layers, one after the other, until one of them stops, and
 * counts what the packet was. Nothing is allocated for a packet; hostile bytes end as a kind of packet that was not
 * decoded, never as an exception.
 */
import { linkTypeName } from "../capture/link-types.js";
import type { PacketView } from "../capture/packet.js";
import { type Finding, captureFinding } from "../core/findings.js";
import { ENCAPSULATION_DEPTH } from "../core/limits.js";
import { readEncapsulation } from "./encapsulations.js";
import { readVlan } from "./ethernet.js";
import { Fragments } from "./fragments.js";
import { readIp } from "./ip.js";
import { KIND, type Kind, KindCounter, linkTypeKind } from "./kinds.js";
import { firstStep } from "./link.js";
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
      chunk: -1,
      oldestChunk: 0,
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
    walk.begin(packet.data, packet.start, packet.end, packet.wireSize);
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
        walk.begin(packet.data, walk.siblingAt, walk.siblingEnd, 0);
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
    let layer = first;
    for (let depth = 0; layer !== layers.TCP && layer !== layers.STOP; depth += 1) {
      if (depth === ENCAPSULATION_DEPTH) {
        this.#tellDepth(packet);
        return KIND["undecoded:depth"];
      }
      layer = this.#step(layer, packet);
    }
    return layer === layers.TCP ? this.#tcp(packet) : this.#walk.kind;
  }

  /** What nearly every packet is made of; the rest is apart, so that the compiler can see through this. */
  #step(layer: layers.InnerLayer, packet: PacketView): layers.Layer {
    if (layer === layers.IP) return readIp(this.#walk);
    if (layer === layers.VLAN) return readVlan(this.#walk);
    if (layer === layers.FRAGMENT) return this.#fragments.join(this.#walk, packet.timeNs, packet.frame);
    return readEncapsulation(this.#walk, layer);
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
    // A datagram put together from fragments lies in a buffer of its own.
    segment.chunk = walk.data === packet.data ? packet.chunk : -1;
    segment.oldestChunk = packet.oldestChunk;
    this.#sink.onSegment(segment);
    return KIND.tcp;
  }

  /** Once for each number, of which there are 65,536. */
  #tellUnknownLinkType({ linkType, frame }: PacketView): void {
    if (this.#unknownLinkTypes.has(linkType)) return;
    this.#unknownLinkTypes.add(linkType);
    this.#raise(captureFinding("link.unknown-type", frame, { linkType, name: linkTypeName(linkType) }));
  }

  /** Once for the capture: a packet made to nest will have brothers. */
  #tellDepth({ frame }: PacketView): void {
    if (this.#isDepthTold) return;
    this.#isDepthTold = true;
    this.#raise(captureFinding("limit.depth", frame, { limit: ENCAPSULATION_DEPTH }));
  }
}
