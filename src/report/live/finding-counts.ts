/** Findings by severity and code, with the latest of each code; and those that wait for their transaction. */
import { FINDINGS, type Finding, type FindingCode, type Severity } from "../../core/findings.js";
import { LIVE_FINDINGS } from "../../core/limits.js";

export interface FindingCount {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly count: number;
  /** The latest, newest first. */
  readonly latest: readonly Finding[];
  /** From 0, in the order in which the codes' latest came. */
  readonly order: number;
}

interface Held {
  count: number;
  order: number;
  readonly latest: Finding[];
}

const NONE: readonly Finding[] = [];

export class FindingCounts {
  readonly severities: Record<Severity, number> = { note: 0, warning: 0, alert: 0 };
  /** Codes are ours, so they need no bound. */
  readonly #codes = new Map<FindingCode, Held>();
  #waiting: Finding[] = [];
  #count = 0;

  add(finding: Finding): void {
    this.severities[finding.severity] += 1;
    let held = this.#codes.get(finding.code);
    if (held === undefined) this.#codes.set(finding.code, (held = { count: 0, order: 0, latest: [] }));
    if (held.latest.length < LIVE_FINDINGS) held.latest.push(finding);
    else held.latest[held.count % LIVE_FINDINGS] = finding;
    held.count += 1;
    held.order = this.#count++;
    if (this.#waiting.length < LIVE_FINDINGS) this.#waiting.push(finding);
  }

  /** Those of this transaction, or of this session where none is named; the others are no longer waited for. */
  take(session: number, transaction: string | null): readonly Finding[] {
    if (this.#waiting.length === 0) return NONE;
    const waiting = this.#waiting;
    this.#waiting = [];
    const taken = waiting.filter((each) => each.session === session && each.transaction === transaction);
    return taken.length === 0 ? NONE : taken;
  }

  list(): FindingCount[] {
    return Array.from(this.#codes, ([code, { count, order, latest }]) => {
      const newest = count % LIVE_FINDINGS;
      const isFull = latest.length === LIVE_FINDINGS;
      const inOrder = isFull ? [...latest.slice(newest), ...latest.slice(0, newest)] : latest;
      return { code, severity: FINDINGS[code].severity, count, latest: inOrder.toReversed(), order };
    });
  }
}
