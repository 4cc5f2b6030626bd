/**
 * Runs the built program the way a person does, with no terminal and a plain environment.
 */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
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
