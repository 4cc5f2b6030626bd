/** How each host does, of the hosts seen first. */
import { LIVE_ENTRIES, LIVE_NAME_SIZE } from "../../core/limits.js";
import { ownCopy } from "../../core/own-copy.js";
import type { TransactionView } from "../../http/views.js";

export interface HostCount {
  /** With the port unless 80, as the wire has it. */
  readonly name: string;
  /** From 0, in the order seen. */
  readonly number: number;
  transactions: number;
  /** Statuses of 400 and above. */
  errors: number;
  bodyBytes: number;
  waits: number;
  waitSumMs: number;
  waitMaxMs: number;
  /** When it was last asked. */
  lastNs: number;
}

export class HostCounts {
  /** Hosts were asked that are not listed. */
  hasMore = false;
  readonly #hosts = new Map<string, HostCount>();

  get entries(): Iterable<HostCount> {
    return this.#hosts.values();
  }

  /** @returns its host; null where it names none, and where that one is not listed */
  add({ request, response, timings }: TransactionView, timeNs: number): HostCount | null {
    const name = request?.hostAndPort ?? null;
    const host = name === null ? null : this.#find(name);
    if (host === null) return null;
    host.transactions += 1;
    host.lastNs = timeNs;
    if (response !== null) {
      if ((response.status ?? 0) >= 400) host.errors += 1;
      host.bodyBytes += response.bodySize;
    }
    if (timings.wait !== null) {
      host.waits += 1;
      host.waitSumMs += timings.wait;
      if (timings.wait > host.waitMaxMs) host.waitMaxMs = timings.wait;
    }
    return host;
  }

  #find(name: string): HostCount | null {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    if (this.#hosts.size === LIVE_ENTRIES || name.length > LIVE_NAME_SIZE) {
      this.hasMore = true;
      return null;
    }
    const host = {
      name: ownCopy(name),
      number: this.#hosts.size,
      transactions: 0,
      errors: 0,
      bodyBytes: 0,
      waits: 0,
      waitSumMs: 0,
      waitMaxMs: 0,
      lastNs: 0,
    };
    this.#hosts.set(host.name, host);
    return host;
  }
}
