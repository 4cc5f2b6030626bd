/**
 * Where the report is written. Standard output, pipes and devices are written directly; a regular file is written
 * beside its place and put there at the end, so that it appears whole or not at all.
 */
import { randomBytes } from "node:crypto";
import { fstatSync, rmSync, writeSync, type Stats } from "node:fs";
import { open, readlink, realpath, rename, stat, type FileHandle } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Output } from "../report/output.js";

/** The report cannot be written; the message says where and why. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

export interface ReportOutput extends Output {
  /** Writes the rest and puts a file in its place. */
  commit(): Promise<void>;
  /** Leaves nothing behind; at once, because it also runs when a signal ends the program. */
  discard(): void;
}

/**
 * @param path null for standard output
 * @param beforeWrite called before anything reaches standard output
 * @throws OutputError where it cannot be written
 */
export async function openOutput(path: string | null, beforeWrite: () => void): Promise<ReportOutput> {
  if (path === null) return new StandardOutput(beforeWrite);
  const target = await statOrNull(path);
  if (target !== null && isStandardOutput(target)) return new StandardOutput(beforeWrite);
  try {
    if (target !== null && !target.isFile()) return new FileOutput(await open(path, "w"), path, null);
    const place = await resolvePlace(path);
    const temporary = join(dirname(place), `.httpscope-${randomBytes(6).toString("hex")}.tmp`);
    const handle = await open(temporary, "wx");
    const output = new FileOutput(handle, path, { from: temporary, to: place });
    if (target !== null) await output.keepMode(target.mode);
    return output;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch {
    // Not there yet, or not to be reached: opening it will tell.
    return null;
  }
}

/** `/dev/stdout`, or the file that standard output was redirected to: opening it again would truncate it. */
function isStandardOutput(target: Stats): boolean {
  const { dev, ino } = fstatSync(1);
  return target.dev === dev && target.ino === ino && !target.isDirectory();
}

/** Where a file really lies: a symbolic link stays one, and what it names is replaced. */
async function resolvePlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    try {
      return resolve(dirname(path), await readlink(path));
    } catch {
      // Neither a file nor a link: it is made where it is named.
      return resolve(path);
    }
  }
}

export function cannotWrite(path: string, error: unknown): OutputError {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const reason =
    code === "ENOENT" || code === "ENOTDIR"
      ? "its directory does not exist"
      : code === "EISDIR"
        ? "it is a directory"
        : code === "EACCES" || code === "EPERM"
          ? "no permission to write there"
          : code === "ENOSPC"
            ? "no space left there"
            : String(error instanceof Error ? error.message : error);
  return new OutputError(`${path} cannot be written: ${reason}`, { cause: error });
}

class StandardOutput implements ReportOutput {
  readonly #beforeWrite: () => void;
  #error: Error | null = null;
  #isFull = false;
  #wake: (() => void) | null = null;

  constructor(beforeWrite: () => void) {
    this.#beforeWrite = beforeWrite;
    process.stdout.on("error", (error: Error) => {
      this.#error = error;
      this.#wake?.();
    });
    process.stdout.on("drain", () => {
      this.#isFull = false;
      this.#wake?.();
    });
  }

  write(chunk: Uint8Array | string): boolean {
    if (this.#error !== null) return false;
    this.#beforeWrite();
    if (!process.stdout.write(chunk)) this.#isFull = true;
    return !this.#isFull;
  }

  async drained(): Promise<void> {
    while (this.#isFull && this.#error === null) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#check();
  }

  async commit(): Promise<void> {
    // An error is known only once the write before it has been seen through.
    if (this.#error === null) await new Promise<void>((resolve) => process.stdout.write("", () => resolve()));
    this.#check();
  }

  discard(): void {
    // What is out is out.
  }

  #check(): void {
    if (this.#error === null) return;
    if ("code" in this.#error && this.#error.code === "EPIPE") throw this.#error;
    throw cannotWrite("standard output", this.#error);
  }
}

/** Bytes that may wait before the reporter does. */
const HIGH_WATER_BYTES = 1024 * 1024;
/** Bytes beyond which nobody waits: one packet can bring about a hundred megabytes of report. */
const MOST_WAITING_BYTES = 8 * HIGH_WATER_BYTES;

class FileOutput implements ReportOutput {
  readonly #handle: FileHandle;
  readonly #path: string;
  /** null for what is no regular file. */
  readonly #move: { readonly from: string; readonly to: string } | null;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isSettled = false;
  /** Of a write that nobody waited for; null while all went well. */
  #error: unknown = null;

  constructor(handle: FileHandle, path: string, move: { readonly from: string; readonly to: string } | null) {
    this.#handle = handle;
    this.#path = path;
    this.#move = move;
  }

  async keepMode(mode: number): Promise<void> {
    await this.#handle.chmod(mode & 0o7777);
  }

  write(chunk: Uint8Array | string): boolean {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#writeAtOnce();
    return this.#waitingBytes < HIGH_WATER_BYTES;
  }

  async drained(): Promise<void> {
    const waiting = this.#take();
    try {
      if (this.#error !== null) throw this.#error;
      for (const bytes of waiting)
        for (let at = 0; at < bytes.length;) at += (await this.#handle.write(bytes, at)).bytesWritten;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EPIPE") throw error;
      throw cannotWrite(this.#path, error);
    }
  }

  /** Blocks until all that waits is out. What goes wrong is told where the report waits the next time. */
  #writeAtOnce(): void {
    const waiting = this.#take();
    try {
      for (const bytes of waiting)
        for (let at = 0; at < bytes.length;) at += writeSync(this.#handle.fd, bytes, at);
    } catch (error) {
      this.#error = error;
    }
  }

  #take(): readonly Uint8Array[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    return waiting;
  }

  async commit(): Promise<void> {
    await this.drained();
    try {
      await this.#handle.close();
      if (this.#move !== null) await rename(this.#move.from, this.#move.to);
      this.#isSettled = true;
    } catch (error) {
      throw cannotWrite(this.#path, error);
    }
  }

  discard(): void {
    if (this.#isSettled || this.#move === null) return;
    this.#isSettled = true;
    rmSync(this.#move.from, { force: true });
  }
}
