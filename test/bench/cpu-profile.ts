/**
 * Where httpscope's time goes: V8's own sampling of one run, summed by stage (the folders of src/) and by function.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Truth } from "./captures.js";

/** The part of V8's format that is read. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

const FUNCTIONS_SHOWN = 25;

/** @param cli the program with one module a file, as in src/ */
export function profile(cli: string, capture: string, { kind, packets, transactions }: Truth): string {
  const folder = mkdtempSync(join(tmpdir(), "httpscope-profile-"));
  try {
    const flags = ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=500"];
    const { status, stderr } = spawnSync(
      process.execPath,
      [...flags, cli, "--quiet", "--jobs", "1", "-T", "ndjson", "-o", "/dev/null", capture],
      { encoding: "utf8" },
    );
    const file = readdirSync(folder)[0];
    if (status !== 0 || file === undefined) throw new Error(`no profile of ${capture}: ${stderr}`);
    const read: CpuProfile = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const { stages, functions, totalUs } = sum(read);
    const perTransaction = (us: number): string => (us / transactions).toFixed(2);
    return [
      `${kind}: ${(totalUs / 1e6).toFixed(2)} s, ${((totalUs * 1e3) / packets).toFixed(0)} ns a packet, µs a transaction:`,
      ...stages.map(([name, us]) => `  ${perTransaction(us).padStart(7)}  ${name}`),
      ...functions
        .slice(0, FUNCTIONS_SHOWN)
        .map(([name, us]) => `  ${((100 * us) / totalUs).toFixed(1).padStart(6)}%  ${name}`),
      "",
    ].join("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sum({ nodes, samples, timeDeltas }: CpuProfile): {
  readonly stages: readonly (readonly [string, number])[];
  readonly functions: readonly (readonly [string, number])[];
  readonly totalUs: number;
} {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const stages = new Map<string, number>();
  const functions = new Map<string, number>();
  let totalUs = 0;
  samples.forEach((id, i) => {
    const { functionName, url, lineNumber } = byId.get(id)!;
    if (functionName === "(idle)") return;
    const us = timeDeltas[i] ?? 0;
    totalUs += us;
    const path = /\/httpscope-modules\/(.*)$/.exec(url)?.[1];
    const stage = path?.split("/")[0] ?? (functionName.startsWith("(") ? functionName : "Node");
    add(stages, stage, us);
    add(functions, `${functionName || "(anonymous)"} ${path ?? ""}:${lineNumber + 1}`, us);
  });
  return { stages: ranked(stages), functions: ranked(functions), totalUs };
}

const add = (map: Map<string, number>, key: string, us: number): void =>
  void map.set(key, (map.get(key) ?? 0) + us);

const ranked = (map: ReadonlyMap<string, number>): (readonly [string, number])[] =>
  [...map].toSorted(([, a], [, b]) => b - a);
