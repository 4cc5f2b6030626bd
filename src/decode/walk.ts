/**
 * The way through the headers of one packet. Each layer is a function, a step, that reads the header at `at`, moves
 * `at` behind it and names the layer that follows, or stops and says what the packet is to be counted as. Steps
 * know nothing of each other, so any layer may lie in any other, and one bounded loop (decoder.ts) runs them all.
 */
import type { Kind } from "./kinds.js";

/** What a step names: the layer at `at`, or STOP. */
export const STOP = 0;
export const ETHERNET = 1;
export const VLAN = 2;
export const LLC = 3;
export const MPLS = 4;
export const PPPOE = 5;
export const PPP = 6;
export const IP = 7;
export const FRAGMENT = 8;
export const TCP = 9;
export const UDP = 10;
export const GRE = 11;
export const SHORT_TAG = 12;
export const LONG_TAG = 13;
export const NSH = 14;
/** Layers that only some packets have. */
export type Encapsulation =
  | typeof ETHERNET
  | typeof LLC
  | typeof MPLS
  | typeof PPPOE
  | typeof PPP
  | typeof UDP
  | typeof GRE
  | typeof SHORT_TAG
  | typeof LONG_TAG
  | typeof NSH;
/** Layers that lead on. */
export type InnerLayer = Encapsulation | typeof VLAN | typeof IP | typeof FRAGMENT;
export type Layer = InnerLayer | typeof STOP | typeof TCP;

export type Step = (walk: Walk) => Layer;

/** One object for all packets; steps overwrite its fields. */
export class Walk {
  /** The packet, or a datagram put together from its fragments. */
  data: Buffer = Buffer.alloc(0);
  /** Where the layer to be read begins. */
  at = 0;
  /** Captured bytes of the layer end here: never beyond the packet, nor beyond what a header around them allows. */
  end = 0;
  /** Where the layer ended on the wire, in the same coordinates: beyond `end` where the snap length cut. */
  wireEnd = 0;
  /** Innermost VLAN id, -1 for none. */
  vlanId = -1;
  ipVersion: 4 | 6 = 4;
  readonly source = new Int32Array(4);
  readonly target = new Int32Array(4);
  /** The place in its datagram of the fragment at `at`, in bytes of payload; valid with FRAGMENT. */
  readonly fragment = { id: 0, protocol: 0, offset: 0, isLast: false };
  /** Where a further frame of the same packet lies (802.11 A-MSDU); equal for none. */
  siblingAt = 0;
  siblingEnd = 0;
  /** What the packet is counted as; valid after STOP. */
  kind: Kind = 0;

  /** A wire size smaller than what was captured is not believed. */
  begin(data: Buffer, at: number, end: number, wireSize: number): void {
    this.data = data;
    this.at = at;
    this.end = end;
    this.wireEnd = Math.max(end, at + wireSize);
    this.vlanId = -1;
    this.siblingAt = 0;
    this.siblingEnd = 0;
  }

  /** Captured bytes from `at` on. */
  left(): number {
    return this.end - this.at;
  }

  stop(kind: Kind): typeof STOP {
    this.kind = kind;
    return STOP;
  }

  /** Ends the layer where a header says that it ends; what lies behind is padding or a trailer. */
  clip(wireEnd: number): void {
    if (wireEnd < this.wireEnd) this.wireEnd = wireEnd;
    if (wireEnd < this.end) this.end = wireEnd;
  }
}

export function uint16At(data: Buffer, at: number): number {
  return (data[at]! << 8) | data[at + 1]!;
}

export function int32At(data: Buffer, at: number): number {
  return (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
}
