/** What came of a connection while it was undecided, in order: to be told again to a session, or booked. */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { HELD_FINDINGS } from "../core/limits.js";
import type { Side } from "../tcp/side.js";
import { StampedBytes } from "../tcp/stamped-bytes.js";
import { Stamp, type StreamEnd } from "../tcp/stream.js";

export interface ReplaySink {
  onFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void;
  /** Bytes that were booked already, with the packet of the first. */
  onPassedOver(side: Side, size: number, frame: number): void;
  onData(side: Side, data: Buffer, start: number, end: number, at: Stamp): void;
  onGap(side: Side, size: number, at: Stamp): void;
  onEnd(side: Side, why: StreamEnd, at: Stamp): void;
}

type Kept =
  | { readonly kind: "data"; readonly side: Side; readonly piece: StampedBytes }
  | { readonly kind: "gap"; readonly side: Side; size: number; readonly at: Stamp }
  | { readonly kind: "end"; readonly side: Side; readonly why: StreamEnd; readonly at: Stamp };

interface KeptFinding {
  readonly code: FindingCode;
  readonly side: Side;
  readonly frame: number;
  readonly data: FindingData;
}

/** Of one end. */
interface Count {
  /** Bytes of the stream that are kept. */
  keptBytes: number;
  /** Bytes booked as no HTTP, gaps between them included; with the packet of the first. */
  passedBytes: number;
  passedFrame: number;
}

/** What a gap, an end or a finding costs. */
const EVENT_BYTES = 384;

export class KeptEvents {
  /** Bytes of memory. */
  heldBytes = 0;
  #events: Kept[] = [];
  #findings: KeptFinding[] = [];
  readonly #counts: readonly [Count, Count] = [
    { keptBytes: 0, passedBytes: 0, passedFrame: 0 },
    { keptBytes: 0, passedBytes: 0, passedFrame: 0 },
  ];

  constructor(private readonly ledger: Ledger) {}

  /** Bytes of its stream that are kept. */
  bytesOf(side: Side): number {
    return this.#counts[side].keptBytes;
  }

  data(side: Side, data: Buffer, start: number, end: number, at: Stamp): void {
    if (start === end) return;
    const piece = new StampedBytes(data, start, end, at);
    this.#events.push({ kind: "data", side, piece });
    this.#counts[side].keptBytes += piece.size;
    this.heldBytes += piece.heldBytes;
  }

  gap(side: Side, size: number, at: Stamp): void {
    const last = this.#events.findLast((event) => event.side === side);
    // It joins the one before it: a capture of heads only has one behind every packet.
    if (last?.kind === "gap") last.size += size;
    else this.#add({ kind: "gap", side, size, at: Stamp.copy(at) });
  }

  end(side: Side, why: StreamEnd, at: Stamp): void {
    this.#add({ kind: "end", side, why, at: Stamp.copy(at) });
  }

  finding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    if (this.#findings.length === HELD_FINDINGS) return;
    this.#findings.push({ code, side, frame, data });
    this.heldBytes += EVENT_BYTES;
  }

  /** Everything goes on, and nothing is kept. */
  replay(sink: ReplaySink): void {
    sink.onPassedOver(0, this.#counts[0].passedBytes, this.#counts[0].passedFrame);
    sink.onPassedOver(1, this.#counts[1].passedBytes, this.#counts[1].passedFrame);
    for (const { code, side, frame, data } of this.#findings) sink.onFinding(code, side, frame, data);
    for (const event of this.#events) {
      if (event.kind === "gap") sink.onGap(event.side, event.size, event.at);
      else if (event.kind === "end") sink.onEnd(event.side, event.why, event.at);
      else {
        const { side, piece } = event;
        sink.onData(side, piece.bytes, 0, piece.size, piece);
        piece.release();
      }
    }
    this.#events = [];
    this.#findings = [];
    this.heldBytes = 0;
  }

  /** What is kept of one end is no HTTP. */
  book(side: Side): void {
    const count = this.#counts[side];
    const rest: Kept[] = [];
    for (const event of this.#events) {
      if (event.side !== side || event.kind === "end") {
        rest.push(event);
        continue;
      }
      const at = event.kind === "data" ? event.piece : event.at;
      if (count.passedBytes === 0) count.passedFrame = at.frame;
      count.passedBytes += event.kind === "data" ? event.piece.size : event.size;
      this.heldBytes -= event.kind === "data" ? event.piece.heldBytes : EVENT_BYTES;
      if (event.kind === "gap") continue;
      this.ledger.notHttp += event.piece.size;
      event.piece.release();
    }
    this.#events = rest;
    count.keptBytes = 0;
  }

  #add(event: Kept): void {
    this.#events.push(event);
    this.heldBytes += EVENT_BYTES;
  }
}
