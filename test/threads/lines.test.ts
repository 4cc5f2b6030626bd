/** What is heard of a line through messages is what was said, field by field. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type {
  InterimView,
  RequestView,
  ResponseView,
  SessionView,
  TransactionView,
} from "../../src/http/views.js";
import { run } from "../../src/pipeline.js";
import type { Reporter } from "../../src/report/reporter.js";
import { runByMessages } from "../support/run-by-messages.js";

const FIXTURES = join(import.meta.dirname, "..", "..", "fixtures");
const CAPTURES = readdirSync(FIXTURES)
  .filter((name) => /\.pcap(ng)?$/.test(name))
  .map((name) => join(FIXTURES, name));

// Of each view every field, or it does not compile: one that is new may have to be sent.
const MESSAGE = {
  first: true,
  last: true,
  startOffset: true,
  endOffset: true,
  head: true,
  httpVersion: true,
  contentType: true,
  headersSize: true,
  bodySize: true,
  missingBytes: true,
  framing: true,
  trailers: true,
  content: true,
  complete: true,
} as const;
const REQUEST: Readonly<Record<keyof RequestView, true>> = {
  ...MESSAGE,
  method: true,
  target: true,
  host: true,
  hostAndPort: true,
  url: true,
};
const RESPONSE: Readonly<Record<keyof ResponseView, true>> = { ...MESSAGE, status: true, statusText: true };
const INTERIM: Readonly<Record<keyof InterimView, true>> = {
  at: true,
  head: true,
  status: true,
  statusText: true,
};
const TRANSACTION: Readonly<Record<Exclude<keyof TransactionView, Told>, true>> = {
  id: true,
  session: true,
  depth: true,
  client: true,
  server: true,
  pairing: true,
  timings: true,
  findings: true,
};
const SESSION: Readonly<Record<Exclude<keyof SessionView, "toRecord">, true>> = {
  session: true,
  client: true,
  server: true,
  start: true,
  end: true,
  opened: true,
  closed: true,
  closedBy: true,
  protocol: true,
  transactions: true,
  pipelined: true,
  clientBytes: true,
  serverBytes: true,
  retransmittedBytes: true,
  outOfOrderSegments: true,
  missingBytes: true,
  rtt: true,
  vlan: true,
  clientSeq: true,
  serverSeq: true,
  findings: true,
};
/** Looked at apart, and what is other on purpose. */
type Told = "request" | "response" | "interim" | "bodyPrefix" | "toRecord" | "addFinding" | "written";

/** The fields of a view, heads and bytes as text. */
function fieldsOf<View extends object>(
  view: View | null,
  names: Readonly<Partial<Record<keyof View, true>>>,
) {
  if (view === null) return null;
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(names))
    if (value === true) fields[name] = Reflect.get(view, name);
  return JSON.parse(JSON.stringify(fields));
}

async function viewsOf(runIt: typeof run, file: string): Promise<unknown[]> {
  const views: unknown[] = [];
  const reporter: Reporter = {
    onCapture: () => {},
    onFinding: () => {},
    onTransaction: (transaction) => {
      const { request, response, interim } = transaction;
      views.push({
        ...fieldsOf(transaction, TRANSACTION),
        request: fieldsOf(request, REQUEST),
        response: fieldsOf(response, RESPONSE),
        interim: interim.map((each) => fieldsOf(each, INTERIM)),
        headers: [request, response, ...interim].map((each) => each?.head?.headers()),
        prefixes: (["request", "response"] as const).map((side) =>
          transaction.bodyPrefix(side)?.toString("hex"),
        ),
      });
    },
    onSession: (session) => void views.push(fieldsOf(session, SESSION)),
    onResults: () => {},
    flush: () => {},
    drain: () => Promise.resolve(),
  };
  await runIt({ files: [file], verify: false, decode: true }, reporter);
  return views;
}

test.each(CAPTURES.map((file) => [file.slice(FIXTURES.length + 1), file]))("%s", async (_name, file) => {
  expect(await viewsOf(runByMessages, file)).toEqual(await viewsOf(run, file));
});
