/** The program and its tools on the true loopback: started, and waited for until they see what passes. */
import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ended, startHttpscope, type Ended } from "./cli.js";
import { listen } from "./listen.js";
import { waitFor } from "./wait-for.js";

/** What tcpdump had not taken when it was stopped would be lost. */
const SETTLED_MS = 500;

export type ToolName = "dumpcap" | "tcpdump";

export const LOOPBACK =
  Object.entries(networkInterfaces()).find(([, all]) =>
    all?.some(({ address }) => address === "127.0.0.1"),
  )?.[0] ?? "lo";

/** Why a tool cannot capture here, for a test that skips; null where it can. */
export function whyNoTap(tool: ToolName): string | null {
  // With -d it opens the interface, prints the filter as a program and ends.
  const { stdout, stderr, error } = spawnSync(tool, ["-i", LOOPBACK, "-d"], { encoding: "utf8" });
  if (error !== undefined) return `${tool} is not installed`;
  return stdout.includes("(000)")
    ? null
    : `${tool} may not capture here: ${stderr.trim().split("\n").at(-1)}`;
}

const pathOf = (tool: ToolName): string =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((file) => existsSync(file)) ?? tool;

/** Sends datagrams that a tap's filter lets through until it has seen one. */
async function knock(port: number, what: string, isHeard: () => boolean): Promise<void> {
  const socket = createSocket("udp4");
  await waitFor(what, () => {
    socket.send("knock", port, "127.0.0.1");
    return isHeard();
  });
  socket.close();
}

/** Lets through what a test does, and its knocking: whatever else is on the loopback stays away. */
const filterFor = (port: number): string => `tcp port ${port} or udp port ${port}`;

/** The program, with this tool alone, until `act` has returned and `what` is printed. */
export async function tapWhile(
  tool: ToolName,
  port: number,
  act: () => Promise<void>,
  isToldAll: (printed: string) => boolean,
  args: readonly string[] = ["-T", "ndjson"],
): Promise<Ended> {
  const bin = mkdtempSync(join(tmpdir(), "httpscope-"));
  symlinkSync(pathOf(tool), join(bin, tool));
  try {
    const all = ["live", "-i", LOOPBACK, "-f", filterFor(port), ...args];
    const child = startHttpscope(all, { env: { PATH: bin } });
    const end = ended(child);
    const heard = listen(child.stdout);
    await knock(port, "the tap to begin", () => heard.text.includes('"type":"capture"'));
    await act();
    await waitFor("all to be told", () => isToldAll(heard.text));
    child.kill("SIGINT");
    return await end;
  } finally {
    rmSync(bin, { recursive: true });
  }
}

/** What passes while `act` runs, captured by tcpdump alone. */
export async function captureWhile(file: string, port: number, act: () => Promise<void>): Promise<void> {
  const args = [
    "-i",
    LOOPBACK,
    "--immediate-mode",
    "-U",
    "-n",
    "-s",
    "0",
    "-B",
    "32768",
    "-Z",
    "root",
    "-w",
    file,
  ];
  const child = spawn("tcpdump", [...args, filterFor(port)], { stdio: "ignore" });
  const end = new Promise((resolve) => child.once("close", resolve));
  const sizeOf = (): number => (existsSync(file) ? statSync(file).size : 0);
  await knock(port, "tcpdump to begin", () => sizeOf() > 24);
  await act();
  await wait(SETTLED_MS);
  child.kill("SIGINT");
  await end;
}
