/**
 * Puts fragmented IP datagrams together (RFC 791 §3.2, RFC 8200 §4.5). Bounded in datagrams, bytes and age, so that
 * a flood of fragments costs other fragments at most. Waiting datagrams are few and searched one by one: there is
 * no hash that an attacker could aim at. The first copy of a byte wins; a second that differs is an attack on
 * whoever lets it win, and is reported.
 */
import { formatAddress } from "../core/address.js";
import { type Finding, captureFinding } from "../core/findings.js";
import { FRAGMENT_AGE_NS, FRAGMENT_BYTES, FRAGMENT_DATAGRAMS } from "../core/limits.js";
import { Datagram, LARGEST_DATAGRAM } from "./datagram.js";
import { followProtocol } from "./ip.js";
import { KIND } from "./kinds.js";
import type { Layer, Walk } from "./walk.js";

export class Fragments {
  readonly #raise: (finding: Finding) => void;
  /** Oldest first. */
  readonly #waiting: Datagram[] = [];
  #bytes = 0;
  #isLimitTold = false;

  constructor(raise: (finding: Finding) => void) {
    this.#raise = raise;
  }

  /**
   * Takes the fragment at `walk.at`. Where it completes its datagram, the walk goes on in that, a buffer of its own
   * that nobody changes any more; otherwise it stops.
   */
  join(walk: Walk, timeNs: number, frame: number): Layer {
    this.#expire(timeNs);
    const { offset, isLast } = walk.fragment;
    // All fragments but the last are made of blocks of eight bytes.
    const size = isLast ? walk.wireEnd - walk.at : (walk.wireEnd - walk.at) & ~7;
    if (size === 0 && !isLast) return walk.stop(KIND.fragment);
    if (offset + size > LARGEST_DATAGRAM) {
      const beyond = new Datagram(walk, timeNs);
      beyond.count(walk.left(), frame);
      this.#giveUp(beyond, `it reaches beyond ${LARGEST_DATAGRAM} bytes`);
      return walk.stop(KIND.fragment);
    }
    const datagram = this.#find(walk) ?? this.#begin(walk, timeNs);
    const bytesBefore = datagram.bufferBytes;
    const isConflict = datagram.add(walk, size, frame);
    this.#bytes += datagram.bufferBytes - bytesBefore;
    if (isConflict) this.#raise(captureFinding("ip.fragment-overlap", frame, endpoints(datagram)));
    if (!datagram.isComplete()) {
      this.#makeRoom(frame);
      return walk.stop(KIND.fragment);
    }
    this.#remove(this.#waiting.indexOf(datagram));
    walk.data = datagram.data;
    walk.at = 0;
    walk.end = datagram.capturedSize();
    walk.wireEnd = datagram.size;
    return followProtocol(walk, datagram.protocol);
  }

  /** The capture has ended: what still waits is given up. */
  end(): void {
    for (const datagram of this.#waiting) this.#giveUp(datagram, "the capture ended");
    this.#waiting.length = 0;
    this.#bytes = 0;
  }

  #find(walk: Walk): Datagram | undefined {
    for (const datagram of this.#waiting) if (datagram.matches(walk)) return datagram;
    return undefined;
  }

  #begin(walk: Walk, timeNs: number): Datagram {
    const datagram = new Datagram(walk, timeNs);
    this.#waiting.push(datagram);
    return datagram;
  }

  #expire(timeNs: number): void {
    while (this.#waiting.length > 0 && timeNs - this.#waiting[0]!.sinceNs > FRAGMENT_AGE_NS) {
      this.#giveUp(this.#remove(0), `not complete after ${FRAGMENT_AGE_NS / 1e9} s`);
    }
  }

  #makeRoom(frame: number): void {
    while (this.#waiting.length > FRAGMENT_DATAGRAMS || this.#bytes > FRAGMENT_BYTES) {
      if (!this.#isLimitTold) {
        // Once for the capture: in a flood every fragment would say it again.
        this.#isLimitTold = true;
        const limit =
          this.#bytes > FRAGMENT_BYTES ? `${FRAGMENT_BYTES} bytes` : `${FRAGMENT_DATAGRAMS} datagrams`;
        this.#raise(captureFinding("limit.fragments", frame, { limit }));
      }
      this.#giveUp(this.#remove(0), "too many fragments waited");
    }
  }

  #remove(index: number): Datagram {
    const [datagram] = this.#waiting.splice(index, 1);
    this.#bytes -= datagram!.bufferBytes;
    return datagram!;
  }

  #giveUp(datagram: Datagram, why: string): void {
    const { fragmentCount, fragmentBytes, lastFrame } = datagram;
    const data = { fragments: fragmentCount, bytes: fragmentBytes, ...endpoints(datagram), why };
    this.#raise(captureFinding("ip.fragment-lost", lastFrame, data));
  }
}

function endpoints({ ipVersion, source, target }: Datagram): { source: string; target: string } {
  return { source: formatAddress(ipVersion, source), target: formatAddress(ipVersion, target) };
}
