/**
 * The shape of every line of the NDJSON, written down on its own from what is promised: which columns in which
 * order, of which type, which of them may be null. Nothing is left out and nothing is added.
 */
import { FINDINGS, SEVERITIES } from "../../src/core/findings.js";
import { LINE_LIST_ENTRIES } from "../../src/core/limits.js";

/** What is wrong with a value, with the path to it; null where nothing is. */
type Check = (value: unknown, path: string) => string | null;

const wrong = (value: unknown, path: string, wanted: string): string =>
  `${path} is ${JSON.stringify(value)?.slice(0, 100)}, not ${wanted}`;

const boolean: Check = (value, path) => (typeof value === "boolean" ? null : wrong(value, path, "a boolean"));
const count: Check = (value, path) =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0
    ? null
    : wrong(value, path, "a count");
const integer: Check = (value, path) =>
  typeof value === "number" && Number.isInteger(value) ? null : wrong(value, path, "an integer");
const number: Check = (value, path) =>
  typeof value === "number" && value >= 0 ? null : wrong(value, path, "a number from 0");
const text: Check = (value, path) => (typeof value === "string" ? null : wrong(value, path, "a text"));
/** One character a byte. */
const wire: Check = (value, path) =>
  typeof value === "string" && !/[^\0-\xff]/.test(value) ? null : wrong(value, path, "latin-1 text");
const time: Check = (value, path) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)
    ? null
    : wrong(value, path, "a time");
const id: Check = (value, path) =>
  typeof value === "string" && /^[1-9]\d*\.[1-9]\d*$/.test(value) ? null : wrong(value, path, "an id");
const digest: Check = (value, path) =>
  typeof value === "string" && /^[0-9a-f]{64}$/.test(value) ? null : wrong(value, path, "a digest");

const oneOf =
  (...names: readonly string[]): Check =>
  (value, path) =>
    typeof value === "string" && names.includes(value)
      ? null
      : wrong(value, path, `one of ${names.join(", ")}`);

const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? null : check(value, path);

const list =
  (check: Check, most = Infinity): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return wrong(value, path, "a list");
    if (value.length > most) return `${path} has ${value.length} entries, more than ${most}`;
    for (const [index, each] of value.entries()) {
      const fault = check(each, `${path}[${index}]`);
      if (fault !== null) return fault;
    }
    return null;
  };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys in the order of their bytes, with numbers. */
const counts: Check = (value, path) => {
  if (!isObject(value)) return wrong(value, path, "a map");
  const entries = Object.entries(value);
  if (entries.length > LINE_LIST_ENTRIES) return `${path} has ${entries.length} entries`;
  for (const [key, each] of entries) {
    const fault = count(each, `${path}.${key}`);
    if (fault !== null) return fault;
  }
  return null;
};

const object = (columns: Readonly<Record<string, Check>>): Check => {
  const names = Object.keys(columns).join();
  return (value, path) => {
    if (!isObject(value)) return wrong(value, path, "an object");
    if (Object.keys(value).join() !== names)
      return `${path} has the columns ${Object.keys(value).join()}, not ${names}`;
    for (const [name, check] of Object.entries(columns)) {
      const fault = check(value[name], `${path}.${name}`);
      if (fault !== null) return fault;
    }
    return null;
  };
};

const codes = list(oneOf(...Object.keys(FINDINGS)));
const endpoint = object({ ip: text, port: count });
const headers = list(object({ name: wire, value: orNull(wire) }));
const content = object({ size: orNull(count), encoding: wire, sha256: orNull(digest) });
const framing = oneOf("none", "content-length", "chunked", "until-close", "tunnel");
const frames = { time, frame: count, lastFrame: count };
const body = {
  headersSize: count,
  bodySize: count,
  missingBytes: count,
  framing,
  trailers: headers,
  content: orNull(content),
  complete: boolean,
};

const request = object({
  ...frames,
  method: wire,
  target: wire,
  httpVersion: wire,
  host: orNull(wire),
  url: orNull(wire),
  headers,
  cookies: list(object({ name: wire, value: wire })),
  contentType: orNull(wire),
  ...body,
});

const setCookie = object({
  name: wire,
  value: wire,
  domain: orNull(wire),
  path: orNull(wire),
  expires: orNull(time),
  maxAge: orNull(integer),
  secure: boolean,
  httpOnly: boolean,
  sameSite: orNull(wire),
  partitioned: boolean,
});

const response = object({
  ...frames,
  status: orNull(count),
  statusText: wire,
  httpVersion: wire,
  headers,
  setCookies: list(setCookie),
  contentType: orNull(wire),
  ...body,
});

const TIMINGS = ["connect", "blocked", "send", "wait", "receive", "total"];
const ofTimings = (check: Check): Check => object(Object.fromEntries(TIMINGS.map((name) => [name, check])));

const transaction = object({
  type: oneOf("transaction"),
  id,
  session: count,
  depth: count,
  client: endpoint,
  server: endpoint,
  pairing: oneOf("exact", "inferred", "none"),
  request: orNull(request),
  interim: list(object({ time, frame: count, status: count, statusText: wire, headers })),
  response: orNull(response),
  timings: ofTimings(orNull(number)),
  findings: codes,
});

const session = object({
  type: oneOf("session"),
  session: count,
  client: endpoint,
  server: endpoint,
  start: time,
  end: time,
  firstFrame: count,
  lastFrame: count,
  opened: oneOf("handshake", "midstream"),
  closed: oneOf("fin", "rst", "idle", "reused", "limit", "capture-end"),
  closedBy: orNull(oneOf("client", "server")),
  protocol: oneOf("http/1.0", "http/1.1", "http/0.9", "websocket", "tunnel"),
  transactions: count,
  pipelined: count,
  clientBytes: count,
  serverBytes: count,
  retransmittedBytes: count,
  outOfOrderSegments: count,
  missingBytes: count,
  rtt: orNull(number),
  vlan: list(count),
  findings: codes,
});

const data: Check = (value, path) => (isObject(value) ? null : wrong(value, path, "an object"));

const finding = object({
  type: oneOf("finding"),
  code: oneOf(...Object.keys(FINDINGS)),
  severity: oneOf(...SEVERITIES),
  session: orNull(count),
  transaction: orNull(id),
  frame: orNull(count),
  data,
  detail: (value, path) =>
    typeof value === "string" && value.length > 0 && value.length <= 300
      ? null
      : wrong(value, path, "a sentence"),
});

const cookie = object({
  type: oneOf("cookie"),
  name: wire,
  domain: wire,
  path: orNull(wire),
  kind: oneOf("session", "persistent", "unknown"),
  setCount: count,
  sentCount: count,
  values: count,
  firstSeen: time,
  lastSeen: time,
  expires: orNull(time),
  secure: boolean,
  httpOnly: boolean,
  sameSite: orNull(wire),
  deleted: boolean,
  clients: list(text, LINE_LIST_ENTRIES),
  clientCount: count,
  transactions: list(id, LINE_LIST_ENTRIES),
  transactionCount: count,
  findings: codes,
});

const userSession = object({
  type: oneOf("userSession"),
  cookie: wire,
  value: wire,
  domain: wire,
  clients: list(object({ ip: text, userAgent: orNull(wire) }), LINE_LIST_ENTRIES),
  clientCount: count,
  start: time,
  end: time,
  sessions: list(count, LINE_LIST_ENTRIES),
  sessionCount: count,
  transactions: count,
  findings: codes,
});

const compression = orNull(oneOf("gzip", "zstd"));
const format = oneOf("pcap", "pcapng");

const capture = object({
  type: oneOf("capture"),
  httpscope: text,
  files: list(object({ name: text, format, compression })),
});

const timingSummary = object({
  count,
  min: orNull(number),
  p50: orNull(number),
  p90: orNull(number),
  p99: orNull(number),
  max: orNull(number),
  error: number,
});

const summaryFile = object({
  name: text,
  format,
  linkTypes: list(text),
  packets: count,
  bytes: count,
  start: orNull(time),
  end: orNull(time),
  truncated: boolean,
});

const ledger = object({
  tcpPayloadBytes: count,
  headers: count,
  bodies: count,
  framing: count,
  tunnel: count,
  notHttp: count,
  retransmitted: count,
  dropped: count,
  missing: count,
});

const summary = object({
  type: oneOf("summary"),
  complete: boolean,
  files: list(summaryFile),
  packets: count,
  tcpPackets: count,
  packetKinds: counts,
  start: orNull(time),
  end: orNull(time),
  sessions: count,
  transactions: count,
  requests: count,
  responses: count,
  unansweredRequests: count,
  orphanResponses: count,
  methods: counts,
  statuses: counts,
  statusClasses: object({ "1xx": count, "2xx": count, "3xx": count, "4xx": count, "5xx": count }),
  hosts: list(object({ host: wire, transactions: count }), LINE_LIST_ENTRIES),
  hostCount: count,
  contentTypes: counts,
  timings: ofTimings(timingSummary),
  notAnalysed: object({ tls: count, http2: count, other: count }),
  tlsNames: counts,
  ledger,
  verified: orNull(object({ packets: count, bytes: count, differences: count, unverified: count })),
  findings: counts,
});

const LINES: ReadonlyMap<unknown, Check> = new Map(
  Object.entries({ capture, transaction, session, finding, cookie, userSession, summary }),
);

/** What breaks the shape in a parsed line; null where nothing does. */
export function shapeFault(line: unknown): string | null {
  const type = isObject(line) ? line["type"] : undefined;
  const check = LINES.get(type);
  return check === undefined ? `a line of type ${JSON.stringify(type)}` : check(line, String(type));
}
