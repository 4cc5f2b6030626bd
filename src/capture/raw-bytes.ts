/**
 * Bytes of an input as they are stored: a file by its handle, standard input by its stream.
 */
import { constants, fstatSync, openSync } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { CaptureError } from "../core/errors.js";
import type { LiveInput } from "./live-input.js";

export interface RawBytes {
  /** Reads some bytes into `into` from `at` on; 0 at the end. */
  read(into: Buffer, at: number): Promise<number>;
  close(): Promise<void>;
}

/** What is known of an input before it is read. */
export interface OpenedInput {
  readonly raw: RawBytes;
  /** Size in bytes of a regular file, which can be opened again; null for a pipe and its like. */
  readonly size: number | null;
  /** The same for the same file, however it is named. */
  readonly identity: string;
}

/** The name that stands for standard input. */
export const STANDARD_INPUT = "-";

/** Captures are named; what goes on while it is read opens itself. */
export type InputSource = string | LiveInput;

export const nameOf = (input: InputSource): string => (typeof input === "string" ? input : input.name);

/** @throws CaptureError where it cannot be opened */
export async function openRaw(input: InputSource): Promise<OpenedInput> {
  if (typeof input !== "string") return input.open();
  const name = input;
  if (name === STANDARD_INPUT) {
    // Node's stream on a directory ends as if nothing were there.
    if (fstatSync(0).isDirectory()) throw isDirectory(name);
    return { raw: new StreamBytes(process.stdin), size: null, identity: name };
  }
  try {
    const found = await stat(name);
    if (found.isFIFO()) return openPipe(name, `${found.dev}:${found.ino}`);
    const handle = await open(name, "r");
    try {
      const stats = await handle.stat();
      if (stats.isDirectory()) throw isDirectory(name);
      const raw: RawBytes = {
        read: async (into, at) => (await handle.read(into, at, into.length - at, null)).bytesRead,
        close: async () => {
          const closing = handle.close();
          // A read of a device that brings nothing lasts, and closing waits for it.
          if (stats.isFile()) await closing;
          else closing.catch(() => undefined);
        },
      };
      return { raw, size: stats.isFile() ? stats.size : null, identity: `${stats.dev}:${stats.ino}` };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw explainUnreadable(name, error);
  }
}

/** As a stream: a read that waits for a writer would keep the program from ending. */
function openPipe(name: string, identity: string): OpenedInput {
  const fd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  return { raw: new StreamBytes(new Socket({ fd, readable: true, writable: false })), size: null, identity };
}

const isDirectory = (file: string): CaptureError =>
  new CaptureError("capture.unreadable", {
    file,
    offset: null,
    hint: "is a directory; name the captures in it",
  });

/** A failed system call as one line for the user. */
export function explainUnreadable(file: string, error: unknown): CaptureError {
  if (error instanceof CaptureError) return error;
  const code = errorCode(error);
  if (code === "ENOENT" || code === "ENOTDIR")
    return new CaptureError(
      "capture.not-found",
      { file, offset: null, hint: "does not exist" },
      { cause: error },
    );
  const reason =
    code === "EACCES" || code === "EPERM"
      ? "no permission; may this user read it?"
      : code === "EISDIR"
        ? "it is a directory"
        : String(error instanceof Error ? error.message : error);
  const hint = `cannot be read: ${reason}`;
  return new CaptureError("capture.unreadable", { file, offset: null, hint }, { cause: error });
}

export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/** Who writes packet by packet is given so long after each small piece to write more: what is done for each chunk of
 * input took more time than its packets. */
const GATHER_MS = 5;
const SMALL_PIECE_BYTES = 16 * 1024;

/** A stream's pieces, copied to where the reader wants them. */
export class StreamBytes implements RawBytes {
  readonly #stream: NodeJS.ReadableStream & { destroy?(): void };
  #pieces: AsyncIterator<string | Buffer> | null = null;
  #piece: Buffer = Buffer.alloc(0);
  #isDribbling = false;

  constructor(stream: NodeJS.ReadableStream) {
    this.#stream = stream;
  }

  async read(into: Buffer, at: number): Promise<number> {
    this.#pieces ??= this.#stream[Symbol.asyncIterator]();
    while (this.#piece.length === 0) {
      if (this.#isDribbling) await wait(GATHER_MS);
      const next = await this.#pieces.next();
      if (next.done === true) return 0;
      this.#piece = typeof next.value === "string" ? Buffer.from(next.value) : next.value;
      this.#isDribbling = this.#piece.length < SMALL_PIECE_BYTES;
    }
    const copied = this.#piece.copy(into, at);
    this.#piece = this.#piece.subarray(copied);
    return copied;
  }

  close(): Promise<void> {
    this.#stream.destroy?.();
    return Promise.resolve();
  }
}
