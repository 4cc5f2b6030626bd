/** Runs packets told by a test through the whole pipeline and gives back the records. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  AnyRecord,
  FindingRecord,
  LedgerRecord,
  SessionRecord,
  SummaryRecord,
  TransactionRecord,
} from "../../src/core/records.js";
import { build, type Built, type Net } from "./build.js";
import { writePcap, type CapturePacket } from "./capture-writer.js";
import { runCaptureWith, type Settings } from "./run-capture.js";

export interface Analysed {
  readonly records: readonly AnyRecord[];
  readonly transactions: readonly TransactionRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly findings: readonly FindingRecord[];
  readonly summary: SummaryRecord;
}

/** The conversation as told, or packets that the test rearranged. */
export async function analyse(
  told: ((net: Net) => void) | Built | readonly CapturePacket[],
  settings: Settings = {},
): Promise<Analysed> {
  if (typeof told === "function") return analyseBytes(build(told).toPcap(), settings);
  return analyseBytes("toPcap" in told ? told.toPcap() : writePcap(told), settings);
}

export async function analyseBytes(pcap: Uint8Array, settings: Settings = {}): Promise<Analysed> {
  const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
  try {
    const file = join(folder, "told.pcap");
    writeFileSync(file, pcap);
    return sort(withoutUndated(await runCaptureWith(settings, file)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const UNDATED = "time.no-date";

/** Conversations told in tests leave Date out, as they leave out all that they are not about. */
function withoutUndated(records: readonly AnyRecord[]): AnyRecord[] {
  return records
    .filter((record) => record.type !== "finding" || record.code !== UNDATED)
    .map((record) => {
      if (record.type === "transaction" || record.type === "session")
        return { ...record, findings: record.findings.filter((code) => code !== UNDATED) };
      if (record.type !== "summary") return record;
      const { [UNDATED]: _, ...findings } = record.findings;
      return { ...record, findings };
    });
}

function sort(records: readonly AnyRecord[]): Analysed {
  const summary = records.at(-1);
  if (summary?.type !== "summary") throw new Error("a run ends with its summary");
  return {
    records,
    transactions: records.filter((record) => record.type === "transaction"),
    sessions: records.filter((record) => record.type === "session"),
    findings: records.filter((record) => record.type === "finding"),
    summary,
  };
}

/** Codes of the findings, each once. */
export const codesOf = ({ findings }: Analysed): string[] => [...new Set(findings.map(({ code }) => code))];

/** The sum of all columns that a payload byte can be booked in. */
export function ledgerSum(ledger: LedgerRecord): number {
  const { headers, bodies, framing, tunnel, notHttp, retransmitted, dropped } = ledger;
  return headers + bodies + framing + tunnel + notHttp + retransmitted + dropped;
}
