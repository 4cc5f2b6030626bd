/**
 * What a flow feeds: a recogniser until its first bytes show what the connection speaks, then a session; or nothing,
 * where it is not HTTP and its bytes are only counted.
 */
import { FINDINGS, type FindingCode, type FindingData } from "../core/findings.js";
import type { Closed, Endpoint } from "../core/records.js";
import type { Consumer } from "../tcp/consumer.js";
import type { Flow } from "../tcp/flow.js";
import type { Side } from "../tcp/side.js";
import type { Stamp, StreamEnd } from "../tcp/stream.js";
import type { ContentDecoding } from "./content-decoding.js";
import type { HttpParser } from "./parser.js";
import type { ReplaySink } from "./kept-events.js";
import { Recogniser, type NearMiss, type OtherProtocol, type RecogniserHost } from "./recogniser.js";
import { HttpSession } from "./session.js";
import type { SessionEvents } from "./session-findings.js";

export interface ConnectionHost extends RecogniserHost {
  readonly events: SessionEvents;
  /** null: nobody asks for contents. */
  readonly decoding: ContentDecoding | null;
  /** Sessions are numbered in the order in which they are recognised. */
  nextSession(): number;
  endpoints(flow: Flow): readonly [Endpoint, Endpoint];
  /** The connection has ended and was no HTTP. */
  onLeftAlone(what: OtherProtocol): void;
}

const NO_MISSES: readonly NearMiss[] = [];

export class HttpConnection implements Consumer, ReplaySink {
  /** null once it is decided. */
  #recogniser: Recogniser | null;
  #session: HttpSession | null = null;
  #other: OtherProtocol | null = null;
  #nearMisses: readonly NearMiss[] = NO_MISSES;
  /** Bytes came too late to be read before it was decided. */
  #hasLateBytes = false;

  constructor(
    private readonly flow: Flow,
    private readonly host: ConnectionHost,
  ) {
    const [a, b] = flow.halves;
    // A side that has sent nothing yet, not even a SYN, is judged like the side that has.
    const isOpened = flow.opening.synSide >= 0;
    this.#recogniser = new Recogniser(
      a.hasBase ? a.isFromStart : isOpened,
      b.hasBase ? b.isFromStart : isOpened,
      isOpened,
      host,
    );
  }

  get wantsOrder(): boolean {
    return this.#other === null;
  }

  get isOutstanding(): boolean {
    return this.#session !== null && this.#session.isOutstanding;
  }

  get heldBytes(): number {
    return this.#session?.heldBytes ?? this.#recogniser?.heldBytes ?? 0;
  }

  onData(side: Side, data: Buffer, start: number, end: number, at: Stamp): void {
    if (this.#session !== null) {
      this.#parser(this.#session, side).onData(data, start, end, at);
      return;
    }
    if (this.#recogniser === null) {
      this.host.ledger.notHttp += end - start;
      return;
    }
    const recogniser = this.#recogniser;
    const recognition = recogniser.onData(side, data, start, end, at);
    if (recognition === "undecided") return;
    if (recognition === "http, asked by 0") this.#recognise(recogniser, 0);
    else if (recognition === "http, asked by 1") this.#recognise(recogniser, 1);
    else this.#leaveAlone(recognition);
    this.onData(side, data, recogniser.stop, end, at);
  }

  onGap(side: Side, size: number, at: Stamp): void {
    if (this.#session !== null) this.#parser(this.#session, side).onGap(size, at);
    else this.#recogniser?.onGap(side, size, at);
  }

  onLate(): void {
    this.#hasLateBytes = true;
    // Requests and responses alike: none of those that wait is certain to be the next one answered.
    this.#session?.onLoss("response", this.#session.responses.offset, false);
  }

  onEnd(side: Side, why: StreamEnd, at: Stamp): void {
    if (this.#session !== null) this.#parser(this.#session, side).onEnd(why, at);
    else this.#recogniser?.onEnd(side, why, at);
  }

  onPassedOver(side: Side, size: number, frame: number): void {
    if (this.#session !== null) this.#parser(this.#session, side).passOver(size, frame);
  }

  onFinding(code: FindingCode, side: Side, frame: number, data: FindingData): void {
    if (this.#session !== null) this.#session.onTransportFinding(code, side, frame, data);
    else this.#recogniser?.onFinding(code, side, frame, data);
  }

  giveUp(at: Stamp): void {
    if (this.#session !== null) this.#session.giveUp(at);
    else this.#leaveAlone("other");
  }

  onClose(closed: Closed, closedBy: Side | null): void {
    if (this.#session !== null) {
      this.#session.onClose(closed, closedBy);
      return;
    }
    const what = this.#other ?? this.#recogniser?.leftOver ?? "other";
    this.#leaveAlone(what);
    this.#tellNearMisses();
    this.host.onLeftAlone(what);
  }

  /** The requests come from `side`. */
  #recognise(recogniser: Recogniser, side: Side): void {
    const { host, flow } = this;
    const endpoints = host.endpoints(flow);
    this.#session = new HttpSession(
      host.nextSession(),
      flow,
      side,
      endpoints,
      host.ledger,
      host.events,
      recogniser.isFromStart,
      host.decoding,
    );
    this.#recogniser = null;
    if (this.#hasLateBytes) this.onLate();
    recogniser.replay(this);
  }

  /** Of a connection that is no session. */
  #tellNearMisses(): void {
    const code = "http.not-http";
    const { severity } = FINDINGS[code];
    for (const { direction, why, size, frame } of this.#nearMisses)
      this.host.events.onFinding(this.flow, {
        code,
        severity,
        session: null,
        transaction: null,
        frame,
        data: { direction, bytes: size, why },
      });
  }

  #leaveAlone(what: OtherProtocol): void {
    this.#other = what;
    if (this.#recogniser !== null) this.#nearMisses = this.#recogniser.nearMisses;
    this.#recogniser?.leaveAlone();
    this.#recogniser = null;
  }

  #parser(session: HttpSession, side: Side): HttpParser {
    return session.clientSide === side ? session.requests : session.responses;
  }
}
