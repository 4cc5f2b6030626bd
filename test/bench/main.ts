/**
 * `npm run bench`: httpscope beside the floors and the tools of today, on captures of six kinds, in one go. Runs of
 * all tools alternate, so that what the machine does meanwhile falls on each of them alike; what is printed are
 * medians, and ratios within this run.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { KINDS, makeCapture, type Kind, type Truth } from "./captures.js";
import { profile } from "./cpu-profile.js";
import { measure, median, type Outcome } from "./measure.js";
import { isInstalled, TOOLS, type Tool } from "./tools.js";

const MEGABYTE = 1e6;

const HELP = `usage: npm run bench -- [options]
  --full           captures of 300 MB each, not 40
  --size MB        captures of this size
  --kinds K[,K]    only these: ${KINDS.join(", ")}
  --tools T[,T]    only tools whose name begins so; tcpdump and the floor are always run
  --runs N         how often each is run (default 3; slow ones once)
  --seed N         of the made traffic (default 1)
  --dir DIR        where the captures are kept (default: a folder of the system's temporary one)
  --cpu            where httpscope's time goes, by stage, on each kind
  --json           figures as JSON`;

const { values: options } = parseArgs({
  args: process.argv.slice(2),
  options: {
    full: { type: "boolean", default: false },
    size: { type: "string" },
    kinds: { type: "string" },
    tools: { type: "string" },
    runs: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    dir: { type: "string", default: join(tmpdir(), "httpscope-bench") },
    cpu: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What one tool cost on one capture. */
interface Row {
  readonly kind: Kind;
  readonly tool: string;
  readonly elapsedS: number;
  readonly cpuS: number | null;
  readonly peakBytes: number | null;
  readonly transactions: number | null;
}

/** @param compile gives the program with one module a file, so that a profile can tell them apart */
export async function main(compile: () => string): Promise<void> {
  if (options.help) return print(HELP);
  const kinds = options.kinds === undefined ? KINDS : KINDS.filter((kind) => chosen(options.kinds!, kind));
  const megabytes = options.size === undefined ? (options.full ? 300 : 40) : Number(options.size);
  mkdirSync(options.dir, { recursive: true });
  const captures = kinds.map((kind) => prepare(kind, megabytes * MEGABYTE, Number(options.seed)));
  if (options.cpu) {
    const cli = compile();
    for (const { path, truth } of captures) print(profile(cli, path, truth));
    return;
  }
  const tools = TOOLS.filter(isWanted);
  const missing = tools.filter((tool) => !isInstalled(tool));
  const present = tools.filter((tool) => !missing.includes(tool));
  const rows: Row[] = [];
  for (const { path, truth } of captures) {
    const own = await compare(path, truth, present);
    rows.push(...own);
    if (!options.json) print(`${describe(truth)}\n${table(truth, own)}\n`);
  }
  if (options.json) return print(JSON.stringify({ machine: machine(), rows }, null, 2));
  print(machine());
  for (const tool of missing) print(`not installed: ${tool.program}, which ${tool.from} has`);
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const chosen = (list: string, name: string): boolean =>
  list.split(",").some((start) => name.startsWith(start));
const isWanted = (tool: Tool): boolean =>
  options.tools === undefined || BASES.includes(tool.name) || chosen(options.tools, tool.name);

/** Tools that the others are told as multiples of. */
const BASES = ["tcpdump -w", "floor"];

/** Makes the capture where it is not there yet. */
function prepare(kind: Kind, bytes: number, seed: number): { readonly path: string; readonly truth: Truth } {
  const path = join(options.dir, `${kind}-${bytes / MEGABYTE}-${seed}.pcap`);
  const truthPath = `${path}.json`;
  if (!existsSync(truthPath))
    writeFileSync(truthPath, JSON.stringify(makeCapture(kind, path, bytes, seed), null, 2));
  const truth: Truth = JSON.parse(readFileSync(truthPath, "utf8"));
  return { path, truth };
}

async function compare(capture: string, truth: Truth, tools: readonly Tool[]): Promise<Row[]> {
  const outcomes = new Map<Tool, Outcome[]>();
  const counts = new Map<Tool, number>();
  // Once for nothing, so that the capture lies in memory for all.
  await measure(["cat", capture], "/dev/null");
  for (let round = 0; round < Number(options.runs); round++) {
    for (const tool of tools) {
      if (tool.isSlow && round > 0) continue;
      const { outcome, transactions } = await runOnce(tool, capture, round === 0);
      outcomes.set(tool, [...(outcomes.get(tool) ?? []), outcome]);
      if (transactions !== null) counts.set(tool, transactions);
    }
  }
  return tools.map((tool) => {
    const runs = outcomes.get(tool)!;
    return {
      kind: truth.kind,
      tool: tool.name,
      elapsedS: median(runs.map(({ elapsedS }) => elapsedS)),
      cpuS: known(runs.map(({ cpuS }) => cpuS)),
      peakBytes: known(runs.map(({ peakBytes }) => peakBytes)),
      transactions: counts.get(tool) ?? null,
    };
  });
}

function known(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : median(numbers);
}

async function runOnce(
  tool: Tool,
  capture: string,
  isCounted: boolean,
): Promise<{ readonly outcome: Outcome; readonly transactions: number | null }> {
  const folder = mkdtempSync(join(options.dir, "run-"));
  try {
    const output = isCounted && tool.count !== null ? join(folder, "output") : "/dev/null";
    const outcome = await measure(tool.command(capture, folder), output);
    if (outcome.exitCode !== 0) throw new Error(`${tool.name} failed: ${outcome.errors}`);
    const transactions = isCounted && tool.count !== null ? await tool.count(output, folder) : null;
    return { outcome, transactions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// --- what is printed -----------------------------------------------------------------------------------------

function describe({ kind, bytes, packets, transactions }: Truth): string {
  return `${kind}: ${Math.round(bytes / MEGABYTE)} MB, ${packets} packets, ${transactions} transactions`;
}

const machine = (): string => `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, Node ${process.version}`;

function table(truth: Truth, rows: readonly Row[]): string {
  const [dump, floor] = BASES.map((name) => rows.find(({ tool }) => tool === name));
  const head = ["", "seconds", "CPU s", "× tcpdump", "× floor", "MB/s", "transactions", "peak MB"];
  const lines = rows.map((row) => [
    row.tool,
    row.elapsedS.toFixed(2),
    row.cpuS?.toFixed(2) ?? "",
    ratio(row, dump),
    ratio(row, floor),
    (truth.bytes / MEGABYTE / row.elapsedS).toFixed(0),
    row.transactions === null
      ? ""
      : `${row.transactions}${row.transactions === truth.transactions ? "" : " ≠"}`,
    row.peakBytes === null ? "" : (row.peakBytes / MEGABYTE).toFixed(0),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...lines].map((line) => line[column]!.length)));
  return [head, ...lines]
    .map((line) =>
      line.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[i]!))).join("  "),
    )
    .join("\n");
}

const ratio = (row: Row, base: Row | undefined): string =>
  base === undefined ? "" : (row.elapsedS / base.elapsedS).toFixed(1);
