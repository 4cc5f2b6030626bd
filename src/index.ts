/**
 * httpscope as a library: the records of the NDJSON, as typed objects, one at a time.
 *
 * ```ts
 * for await (const record of analyze("capture.pcap")) if (record.type === "transaction") console.log(record.id);
 * ```
 */
import type { Finding } from "./core/findings.js";
import { toFindingRecord } from "./core/findings.js";
import type { AnyRecord, CaptureRecord } from "./core/records.js";
import type { WallClock } from "./core/time.js";
import type { SessionView, TransactionView } from "./http/views.js";
import type { PacketSelection } from "./decode/packet-filter.js";
import { run } from "./pipeline.js";
import type { Results } from "./analysis/analyses.js";
import type { Reporter } from "./report/reporter.js";

export type * from "./core/records.js";
export type { FindingCode, FindingData, Severity } from "./core/findings.js";
export { CaptureError, UsageError } from "./core/errors.js";
export type { PacketSelection } from "./decode/packet-filter.js";
export { VERSION } from "./core/version.js";

/** What a caller may ask for. Of its own, so that the pipeline can change without it. */
export interface AnalyzeOptions {
  /** Read the captures a second time with an independent reader and compare; files only. */
  readonly verify?: boolean;
  /** Undo Content-Encoding, so that `content` is filled. */
  readonly decode?: boolean;
  /** Which packets are looked at; all where not given. */
  readonly filter?: PacketSelection;
  /** Stops reading; the records so far still come, `complete` false in their summary. */
  readonly signal?: AbortSignal;
  /** Called after each chunk of input; `bytesTotal` is null where an input is a pipe. */
  readonly onProgress?: (progress: {
    readonly bytesRead: number;
    readonly bytesTotal: number | null;
    readonly packets: number;
  }) => void;
}

/**
 * Reads captures as one and yields their records in the order of the NDJSON, the summary last. Reading waits while
 * nobody asks for the next record. Leaving the loop early stops the reading.
 * @param files names of captures; `-` is standard input
 * @throws CaptureError where an input cannot be read at all
 */
export async function* analyze(
  files: string | readonly string[],
  options: AnalyzeOptions = {},
): AsyncGenerator<AnyRecord, void, undefined> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const queue = new RecordQueue();
  const names = typeof files === "string" ? [files] : files;
  const done = run({ verify: false, ...options, files: names, signal }, queue).then(
    () => queue.close(null),
    (error: unknown) => queue.close(error),
  );
  try {
    yield* queue.records();
  } finally {
    stop.abort();
    queue.abandon();
    await done;
  }
}

/** Takes records from the pipeline and hands them on; the pipeline's drain() waits until all were taken. */
class RecordQueue implements Reporter {
  #records: AnyRecord[] = [];
  #clock: WallClock | null = null;
  #wake: (() => void) | null = null;
  #resume: (() => void) | null = null;
  #isClosed = false;
  #isAbandoned = false;
  #error: unknown = null;

  onCapture(capture: CaptureRecord, clock: WallClock): void {
    this.#clock = clock;
    this.#push(capture);
  }

  onFinding(finding: Finding): void {
    this.#push(toFindingRecord(finding));
  }

  onTransaction(transaction: TransactionView): void {
    if (this.#clock !== null) this.#push(transaction.toRecord(this.#clock));
  }

  onSession(session: SessionView): void {
    if (this.#clock !== null) this.#push(session.toRecord(this.#clock));
  }

  onResults(results: Results): void {
    for (const cookie of results.cookies) this.#push(cookie);
    for (const userSession of results.userSessions) this.#push(userSession);
    this.#push(results.summary);
  }

  flush(): void {
    // Whoever waits is woken in drain().
  }

  async drain(): Promise<void> {
    if (this.#records.length === 0 || this.#isAbandoned) return;
    await new Promise<void>((resolve) => {
      this.#resume = resolve;
      this.#wake?.();
    });
  }

  async *records(): AsyncGenerator<AnyRecord, void, undefined> {
    for (;;) {
      const batch = this.#records;
      this.#records = [];
      yield* batch;
      this.#resume?.();
      this.#resume = null;
      if (this.#records.length > 0) continue;
      if (this.#isClosed) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    if (this.#error !== null) throw this.#error;
  }

  close(error: unknown): void {
    this.#isClosed = true;
    this.#error = error;
    this.#wake?.();
  }

  /** Nobody takes records any more: the pipeline must not wait for it. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#records = [];
    this.#resume?.();
  }

  #push(record: AnyRecord): void {
    if (!this.#isAbandoned) this.#records.push(record);
  }
}
