/**
 * The records that httpscope prints, as types: same names, same order, same null rules as the NDJSON.
 * Times are RFC 3339 in UTC, durations milliseconds, sizes bytes; what is not known is null.
 * Text from the wire is latin-1, one character a byte.
 */
import type { FindingCode, FindingData, Severity } from "./findings.js";

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

export interface HeaderRecord {
  readonly name: string;
  /** null for a line without a colon, whose text is then the name. */
  readonly value: string | null;
}

export interface CookiePair {
  readonly name: string;
  readonly value: string;
}

export interface SetCookieRecord {
  readonly name: string;
  readonly value: string;
  readonly domain: string | null;
  readonly path: string | null;
  readonly expires: string | null;
  readonly maxAge: number | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: string | null;
  readonly partitioned: boolean;
}

/** Content after Content-Encoding is undone. */
export interface ContentRecord {
  /** What came out, also where that is not all; null where nothing was decoded. */
  readonly size: number | null;
  /** As sent, lower case, several joined by ", "; "identity" without any. */
  readonly encoding: string;
  /** Of the whole content; null where that is not known. */
  readonly sha256: string | null;
}

/** How the end of a message body is known (RFC 9112 §6.3). */
export type Framing = "none" | "content-length" | "chunked" | "until-close" | "tunnel";

export type Pairing = "exact" | "inferred" | "none";

export interface RequestRecord {
  readonly time: string;
  readonly frame: number;
  readonly lastFrame: number;
  readonly method: string;
  readonly target: string;
  readonly httpVersion: string;
  readonly host: string | null;
  readonly url: string | null;
  readonly headers: readonly HeaderRecord[];
  readonly cookies: readonly CookiePair[];
  readonly contentType: string | null;
  readonly headersSize: number;
  readonly bodySize: number;
  readonly missingBytes: number;
  readonly framing: Framing;
  readonly trailers: readonly HeaderRecord[];
  readonly content: ContentRecord | null;
  readonly complete: boolean;
}

export interface InterimRecord {
  readonly time: string;
  readonly frame: number;
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderRecord[];
}

export interface ResponseRecord {
  readonly time: string;
  readonly frame: number;
  readonly lastFrame: number;
  /** null for HTTP/0.9, which has no status line. */
  readonly status: number | null;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderRecord[];
  readonly setCookies: readonly SetCookieRecord[];
  readonly contentType: string | null;
  readonly headersSize: number;
  readonly bodySize: number;
  readonly missingBytes: number;
  readonly framing: Framing;
  readonly trailers: readonly HeaderRecord[];
  readonly content: ContentRecord | null;
  readonly complete: boolean;
}

/** Milliseconds; the README's table defines each. */
export interface TimingsRecord {
  readonly connect: number | null;
  readonly blocked: number | null;
  readonly send: number | null;
  readonly wait: number | null;
  readonly receive: number | null;
  readonly total: number | null;
}

export interface TransactionRecord {
  readonly type: "transaction";
  readonly id: string;
  readonly session: number;
  readonly depth: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly pairing: Pairing;
  readonly request: RequestRecord | null;
  readonly interim: readonly InterimRecord[];
  readonly response: ResponseRecord | null;
  readonly timings: TimingsRecord;
  readonly findings: readonly FindingCode[];
}

export type Opened = "handshake" | "midstream";
export type Closed = "fin" | "rst" | "idle" | "reused" | "limit" | "capture-end";
export type Protocol = "http/1.0" | "http/1.1" | "http/0.9" | "websocket" | "tunnel";

export interface SessionRecord {
  readonly type: "session";
  readonly session: number;
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly start: string;
  readonly end: string;
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly opened: Opened;
  readonly closed: Closed;
  readonly closedBy: "client" | "server" | null;
  readonly protocol: Protocol;
  readonly transactions: number;
  readonly pipelined: number;
  readonly clientBytes: number;
  readonly serverBytes: number;
  readonly retransmittedBytes: number;
  readonly outOfOrderSegments: number;
  readonly missingBytes: number;
  readonly rtt: number | null;
  readonly vlan: readonly number[];
  readonly findings: readonly FindingCode[];
}

export interface FindingRecord {
  readonly type: "finding";
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly session: number | null;
  readonly transaction: string | null;
  readonly frame: number | null;
  readonly data: FindingData;
  readonly detail: string;
}

export interface CookieRecord {
  readonly type: "cookie";
  readonly name: string;
  readonly domain: string;
  readonly path: string | null;
  readonly kind: "session" | "persistent" | "unknown";
  readonly setCount: number;
  readonly sentCount: number;
  readonly values: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly expires: string | null;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: string | null;
  readonly deleted: boolean;
  readonly clients: readonly string[];
  readonly clientCount: number;
  readonly transactions: readonly string[];
  readonly transactionCount: number;
  readonly findings: readonly FindingCode[];
}

export interface UserSessionRecord {
  readonly type: "userSession";
  readonly cookie: string;
  readonly value: string;
  readonly domain: string;
  readonly clients: readonly { readonly ip: string; readonly userAgent: string | null }[];
  readonly clientCount: number;
  readonly start: string;
  readonly end: string;
  readonly sessions: readonly number[];
  readonly sessionCount: number;
  readonly transactions: number;
  readonly findings: readonly FindingCode[];
}

export type CaptureFormat = "pcap" | "pcapng";
export type Compression = "gzip" | "zstd";

export interface CaptureFileRecord {
  readonly name: string;
  readonly format: CaptureFormat;
  readonly compression: Compression | null;
}

export interface CaptureRecord {
  readonly type: "capture";
  readonly httpscope: string;
  readonly files: readonly CaptureFileRecord[];
}

export interface SummaryFileRecord {
  readonly name: string;
  readonly format: CaptureFormat;
  /** Registered names without the LINKTYPE_ prefix; `UNKNOWN-n` for a number without a name. */
  readonly linkTypes: readonly string[];
  readonly packets: number;
  /** Captured bytes of the packets, without the file's own headers. */
  readonly bytes: number;
  readonly start: string | null;
  readonly end: string | null;
  readonly truncated: boolean;
}

export interface TimingSummary {
  readonly count: number;
  readonly min: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** Largest relative error of the percentiles; 0 while they are exact. */
  readonly error: number;
}

export type StatusClass = "1xx" | "2xx" | "3xx" | "4xx" | "5xx";

export interface LedgerRecord {
  readonly tcpPayloadBytes: number;
  readonly headers: number;
  readonly bodies: number;
  readonly framing: number;
  readonly tunnel: number;
  readonly notHttp: number;
  readonly retransmitted: number;
  readonly dropped: number;
  readonly missing: number;
}

export interface VerifiedRecord {
  readonly packets: number;
  readonly bytes: number;
  readonly differences: number;
  /** Packets that the second reader could not look at. */
  readonly unverified: number;
}

export interface NotAnalysedRecord {
  readonly tls: number;
  readonly http2: number;
  readonly other: number;
}

export interface SummaryRecord {
  readonly type: "summary";
  readonly complete: boolean;
  readonly files: readonly SummaryFileRecord[];
  readonly packets: number;
  readonly tcpPackets: number;
  readonly packetKinds: Readonly<Record<string, number>>;
  readonly start: string | null;
  readonly end: string | null;
  readonly sessions: number;
  readonly transactions: number;
  readonly requests: number;
  readonly responses: number;
  readonly unansweredRequests: number;
  readonly orphanResponses: number;
  readonly methods: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly statusClasses: Readonly<Record<StatusClass, number>>;
  readonly hosts: readonly { readonly host: string; readonly transactions: number }[];
  readonly hostCount: number;
  readonly contentTypes: Readonly<Record<string, number>>;
  readonly timings: Readonly<Record<keyof TimingsRecord, TimingSummary>>;
  readonly notAnalysed: NotAnalysedRecord;
  readonly tlsNames: Readonly<Record<string, number>>;
  readonly ledger: LedgerRecord;
  readonly verified: VerifiedRecord | null;
  readonly findings: Readonly<Record<string, number>>;
}

/** Any line of the NDJSON. */
export type AnyRecord =
  | CaptureRecord
  | TransactionRecord
  | SessionRecord
  | FindingRecord
  | CookieRecord
  | UserSessionRecord
  | SummaryRecord;
