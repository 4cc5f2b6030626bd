/** Where lines are made: encodes them, and sends a batch as soon as it is worth it. */
import { AHEAD_BYTES } from "../core/limits.js";
import type { Finding } from "../core/findings.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { CaptureFacts, Listener } from "../report/listener.js";
import { LineEncoder } from "./line-encoder.js";
import type { FromReading } from "./messages.js";

/** Hands a message over, and the memory of `transfer` with it. */
export type Post = (message: FromReading, transfer: readonly ArrayBuffer[]) => void;

/** Bytes of a batch: large enough that a message, some 20 µs, costs nothing beside what it carries. */
const BATCH_BYTES = 128 * 1024;

export class LineSender implements Listener {
  readonly #post: Post;
  readonly #encoder: LineEncoder;
  /** Bytes that were sent and not heard yet. */
  #aheadBytes = 0;
  #resume: (() => void) | null = null;

  /** @param clock where messages are to be written as JSON, its times */
  constructor(post: Post, clock: WallClock | null) {
    this.#post = post;
    this.#encoder = new LineEncoder(clock);
  }

  onFinding(finding: Finding): void {
    this.#encoder.onFinding(finding);
    this.#sendIfFull();
  }

  onServerName(name: string): void {
    this.#encoder.onServerName(name);
    this.#sendIfFull();
  }

  onTransaction(transaction: TransactionView): void {
    this.#encoder.onTransaction(transaction);
    this.#sendIfFull();
  }

  onSession(session: SessionView): void {
    this.#encoder.onSession(session);
    this.#sendIfFull();
  }

  onFacts(facts: CaptureFacts): void {
    this.#send();
    this.#post({ kind: "facts", facts }, []);
  }

  flush(): void {
    this.#send();
  }

  /** Sends what is there. */
  #send(): void {
    const { batch } = this.#encoder;
    const { size } = batch;
    if (size === 0) return;
    const taken = batch.take();
    this.#aheadBytes += size;
    this.#post({ kind: "lines", batch: taken, size }, [taken.numbers.buffer, taken.bytes.buffer]);
  }

  /** Waits while too much of what was sent is not heard. */
  async drain(): Promise<void> {
    while (this.#aheadBytes > AHEAD_BYTES) await new Promise<void>((resolve) => (this.#resume = resolve));
  }

  onHeard(size: number): void {
    this.#aheadBytes -= size;
    this.#resume?.();
  }

  #sendIfFull(): void {
    if (this.#encoder.batch.size >= BATCH_BYTES) this.#send();
  }
}
