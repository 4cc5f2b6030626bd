/**
 * `-T json`: the lines of NDJSON as one document. Transactions go out as they complete; sessions and findings come
 * after them in the document and wait in memory until then, as bytes, up to JSON_HELD_BYTES.
 */
import type { Results } from "../analysis/analyses.js";
import { UsageError } from "../core/errors.js";
import type { Finding } from "../core/findings.js";
import { JSON_HELD_BYTES } from "../core/limits.js";
import type { CaptureRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import type { SessionView, TransactionView } from "../http/views.js";
import { JsonWriter } from "./json-writer.js";
import type { Output } from "./output.js";
import { summaryJson, syntax, writeFinding, writeSession } from "./record-json.js";
import type { Reporter } from "./reporter.js";
import { writeTransaction } from "./transaction-json.js";

export class JsonReporter implements Reporter {
  readonly #output: Output;
  readonly #out: JsonWriter;
  readonly #sessions = new HeldList();
  readonly #findings = new HeldList();
  readonly #heldLimit: number;
  #transactions = 0;

  /** @param heldLimit bytes of sessions and findings; smaller in tests */
  constructor(output: Output, heldLimit = JSON_HELD_BYTES) {
    this.#output = output;
    this.#out = new JsonWriter(output);
    this.#heldLimit = heldLimit;
  }

  onCapture(capture: CaptureRecord, clock: WallClock): void {
    for (const out of [this.#out, this.#sessions.out, this.#findings.out]) out.setClock(clock);
    this.#out.json(`{"capture":${JSON.stringify(capture)},\n"transactions":[`);
  }

  onFinding(finding: Finding): void {
    this.#findings.beginItem();
    writeFinding(this.#findings.out, finding);
    this.#checkHeld();
  }

  onTransaction(transaction: TransactionView): void {
    this.#out.raw(this.#transactions === 0 ? FIRST_ITEM : NEXT_ITEM);
    this.#transactions += 1;
    writeTransaction(this.#out, transaction);
    this.#out.endLine();
  }

  onSession(session: SessionView): void {
    this.#sessions.beginItem();
    writeSession(this.#sessions.out, session);
    this.#checkHeld();
  }

  onResults(results: Results): void {
    const out = this.#out;
    out.json('\n],\n"sessions":[');
    this.#sessions.moveTo(out);
    out.json('\n],\n"cookies":[');
    this.#writeItems(results.cookies);
    out.json('\n],\n"userSessions":[');
    this.#writeItems(results.userSessions);
    out.json('\n],\n"findings":[');
    this.#findings.moveTo(out);
    out.json(`\n],\n"summary":${summaryJson(results.summary)}}\n`);
    out.flush();
  }

  flush(): void {
    this.#out.flush();
  }

  drain(): Promise<void> {
    return this.#output.drained();
  }

  #writeItems(items: Iterable<object>): void {
    let separator = FIRST_ITEM;
    for (const item of items) {
      this.#out.raw(separator);
      this.#out.json(JSON.stringify(item));
      separator = NEXT_ITEM;
    }
  }

  #checkHeld(): void {
    if (this.#sessions.out.writtenBytes + this.#findings.out.writtenBytes <= this.#heldLimit) return;
    throw new UsageError(
      `-T json: the sessions and findings, which wait for the end of the document, exceed ${Math.round(this.#heldLimit / 2 ** 20)} MiB; use -T ndjson, which holds nothing`,
    );
  }
}

const FIRST_ITEM = syntax("\n");
const NEXT_ITEM = syntax(",\n");

/** Items of a list that comes later, as JSON bytes. */
class HeldList implements Output {
  readonly out = new JsonWriter(this);
  readonly #chunks: Uint8Array[] = [];
  #items = 0;

  beginItem(): void {
    this.out.raw(this.#items === 0 ? FIRST_ITEM : NEXT_ITEM);
    this.#items += 1;
    this.out.endLine();
  }

  moveTo(out: JsonWriter): void {
    this.out.flush();
    for (const chunk of this.#chunks) out.append(chunk);
    this.#chunks.length = 0;
  }

  write(chunk: Uint8Array): boolean {
    this.#chunks.push(chunk);
    return true;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }
}
