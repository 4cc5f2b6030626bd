/**
 * A transaction as the screen of a live tap holds it: what was known when it finished, and its heads as the bytes
 * they are. Neither its session nor the beginnings of its bodies are kept alive, and text is made when it is shown.
 */
import type { Finding, FindingCode } from "../../core/findings.js";
import type { Endpoint, Pairing, TimingsRecord } from "../../core/records.js";
import type { Moment } from "../../core/time.js";
import type { Head } from "../../http/head.js";
import type { InterimView, RequestView, ResponseView, TransactionView } from "../../http/views.js";

type Shown = "headersSize" | "bodySize" | "missingBytes" | "framing" | "complete" | "contentType";
export type RowRequest = Pick<RequestView, Shown | "head" | "method" | "target" | "hostAndPort">;
export type RowResponse = Pick<ResponseView, Shown | "head" | "status">;

/** What a field takes beside its bytes: its spans. */
const FIELD_BYTES = 24;

export class LiveRow {
  readonly id: string;
  readonly session: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly pairing: Pairing;
  readonly request: RowRequest | null;
  readonly interim: readonly InterimView[];
  readonly response: RowResponse | null;
  readonly timings: TimingsRecord;
  readonly codes: readonly FindingCode[];
  /** Those that were told right before it; `codes` has all. */
  readonly findings: readonly Finding[];
  /** When its first byte was captured. */
  readonly start: Readonly<Moment>;
  /** The latest packet of it. */
  readonly lastFrame: number;

  /** @param start of its request, else of its response */
  constructor(transaction: TransactionView, start: Readonly<Moment>, findings: readonly Finding[]) {
    const { request, response } = transaction;
    this.id = transaction.id;
    this.session = transaction.session;
    this.client = transaction.client;
    this.server = transaction.server;
    this.pairing = transaction.pairing;
    this.request = request === null ? null : keepRequest(request);
    this.interim = transaction.interim;
    this.response = response === null ? null : keepResponse(response);
    this.timings = transaction.timings;
    this.codes = transaction.findings;
    this.findings = findings;
    this.start = start;
    this.lastFrame = Math.max(request?.last.frame ?? 0, response?.last.frame ?? 0);
  }

  get status(): number | null {
    return this.response?.status ?? null;
  }

  /** What its heads take of memory, and the text of the target beside them. */
  get headBytes(): number {
    let bytes = headSize(this.request?.head) + headSize(this.response?.head);
    if (this.request !== null) bytes += this.request.target.length;
    for (const { head } of this.interim) bytes += headSize(head);
    return bytes;
  }
}

const keepRequest = (request: RequestView): RowRequest => ({
  head: request.head,
  method: request.method,
  target: request.target,
  hostAndPort: request.hostAndPort,
  headersSize: request.headersSize,
  bodySize: request.bodySize,
  missingBytes: request.missingBytes,
  framing: request.framing,
  complete: request.complete,
  contentType: request.contentType,
});

const keepResponse = (response: ResponseView): RowResponse => ({
  head: response.head,
  status: response.status,
  headersSize: response.headersSize,
  bodySize: response.bodySize,
  missingBytes: response.missingBytes,
  framing: response.framing,
  complete: response.complete,
  contentType: response.contentType,
});

const headSize = (head: Head | null | undefined): number =>
  head === null || head === undefined ? 0 : head.bytes.length + head.fieldCount * FIELD_BYTES;
