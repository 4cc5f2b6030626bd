/**
 * What must hold for every input, however damaged: it is refused with a CaptureError or reported on; the report
 * keeps the contract, adds up, is the same a second time, and has nothing in it that a terminal would act on.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import { CaptureError } from "../../src/core/errors.js";
import { FINDINGS } from "../../src/core/findings.js";
import type {
  AnyRecord,
  FindingRecord,
  SessionRecord,
  SummaryRecord,
  TransactionRecord,
} from "../../src/core/records.js";
import { analyze } from "../../src/index.js";
import { run, type RunOptions } from "../../src/pipeline.js";
import { JsonReporter } from "../../src/report/json.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import type { ReportOptions } from "../../src/report/options.js";
import type { Reporter } from "../../src/report/reporter.js";
import { TableReporter } from "../../src/report/table.js";
import { runByMessages } from "../support/run-by-messages.js";
import { TextOutput } from "../support/text-output.js";
import { shapeFault } from "./contract-shape.js";
import type { Random } from "../support/random.js";

/** A promise that was broken. */
export class Violation extends Error {
  override readonly name = "Violation";
}

function demand(holds: boolean, what: () => string): asserts holds {
  if (!holds) throw new Violation(what());
}

type Settings = Omit<RunOptions, "files">;

const PLAIN: Settings = { verify: false };

/**
 * Runs the program on a file in several ways and compares what it says.
 * @throws Violation where a promise is broken, and whatever a parser throws
 */
export async function examine(file: string, random: Random): Promise<void> {
  const first = await reportOf([file], PLAIN, ndjson);
  demand(first.equals(await reportOf([file], PLAIN, ndjson)), () => "a second run gives other bytes");
  if (first.length === 0) return;
  const records = recordsOf(first);
  examineRecords(records);
  await random.pick(WAYS)(file, records, random);
}

/** Each another way to the same report, or to one with the same promises. */
type Way = (file: string, records: readonly AnyRecord[], random: Random) => Promise<void>;

const WAYS: readonly Way[] = [
  async function decodedAndVerified(file, records) {
    const decoded = recordsOf(await reportOf([file], { verify: true, decode: true }, ndjson));
    examineRecords(decoded);
    demand(decoded.length >= records.length, () => "decoding takes lines away");
  },
  async function asLibrary(file, records) {
    const again: unknown[] = [];
    for await (const record of analyze(file)) again.push(JSON.parse(JSON.stringify(record)));
    demandSame(again, records, "the library");
  },
  async function asDocument(file, records) {
    examineDocument(await reportOf([file], PLAIN, (output) => new JsonReporter(output)), records);
  },
  async function asTable(file, _records, random) {
    const options = tableOptions(random);
    const settings = { verify: false, decode: true };
    const table = await reportOf([file], settings, (output) => new TableReporter(output, options));
    examineTable(table, options);
  },
  async function compressed(file, records) {
    if (records[0]?.type === "capture" && records[0].files[0]?.compression !== null) return;
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 1 }));
    const again = recordsOf(await reportOf([`${file}.gz`], PLAIN, ndjson));
    demandSame(again.filter(isUnnamed), records.filter(isUnnamed), "the same compressed");
  },
  async function throughMessages(file) {
    const settings = { verify: true, decode: true };
    const alone = await reportOf([file], settings, ndjson);
    const through = await reportOf([file], settings, ndjson, runByMessages);
    demand(through.equals(alone), () => "lines that go through messages are others");
  },
  async function filtered(file, _records, random) {
    const ports = random.chance(0.5) ? [80, 8080] : [];
    const hosts = random.chance(0.3) ? ["192.0.2.0/24"] : [];
    const filter = {
      from: random.chance(0.5) ? "+1ms" : null,
      to: random.chance(0.5) ? "+2s" : null,
      hosts,
      ports,
    };
    examineRecords(recordsOf(await reportOf([file], { verify: false, filter }, ndjson)));
  },
  async function besideItself(file) {
    const copy = `${file}.copy`;
    writeFileSync(copy, readFileSync(file));
    examineRecords(recordsOf(await reportOf([file, copy], PLAIN, ndjson)));
  },
];

/** No file is named in it. */
const isUnnamed = ({ type }: AnyRecord): boolean => type === "transaction" || type === "session";

function demandSame(again: readonly unknown[], records: readonly unknown[], whose: string): void {
  const odd = again.findIndex((record, index) => !isDeepStrictEqual(record, records[index]));
  demand(odd < 0 && again.length === records.length, () => `record ${odd} of ${whose} is another`);
}

const ndjson = (output: TextOutput): Reporter => new NdjsonReporter(output);

/** The bytes of a report; none where the input was refused. */
async function reportOf(
  files: readonly string[],
  settings: Settings,
  make: (output: TextOutput) => Reporter,
  runIt: typeof run = run,
): Promise<Buffer> {
  const output = new TextOutput();
  try {
    const { complete } = await runIt({ ...settings, files }, make(output));
    demand(complete, () => "not complete, and nobody interrupted it");
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    demand(output.chunks.length === 0, () => "refused after the report had begun");
    demand(error.hint.length > 0 && !/[\0-\x1f\x7f]/.test(error.hint), () => `a bad hint: ${error.hint}`);
  }
  return Buffer.concat(output.chunks);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Violation("the report is not valid UTF-8");
  }
}

function recordsOf(bytes: Buffer): AnyRecord[] {
  const text = textOf(bytes);
  demand(text.endsWith("\n"), () => "the last line has no end");
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => {
      const record: AnyRecord = parsed(line);
      const fault = shapeFault(record);
      demand(fault === null, () => `the contract's shape is broken: ${fault}`);
      return record;
    });
}

function parsed(text: string): AnyRecord {
  try {
    return JSON.parse(text);
  } catch {
    throw new Violation(`no JSON: ${text.slice(0, 200)}`);
  }
}

/** Lines that say the same as their summary, in an order that is promised. */
function examineRecords(records: readonly AnyRecord[]): void {
  const summary = records.at(-1);
  demand(summary?.type === "summary", () => "the last line is no summary");
  demand(records[0]?.type === "capture", () => "the first line is no capture");
  const transactions = records.filter((record) => record.type === "transaction");
  const sessions = records.filter((record) => record.type === "session");
  const findings = records.filter((record) => record.type === "finding");
  examineCounts(summary, transactions, sessions, findings);
  examineLedger(summary, transactions);
  for (const finding of findings) examineFinding(finding);
  for (const transaction of transactions) examineTransaction(transaction, summary);
  examineSessions(sessions, transactions);
}

/** The sentence is made from the data. */
function examineFinding({ code, data }: FindingRecord): void {
  for (const [, field = ""] of FINDINGS[code].detail.matchAll(/\{(\w+)\}/g))
    demand(Object.hasOwn(data, field), () => `${code} has a sentence with ${field}, and no such data`);
}

function examineCounts(
  summary: SummaryRecord,
  transactions: readonly TransactionRecord[],
  sessions: readonly SessionRecord[],
  findings: readonly FindingRecord[],
): void {
  const requests = transactions.flatMap(({ request }) => request ?? []);
  const responses = transactions.flatMap(({ response }) => response ?? []);
  const same = (name: keyof SummaryRecord, value: number): void =>
    demand(
      summary[name] === value,
      () => `summary.${name} is ${JSON.stringify(summary[name])}, the lines say ${value}`,
    );
  same("transactions", transactions.length);
  same("sessions", sessions.length);
  same("requests", requests.length);
  same("responses", responses.length);
  same("unansweredRequests", transactions.length - responses.length);
  same("orphanResponses", transactions.length - requests.length);
  const sameCounts = (name: "methods" | "statuses" | "findings", values: readonly string[]): void => {
    const counted = new Map<string, number>();
    for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1);
    const told = new Map(Object.entries(summary[name]));
    demand(isDeepStrictEqual(told, counted), () => `summary.${name} is not what the lines say`);
  };
  sameCounts(
    "methods",
    requests.map(({ method }) => method),
  );
  sameCounts(
    "statuses",
    responses.flatMap(({ status }) => (status === null ? [] : [String(status)])),
  );
  sameCounts(
    "findings",
    findings.map(({ code }) => code),
  );
  const kinds = Object.values(summary.packetKinds).reduce((sum, packets) => sum + packets, 0);
  demand(kinds === summary.packets, () => `${kinds} packets by kind, ${summary.packets} in all`);
}

function examineLedger({ ledger }: SummaryRecord, transactions: readonly TransactionRecord[]): void {
  const { headers, bodies, framing, tunnel, notHttp, retransmitted, dropped, tcpPayloadBytes } = ledger;
  const sum = headers + bodies + framing + tunnel + notHttp + retransmitted + dropped;
  demand(sum === tcpPayloadBytes, () => `the ledger adds up to ${sum}, not ${tcpPayloadBytes}`);
  const messages = transactions.flatMap(({ request, response }) => [request ?? [], response ?? []].flat());
  const bodySizes = messages.reduce((total, { bodySize }) => total + bodySize, 0);
  demand(bodySizes === bodies, () => `bodies of ${bodySizes} bytes, ${bodies} in the ledger`);
  const headSizes = messages.reduce((total, { headersSize }) => total + headersSize, 0);
  demand(headSizes <= headers, () => `heads of ${headSizes} bytes, ${headers} in the ledger`);
}

function examineTransaction(transaction: TransactionRecord, { packets }: SummaryRecord): void {
  const { id, session, depth, request, response, pairing, timings } = transaction;
  demand(id === `${session}.${depth}`, () => `${id} is transaction ${depth} of session ${session}`);
  demand(request !== null || response !== null, () => `${id} has neither request nor response`);
  const isPair = request !== null && response !== null;
  demand(isPair || timings.wait === null, () => `${id} waited, and one side is missing`);
  demand(isPair === (pairing !== "none"), () => `${id} has pairing ${pairing}`);
  for (const message of [request, response])
    if (message !== null) {
      const { frame, lastFrame } = message;
      demand(1 <= frame && frame <= packets, () => `${id} is in packet ${frame} of ${packets}`);
      demand(1 <= lastFrame && lastFrame <= packets, () => `${id} ends in packet ${lastFrame} of ${packets}`);
    }
}

function examineSessions(
  sessions: readonly SessionRecord[],
  transactions: readonly TransactionRecord[],
): void {
  const depths = new Map<number, number[]>();
  for (const { session, depth } of transactions) {
    const list = depths.get(session);
    if (list === undefined) depths.set(session, [depth]);
    else list.push(depth);
  }
  const numbers = sessions.map(({ session }) => session).toSorted((a, b) => a - b);
  demand(
    numbers.every((number, index) => number === index + 1),
    () => "sessions are not numbered from 1 on",
  );
  for (const { session, transactions: count } of sessions) {
    const list = (depths.get(session) ?? []).toSorted((a, b) => a - b);
    demand(list.length === count, () => `session ${session} has ${list.length} transactions, not ${count}`);
    demand(
      list.every((depth, index) => depth === index + 1),
      () => `session ${session} has depths ${list.join()}`,
    );
  }
}

const LISTS = ["transactions", "sessions", "cookies", "userSessions", "findings"];

/** The document of `-T json` has the same objects. */
function examineDocument(bytes: Buffer, records: readonly AnyRecord[]): void {
  const document: Readonly<Record<string, unknown>> = JSON.parse(textOf(bytes));
  const { capture, summary } = document;
  const flat = [capture, ...LISTS.flatMap((name) => document[name] ?? []), summary];
  demand(
    isDeepStrictEqual(flat.map(toJson).toSorted(), records.map(toJson).toSorted()),
    () => "the JSON document has other objects than the NDJSON",
  );
}

const toJson = (record: unknown): string => JSON.stringify(record);

function tableOptions(random: Random): ReportOptions {
  return {
    columns: random.between(40, 200),
    color: false,
    unicode: random.chance(0.5),
    all: random.chance(0.5),
    limit: random.chance(0.3) ? random.size(2000) : null,
    hints: random.chance(0.5),
  };
}

/** Controls, format characters such as bidirectional overrides, and separators of lines. */
const ACTS_ON_TERMINAL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

function examineTable(bytes: Buffer, { unicode }: ReportOptions): void {
  for (const line of textOf(bytes).split("\n")) {
    demand(!ACTS_ON_TERMINAL.test(line), () => `a terminal would act on ${JSON.stringify(line)}`);
    demand(unicode || /^[\x20-\x7e]*$/.test(line), () => `not ASCII: ${line}`);
  }
}
