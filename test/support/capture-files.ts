/**
 * Captures as files in a folder of their own, read the way a run reads them.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaptureFileRecord, SummaryFileRecord } from "../../src/core/records.js";
import { describeFinding, type Finding } from "../../src/core/findings.js";
import { CaptureSet } from "../../src/capture/merge.js";
import { describePacket, type ReadPacket } from "./capture-reading.js";

export interface RunReading {
  /** With the frame number and the time as printed. */
  readonly packets: readonly (ReadPacket & { readonly frame: number; readonly time: string })[];
  readonly findings: readonly Finding[];
  /** One line each, with the folder taken off. */
  readonly told: readonly string[];
  readonly files: readonly CaptureFileRecord[];
  readonly summary: readonly SummaryFileRecord[];
}

/** Writes captures as 0.pcap, 1.pcap … and reads them in one run. */
export async function readFiles(captures: readonly Uint8Array[]): Promise<RunReading> {
  return withFiles(captures, readNames);
}

/** Calls `use` with the names of files that hold these captures; they are gone afterwards. */
export async function withFiles<Result>(
  captures: readonly Uint8Array[],
  use: (names: string[], folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
  try {
    const names = captures.map((capture, index) => {
      const name = join(folder, `${index}.pcap`);
      writeFileSync(name, capture);
      return name;
    });
    return await use(names, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function readNames(names: readonly string[], folder = ""): Promise<RunReading> {
  const findings: Finding[] = [];
  const set = await CaptureSet.open(names, (finding) => findings.push(finding));
  const packets: RunReading["packets"][number][] = [];
  try {
    while (await set.fill())
      while (set.next()) {
        const { packet } = set;
        packets.push({ ...describePacket(packet), frame: packet.frame, time: set.clock.format(packet) });
      }
    return {
      packets,
      findings,
      told: findings.map((finding) => describeFinding(finding).replaceAll(`${folder}/`, "")),
      files: set.files,
      summary: set.summaryFiles(),
    };
  } finally {
    await set.close();
  }
}
