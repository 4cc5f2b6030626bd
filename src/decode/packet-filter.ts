/**
 * `--from`, `--to`, `--host`, `--port`: which segments are looked at at all, decided before reassembly, so that what
 * is left out costs next to nothing. In a tunnel the innermost packet's addresses and ports count. A segment that is
 * left out still moves the clock, as every other packet does: connections grow idle at the same moments as without.
 */
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

/** Stands between a Decoder and what takes its segments. */
export class PacketFilter implements SegmentSink {
  readonly #next: SegmentSink;
  readonly #fromNs: number;
  readonly #toNs: number;
  readonly #prefixes: readonly AddressPrefix[];
  /** 1 for each port that is asked for; empty where all are. */
  readonly #ports: Uint8Array;

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
    if (this.#isAskedFor(segment)) this.#next.onSegment(segment);
    else this.#next.onClock(segment.timeNs);
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
