/**
 * What a flow feeds: its first bytes are kept until they show what the connection speaks (detect.ts), then replayed
 * to a session, or counted and left alone.
 *
 * A side is judged by its first bytes; what they are not, later ones may still be: behind the greeting of a proxy,
 * in the answer of a web server to a TLS hello, and where a capture begins inside a body. So a segment that begins
 * with a start line makes a connection HTTP as long as it is undecided: up to a bound from its start, for ever where
 * it was picked up in the middle.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import { HELD_FINDINGS, HELLO_BYTES, START_LINE_BYTES, UNDECIDED_BYTES } from "../core/limits.js";
import type { Closed, Endpoint } from "../core/records.js";
import type { Consumer, Flow } from "../tcp/flow.js";
import type { Side } from "../tcp/side.js";
import { SegmentStamp } from "../tcp/half.js";
import type { Stamp, StreamEnd, StreamSink } from "../tcp/stream.js";
import type { ContentDecoding } from "./content-decoding.js";
import { detect, type Verdict } from "./detect.js";
import { ByteGatherer } from "./gather.js";
import { PREFIX_BYTES } from "./head-reader.js";
import type { HttpParser } from "./parser.js";
import { HttpSession } from "./session.js";
import type { SessionEvents } from "./session-findings.js";
import { indexOfLf } from "./start-line.js";
import { readServerName } from "./tls-hello.js";

/** What a connection without HTTP was. */
export type OtherProtocol = "tls" | "http2" | "other";

export interface ConnectionHost {
  readonly ledger: Ledger;
  readonly events: SessionEvents;
  /** null: nobody asks for contents. */
  readonly decoding: ContentDecoding | null;
  /** Sessions are numbered in the order in which they are recognised. */
  nextSession(): number;
  endpoints(flow: Flow): readonly [Endpoint, Endpoint];
  onServerName(name: string): void;
  /** The connection has ended and was no HTTP. */
  onLeftAlone(what: OtherProtocol): void;
}

type Kept =
  | { readonly kind: "data"; readonly side: Side; readonly bytes: Buffer; readonly at: SegmentStamp }
  | { readonly kind: "gap"; readonly side: Side; size: number; readonly at: SegmentStamp }
  | { readonly kind: "end"; readonly side: Side; readonly why: StreamEnd; readonly at: SegmentStamp };

interface KeptFinding {
  readonly code: FindingCode;
  readonly side: Side;
  readonly frame: number;
  readonly data: FindingData;
}

/** What a kept piece costs beside its bytes, so that one-byte segments cannot fill the memory. */
const KEPT_OVERHEAD_BYTES = 384;

/** What one end has shown so far. */
class SideState implements StreamSink {
  /** The bytes kept of this end that are judged together. */
  readonly gathered = new ByteGatherer();
  /** Its bytes come in the middle of a stream: no verdict on them is final but HTTP and TLS. */
  isMidstream: boolean;
  isTls = false;
  /** A TLS hello has begun and is worth a look once so many bytes are there; 0 without one. */
  helloSize = 0;
  /** Bytes booked as no HTTP before a session began, gaps between them included; with the packet of the first. */
  passedBytes = 0;
  passedFrame = 0;

  constructor(
    readonly side: Side,
    readonly isFromStart: boolean,
    private readonly connection: HttpConnection,
  ) {
    this.isMidstream = !isFromStart;
  }

  onData(data: Buffer, start: number, end: number, at: Stamp): void {
    this.connection.onData(this, data, start, end, at);
  }

  onGap(size: number, at: Stamp): void {
    this.connection.onGap(this, size, at);
  }

  onEnd(why: StreamEnd, at: Stamp): void {
    this.connection.onEnd(this, why, at);
  }
}

export class HttpConnection implements Consumer {
  readonly sinks: readonly [SideState, SideState];
  heldBytes = 0;
  #session: HttpSession | null = null;
  #other: OtherProtocol | null = null;
  #kept: Kept[] = [];
  #keptBytes = 0;
  /** Bytes were lost before it was recognised: it may have been anywhere. */
  #hasGap = false;
  #findings: KeptFinding[] = [];

  constructor(
    private readonly flow: Flow,
    private readonly host: ConnectionHost,
  ) {
    const [a, b] = flow.halves;
    // A side that has sent nothing yet, not even a SYN, is judged like the side that has.
    const isOpened = flow.opening.synSide >= 0;
    this.sinks = [
      new SideState(0, a.hasBase ? a.isFromStart : isOpened, this),
      new SideState(1, b.hasBase ? b.isFromStart : isOpened, this),
    ];
  }

  get wantsOrder(): boolean {
    return this.#other === null;
  }

  get isOutstanding(): boolean {
    return this.#session !== null && this.#session.isOutstanding;
  }

  onData(from: SideState, data: Buffer, start: number, end: number, at: Stamp): void {
    if (this.#session !== null) {
      this.#parser(from.side).onData(data, start, end, at);
    } else if (this.#other !== null) {
      this.host.ledger.notHttp += end - start;
    } else {
      this.#judge(from, data, start, end, at);
    }
    this.#noteHeld();
  }

  onGap(from: SideState, size: number, at: Stamp): void {
    if (this.#session !== null) {
      this.#parser(from.side).onGap(size, at);
      this.#noteHeld();
    } else if (this.#other === null) {
      this.#keepGap(from, size, at);
      // What follows the gap is judged for itself.
      from.gathered.clear();
      from.helloSize = 0;
      from.isMidstream = true;
      this.#hasGap = true;
    }
  }

  onEnd(from: SideState, why: StreamEnd, at: Stamp): void {
    if (this.#session !== null) {
      this.#parser(from.side).onEnd(why, at);
      this.#noteHeld();
    } else if (this.#other === null) {
      this.#kept.push({ kind: "end", side: from.side, why, at: SegmentStamp.copy(at) });
    }
  }

  onFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    if (this.#session !== null) this.#session.onTransportFinding(code, side, frame, data);
    else if (this.#other === null && this.#findings.length < HELD_FINDINGS)
      this.#findings.push({ code, side, frame, data });
  }

  giveUp(at: Stamp): void {
    if (this.#session !== null) this.#session.giveUp(at);
    else this.#leaveAlone("other");
    this.#noteHeld();
  }

  onClose(closed: Closed, closedBy: Side | null): void {
    if (this.#session !== null) {
      this.#session.onClose(closed, closedBy);
      return;
    }
    const isTls = this.sinks[0].isTls || this.sinks[1].isTls;
    const what = this.#other ?? (isTls ? "tls" : "other");
    this.#leaveAlone(what);
    this.host.onLeftAlone(what);
  }

  #judge(from: SideState, data: Buffer, start: number, end: number, at: Stamp): void {
    const verdict = this.#verdict(from, data, start, end);
    switch (verdict) {
      case "request":
        this.#recognise(from.side);
        break;
      case "response":
        this.#recognise(from.side === 0 ? 1 : 0);
        break;
      case "tls":
        from.isTls = true;
        if (!this.#isHelloWhole(from, data, start, end)) {
          this.#keep(from, data, start, end, at);
          return;
        }
        this.#passOver(from, data, start, end, at);
        return;
      case "http2":
        this.#leaveAlone("http2");
        break;
      case "other":
        this.#passOver(from, data, start, end, at);
        return;
      case "undecided":
        this.#keep(from, data, start, end, at);
        return;
      default:
        verdict satisfies never;
    }
    this.onData(from, data, start, end, at);
  }

  #verdict(from: SideState, data: Buffer, start: number, end: number): Verdict {
    const isFromStart = !from.isMidstream;
    const { gathered } = from;
    if (gathered.size === 0) return detect(data, start, end, isFromStart);
    const before = gathered.size;
    if (from.helloSize > 0) return before + end - start < from.helloSize ? "undecided" : "tls";
    gathered.append(data, start, end);
    const { bytes, size } = gathered;
    // Only what can change the answer is looked at again, so that one byte at a time stays linear.
    const crosses = (limit: number): boolean => before <= limit && size > limit;
    const isWorthALook =
      before < PREFIX_BYTES ||
      crosses(UNDECIDED_BYTES) ||
      crosses(START_LINE_BYTES) ||
      indexOfLf(data, start, end) >= 0;
    const verdict = isWorthALook ? detect(bytes, 0, size, isFromStart) : "undecided";
    gathered.truncate(before);
    // In the middle of a stream a line may also begin with this very segment.
    return verdict === "other" && from.isMidstream ? detect(data, start, end, false) : verdict;
  }

  /** The requests come from `side`. */
  #recognise(side: Side): void {
    this.#session = new HttpSession(
      this.host.nextSession(),
      this.flow,
      side,
      this.host.endpoints(this.flow),
      this.host.ledger,
      this.host.events,
      [this.sinks[0].isFromStart, this.sinks[1].isFromStart],
      this.host.decoding,
    );
    for (const { side: of, passedBytes, passedFrame } of this.sinks)
      this.#parser(of).passOver(passedBytes, passedFrame);
    for (const { code, side: of, frame, data } of this.#findings) {
      this.#session.onTransportFinding(code, of, frame, data);
    }
    this.#findings = [];
    const kept = this.#kept;
    this.#kept = [];
    for (const event of kept) {
      const parser = this.#parser(event.side);
      if (event.kind === "data") parser.onData(event.bytes, 0, event.bytes.length, event.at);
      else if (event.kind === "gap") parser.onGap(event.size, event.at);
      else parser.onEnd(event.why, event.at);
    }
    this.#forget();
  }

  /** No start line among these bytes, but one may follow. */
  #passOver(from: SideState, data: Buffer, start: number, end: number, at: Stamp): void {
    this.#keep(from, data, start, end, at);
    from.gathered.clear();
    this.#noteHeld();
    from.isMidstream = true;
    const [a, b] = this.sinks;
    if (a.isTls && b.isTls) this.#leaveAlone("tls");
    else if (this.#keptBytes <= UNDECIDED_BYTES) return;
    else if (a.isTls || b.isTls) this.#leaveAlone("tls");
    else if (this.flow.opening.synSide >= 0 && !this.#hasGap) this.#leaveAlone("other");
    else this.#bookKept();
  }

  #keep(from: SideState, data: Buffer, start: number, end: number, at: Stamp): void {
    const bytes = Buffer.from(data.subarray(start, end));
    this.#kept.push({ kind: "data", side: from.side, bytes, at: SegmentStamp.copy(at) });
    from.gathered.append(data, start, end);
    this.#keptBytes += bytes.length;
    this.#noteHeld();
  }

  /** A gap joins the one before it: a capture of heads only has one behind every packet. */
  #keepGap(from: SideState, size: number, at: Stamp): void {
    const last = this.#kept.findLast((event) => event.side === from.side);
    if (last?.kind === "gap") last.size += size;
    else this.#kept.push({ kind: "gap", side: from.side, size, at: SegmentStamp.copy(at) });
    this.#noteHeld();
  }

  /** Nothing of what was kept is HTTP. */
  #bookKept(): void {
    for (const event of this.#kept) {
      if (event.kind === "end") continue;
      const side = this.sinks[event.side];
      if (side.passedBytes === 0) side.passedFrame = event.at.frame;
      side.passedBytes += event.kind === "data" ? event.bytes.length : event.size;
      if (event.kind === "data") this.host.ledger.notHttp += event.bytes.length;
    }
    this.#kept = [];
    this.#keptBytes = 0;
    this.#noteHeld();
  }

  #leaveAlone(what: OtherProtocol): void {
    this.#other = what;
    this.#bookKept();
    this.#findings = [];
    this.#forget();
  }

  #forget(): void {
    this.sinks[0].gathered.clear();
    this.sinks[1].gathered.clear();
    this.#keptBytes = 0;
    this.#noteHeld();
  }

  #isHelloWhole(from: SideState, data: Buffer, start: number, end: number): boolean {
    const { bytes, size } = from.gathered;
    const hello = Buffer.concat([bytes.subarray(0, size), data.subarray(start, end)]);
    const answer = readServerName(hello);
    if (answer.kind === "name") this.host.onServerName(answer.name);
    const isWhole = answer.kind !== "more" || hello.length + answer.missingBytes > HELLO_BYTES;
    from.helloSize = isWhole ? 0 : hello.length + answer.missingBytes;
    return isWhole;
  }

  #parser(side: Side): HttpParser {
    const session = this.#session!;
    return session.clientSide === side ? session.requests : session.responses;
  }

  #noteHeld(): void {
    if (this.#session !== null) {
      this.heldBytes = this.#session.heldBytes;
      return;
    }
    const [a, b] = this.sinks;
    const kept = this.#keptBytes + this.#kept.length * KEPT_OVERHEAD_BYTES;
    this.heldBytes = kept + a.gathered.capacity + b.gathered.capacity;
  }
}
