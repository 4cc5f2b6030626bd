/**
 * What http/ hands to analysis/ and report/: finished transactions and sessions, readonly, fields named as the
 * contract names them. Heads stay bytes until somebody asks for text.
 */
import type { FindingCode } from "../core/findings.js";
import type {
  ContentRecord,
  Endpoint,
  Framing,
  HeaderRecord,
  Pairing,
  SessionRecord,
  TimingsRecord,
  TransactionRecord,
} from "../core/records.js";
import type { Moment, WallClock } from "../core/time.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";

interface MessageView {
  /** Packet with the first byte, and the latest packet among those that carried its bytes. */
  readonly first: Readonly<Moment>;
  readonly last: Readonly<Moment>;
  /** Where in its direction it begins, and where what is known of it ends. */
  readonly startOffset: number;
  readonly endOffset: number;
  /** null only for a response of HTTP/0.9, which has no head. */
  readonly head: Head | null;
  readonly httpVersion: string;
  /** Media type as sent, without parameters, lower case. */
  readonly contentType: string | null;
  readonly headersSize: number;
  readonly bodySize: number;
  readonly missingBytes: number;
  readonly framing: Framing;
  readonly trailers: readonly HeaderRecord[];
  /** null without a body, and where it was not asked for. */
  readonly content: ContentRecord | null;
  readonly complete: boolean;
}

export interface RequestView extends MessageView {
  readonly head: Head;
  readonly method: string;
  readonly target: string;
  /** Lower case, without port; null without a valid one. */
  readonly host: string | null;
  /** `host:port` as the contract's summary.hosts counts it: with the port unless 80; null without host. */
  readonly hostAndPort: string | null;
  readonly url: string | null;
}

export interface ResponseView extends MessageView {
  readonly status: number | null;
  readonly statusText: string;
}

export interface InterimView {
  readonly at: Readonly<Moment>;
  readonly head: Head;
  readonly status: number;
  readonly statusText: string;
}

/** The two messages of a transaction as the JSON of a report, made where there was time for it. */
export interface WrittenMessages {
  readonly bytes: Buffer;
  /** The request is bytes[start, middle), the response bytes[middle, end); nothing of one that is not there. */
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

/** One transaction, finished and readonly. */
export interface TransactionView {
  /** `session.depth`. */
  readonly id: string;
  readonly session: number;
  readonly depth: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly pairing: Pairing;
  readonly request: RequestView | null;
  readonly interim: readonly InterimView[];
  readonly response: ResponseView | null;
  readonly timings: TimingsRecord;
  /** null where they are still to be written. */
  readonly written: WrittenMessages | null;
  /** Codes of its findings, each once, in the order they were raised. */
  readonly findings: readonly FindingCode[];
  /**
   * First bytes of a body, framing and codings off, where something can be said of them: text and signatures; null of all
   * else, and of a coded content that is not decoded. They are gone when the transaction has been told.
   */
  bodyPrefix(side: Direction): Buffer | null;
  /** An analysis found this on the transaction's own connection: its list has it, and the session's. */
  addFinding(code: FindingCode): void;
  toRecord(clock: WallClock): TransactionRecord;
}

/** One session, ended and readonly: what its line says, with moments for its times and packets. */
export interface SessionView extends Omit<
  SessionRecord,
  "type" | "start" | "end" | "firstFrame" | "lastFrame"
> {
  readonly start: Readonly<Moment>;
  readonly end: Readonly<Moment>;
  /** Sequence numbers (int32) of the first byte of either direction. */
  readonly clientSeq: number;
  readonly serverSeq: number;
  toRecord(clock: WallClock): SessionRecord;
}
