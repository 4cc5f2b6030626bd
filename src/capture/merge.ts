/**
 * Several inputs as one capture: packets in order of time, those of one input in its own order. A packet is a view
 * that stays where it lies until its input goes on, so merging copies nothing; as long as one input is ahead of all
 * the others, it costs one comparison a packet.
 */
import { UsageError } from "../core/errors.js";
import type { Finding } from "../core/findings.js";
import type { CaptureFileRecord, SummaryFileRecord } from "../core/records.js";
import { WallClock } from "../core/time.js";
import { Input } from "./input.js";
import { emptyPacket, type PacketView } from "./packet.js";
import { nameOf, type InputSource } from "./raw-bytes.js";
import { Ring } from "./ring.js";

/** Bytes of a look at each of several inputs. */
const PROBE_PIECE_BYTES = 64 * 1024;

export class CaptureSet {
  readonly files: readonly CaptureFileRecord[];
  /** Its epoch is the first packet of the merged order. */
  readonly clock: WallClock;
  /** Size of all inputs as stored; null where one is a pipe. */
  readonly bytesTotal: number | null;
  /** The current packet. Read it after next(): each input has an object of its own. */
  packet: PacketView = emptyPacket(0, 6);
  readonly #epochNs: bigint;
  readonly #ring: Ring;
  readonly #raise: (finding: Finding) => void;
  readonly #inputs: readonly Input[];
  /** Not begun yet; the first one due is first. */
  readonly #waiting: { readonly input: Input; readonly dueNs: number }[];
  #open: Input[] = [];
  /** Whose packet was given out last. */
  #current: Input | null = null;
  /** `current` goes on up to here, where another input's turn comes. */
  #limitNs = Infinity;
  #limitOrder = 0;
  /** Needs bytes, or to be begun, before the next packet can be told. */
  #due: Input | null;
  #frame = 0;

  private constructor(inputs: readonly Input[], ring: Ring, raise: (finding: Finding) => void) {
    this.#inputs = inputs;
    this.#ring = ring;
    this.#raise = raise;
    this.files = inputs.map(({ name, format, compression }) => ({ name, format, compression }));
    const stamps = inputs.flatMap(({ firstStampNs }) => (firstStampNs === null ? [] : [firstStampNs]));
    const epochNs = stamps.reduce((first, stamp) => (stamp < first ? stamp : first), stamps[0] ?? 0n);
    this.#epochNs = epochNs;
    this.clock = new WallClock(epochNs);
    this.#waiting = inputs.map((input) => ({
      input,
      // An input without a stamp near its beginning is read first: it may hold no packet at all.
      dueNs: input.firstStampNs === null ? -Infinity : Number(input.firstStampNs - epochNs),
    }));
    this.#waiting.sort((a, b) =>
      a.dueNs === b.dueNs ? a.input.order - b.input.order : a.dueNs < b.dueNs ? -1 : 1,
    );
    this.#due = this.#waiting[0]?.input ?? null;
    const sizes = inputs.map(({ size }) => size);
    this.bytesTotal = sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  }

  /**
   * Opens every input, far enough to know its format and first stamp, so that errors come before the report.
   * `-` is standard input.
   * @throws CaptureError where nothing of an input can be read, UsageError where one is given twice
   */
  static async open(sources: readonly InputSource[], raise: (finding: Finding) => void): Promise<CaptureSet> {
    const ring = new Ring();
    const isAlone = sources.length === 1;
    const probeRing = isAlone ? ring : new Ring(PROBE_PIECE_BYTES);
    const inputs: Input[] = [];
    // Before anything is opened: asking standard input a second time would wait for what cannot come.
    const twice = sources.find((source, index) => sources.indexOf(source) !== index);
    if (twice !== undefined)
      throw new UsageError(`${nameOf(twice)} is given twice; each capture is read once`);
    const seen = new Map<string, string>();
    try {
      for (const source of sources) {
        probeRing.share(inputs.filter(({ size }) => size === null).length + 1);
        const input = await Input.open(source, inputs.length, probeRing, isAlone);
        inputs.push(input);
        const before = seen.get(input.identity);
        if (before !== undefined)
          throw new UsageError(`${input.name} is the same input as ${before}; each capture is read once`);
        seen.set(input.identity, input.name);
      }
    } catch (error) {
      await Promise.all(inputs.map((input) => input.close()));
      throw error;
    }
    return new CaptureSet(inputs, ring, raise);
  }

  /** Bytes read so far, as stored. */
  get bytesRead(): number {
    return this.#inputs.reduce((sum, input) => sum + input.bytesRead, 0);
  }

  /**
   * Waits for bytes of the input that is due. false: all inputs have ended, or `signal` called the waiting off;
   * after that there is nothing left but summaryFiles() and close().
   */
  async fill(signal?: AbortSignal): Promise<boolean> {
    const due = this.#due;
    if (due === null || signal?.aborted === true) return false;
    const filled = this.#fill(due);
    if (signal === undefined) await filled;
    else if (!(await wasInTime(filled, signal))) return false;
    this.#current = null;
    return true;
  }

  /** The next packet in order of time; equal times go by the order of the arguments. false: call fill(). */
  next(): boolean {
    const current = this.#current;
    if (current === null) return this.#choose();
    if (!current.advance()) {
      if (current.hasEnded) return this.#choose();
      this.#due = current;
      return false;
    }
    const { timeNs } = current.packet;
    if (timeNs < this.#limitNs || (timeNs === this.#limitNs && current.order < this.#limitOrder)) {
      current.packet.frame = ++this.#frame;
      return true;
    }
    return this.#choose();
  }

  /** For the end of the report. */
  summaryFiles(): SummaryFileRecord[] {
    return this.#inputs.map((input) => input.summary(this.clock));
  }

  async close(): Promise<void> {
    await Promise.all(this.#inputs.map((input) => input.close()));
  }

  async #fill(due: Input): Promise<void> {
    if (!this.#open.includes(due)) {
      this.#waiting.shift();
      this.#open = this.#open.filter((input) => !input.hasEnded);
      this.#open.push(due);
      this.#ring.share(this.#open.length);
      await due.start(this.#epochNs, this.#ring, this.#raise);
    }
    await due.fill();
  }

  /** Whose turn it is, and until when. All inputs that are open and have not ended hold a packet here. */
  #choose(): boolean {
    this.#current = null;
    let first: Input | null = null;
    let second: Input | null = null;
    for (const input of this.#open) {
      if (input.hasEnded) continue;
      if (first === null || isBefore(input, first)) {
        second = first;
        first = input;
      } else if (second === null || isBefore(input, second)) second = input;
    }
    this.#limitNs = second === null ? Infinity : second.packet.timeNs;
    this.#limitOrder = second === null ? 0 : second.order;
    const waiting = this.#waiting[0];
    if (waiting !== undefined) {
      const { input, dueNs } = waiting;
      if (first === null || !goesBefore(first.packet.timeNs, first.order, dueNs, input.order)) {
        this.#due = input;
        return false;
      }
      if (goesBefore(dueNs, input.order, this.#limitNs, this.#limitOrder)) {
        this.#limitNs = dueNs;
        this.#limitOrder = input.order;
      }
    }
    if (first === null) {
      this.#due = null;
      return false;
    }
    this.#current = first;
    this.packet = first.packet;
    first.packet.frame = ++this.#frame;
    return true;
  }
}

/** Waits for the work or the signal, whichever comes first; true for the work. */
function wasInTime(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(false);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(() => resolve(true), reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

const isBefore = (a: Input, b: Input): boolean =>
  goesBefore(a.packet.timeNs, a.order, b.packet.timeNs, b.order);

function goesBefore(timeNs: number, order: number, otherNs: number, otherOrder: number): boolean {
  return timeNs < otherNs || (timeNs === otherNs && order < otherOrder);
}
