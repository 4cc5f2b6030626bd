/**
 * `--from`, `--to`, `--host`, `--port`: which segments are looked at at all, decided before reassembly, so that what
 * is left out costs next to nothing. In a tunnel the innermost packet's addresses and ports count. A segment that is
 * left out still moves the clock, as every other packet does: connections grow idle at the same moments as without.
 */
import { UsageError } from "../core/errors.js";
import { parseTimePoint, placeTimePoint } from "../core/time-point.js";
import type { WallClock } from "../core/time.js";
import { type AddressPrefix, parseAddressPrefix } from "./address-prefix.js";
import type { SegmentSink, SegmentView } from "./segment.js";

export interface PacketFilterOptions {
  /** Nanoseconds since the capture's first packet, both inclusive; null for no bound. */
  readonly fromNs: number | null;
  readonly toNs: number | null;
  /** Addresses or prefixes as text; one of the segment's two addresses must lie in one of them. None: any. */
  readonly hosts: readonly string[];
  /** One of the segment's two ports must be one of them, whichever end it belongs to. None: any. */
  readonly ports: readonly number[];
}

const PORTS = 65_536;

/** What is asked for, as it is typed. */
export interface PacketSelection {
  /** Points in time (core/time-point.ts), both inclusive; null for no bound. */
  readonly from: string | null;
  readonly to: string | null;
  readonly hosts: readonly string[];
  readonly ports: readonly number[];
}

/** @throws UsageError for what cannot be understood, and for an end before the beginning */
export function placeSelection(
  { from, to, hosts, ports }: PacketSelection,
  clock: WallClock,
): PacketFilterOptions {
  const fromNs = from === null ? null : placeTimePoint(parseTimePoint(from), clock);
  const toNs = to === null ? null : placeTimePoint(parseTimePoint(to), clock);
  if (fromNs !== null && toNs !== null && toNs < fromNs)
    throw new UsageError(`--to ${to} lies before --from ${from} in this capture: nothing is between them`);
  return { fromNs, toNs, hosts, ports };
}

/** Stands between a Decoder and what takes its segments. */
export class PacketFilter implements SegmentSink {
  /** Packets with TCP of which nothing passed. */
  leftOutPackets = 0;
  readonly #next: SegmentSink;
  readonly #fromNs: number;
  readonly #toNs: number;
  readonly #prefixes: readonly AddressPrefix[];
  /** 1 for each port that is asked for; empty where all are. */
  readonly #ports: Uint8Array;
  /** The latest packet that was left out, and the latest of which something passed: one may hold several segments. */
  #leftOutFrame = 0;
  #passedFrame = 0;

  /** @throws UsageError for a host that is no address or prefix */
  constructor(options: PacketFilterOptions, next: SegmentSink) {
    this.#next = next;
    this.#fromNs = options.fromNs ?? -Infinity;
    this.#toNs = options.toNs ?? Infinity;
    this.#prefixes = options.hosts.map((host) => parseAddressPrefix(host));
    this.#ports = new Uint8Array(options.ports.length === 0 ? 0 : PORTS);
    for (const port of options.ports) this.#ports[port] = 1;
  }

  onSegment(segment: SegmentView): void {
    const { frame } = segment;
    if (this.#isAskedFor(segment)) {
      if (frame === this.#leftOutFrame && frame !== this.#passedFrame) this.leftOutPackets -= 1;
      this.#passedFrame = frame;
      this.#next.onSegment(segment);
    } else {
      if (frame !== this.#leftOutFrame && frame !== this.#passedFrame) this.leftOutPackets += 1;
      this.#leftOutFrame = frame;
      this.#next.onClock(segment.timeNs);
    }
  }

  onClock(timeNs: number): void {
    this.#next.onClock(timeNs);
  }

  #isAskedFor({ timeNs, sourcePort, targetPort, ipVersion, source, target }: SegmentView): boolean {
    if (timeNs < this.#fromNs || timeNs > this.#toNs) return false;
    const ports = this.#ports;
    if (ports.length > 0 && ports[sourcePort] === 0 && ports[targetPort] === 0) return false;
    return this.#prefixes.length === 0 || this.#isHost(ipVersion, source) || this.#isHost(ipVersion, target);
  }

  #isHost(ipVersion: 4 | 6, address: Int32Array): boolean {
    for (const { ipVersion: version, words, masks } of this.#prefixes) {
      if (
        version === ipVersion &&
        (address[3]! & masks[3]!) === words[3] &&
        (address[2]! & masks[2]!) === words[2] &&
        (address[1]! & masks[1]!) === words[1] &&
        (address[0]! & masks[0]!) === words[0]
      )
        return true;
    }
    return false;
  }
}
