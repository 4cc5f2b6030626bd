/**
 * One input of a run: looked at once at the start, for its format and first stamp, and read when its first packet
 * is due. A file is closed in between, so that hundreds of rotated files need neither descriptors nor buffers; a
 * pipe cannot be opened twice, so what was read of it is kept and used again.
 */
import { CHUNK_BYTES, RING_CHUNKS } from "../core/limits.js";
import type { CaptureFormat, Compression, SummaryFileRecord } from "../core/records.js";
import type { WallClock } from "../core/time.js";
import { DamageReport, type Raise } from "./damage.js";
import { detectFormat, type MakeReader } from "./detect.js";
import { linkTypeName } from "./link-types.js";
import { emptyPacket, type CaptureReader, type PacketView } from "./packet.js";
import { explainUnreadable, type InputSource } from "./raw-bytes.js";
import type { Ring } from "./ring.js";
import { Source } from "./source.js";

export class Input {
  readonly name: string;
  /** Place among the arguments. */
  readonly order: number;
  readonly format: CaptureFormat;
  readonly compression: Compression | null;
  /** The same for the same file, however it is named. */
  readonly identity: string;
  /** Bytes as stored; null for a pipe. */
  readonly size: number | null;
  /** Exact nanoseconds from 1970 to the first packet with a time; null where there was none near the beginning. */
  readonly firstStampNs: bigint | null;
  /** Whether `packet` holds a packet. */
  hasPacket = false;
  packet: PacketView = emptyPacket(0, 6);
  hasEnded = false;
  readonly #makeReader: MakeReader;
  readonly #probed: Buffer[];
  #source: Source | null;
  #reader: CaptureReader | null = null;
  #damage: DamageReport | null = null;
  #bytesReadBefore = 0;
  #isFinished = false;
  /** Bytes handed to the reader: after decompression, unlike bytesRead. */
  #offset = 0;
  /** The chunk that was fed last, and its number. */
  #chunk: Buffer | null = null;
  #chunkNumber = -1;
  #ring: Ring | null = null;
  #packets = 0;
  #bytes = 0;
  #earliestNs = Infinity;
  #earliestDigits = 0;
  #latestNs = -Infinity;
  #latestDigits = 0;

  private constructor(
    source: Source,
    order: number,
    format: CaptureFormat,
    makeReader: MakeReader,
    probe: Probe,
  ) {
    this.name = source.name;
    this.order = order;
    this.format = format;
    this.compression = source.compression;
    this.identity = source.identity;
    this.size = source.size;
    this.firstStampNs = probe.firstStampNs;
    this.#makeReader = makeReader;
    this.#probed = probe.chunks;
    this.#source = source;
  }

  /**
   * Opens an input and looks at its beginning.
   * @param stayOpen whether a file, too, is kept open for what follows at once
   * @throws CaptureError where nothing of it can be read
   */
  static async open(from: InputSource, order: number, ring: Ring, stayOpen: boolean): Promise<Input> {
    const source = await Source.open(from, ring, stayOpen);
    try {
      const { format, makeReader } = detectFormat(source.name, source.head, source.compression);
      const probe = await findFirstStamp(source, makeReader);
      const input = new Input(source, order, format, makeReader, probe);
      if (source.size !== null && !(stayOpen && probe.canReplay)) await input.#letGo();
      return input;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** Bytes read so far, as stored; those of the look at the beginning are not counted twice. */
  get bytesRead(): number {
    if (this.#reader === null) return 0;
    return this.#source === null ? this.#bytesReadBefore : this.#source.bytesRead;
  }

  /** Begins to read, with packets' times counted from `epochNs`. What is wrong with the input goes to `raise`. */
  async start(epochNs: bigint, ring: Ring, raise: Raise): Promise<void> {
    this.#damage = new DamageReport(this.name, raise);
    this.#ring = ring;
    this.#reader = this.#makeReader(epochNs, this.#damage);
    this.packet = this.#reader.packet;
    if (this.#source !== null) return;
    try {
      this.#source = await Source.open(this.name, ring);
    } catch (error) {
      // It was there when the run began.
      this.#damage.ended(`input that ${explainUnreadable(this.name, error).hint} any more`, 0);
    }
  }

  /** Reads on until there is a packet or the end. */
  async fill(): Promise<void> {
    while (!this.advance() && !this.hasEnded) {
      const chunk = this.#probed.shift() ?? (await this.#source?.read()) ?? null;
      if (chunk === null) await this.#finish();
      else {
        const continues = this.#chunk !== null && liesBehind(this.#chunk, chunk);
        this.#offset += chunk.length;
        this.#chunk = chunk;
        this.#chunkNumber = this.#ring?.numberOf(chunk) ?? -1;
        this.#reader?.feed(chunk, continues);
      }
    }
  }

  /** The next packet, where the bytes for it are there. */
  advance(): boolean {
    const reader = this.#reader;
    if (reader === null || !reader.next()) {
      this.hasPacket = false;
      if (this.#isFinished && !this.hasEnded) {
        this.hasEnded = true;
        this.#damage?.close();
      }
      return false;
    }
    const packet = this.packet;
    this.hasPacket = true;
    const isInChunk = packet.data === this.#chunk || packet.data.buffer === this.#chunk?.buffer;
    packet.chunk = isInChunk ? this.#chunkNumber : -1;
    packet.oldestChunk = this.#ring?.oldest ?? 0;
    this.#packets++;
    this.#bytes += packet.end - packet.start;
    if (packet.hasTime) {
      if (packet.timeNs < this.#earliestNs) {
        this.#earliestNs = packet.timeNs;
        this.#earliestDigits = packet.timeDigits;
      }
      if (packet.timeNs > this.#latestNs) {
        this.#latestNs = packet.timeNs;
        this.#latestDigits = packet.timeDigits;
      }
    }
    return true;
  }

  async close(): Promise<void> {
    await this.#letGo();
  }

  summary(clock: WallClock): SummaryFileRecord {
    const hasTimes = this.#earliestNs <= this.#latestNs;
    return {
      name: this.name,
      format: this.format,
      linkTypes: [...new Set((this.#reader?.linkTypes ?? []).map(linkTypeName))],
      packets: this.#packets,
      bytes: this.#bytes,
      start: hasTimes ? clock.format({ timeNs: this.#earliestNs, timeDigits: this.#earliestDigits }) : null,
      end: hasTimes ? clock.format({ timeNs: this.#latestNs, timeDigits: this.#latestDigits }) : null,
      truncated: this.#damage?.isCut ?? false,
    };
  }

  async #finish(): Promise<void> {
    const failure = this.#source?.failure ?? null;
    if (failure?.isTruncated === true) this.#damage?.truncated(this.#offset);
    else if (failure !== null) {
      const what =
        this.compression === null ? failure.what : `damaged ${this.compression} data (${failure.what})`;
      this.#damage?.ended(what, this.#offset);
    }
    this.#reader?.finish();
    this.#isFinished = true;
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    this.#probed.length = 0;
    const source = this.#source;
    if (source === null) return;
    this.#source = null;
    this.#bytesReadBefore = source.bytesRead;
    await source.close();
  }
}

interface Probe {
  readonly firstStampNs: bigint | null;
  readonly chunks: Buffer[];
  /** The chunks are still there. */
  readonly canReplay: boolean;
}

/** How far to look for a first stamp in a file. In a pipe, no further than what can be kept. */
const PROBE_BYTES = RING_CHUNKS * CHUNK_BYTES;

async function findFirstStamp(source: Source, makeReader: MakeReader): Promise<Probe> {
  // What is wrong is told when the input is read for good.
  const reader = makeReader(0n, new DamageReport(source.name, () => undefined));
  const chunks: Buffer[] = [];
  let probed = 0;
  let canReplay = true;
  while (probed < PROBE_BYTES) {
    const chunk = await source.read();
    if (chunk === null) reader.finish();
    else {
      chunks.push(chunk);
      probed += chunk.length;
      reader.feed(chunk);
      if (chunk.buffer !== chunks[0]!.buffer) canReplay = false;
    }
    while (reader.next())
      if (reader.packet.hasTime) return { firstStampNs: reader.stampNs(), chunks, canReplay };
    if (chunk === null || (source.size === null && probed === chunk.buffer.byteLength)) break;
  }
  return { firstStampNs: null, chunks, canReplay };
}

/** After a short read the next one goes on in the same buffer. */
const liesBehind = (before: Buffer, chunk: Buffer): boolean =>
  before.buffer === chunk.buffer && before.byteOffset + before.length === chunk.byteOffset;
