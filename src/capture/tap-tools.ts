/**
 * The programs that may capture, so that ours needs no privilege: how each is called, and what its words mean when it
 * fails. dumpcap goes first, for its buffers hold packets and not slots, so that it loses fewer; but it gives packets
 * out some 0.2 s late, which tcpdump in immediate mode does not.
 */

export interface TapTool {
  readonly command: string;
  /** What Debian calls the package. */
  readonly packageName: string;
  /** The filter is one argument, and no option whatever it begins with. */
  arguments(networkInterface: string, filter: string | null): readonly string[];
  /** How long it may hold a packet back while little passes: what it holds when it is ended is lost. */
  readonly holdsMs: number;
  /** Makes it say how many packets it lost so far; null where nothing does. */
  readonly countSignal: NodeJS.Signals | null;
}

/** Bytes that the system keeps while nobody reads: at 100 MB/s two thirds of a second. The usual 2 MiB were lost at once. */
const BUFFER_MIB = 64;
/**
 * The same of tcpdump in immediate mode, whose buffer has slots for the largest packet that may come, on the loopback
 * of 64 KiB, whatever lies in them: 4,000 packets. The system gives fewer where it has not that much memory.
 */
const SLOTS_MIB = 256;

const DUMPCAP: TapTool = {
  command: "dumpcap",
  packageName: "wireshark-common",
  arguments(networkInterface, filter) {
    const filtering = filter === null ? [] : ["-f", filter];
    return ["-i", networkInterface, "-q", "-B", String(BUFFER_MIB), ...filtering, "-w", "-"];
  },
  // Measured: 215 to 230 ms.
  holdsMs: 300,
  // It writes its count into the capture, at the end.
  countSignal: null,
};

const TCPDUMP: TapTool = {
  command: "tcpdump",
  packageName: "tcpdump",
  arguments(networkInterface, filter) {
    const where = ["-i", networkInterface, "--immediate-mode", "-U", "-n", "-s", "0"];
    const filtering = filter === null ? [] : ["--", filter];
    return [...where, "-B", String(SLOTS_MIB * 1024), "-w", "-", ...filtering];
  },
  // None in quiet times. Behind a burst the last of it was lost without.
  holdsMs: 100,
  // Elsewhere it is SIGINFO, and this one would end it.
  countSignal: process.platform === "linux" ? "SIGUSR1" : null,
};

export const TAP_TOOLS: readonly TapTool[] = [DUMPCAP, TCPDUMP];

export type Failure =
  | { readonly kind: "missing" | "not-for-us" | "no-permission" | "no-interface"; readonly tool: TapTool }
  | { readonly kind: "bad-filter" | "other"; readonly tool: TapTool; readonly why: string };

/** How a tool ended: what it said, and by which signal, if by one. */
export interface LastWords {
  readonly said: string;
  readonly signal: NodeJS.Signals | null;
}

/** Why a tool ended before it captured anything, from what it said. */
export function explainFailure(tool: TapTool, words: LastWords, hasFilter: boolean): Failure {
  const { said } = words;
  if (/no such device|no device named|no interface/i.test(said)) return { kind: "no-interface", tool };
  if (/permission|not permitted/i.test(said)) return { kind: "no-permission", tool };
  const why = reason(tool, words);
  if (hasFilter && /filter|expression|unknown (?:host|port|network)|syntax/i.test(said))
    // dumpcap says it in a sentence of its own: That string isn't a valid capture filter (syntax error).
    return { kind: "bad-filter", tool, why: /^That string .*\((.+)\)\.$/m.exec(said)?.[1] ?? why };
  return { kind: "other", tool, why };
}

/** The first line that says what went wrong. */
export function reason(tool: TapTool, { said, signal }: LastWords): string {
  const lines = said.split("\n").map((line) => line.replace(`${tool.command}: `, "").trim());
  return (
    lines.find((line) => line !== "" && !IDLE_TALK.test(line)) ??
    (signal === null ? "it did not say why" : `by ${signal}`)
  );
}

/** What both say while all is well. */
const IDLE_TALK =
  /^(?:Capturing on|File: |Packets |Running as|listening on|verbose output|data link type|[0-9]+ packets? )/;

/** Packets that tcpdump says were lost, by the system or at the interface; null where it has not said yet. */
export function readDropped(said: string): number | null {
  const last = (by: string): number | null => {
    const [, count] = [...said.matchAll(new RegExp(`([0-9]+) packets? dropped by ${by}`, "g"))].at(-1) ?? [];
    return count === undefined ? null : Number(count);
  };
  const byKernel = last("kernel");
  return byKernel === null ? null : byKernel + (last("interface") ?? 0);
}
