/**
 * Runs a command and says what it cost: time by the clock, time of all its threads, and the most memory it held,
 * read from the kernel's own books (Linux; elsewhere only the clock is known).
 */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";

export interface Cost {
  readonly elapsedS: number;
  /** User and system time; null where it is not known. */
  readonly cpuS: number | null;
  readonly peakBytes: number | null;
}

export interface Outcome extends Cost {
  readonly exitCode: number | null;
  /** What it wrote to standard error; told where it failed. */
  readonly errors: string;
}

/** How often memory is looked at. The kernel keeps the peak, so only growth in the last moment is missed. */
const LOOK_MS = 10;
/** Ticks a second of the times in /proc, the same on every Linux that Node runs on. */
const TICKS = 100;

/** @param outputFile what the command prints goes there; `/dev/null` where nobody looks at it */
export async function measure(command: readonly string[], outputFile: string): Promise<Outcome> {
  const output = openSync(outputFile, "w");
  const cpuBefore = cpuOfChildren();
  const startNs = process.hrtime.bigint();
  const [program, ...args] = command;
  const child = spawn(program!, args, { stdio: ["ignore", output, "pipe"] });
  let peakBytes: number | null = null;
  let errors = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-2_000);
  });
  const look = setInterval(() => {
    if (child.pid !== undefined) peakBytes = peakOf(child.pid) ?? peakBytes;
  }, LOOK_MS);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    const elapsedS = Number(process.hrtime.bigint() - startNs) / 1e9;
    const cpuAfter = cpuOfChildren();
    const cpuS = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
    return { elapsedS, cpuS, peakBytes, exitCode, errors };
  } finally {
    clearInterval(look);
    closeSync(output);
  }
}

/** Seconds of all children that have ended and were waited for. */
function cpuOfChildren(): number | null {
  const line = readProc("/proc/self/stat");
  if (line === null) return null;
  // Behind the name, which may hold blanks: field 3 is the first; 16 and 17 are what children took.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[13]) + Number(fields[14])) / TICKS;
}

function peakOf(pid: number): number | null {
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`) ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/** null where there is no such file: another system, or a process that has ended. */
function readProc(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
