/**
 * All open flows: found by four-tuple, kept in lists by last activity, ended when they are idle, finished,
 * replaced by a new connection, or too many.
 *
 * The division into partitions has a fixed seed, for the limits must fall the same way on every machine. Time is the
 * packets' own.
 */
import { captureFinding, type Finding } from "../core/findings.js";
import type { Ledger } from "../core/ledger.js";
import {
  FLOWS_WITH_PAYLOAD,
  FLOWS_WITHOUT_PAYLOAD,
  HELD_BYTES,
  LINGER_NS,
  PARTITIONS,
  PENDING_BYTES,
} from "../core/limits.js";
import type { Endpoint } from "../core/records.js";
import type { Moment } from "../core/time.js";
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN, type SegmentSink, type SegmentView } from "../decode/segment.js";
import type { Consumer, FlowHost } from "./consumer.js";
import { Flow } from "./flow.js";
import type { Side } from "./side.js";
import { LINGERING, OUTSTANDING, Partition, QUIET, RESET, WITHOUT_PAYLOAD } from "./flow-lists.js";
import { PacketClock } from "./packet-clock.js";
import { PendingSyn } from "./pending-syn.js";
import { FlowIndex } from "./flow-index.js";
import { compareEnds, hashEnds } from "./four-tuple.js";
import type { RecentSegments } from "./recent-segments.js";
import { Stamp } from "./stream.js";
import { goesOn, isStraySyn, startsAnother } from "./succession.js";

/** The same on every machine: limits fall by partition. */
const PARTITION_SEED = 0;

export interface FlowTableHost {
  readonly ledger: Ledger;
  /** The first payload of a flow has come: what shall its bytes feed? */
  consume(flow: Flow): Consumer;
  /** A finding that belongs to no session. */
  tell(finding: Finding): void;
  /** A flow has ended; `consume` may never have been called for it. */
  onFlowEnd(flow: Flow): void;
}

export class FlowTable implements SegmentSink, FlowHost {
  readonly ledger: Ledger;
  readonly #index = new FlowIndex();
  readonly #partitions = Array.from({ length: PARTITIONS }, () => new Partition());
  readonly #stamp = new Stamp(0, 0, true, 0, -1);
  readonly #clock = new PacketClock();
  #nextExpiryNs = Number.POSITIVE_INFINITY;
  #overfull: Partition | null = null;
  /** Flows that have ended, to be used again. */
  readonly #spare: Flow[] = [];
  #isLimitTold = false;

  constructor(private readonly host: FlowTableHost) {
    this.ledger = host.ledger;
  }

  onClock(timeNs: number): void {
    if (this.#clock.advance(timeNs) && timeNs >= this.#nextExpiryNs) this.#expire();
  }

  /** No packet has come for so long: what grows idle by that ends. The next packet's own time counts again. */
  onSilence(silentNs: number): void {
    this.onClock(this.#clock.nowNs + silentNs);
  }

  onSegment(segment: SegmentView): void {
    this.onClock(segment.timeNs);
    this.ledger.tcpPayloadBytes += segment.end - segment.start;
    const stamp = this.#stamp;
    stamp.set(segment);
    stamp.acked = -1;
    const isSwapped = compareEnds(segment) > 0;
    const side: Side = isSwapped ? 1 : 0;
    const hash = this.#index.hash(segment, isSwapped);
    let flow = this.#index.find(segment, isSwapped, hash);
    if (flow !== null && this.#isSpent(flow) && !goesOn(flow.halves[side], segment)) {
      this.#endFlow(flow, "idle");
      flow = null;
    }
    if (flow !== null && startsAnother(flow, segment, side)) {
      const syn = this.#takePendingSyn(flow);
      flow.finding("tcp.port-reused", side, segment.frame, {
        frame: syn === null ? segment.frame : syn.at.frame,
      });
      this.#endFlow(flow, "reused");
      flow = this.#add(segment, isSwapped, hash, syn === null ? stamp : syn.at);
      if (syn !== null) this.#open(flow, syn, segment);
    }
    if (flow === null) {
      const isPayload = segment.end > segment.start || segment.cutSize > 0;
      // A reset of a connection that was never seen tells nothing.
      if ((segment.flags & TCP_RST) !== 0) {
        this.ledger.notHttp += segment.end - segment.start;
        return;
      }
      // The last packets of a connection that ended before the capture open none.
      if ((segment.flags & TCP_FIN) !== 0 && !isPayload && (segment.flags & TCP_SYN) === 0) return;
      flow = this.#add(segment, isSwapped, hash, stamp);
      if ((segment.flags & (TCP_SYN | TCP_ACK)) === TCP_SYN) flow.open(side, segment.seq);
    } else if (this.#keepsSyn(flow, segment, side)) {
      this.#touch(flow);
      return;
    } else if (flow.pendingSyn !== null && this.#isKeptApart(flow, flow.pendingSyn, segment, side)) {
      // The old connection did nothing: it is not touched.
      if (this.#overfull !== null) this.#relieve();
      return;
    }
    flow.onSegment(segment, side, stamp);
    this.#touch(flow);
    if (this.#overfull !== null) this.#relieve();
  }

  /** The capture is over: every flow ends, in the order of first packets. Who asks for the next may wait before. */
  *endEach(): Generator<void> {
    const open = this.#index.all();
    open.sort((a, b) => a.first.frame - b.first.frame);
    for (const flow of open) {
      this.#endFlow(flow, "capture-end");
      yield;
    }
  }

  endpoints(flow: Flow): readonly [Endpoint, Endpoint] {
    return this.#index.endpoints(flow);
  }

  consume(flow: Flow): Consumer {
    const partition = this.#partitions[flow.partition]!;
    partition.withoutPayload -= 1;
    partition.withPayload += 1;
    return this.host.consume(flow);
  }

  recentSegments(flow: Flow): RecentSegments {
    return this.#partitions[flow.partition]!.recentSegments;
  }

  onHeld(flow: Flow, delta: number): void {
    const partition = this.#partitions[flow.partition]!;
    partition.heldBytes += delta;
    if (partition.heldBytes > HELD_BYTES) this.#overfull = partition;
  }

  /** Another connection has begun with this SYN: what was kept of it comes first. */
  #open(flow: Flow, syn: PendingSyn, segment: SegmentView): void {
    flow.open(syn.side, syn.seq);
    const stamp = this.#stamp;
    for (const kept of syn.kept) {
      stamp.set(kept);
      flow.onSegment(kept, syn.side, stamp);
    }
    stamp.set(segment);
    if (syn.droppedBytes > 0) flow.finding("limit.queue", syn.side, segment.frame, { limit: PENDING_BYTES });
    this.ledger.dropped += syn.droppedBytes;
  }

  /** A SYN on a living flow that does not repeat its own: kept until it is answered, and not fed to the flow. */
  #keepsSyn(flow: Flow, segment: SegmentView, side: Side): boolean {
    const half = flow.halves[side];
    if (!isStraySyn(half, segment)) return false;
    if (flow.pendingSyn === null || flow.pendingSyn.seq !== segment.seq) {
      this.#dismissPendingSyn(flow);
      const isQuiet = this.#clock.nowNs - flow.lastActivityNs >= LINGER_NS;
      const isAlone = isQuiet && !flow.halves[1 - side]!.isCaptured;
      flow.pendingSyn = new PendingSyn(segment, side, half, !flow.isFinished, isAlone);
    }
    this.ledger.notHttp += segment.end - segment.start;
    return true;
  }

  /** It follows a SYN that nobody has answered: no part of the connection that lives. */
  #isKeptApart(flow: Flow, syn: PendingSyn, segment: SegmentView, side: Side): boolean {
    if (side !== syn.side || !syn.isFollowedBy(segment, flow.halves[side])) return false;
    const before = syn.heldBytes;
    syn.keep(segment);
    flow.onHeld(syn.heldBytes - before);
    return true;
  }

  #takePendingSyn(flow: Flow): PendingSyn | null {
    const syn = flow.pendingSyn;
    flow.pendingSyn = null;
    if (syn !== null) flow.onHeld(-syn.heldBytes);
    return syn;
  }

  /** Nobody has answered that SYN: it and what followed it count for nothing. */
  #dismissPendingSyn(flow: Flow): void {
    const syn = this.#takePendingSyn(flow);
    if (syn === null) return;
    const bytes = syn.keptPayloadBytes + syn.droppedBytes;
    // A connection without payload has no session to tell of what was given up.
    if (flow.consumer === null) this.ledger.notHttp += bytes;
    else this.ledger.dropped += bytes;
    if (!syn.isStray && bytes === 0) return;
    const numbers = { seq: syn.seq >>> 0, expected: syn.expected >>> 0, bytes };
    flow.finding("tcp.stray-syn", syn.side, syn.at.frame, numbers);
  }

  // --- activity and ends ---------------------------------------------------------------------------------------

  #add(segment: SegmentView, isSwapped: boolean, hash: number, at: Readonly<Moment>): Flow {
    const flow = this.#spare.pop() ?? new Flow(this);
    flow.begin(at);
    flow.partition = hashEnds(segment, isSwapped, PARTITION_SEED) & (PARTITIONS - 1);
    const partition = this.#partitions[flow.partition]!;
    if (partition.withoutPayload >= FLOWS_WITHOUT_PAYLOAD) {
      this.#evict(partition, [WITHOUT_PAYLOAD, LINGERING], FLOWS_WITHOUT_PAYLOAD, segment.frame);
    }
    partition.withoutPayload += 1;
    this.#index.add(flow, segment, isSwapped, hash);
    return flow;
  }

  #touch(flow: Flow): void {
    const partition = this.#partitions[flow.partition]!;
    this.#nextExpiryNs = Math.min(this.#nextExpiryNs, partition.touch(flow, this.#clock.nowNs));
    if (partition.withPayload > FLOWS_WITH_PAYLOAD) {
      const reset = partition.idlest([RESET]);
      if (reset !== null && this.#isSpent(reset)) this.#endFlow(reset, "idle");
      else
        this.#evict(partition, [RESET, LINGERING, QUIET, OUTSTANDING], FLOWS_WITH_PAYLOAD, flow.last.frame);
    }
  }

  /** It was reset, and quiet since for longer than anything on its way takes: kept only to see whether it goes on. */
  #isSpent(flow: Flow): boolean {
    return flow.list === RESET && this.#clock.nowNs - flow.lastActivityNs >= LINGER_NS;
  }

  #expire(): void {
    const expired: Flow[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const partition of this.#partitions)
      next = Math.min(next, partition.expire(this.#clock.nowNs, expired));
    this.#nextExpiryNs = next;
    expired.sort((a, b) => a.first.frame - b.first.frame);
    for (const flow of expired) this.#endFlow(flow, "idle");
  }

  /** The most idle flow of the kind that is too many ends. */
  #evict(partition: Partition, lists: readonly number[], limit: number, frame: number): void {
    const idlest = partition.idlest(lists);
    if (idlest === null) return;
    idlest.finding("limit.flows", 0, frame, { limit });
    // Few of the connections of a flood are sessions that could say so.
    if (!this.#isLimitTold) this.host.tell(captureFinding("limit.flows", frame, { limit }));
    this.#isLimitTold = true;
    this.#endFlow(idlest, "limit");
  }

  /** The flows that hold most give up, until the partition holds half its share. */
  #relieve(): void {
    const partition = this.#overfull!;
    this.#overfull = null;
    // Down to half, so that the search for who holds most is paid for by what it sets free.
    for (const flow of partition.holders()) {
      if (partition.heldBytes <= HELD_BYTES / 2) return;
      if (this.#isSpent(flow)) {
        this.#endFlow(flow, "idle");
        continue;
      }
      flow.finding("limit.held", 0, this.#stamp.frame, { limit: HELD_BYTES });
      this.#dismissPendingSyn(flow);
      flow.giveUp(this.#stamp);
    }
  }

  #endFlow(flow: Flow, why: "idle" | "reused" | "limit" | "capture-end"): void {
    const partition = this.#partitions[flow.partition]!;
    if (flow.consumer === null) partition.withoutPayload -= 1;
    else partition.withPayload -= 1;
    partition.remove(flow);
    this.#index.remove(flow);
    this.#dismissPendingSyn(flow);
    flow.end(why, this.#stamp);
    partition.heldBytes -= flow.heldBytes;
    this.host.onFlowEnd(flow);
    flow.clear();
    this.#spare.push(flow);
  }
}
