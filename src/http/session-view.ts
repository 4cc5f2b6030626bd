/** A session that has ended, with what the transport knows of it. */
import type { FindingCode } from "../core/findings.js";
import type { Closed, Endpoint, Opened, Protocol, SessionRecord } from "../core/records.js";
import { Moment, type WallClock } from "../core/time.js";
import type { Flow } from "../tcp/flow.js";
import type { Side } from "../tcp/side.js";
import type { SessionFrame } from "./transaction.js";
import type { SessionView } from "./views.js";

/** What HTTP knows of it. */
export interface SessionOutcome {
  readonly closed: Closed;
  readonly closedBy: "client" | "server" | null;
  readonly protocol: Protocol;
  readonly transactions: number;
  readonly pipelined: number;
  readonly findings: SessionCodes;
}

/** Codes as they stand when they are asked for: those of contents come late. */
export interface SessionCodes {
  readonly codes: readonly FindingCode[];
}

export class EndedSession implements SessionView {
  readonly session: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly start: Moment;
  readonly end: Moment;
  readonly opened: Opened;
  readonly closed: Closed;
  readonly closedBy: "client" | "server" | null;
  readonly protocol: Protocol;
  readonly transactions: number;
  readonly pipelined: number;
  readonly clientBytes: number;
  readonly serverBytes: number;
  readonly retransmittedBytes: number;
  readonly outOfOrderSegments: number;
  readonly missingBytes: number;
  readonly rtt: number | null;
  readonly vlan: readonly number[];
  readonly clientSeq: number;
  readonly serverSeq: number;
  readonly #findings: SessionCodes;

  constructor(frame: SessionFrame, flow: Flow, clientSide: Side, outcome: SessionOutcome) {
    const client = flow.halves[clientSide];
    const server = flow.halves[1 - clientSide]!;
    this.session = frame.session;
    this.client = frame.client;
    this.server = frame.server;
    this.start = Moment.of(flow.first);
    this.end = Moment.of(flow.last);
    this.opened = flow.opening.synSide >= 0 ? "handshake" : "midstream";
    this.closed = outcome.closed;
    this.closedBy = outcome.closedBy;
    this.protocol = outcome.protocol;
    this.transactions = outcome.transactions;
    this.pipelined = outcome.pipelined;
    this.clientBytes = client.payloadBytes;
    this.serverBytes = server.payloadBytes;
    this.retransmittedBytes = client.retransmittedBytes + server.retransmittedBytes;
    this.outOfOrderSegments = client.outOfOrderSegments + server.outOfOrderSegments;
    this.missingBytes = client.missingBytes + server.missingBytes;
    this.rtt = flow.opening.rtt;
    this.vlan = flow.vlans;
    this.clientSeq = client.startSeq;
    this.serverSeq = server.startSeq;
    this.#findings = outcome.findings;
  }

  get findings(): readonly FindingCode[] {
    return this.#findings.codes;
  }

  toRecord(clock: WallClock): SessionRecord {
    return sessionRecord(this, clock);
  }
}

/** The contract's object. */
export function sessionRecord(view: SessionView, clock: WallClock): SessionRecord {
  return {
    type: "session",
    session: view.session,
    client: view.client,
    server: view.server,
    start: clock.format(view.start),
    end: clock.format(view.end),
    firstFrame: view.start.frame,
    lastFrame: view.end.frame,
    opened: view.opened,
    closed: view.closed,
    closedBy: view.closedBy,
    protocol: view.protocol,
    transactions: view.transactions,
    pipelined: view.pipelined,
    clientBytes: view.clientBytes,
    serverBytes: view.serverBytes,
    retransmittedBytes: view.retransmittedBytes,
    outOfOrderSegments: view.outOfOrderSegments,
    missingBytes: view.missingBytes,
    rtt: view.rtt,
    vlan: view.vlan,
    findings: view.findings,
  };
}
