/**
 * Hand-made transactions and sessions for tests of analyses and reports, from the text of their heads. What is not
 * said gets the value it would have in a plain conversation of one client and one server.
 */
import type { FindingCode } from "../../src/core/findings.js";
import type { TransactionRecord } from "../../src/core/records.js";
import { Moment, type WallClock } from "../../src/core/time.js";
import { parseCookies, parseSetCookie } from "../../src/http/cookie-fields.js";
import { cutHead, type Head } from "../../src/http/head.js";
import type {
  InterimView,
  RequestView,
  ResponseView,
  SessionView,
  TransactionView,
} from "../../src/http/views.js";

export interface TransactionParts {
  readonly id?: string;
  /** Start line and fields, lines ended by \n, latin-1; null: not captured. */
  readonly request?: string | null;
  readonly response?: string | null;
  readonly interim?: readonly string[];
  readonly client?: string;
  readonly server?: string;
  /** Milliseconds from the first packet to the first byte of the request. */
  readonly atMs?: number;
  readonly waitMs?: number | null;
  readonly bodySize?: number;
  /** First bytes of the bodies, one character a byte; text beyond latin-1 as UTF-8. */
  readonly requestBody?: string;
  readonly responseBody?: string;
  readonly findings?: readonly FindingCode[];
  readonly requestView?: Partial<RequestView>;
  readonly responseView?: Partial<ResponseView>;
  readonly view?: Partial<TransactionView>;
}

/** One transaction; `GET / HTTP/1.1` to example.org and an empty 200 unless said otherwise. */
export function transaction(parts: TransactionParts = {}): TransactionView {
  const id = parts.id ?? "1.1";
  const [session = 1, depth = 1] = id.split(".").map(Number);
  const atMs = parts.atMs ?? 0;
  const waitMs = parts.waitMs === undefined ? 10 : parts.waitMs;
  const requestText = parts.request === undefined ? "GET / HTTP/1.1\nHost: example.org\n" : parts.request;
  const responseText = parts.response === undefined ? "HTTP/1.1 200 OK\n" : parts.response;
  const server = endpoint(parts.server ?? "198.51.100.9:80");
  const view = {
    id,
    session,
    depth,
    client: endpoint(parts.client ?? "192.0.2.5:49152"),
    server,
    pairing: requestText === null || responseText === null ? ("none" as const) : ("exact" as const),
    request:
      requestText === null ? null : { ...requestView(requestText, atMs, server.port), ...parts.requestView },
    interim: (parts.interim ?? []).map((text) => interimView(text, atMs)),
    response:
      responseText === null
        ? null
        : {
            ...responseView(
              responseText,
              atMs + (waitMs ?? 0),
              parts.bodySize ?? bytesOf(parts.responseBody)?.length ?? 0,
            ),
            ...parts.responseView,
          },
    timings:
      responseText === null
        ? { connect: null, blocked: null, send: 0, wait: null, receive: null, total: null }
        : { connect: null, blocked: 0, send: 0, wait: waitMs, receive: 0, total: waitMs },
    written: null,
    findings: parts.findings ?? [],
    addFinding: () => {},
    bodyPrefix: (side: "request" | "response") =>
      bytesOf(side === "request" ? parts.requestBody : parts.responseBody),
    ...parts.view,
  };
  return { ...view, toRecord: (clock) => toRecord({ ...view, toRecord: neverAsked }, clock) };
}

/** One session of one client and one server that was opened and closed as it should be. */
export function session(parts: Partial<SessionView> = {}): SessionView {
  const view = {
    session: 1,
    client: endpoint("192.0.2.5:49152"),
    server: endpoint("198.51.100.9:80"),
    start: moment(0, 1),
    end: moment(70, 9),
    opened: "handshake" as const,
    closed: "fin" as const,
    closedBy: "server" as const,
    protocol: "http/1.1" as const,
    transactions: 1,
    pipelined: 1,
    clientBytes: 80,
    serverBytes: 200,
    retransmittedBytes: 0,
    outOfOrderSegments: 0,
    missingBytes: 0,
    rtt: 12.1,
    vlan: [],
    findings: [],
    clientSeq: 1,
    serverSeq: 1,
    ...parts,
  };
  return {
    ...view,
    toRecord: (clock) => ({
      type: "session",
      session: view.session,
      client: view.client,
      server: view.server,
      start: clock.format(view.start),
      end: clock.format(view.end),
      firstFrame: view.start.frame,
      lastFrame: view.end.frame,
      opened: view.opened,
      closed: view.closed,
      closedBy: view.closedBy,
      protocol: view.protocol,
      transactions: view.transactions,
      pipelined: view.pipelined,
      clientBytes: view.clientBytes,
      serverBytes: view.serverBytes,
      retransmittedBytes: view.retransmittedBytes,
      outOfOrderSegments: view.outOfOrderSegments,
      missingBytes: view.missingBytes,
      rtt: view.rtt,
      vlan: view.vlan,
      findings: view.findings,
    }),
  };
}

/** `192.0.2.5:49152`; the port is behind the last colon. */
export function endpoint(text: string): { readonly ip: string; readonly port: number } {
  const colon = text.lastIndexOf(":");
  return { ip: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

export function moment(atMs: number, frame = 1): Moment {
  return new Moment(Math.round(atMs * 1e6), 6, true, frame);
}

/** A head from text, one character a byte, lines ended by \n. */
export function headOf(text: string): Head {
  return cutHead(Buffer.from(`${text.replaceAll("\n", "\r\n")}\r\n`, "latin1"), 1024);
}

function bytesOf(text: string | undefined): Buffer | null {
  if (text === undefined) return null;
  const bytes = Buffer.from(text, "latin1");
  return bytes.toString("latin1") === text ? bytes : Buffer.from(text, "utf8");
}

function requestView(text: string, atMs: number, port: number): RequestView {
  const head = headOf(text);
  const [method = "", target = "", httpVersion = ""] = head.text(0, head.startLineEnd).split(" ");
  const authority = head.value("host")?.toLowerCase() ?? null;
  const host = authority?.split(":")[0] ?? null;
  return {
    ...messageView(head, atMs),
    head,
    httpVersion,
    method,
    target,
    host,
    hostAndPort: host === null || port === 80 ? host : `${host}:${port}`,
    url: authority === null ? null : `http://${authority}${target}`,
  };
}

function responseView(text: string, atMs: number, bodySize: number): ResponseView {
  const head = headOf(text);
  const [httpVersion = "", status = "", ...statusText] = head.text(0, head.startLineEnd).split(" ");
  return {
    ...messageView(head, atMs),
    httpVersion,
    status: Number(status),
    statusText: statusText.join(" "),
    bodySize,
    framing: "content-length",
  };
}

function interimView(text: string, atMs: number): InterimView {
  const head = headOf(text);
  const [, status = "", ...statusText] = head.text(0, head.startLineEnd).split(" ");
  return { at: moment(atMs, 2), head, status: Number(status), statusText: statusText.join(" ") };
}

function messageView(head: Head, atMs: number) {
  return {
    first: moment(atMs, 4),
    last: moment(atMs, 5),
    startOffset: 0,
    endOffset: head.bytes.length,
    head,
    contentType: head.value("content-type")?.split(";")[0]?.trim().toLowerCase() ?? null,
    headersSize: head.bytes.length,
    bodySize: 0,
    missingBytes: 0,
    framing: "none" as const,
    trailers: [],
    content: null,
    complete: true,
  };
}

function neverAsked(): never {
  throw new TypeError("a record of a record");
}

/** The contract's object, built the plain way: what the fast writers are compared with. */
function toRecord(view: TransactionView, clock: WallClock): TransactionRecord {
  const { request, response } = view;
  return {
    type: "transaction",
    id: view.id,
    session: view.session,
    depth: view.depth,
    client: view.client,
    server: view.server,
    pairing: view.pairing,
    request: request && {
      time: clock.format(request.first),
      frame: request.first.frame,
      lastFrame: request.last.frame,
      method: request.method,
      target: request.target,
      httpVersion: request.httpVersion,
      host: request.host,
      url: request.url,
      headers: request.head.headers(),
      cookies: parseCookies(request.head.values("cookie")),
      ...bodyFields(request),
    },
    interim: view.interim.map((interim) => ({
      time: clock.format(interim.at),
      frame: interim.at.frame,
      status: interim.status,
      statusText: interim.statusText,
      headers: interim.head.headers(),
    })),
    response: response && {
      time: clock.format(response.first),
      frame: response.first.frame,
      lastFrame: response.last.frame,
      status: response.status,
      statusText: response.statusText,
      httpVersion: response.httpVersion,
      headers: response.head?.headers() ?? [],
      setCookies: (response.head?.values("set-cookie") ?? [])
        .map((value) => parseSetCookie(value))
        .filter((cookie) => cookie !== null),
      ...bodyFields(response),
    },
    timings: view.timings,
    findings: view.findings,
  };
}

function bodyFields(message: RequestView | ResponseView) {
  return {
    contentType: message.contentType,
    headersSize: message.headersSize,
    bodySize: message.bodySize,
    missingBytes: message.missingBytes,
    framing: message.framing,
    trailers: message.trailers,
    content: message.content,
    complete: message.complete,
  };
}
