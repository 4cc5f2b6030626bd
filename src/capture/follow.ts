/**
 * A capture that somebody else is writing, read as it grows and through rotation: where its data ends, more of it is
 * waited for. The files are handed on as one capture: behind the first, the header of a pcap file is left out, and a
 * pcapng file is one more section.
 */
import { open, stat, type FileHandle } from "node:fs/promises";
import { CaptureError } from "../core/errors.js";
import { captureFinding, type Finding } from "../core/findings.js";
import { detectCompression } from "./detect.js";
import type { LiveInput } from "./live-input.js";
import { PCAP_HEADER_SIZE, readPcapHeader } from "./pcap.js";
import { explainUnreadable, type OpenedInput } from "./raw-bytes.js";
import { findNewest, findNext } from "./rotation.js";

/** How often a file that has no more data is looked at. Nothing else works on every file system. */
const LOOK_EVERY_MS = 100;
/** Every how many such times its folder is looked through: there may be a thousand files. */
const LOOKS_A_FOLDER = 5;

export class FollowedFile implements LiveInput {
  readonly name: string;
  readonly droppedPackets = null;
  readonly notKept = null;
  failure: Finding | null = null;
  #path: string;
  #handle: FileHandle;
  #at = 0;
  /** How the first file began. */
  #header: Buffer | null = null;
  readonly #untold: Finding[] = [];
  #looks = 0;
  #isStopped = false;
  #wake: (() => void) | null = null;

  private constructor(name: string, path: string, handle: FileHandle) {
    this.name = name;
    this.#path = path;
    this.#handle = handle;
  }

  /**
   * Opens a file or, where there is none of that name, the newest of those that a rotating program makes of it.
   * @throws CaptureError where there is neither
   */
  static async open(name: string): Promise<FollowedFile> {
    try {
      const path = (await exists(name)) ? name : ((await findNewest(name))?.path ?? name);
      if (!(await stat(path)).isFile())
        throw notFollowed(
          name,
          "it is not a file; what comes through it is reported as it comes, without --follow",
        );
      return new FollowedFile(name, path, await open(path, "r"));
    } catch (error) {
      throw explainUnreadable(name, error);
    }
  }

  async open(): Promise<OpenedInput> {
    const { dev, ino } = await this.#handle.stat();
    const raw = { read: (into: Buffer, at: number) => this.#read(into, at), close: () => this.close() };
    return { raw, size: null, identity: `${dev}:${ino}` };
  }

  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  onPacketTime(): void {
    // It ends where the file does, whatever the time.
  }

  findings(): readonly Finding[] {
    return this.#untold.splice(0);
  }

  abandon(): void {
    // An open file needs no more than the end of the program.
  }

  async close(): Promise<void> {
    this.stop();
    await this.#handle.close();
  }

  async #read(into: Buffer, at: number): Promise<number> {
    if (this.#header === null && !(await this.#readHeader())) return 0;
    while (this.failure === null) {
      // What was written before it was stopped is read, also where that is right now.
      const wasStopped = this.#isStopped;
      const { bytesRead } = await this.#handle.read(into, at, into.length - at, this.#at);
      this.#at += bytesRead;
      if (bytesRead > 0) return bytesRead;
      if (await this.#goOn()) continue;
      if (wasStopped) return 0;
      await this.#wait();
    }
    return 0;
  }

  /** The first bytes say how later files have to begin. false: they never came. */
  async #readHeader(): Promise<boolean> {
    while ((this.#header = await peek(this.#handle)) === null && !this.#isStopped) await this.#wait();
    const compression = this.#header === null ? null : detectCompression(this.#header);
    if (compression !== null)
      throw notFollowed(
        this.name,
        `it is compressed with ${compression}; without --follow it is read as far as it goes`,
      );
    return this.#header !== null;
  }

  /** Where the data ends: whether it goes on elsewhere. */
  async #goOn(): Promise<boolean> {
    const own = await this.#handle.stat({ bigint: true });
    if (own.size > this.#at) return true;
    if (own.size < this.#at)
      return this.#begin(this.#path, `was cut back from ${this.#at} to ${own.size} bytes`);
    const named = await statOrNull(this.#path);
    if (named !== null && (named.ino !== own.ino || named.dev !== own.dev))
      return this.#begin(this.#path, "was replaced by another file of that name");
    this.#looks += 1;
    if (this.#looks % LOOKS_A_FOLDER !== 0 && !this.#isStopped) return false;
    let next = await findNext({ path: this.#path, writtenNs: own.mtimeNs });
    // What was written right before the rotation is read first.
    if (next === null || (await this.#handle.stat()).size > this.#at) return false;
    // A program that ended too early leaves a file without a header: the next one goes on behind it.
    for (; next !== null && this.failure === null; next = await findNext(next))
      if (await this.#begin(next.path, null)) return true;
    return false;
  }

  /** @param why what else happened than a rotation */
  async #begin(path: string, why: string | null): Promise<boolean> {
    let handle: FileHandle;
    try {
      handle = await open(path, "r");
    } catch {
      // It went away again: looking anew will show what is there.
      return false;
    }
    const header = await peek(handle);
    if (header === null || !this.#continues(header)) {
      await handle.close();
      if (header !== null) this.#fail(`goes on in ${path}, which is a capture of another kind`);
      return false;
    }
    await this.#handle.close();
    this.#handle = handle;
    this.#path = path;
    this.#at = readPcapHeader(header) === null ? 0 : PCAP_HEADER_SIZE;
    if (why !== null) this.#tell(`${why}; reading went on at its beginning`);
    return true;
  }

  #continues(header: Buffer): boolean {
    const first = this.#header;
    if (first === null) return false;
    return readPcapHeader(first) === null
      ? first.subarray(0, 4).equals(header.subarray(0, 4))
      : first.equals(header);
  }

  #tell(what: string): Finding {
    const finding = captureFinding("capture.follow-broken", null, { file: this.#path, what });
    this.#untold.push(finding);
    return finding;
  }

  #fail(what: string): void {
    this.failure = this.#tell(what);
  }

  async #wait(): Promise<void> {
    if (this.#isStopped) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, LOOK_EVERY_MS);
    });
    clearTimeout(timer);
  }
}

/** What a capture begins with; null where that is not there yet. */
async function peek(handle: FileHandle): Promise<Buffer | null> {
  const header = Buffer.alloc(PCAP_HEADER_SIZE);
  const { bytesRead } = await handle.read(header, 0, header.length, 0);
  return bytesRead < header.length ? null : header;
}

const exists = async (path: string): Promise<boolean> => (await statOrNull(path)) !== null;

async function statOrNull(path: string): Promise<{ readonly dev: bigint; readonly ino: bigint } | null> {
  try {
    return await stat(path, { bigint: true });
  } catch {
    // Not there, or no more.
    return null;
  }
}

const notFollowed = (file: string, why: string): CaptureError =>
  new CaptureError("capture.unreadable", { file, offset: null, hint: `cannot be followed: ${why}` });
