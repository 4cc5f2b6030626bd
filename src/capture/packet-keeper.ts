/**
 * `--write`: keeps the packets of a live tap as they came, in one capture or in a ring of them, each valid by itself.
 * Where it can keep no more, the report goes on without: what was kept until then ends with a whole packet.
 */
import { open, rm, type FileHandle } from "node:fs/promises";
import { join, parse } from "node:path";
import { captureFinding, type Finding } from "../core/findings.js";
import { errorCode } from "./raw-bytes.js";
import { RecordCutter } from "./record-cutter.js";

export interface KeepOptions {
  readonly file: string;
  /** null: one file, without end. */
  readonly ring: { readonly files: number; readonly fileBytes: number } | null;
}

/** For its owner alone: what passes may hold secrets. */
const MODE = 0o600;

export class PacketKeeper {
  /** Why it can keep no more; null while it can. */
  failure: Finding | null = null;
  readonly #options: KeepOptions;
  readonly #now: () => Date;
  readonly #cutter = new RecordCutter();
  #handle: FileHandle;
  #path: string;
  #fileBytes = 0;
  #files: string[];
  #made = 1;
  /** Of a record that has not come whole yet. */
  #rest: Buffer = Buffer.alloc(0);

  private constructor(options: KeepOptions, now: () => Date, path: string, handle: FileHandle) {
    this.#options = options;
    this.#now = now;
    this.#path = path;
    this.#files = [path];
    this.#handle = handle;
  }

  /** @throws an error of the system where no file can be made there */
  static async open(options: KeepOptions, now = (): Date => new Date()): Promise<PacketKeeper> {
    const path = options.ring === null ? options.file : pieceName(options.file, 1, now());
    return new PacketKeeper(options, now, path, await open(path, "w", MODE));
  }

  /** Takes a copy of what has to wait. Never rejects. */
  async keep(bytes: Buffer): Promise<void> {
    if (this.failure !== null) return;
    const data = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let from = 0;
    let at = 0;
    try {
      for (;;) {
        const before = this.#cutter.preamble.length;
        const size = this.#cutter.take(data, at);
        if (size === null) throw new Error("what the tool wrote is no capture");
        if (size === 0) break;
        const isPacket = this.#cutter.preamble.length === before;
        if (isPacket && this.#isFull(at - from, size)) {
          await this.#write(data.subarray(from, at));
          from = at;
          await this.#turn();
        }
        at += size;
      }
      await this.#write(data.subarray(from, at));
      this.#rest = Buffer.from(data.subarray(at));
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Writes the rest, whole or not. */
  async close(): Promise<void> {
    try {
      if (this.failure === null) await this.#write(this.#rest);
    } catch (error) {
      await this.#fail(error);
    }
    await this.#handle.close();
  }

  #isFull(waitingBytes: number, size: number): boolean {
    const { ring } = this.#options;
    const bytes = this.#fileBytes + waitingBytes;
    // One packet at least, however small the files.
    return ring !== null && bytes + size > ring.fileBytes && bytes > this.#cutter.preamble.length;
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;)
      at += (await this.#handle.write(bytes, at, bytes.length - at)).bytesWritten;
    this.#fileBytes += bytes.length;
  }

  /** The next file of the ring; the oldest goes. */
  async #turn(): Promise<void> {
    const { file, ring } = this.#options;
    const path = pieceName(file, (this.#made += 1), this.#now());
    const handle = await open(path, "w", MODE);
    await this.#handle.close();
    this.#handle = handle;
    this.#path = path;
    this.#fileBytes = 0;
    this.#files.push(path);
    const oldest = ring !== null && this.#files.length > ring.files ? this.#files.shift() : undefined;
    if (oldest !== undefined) await rm(oldest, { force: true });
    await this.#write(this.#cutter.preamble);
  }

  async #fail(error: unknown): Promise<void> {
    const why =
      errorCode(error) === "ENOSPC"
        ? "no space left there"
        : error instanceof Error
          ? error.message
          : String(error);
    this.failure = captureFinding("capture.not-kept", null, {
      file: this.#path,
      bytes: this.#fileBytes,
      why,
    });
    try {
      await this.#handle.truncate(this.#fileBytes);
    } catch {
      // A device cannot be cut back: then its end is where it is.
    }
  }
}

/** `a_00002_20101009142802.pcapng`, as dumpcap calls them; in UTC. */
function pieceName(file: string, count: number, time: Date): string {
  const { dir, name, ext } = parse(file);
  const stamp = time
    .toISOString()
    .replaceAll(/[^0-9]/g, "")
    .slice(0, "20101009142802".length);
  return join(dir, `${name}_${String(count).padStart(5, "0")}_${stamp}${ext}`);
}
