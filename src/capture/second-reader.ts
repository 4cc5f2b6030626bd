/**
 * `--verify`: reads each classic capture again, with our reader and with pcap-parser side by side, and compares
 * packet by packet: two programs that share no line of code, one answer. What the library cannot read (pcapng,
 * nanoseconds, what lies behind a damaged record) is said to be unverified, not passed over. A file that is not the
 * same any more when it is read again shows by its count of packets.
 */
import { EventEmitter } from "node:events";
import type { PacketHeader } from "pcap-parser";
import { CaptureError } from "../core/errors.js";
import { captureFinding } from "../core/findings.js";
import { VERIFY_FINDINGS, VERIFY_STALL_BYTES } from "../core/limits.js";
import type { VerifiedRecord } from "../core/records.js";
import { DamageReport, type Raise } from "./damage.js";
import { detectFormat } from "./detect.js";
import type { CaptureReader } from "./packet.js";
import { PCAP_HEADER_SIZE, readPcapHeader } from "./pcap.js";
import { Ring } from "./ring.js";
import { Source } from "./source.js";

/** Small, because the library copies what it holds back at each piece. */
const PIECE_BYTES = 64 * 1024;

/** What the first reading found in a file. */
export interface FirstReading {
  readonly name: string;
  readonly packets: number;
}

/** Verifies files, one after the other; standard input cannot be read twice. */
export async function verifyCaptures(
  files: readonly FirstReading[],
  raise: Raise,
  signal?: AbortSignal,
): Promise<VerifiedRecord> {
  const total = { packets: 0, bytes: 0, differences: 0, unverified: 0 };
  for (const file of files) {
    const found = await verifyFile(file, raise, signal);
    total.packets += found.packets;
    total.bytes += found.bytes;
    total.differences += found.differences;
    total.unverified += found.unverified;
  }
  return total;
}

async function verifyFile(
  file: FirstReading,
  raise: Raise,
  signal: AbortSignal | undefined,
): Promise<VerifiedRecord> {
  let source: Source | null = null;
  try {
    source = await Source.open(file.name, new Ring(PIECE_BYTES));
    return await readAgain(source, file.packets, raise, signal);
  } catch (error) {
    // It was read once, so there is a report; that it cannot be read again must not cost it.
    if (!(error instanceof CaptureError)) throw error;
    const why = `the second time the file ${error.hint}`;
    raise(captureFinding("capture.unverified", null, { file: file.name, packets: file.packets, why }));
    return { packets: 0, bytes: 0, differences: 0, unverified: file.packets };
  } finally {
    await source?.close();
  }
}

async function readAgain(
  source: Source,
  firstPackets: number,
  raise: Raise,
  signal: AbortSignal | undefined,
): Promise<VerifiedRecord> {
  const { makeReader } = detectFormat(source.name, source.head, source.compression);
  const library = new SecondReader(whyUnreadable(source.head));
  await library.open();
  const comparison = new Comparison(source.name, library, raise);
  // Findings of the reader are told by the report itself; here they mark where the library cannot follow.
  const damage = new DamageReport(source.name, ({ code }) => {
    if (code === "capture.corrupt") comparison.onDamage();
  });
  const reader = makeReader(0n, damage);
  for (;;) {
    const chunk = signal?.aborted === true ? null : await source.read();
    if (chunk === null) reader.finish();
    else {
      library.feed(chunk);
      reader.feed(chunk);
    }
    while (reader.next()) comparison.onPacket(reader);
    if (chunk === null) return comparison.finish(signal?.aborted === true ? null : firstPackets);
  }
}

const RECORD_HEADER_SIZE = 16;

/** null where the library reads what begins with these bytes. */
function whyUnreadable(head: Buffer): string | null {
  const header = readPcapHeader(head);
  if (header === null) return "pcap-parser does not read pcapng";
  if (header.digits === 9) return "pcap-parser does not read nanosecond stamps";
  if (header.recordHeaderSize !== 16) return "pcap-parser does not read the modified format";
  return null;
}

/** pcap-parser, fed by hand: its packets come out before feed() returns. */
export class SecondReader {
  /** Why it reads no further; null while it does. */
  stopped: string | null;
  readonly packets: PacketHeader[] = [];
  #input: FedInput | null = null;
  #stalledBytes = 0;

  constructor(stopped: string | null) {
    this.stopped = stopped;
  }

  async open(): Promise<void> {
    if (this.stopped !== null) return;
    const { parse } = await import("pcap-parser");
    this.#input = new FedInput();
    const parser = parse(this.#input);
    parser.on("packet", ({ header }) => this.packets.push(header));
    parser.on("error", (error) => {
      this.stopped = `pcap-parser says: ${error.message}`;
    });
  }

  feed(chunk: Buffer): void {
    if (this.stopped !== null) return;
    const before = this.packets.length;
    // It keeps what it did not use up, and the chunk will be overwritten.
    this.#input?.emit("data", Buffer.from(chunk));
    this.#stalledBytes = this.packets.length > before ? 0 : this.#stalledBytes + chunk.length;
    if (this.#stalledBytes >= VERIFY_STALL_BYTES)
      this.stopped = `pcap-parser found no packet in ${VERIFY_STALL_BYTES} bytes`;
  }
}

class FedInput extends EventEmitter {
  pause(): void {
    // Nothing flows by itself here.
  }

  resume(): void {
    // The same.
  }
}

/** Our packets held against the library's, one by one. It never runs behind ours: both are fed the same bytes. */
export class Comparison {
  readonly #file: string;
  readonly #library: SecondReader;
  readonly #raise: Raise;
  #packets = 0;
  #bytes = 0;
  #differences = 0;
  #unverified = 0;
  /** Packets of the library that have been compared. */
  #taken = 0;
  /** Packets of ours that the library did not have though it was still reading. */
  #missing = 0;
  #toldDifferences = 0;
  /** Where the record of the packet that is compared begins in the file, decompressed. */
  #offset = PCAP_HEADER_SIZE;
  #nextOffset = PCAP_HEADER_SIZE;
  #isDamaged = false;

  constructor(file: string, library: SecondReader, raise: Raise) {
    this.#file = file;
    this.#library = library;
    this.#raise = raise;
  }

  /** Behind a damaged record our reader looks for the next one; the library takes its length for true. */
  onDamage(): void {
    this.#isDamaged = true;
    this.#library.stopped ??= "they lie behind a damaged record, where pcap-parser cannot follow";
  }

  onPacket(reader: Pick<CaptureReader, "packet" | "stampNs">): void {
    const theirs = this.#isDamaged ? undefined : this.#library.packets[this.#taken];
    if (theirs === undefined) {
      if (this.#library.stopped === null) this.#missing++;
      else this.#unverified++;
      return;
    }
    this.#taken++;
    if (this.#taken === this.#library.packets.length) {
      this.#library.packets.length = 0;
      this.#taken = 0;
    }
    const { start, end, wireSize } = reader.packet;
    const captured = end - start;
    this.#packets++;
    this.#bytes += captured;
    this.#offset = this.#nextOffset;
    this.#nextOffset += RECORD_HEADER_SIZE + captured;
    const stampNs =
      BigInt(theirs.timestampSeconds) * 1_000_000_000n + BigInt(theirs.timestampMicroseconds) * 1_000n;
    this.#compare("stamp in nanoseconds", reader.stampNs(), stampNs);
    this.#compare("captured size", captured, theirs.capturedLength);
    // Ours mends a size on the wire below what was captured of it.
    this.#compare("size on the wire", wireSize, Math.max(theirs.originalLength, theirs.capturedLength));
  }

  /** @param firstPackets how many packets the first reading found; null where this one was called off */
  finish(firstPackets: number | null): VerifiedRecord {
    const { packets, stopped } = this.#library;
    const extra = stopped === null ? packets.length - this.#taken : 0;
    this.#offset = this.#nextOffset;
    if (this.#missing > 0 || extra > 0) {
      this.#differences += this.#missing + extra - 1;
      this.#compare("count of packets", this.#packets + this.#missing, this.#packets + extra);
    }
    const secondPackets = this.#packets + this.#missing + this.#unverified;
    if (firstPackets !== null)
      this.#compare("count of packets at the first and the second reading", firstPackets, secondPackets);
    if (stopped !== null && (this.#unverified > 0 || this.#isDamaged)) {
      const data = { file: this.#file, packets: this.#unverified, why: stopped };
      this.#raise(captureFinding("capture.unverified", null, data));
    }
    return {
      packets: this.#packets,
      bytes: this.#bytes,
      differences: this.#differences,
      unverified: this.#unverified,
    };
  }

  #compare(field: string, ours: bigint | number, theirs: bigint | number): void {
    if (ours === theirs) return;
    this.#differences++;
    if (++this.#toldDifferences > VERIFY_FINDINGS) return;
    const data = {
      file: this.#file,
      packet: this.#packets,
      offset: this.#offset,
      field,
      ours: String(ours),
      theirs: String(theirs),
    };
    this.#raise(captureFinding("capture.verify-mismatch", null, data));
  }
}
