/**
 * The live tap for real: a server and its clients talk on the loopback, the built program captures there, and its report
 * is held to what the clients did; and to that on a capture of the same packets. Where capturing is not permitted these
 * tests skip, and say why.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, type TestContext } from "vitest";
import type { AnyRecord, TransactionRecord } from "../src/core/records.js";
import { httpscope } from "./support/cli.js";
import { captureWhile, tapWhile, whyNoTap, type ToolName } from "./support/live-tap.js";
import { Loopback, type Exchange } from "./support/loopback.js";

const TOOLS: readonly ToolName[] = ["dumpcap", "tcpdump"];

function skipWithout(context: TestContext, ...tools: readonly ToolName[]): void {
  const why = tools.map(whyNoTap).find((each) => each !== null);
  if (why !== undefined) context.skip(why ?? "");
}

const recordsOf = (printed: string): AnyRecord[] =>
  printed
    .trimEnd()
    .split("\n")
    .map((line): AnyRecord => JSON.parse(line));
const transactionsOf = (printed: string): TransactionRecord[] =>
  recordsOf(printed).filter((record) => record.type === "transaction");
const findingCodes = (printed: string): Set<string> =>
  new Set(recordsOf(printed).flatMap((record) => (record.type === "finding" ? [record.code] : [])));

/** Whether so many transactions have been printed. */
const hasTold =
  (count: number) =>
  (printed: string): boolean =>
    printed.split('"type":"transaction"').length > count;

/** What the report says of a transaction, in the words of its client. */
const toExchange = ({ client, request, response }: TransactionRecord): Partial<Exchange> => ({
  port: client.port,
  method: request?.method ?? "",
  target: request?.target ?? "",
  status: response?.status ?? 0,
  sentSize: request?.bodySize ?? -1,
  receivedSize: response?.bodySize ?? -1,
  ...((response?.framing === "content-length" || response?.framing === "chunked") && {
    framing: response.framing,
  }),
  cookie: request?.headers.find(({ name }) => name.toLowerCase() === "cookie")?.value ?? null,
});

/** By connection, and in order there. */
const byPort = (all: readonly Partial<Exchange>[]): Partial<Exchange>[] =>
  all.toSorted((a, b) => (a.port ?? 0) - (b.port ?? 0));

describe.each(TOOLS)("through %s", (tool) => {
  test("what clients did is what is reported", { timeout: 60_000 }, async (context) => {
    skipWithout(context, tool);
    const loopback = await Loopback.open();
    const run = await tapWhile(
      tool,
      loopback.port,
      () => loopback.talk(),
      (printed) => hasTold(loopback.done.length)(printed),
    );
    loopback.close();
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const told = transactionsOf(run.stdout);
    expect(loopback.done.length).toBe(13);
    expect(byPort(told.map(toExchange))).toEqual(byPort(loopback.done));
    expect(told.map(({ pairing }) => pairing)).toEqual(told.map(() => "exact"));
    const pipelined = recordsOf(run.stdout).flatMap((record) =>
      record.type === "session" ? [record.pipelined] : [],
    );
    expect(Math.max(...pipelined)).toBe(5);
    const summary = recordsOf(run.stdout).at(-1);
    expect(summary).toMatchObject({ type: "summary", complete: true, sessions: 2, transactions: 13 });
    expect(recordsOf(run.stdout)).toContainEqual(
      expect.objectContaining({ type: "cookie", name: "sid", setCount: 2, sentCount: 1 }),
    );
    expect([...findingCodes(run.stdout)]).not.toContain("tcp.gap");
  });

  test("the report on a capture of the same packets says the same", { timeout: 60_000 }, async (context) => {
    skipWithout(context, tool, "tcpdump");
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    const file = join(folder, "capture.pcap");
    const loopback = await Loopback.open();
    const live = await tapWhile(
      tool,
      loopback.port,
      () => captureWhile(file, loopback.port, () => loopback.talk()),
      (printed) => hasTold(loopback.done.length)(printed),
    );
    loopback.close();
    const later = await httpscope(["-T", "ndjson", file]);
    rmSync(folder, { recursive: true });
    const [one, other] = [transactionsOf(live.stdout), transactionsOf(later.stdout)];
    expect(one).toHaveLength(loopback.done.length);
    expect(one.map(comparable)).toEqual(other.map(comparable));
    for (const [index, each] of one.entries()) expect(differenceMs(each, other[index]!)).toBeLessThan(20);
  });
});

test(
  "a thousand connections at once, with three transactions each",
  { timeout: 120_000 },
  async (context) => {
    skipWithout(context, "dumpcap");
    const loopback = await Loopback.open();
    const run = await tapWhile("dumpcap", loopback.port, () => loopback.crowd(1_000, 3), hasTold(3_000));
    loopback.close();
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(loopback.done).toHaveLength(3_000);
    const told = transactionsOf(run.stdout);
    expect(byPort(told.map(toExchange))).toEqual(byPort(loopback.done));
    expect(new Set(told.map(({ session }) => session)).size).toBe(1_000);
    expect([...findingCodes(run.stdout)]).not.toContain("capture.dropped");
  },
);

/** All but the numbers of packets, which count those that came before, and times: each tap has a clock of its own. */
const comparable = (record: TransactionRecord): unknown =>
  JSON.parse(
    JSON.stringify(record, (key, value: unknown) =>
      ["frame", "lastFrame", "time", "timings"].includes(key) ? null : value,
    ),
  );

/** How far apart the two put the beginning of a transaction, and how long it took for each. */
function differenceMs(one: TransactionRecord, other: TransactionRecord): number {
  const begin = Date.parse(one.request?.time ?? "") - Date.parse(other.request?.time ?? "");
  return Math.max(Math.abs(begin), Math.abs((one.timings.total ?? -1) - (other.timings.total ?? -1)));
}
