/**
 * How large a process was at its largest. Only Linux can start that figure anew inside a process: elsewhere it is the
 * largest of all inputs so far, of which nothing can be said.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Bytes that the whole program may take at its defaults, whatever the capture. */
export const PEAK_LIMIT_BYTES = 256 * 1024 * 1024;

const RESET = "/proc/self/clear_refs";
const STATUS = "/proc/self/status";

/** Begins a new peak; returns how large the process is, or null where that cannot be done. */
export function beginPeak(): number | null {
  if (!existsSync(RESET)) return null;
  try {
    writeFileSync(RESET, "5");
  } catch {
    // A kernel without it, or one that does not allow it here: nothing is measured, and the caller says so.
    return null;
  }
  return statusBytes("VmRSS");
}

/** The largest size of this process since its beginning, or since beginPeak(). */
export function peakBytes(): number {
  return existsSync(STATUS) ? statusBytes("VmHWM") : process.resourceUsage().maxRSS * 1024;
}

function statusBytes(name: string): number {
  const line = readFileSync(STATUS, "latin1")
    .split("\n")
    .find((each) => each.startsWith(`${name}:`));
  return Number(/\d+/.exec(line ?? "")?.[0] ?? 0) * 1024;
}
