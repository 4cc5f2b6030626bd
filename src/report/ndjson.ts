/**
 * `-T ndjson`: one JSON object a line, written as things complete. Nothing is held but the bytes of the next write.
 */
import type { Results } from "../analysis/analyses.js";
import type { Finding } from "../core/findings.js";
import type { CaptureRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import { JsonWriter } from "./json-writer.js";
import type { Output } from "./output.js";
import { summaryJson, syntax, writeFinding, writeSession } from "./record-json.js";
import type { Reporter } from "./reporter.js";
import { writeTransaction } from "./transaction-json.js";

const LINE_END = syntax("\n");

export class NdjsonReporter implements Reporter {
  readonly #output: Output;
  readonly #out: JsonWriter;

  constructor(output: Output) {
    this.#output = output;
    this.#out = new JsonWriter(output);
  }

  onCapture(capture: CaptureRecord, clock: WallClock): void {
    this.#out.setClock(clock);
    this.#line(JSON.stringify(capture));
  }

  onFinding(finding: Finding): void {
    writeFinding(this.#out, finding);
    this.#endLine();
  }

  onTransaction(transaction: TransactionView): void {
    writeTransaction(this.#out, transaction);
    this.#endLine();
  }

  onSession(session: SessionView): void {
    writeSession(this.#out, session);
    this.#endLine();
  }

  onResults(results: Results): void {
    for (const cookie of results.cookies) this.#line(JSON.stringify(cookie));
    for (const userSession of results.userSessions) this.#line(JSON.stringify(userSession));
    this.#line(summaryJson(results.summary));
    this.#out.flush();
  }

  flush(): void {
    this.#out.flush();
  }

  drain(): Promise<void> {
    return this.#output.drained();
  }

  #line(json: string): void {
    this.#out.json(json);
    this.#endLine();
  }

  #endLine(): void {
    this.#out.raw(LINE_END);
    this.#out.endLine();
  }
}
