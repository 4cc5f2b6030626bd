/** What is measured: httpscope, the two floors below it, and the tools that people use today. */
import { spawnSync } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Tool {
  readonly name: string;
  /** The command line. What it writes beside its standard output goes into the folder. */
  readonly command: (capture: string, folder: string) => readonly string[];
  /** Transactions in what it printed or wrote; null where it counts none. */
  readonly count: ((outputFile: string, folder: string) => Promise<number>) | null;
  /** Program it needs beside Node; null for our own. */
  readonly program: string | null;
  /** How to get that program. */
  readonly from: string;
  /** Run once, where others are repeated: it takes minutes. */
  readonly isSlow: boolean;
}

const HERE = import.meta.dirname;
const CLI = join(HERE, "..", "..", "dist", "cli.js");

const OWN = { program: null, from: "", isSlow: false } as const;

function httpscope(name: string, args: readonly string[], count: Tool["count"]): Tool {
  return {
    ...OWN,
    name: `httpscope ${name}`,
    command: (capture) => [process.execPath, CLI, "--quiet", ...args, capture],
    count,
  };
}

const FIELDS = "-Y http.response -T fields -e tcp.stream -e http.request_in -e http.response.code".split(" ");
/** One thread, no rules, checksums not tested: offloaded ones are wrong. */
const QUIETLY = "-k none --runmode single -S /dev/null".split(" ");

export const TOOLS: readonly Tool[] = [
  { ...OWN, name: "cat", program: "cat", command: (capture) => ["cat", capture], count: null },
  {
    ...OWN,
    name: "tcpdump -w",
    program: "tcpdump",
    from: "the package tcpdump",
    command: (capture) => ["tcpdump", "-r", capture, "-w", "/dev/null"],
    count: null,
  },
  {
    ...OWN,
    name: "floor",
    command: (capture) => [process.execPath, join(HERE, "floor.mjs"), capture],
    count: async (output) => numberIn(output, /"responses":(\d+)/),
  },
  httpscope("table", ["--jobs", "1"], async (output) => numberIn(output, /([\d ]+) transactions/)),
  httpscope("ndjson", ["--jobs", "1", "-T", "ndjson"], (output) =>
    countLines(output, '{"type":"transaction"'),
  ),
  httpscope("ndjson, 2 threads", ["--jobs", "2", "-T", "ndjson"], (output) =>
    countLines(output, '{"type":"transaction"'),
  ),
  {
    name: "tshark http,tree",
    program: "tshark",
    from: "the package tshark",
    isSlow: true,
    command: (capture) => ["tshark", "-r", capture, "-q", "-z", "http,tree"],
    count: async (output) => numberIn(output, /Total HTTP Packets\s+(\d+)/) / 2,
  },
  {
    name: "tshark fields",
    program: "tshark",
    from: "the package tshark",
    isSlow: true,
    command: (capture) => ["tshark", "-r", capture, ...FIELDS],
    count: (output) => countLines(output, ""),
  },
  {
    name: "tcpflow",
    program: "tcpflow",
    from: "the package tcpflow",
    isSlow: false,
    command: (capture, folder) => ["tcpflow", "-r", capture, "-o", folder],
    count: null,
  },
  {
    name: "httpry",
    program: "httpry",
    from: "the package httpry",
    isSlow: false,
    command: (capture, folder) => ["httpry", "-r", capture, "-o", join(folder, "httpry.log")],
    count: (_, folder) => countLines(join(folder, "httpry.log"), "", "\t<\t"),
  },
  {
    name: "suricata",
    program: "suricata",
    from: "the package suricata (on Debian 12 from its backports)",
    isSlow: true,
    command: (capture, folder) => ["suricata", "-r", capture, "-l", folder, ...QUIETLY],
    count: (_, folder) => countLines(join(folder, "eve.json"), "", '"event_type":"http"'),
  },
];

export function isInstalled(tool: Tool): boolean {
  if (tool.program === null) return true;
  const { error } = spawnSync(tool.program, ["--version"], { stdio: "ignore" });
  return error === undefined;
}

function numberIn(file: string, pattern: RegExp): number {
  const digits = pattern.exec(readFileSync(file, "utf8"))?.[1];
  return digits === undefined ? Number.NaN : Number(digits.replaceAll(" ", ""));
}

/** Lines that begin with `start` and hold `part`. */
async function countLines(file: string, start: string, part = ""): Promise<number> {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    if (line.startsWith(start) && line.includes(part)) count += 1;
  }
  return count;
}
