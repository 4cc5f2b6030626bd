/**
 * The flows of one partition, in lists by what they wait for and within them by last activity. Each list has one
 * idle time, so that only its head need be looked at to find what has expired.
 */
import { IDLE_NS, IDLE_OUTSTANDING_NS, LINGER_NS, RESET_FLOWS } from "../core/limits.js";
import type { Flow } from "./flow.js";
import { RecentSegments } from "./recent-segments.js";

/** Finished; nothing sent so far; quiet with nothing outstanding; a message begun or a request waiting; reset. */
export const LINGERING = 0;
export const WITHOUT_PAYLOAD = 1;
export const QUIET = 2;
export const OUTSTANDING = 3;
/** A reset may be forged: as there is room, such flows live as long as quiet ones, to see whether they go on. */
export const RESET = 4;
const IDLE_OF_LIST: readonly number[] = [LINGER_NS, IDLE_NS, IDLE_NS, IDLE_OUTSTANDING_NS, IDLE_NS];

class FlowList {
  oldest: Flow | null = null;
  newest: Flow | null = null;
  count = 0;
}

export class Partition {
  readonly #lists = IDLE_OF_LIST.map(() => new FlowList());
  #recentSegments: RecentSegments | null = null;
  withPayload = 0;
  withoutPayload = 0;
  heldBytes = 0;

  /** Made when it is first needed: most captures are small, and sixteen such tables take longer than they do. */
  get recentSegments(): RecentSegments {
    return (this.#recentSegments ??= new RecentSegments());
  }

  /** The flow was active now: to the end of the list that fits it. Returns when it will have been idle too long. */
  touch(flow: Flow, nowNs: number): number {
    flow.lastActivityNs = nowNs;
    const list = listOf(flow);
    const to = this.#lists[list]!;
    if (to.newest !== flow) {
      this.remove(flow);
      flow.list = list;
      to.count += 1;
      flow.older = to.newest;
      if (to.newest === null) to.oldest = flow;
      else to.newest.newer = flow;
      to.newest = flow;
    }
    return nowNs + (list === RESET ? LINGER_NS : IDLE_OF_LIST[list]!);
  }

  remove(flow: Flow): void {
    if (flow.list < 0) return;
    const list = this.#lists[flow.list]!;
    if (flow.older === null) list.oldest = flow.newer;
    else flow.older.newer = flow.newer;
    if (flow.newer === null) list.newest = flow.older;
    else flow.newer.older = flow.older;
    list.count -= 1;
    flow.older = null;
    flow.newer = null;
    flow.list = -1;
  }

  /** Adds what has been idle too long to `expired`; returns when the next flow will be. */
  expire(nowNs: number, expired: Flow[]): number {
    let next = Number.POSITIVE_INFINITY;
    for (const [list, idleNs] of IDLE_OF_LIST.entries()) {
      let flow = this.#lists[list]!.oldest;
      let excess = list === RESET ? this.#lists[list]!.count - RESET_FLOWS : 0;
      while (flow !== null && flow.lastActivityNs + (excess > 0 ? LINGER_NS : idleNs) <= nowNs) {
        expired.push(flow);
        flow = flow.newer;
        excess -= 1;
      }
      if (flow !== null) next = Math.min(next, flow.lastActivityNs + (excess > 0 ? LINGER_NS : idleNs));
    }
    return next;
  }

  /** Who was quiet for longest, among these lists. */
  idlest(lists: readonly number[]): Flow | null {
    let idlest: Flow | null = null;
    for (const list of lists) {
      const flow = this.#lists[list]!.oldest;
      if (flow !== null && (idlest === null || flow.lastActivityNs < idlest.lastActivityNs)) idlest = flow;
    }
    return idlest;
  }

  /** Who holds anything, most first. Looks at every flow, so whoever asks should make it worth that. */
  holders(): Flow[] {
    const holders: Flow[] = [];
    for (const list of this.#lists) {
      for (let flow = list.oldest; flow !== null; flow = flow.newer)
        if (flow.heldBytes > 0) holders.push(flow);
    }
    return holders.toSorted((a, b) => b.heldBytes - a.heldBytes || a.first.frame - b.first.frame);
  }
}

function listOf(flow: Flow): number {
  if (flow.isFinished) return flow.ending.how === "rst" && flow.consumer !== null ? RESET : LINGERING;
  if (flow.consumer === null) return WITHOUT_PAYLOAD;
  return flow.isOutstanding ? OUTSTANDING : QUIET;
}
