/** How the six timings of the transactions are distributed. */
import type { TimingSummary, TimingsRecord } from "../core/records.js";
import type { TransactionView } from "../http/views.js";
import type { Collector } from "./collector.js";
import { Distribution } from "./distribution.js";

export type TimingSummaries = Readonly<Record<keyof TimingsRecord, TimingSummary>>;

export class TimingsCollector implements Collector<TimingSummaries> {
  readonly headers = [];
  readonly #connect = new Distribution();
  readonly #blocked = new Distribution();
  readonly #send = new Distribution();
  readonly #wait = new Distribution();
  readonly #receive = new Distribution();
  readonly #total = new Distribution();

  onTransaction({ timings }: TransactionView): void {
    if (timings.connect !== null) this.#connect.add(timings.connect);
    if (timings.blocked !== null) this.#blocked.add(timings.blocked);
    if (timings.send !== null) this.#send.add(timings.send);
    if (timings.wait !== null) this.#wait.add(timings.wait);
    if (timings.receive !== null) this.#receive.add(timings.receive);
    if (timings.total !== null) this.#total.add(timings.total);
  }

  onEnd(): void {}

  onSession(): void {}
  onFinding(): void {}

  result(): TimingSummaries {
    return {
      connect: this.#connect.summary(),
      blocked: this.#blocked.summary(),
      send: this.#send.summary(),
      wait: this.#wait.summary(),
      receive: this.#receive.summary(),
      total: this.#total.summary(),
    };
  }
}
