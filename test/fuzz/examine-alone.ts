/** What must hold of an input that is too large to be looked at line by line: size, time, and the ledger. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { LedgerRecord } from "../../src/core/records.js";
import { ledgerSum } from "../support/analyse.js";
import type { AloneReport } from "./alone.js";
import { Violation } from "./oracle.js";
import { PEAK_LIMIT_BYTES } from "./peak.js";

const PROGRAM = fileURLToPath(new URL("alone.js", import.meta.url));
/** Processor time that the largest of them may take: ten times what one of ordinary traffic does. */
const MOST_CPU_US = 60e6;
const OUTPUT_BYTES = 64 * 1024 * 1024;

/** @throws Violation where a promise is broken */
export async function examineAlone(file: string): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, file], {
    maxBuffer: OUTPUT_BYTES,
  });
  // What alone.ts printed.
  const report: AloneReport = JSON.parse(stdout);
  const { peakBytes, cpuUs, summary } = report;
  if (peakBytes > PEAK_LIMIT_BYTES)
    throw new Violation(`large: ${Math.round(peakBytes / 2 ** 20)} MiB at its largest`);
  if (cpuUs > MOST_CPU_US) throw new Violation(`slow: ${Math.round(cpuUs / 1e6)} s of processor time`);
  if (summary === null) return;
  const { ledger }: { readonly ledger: LedgerRecord } = JSON.parse(summary);
  if (ledgerSum(ledger) !== ledger.tcpPayloadBytes)
    throw new Violation(`the ledger has ${ledgerSum(ledger)} of ${ledger.tcpPayloadBytes} bytes`);
}
