/**
 * Runs the built program the way a person does, with no terminal and a plain environment.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const PROGRAM = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input, all of it. */
  readonly input?: Buffer;
}

export async function httpscope(args: readonly string[], settings: RunSettings = {}): Promise<Ended> {
  const child = startHttpscope(args, settings);
  child.stdin.on("error", () => undefined);
  child.stdin.end(settings.input ?? "");
  return ended(child);
}

/** Runs a script of bash, in which `httpscope` is the program and "$1", "$2" … are `args`. */
export async function shell(script: string, ...args: readonly string[]): Promise<Ended> {
  const setup = `httpscope() { "$NODE" "$PROGRAM" "$@"; }`;
  const child = spawn("bash", ["--norc", "-c", `${setup}\n${script}`, "bash", ...args], {
    env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C.UTF-8", NODE: process.execPath, PROGRAM },
  });
  child.stdin.end();
  return ended(child);
}

export function startHttpscope(
  args: readonly string[],
  { cwd, env }: RunSettings = {},
): ChildProcessWithoutNullStreams {
  const path = process.env["PATH"] ?? "";
  return spawn(process.execPath, [PROGRAM, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { PATH: path, LC_ALL: "C.UTF-8", ...env },
  });
}

/** Starts a run that reports to `out` in the folder and waits for more than `input`, far enough to be interrupted. */
export async function startWaiting(folder: string, input: Buffer): Promise<ChildProcessWithoutNullStreams> {
  const child = startHttpscope(["-T", "ndjson", "-o", join(folder, "out"), "-"]);
  child.stdin.on("error", () => undefined);
  child.stdin.write(input);
  while (!readdirSync(folder).some((name) => name.endsWith(".tmp"))) await wait(10);
  await wait(200);
  return child;
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (piece: Buffer) => out.push(piece));
  child.stderr.on("data", (piece: Buffer) => err.push(piece));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", reject);
  });
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}
