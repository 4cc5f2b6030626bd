/**
 * What an input is, told by its first bytes and never by its name: its compression, its format, and the reader for
 * it; or, for what is no capture, one line that says what was found instead.
 */
import { CaptureError } from "../core/errors.js";
import type { CaptureFormat, Compression } from "../core/records.js";
import type { DamageReport } from "./damage.js";
import type { CaptureReader } from "./packet.js";
import { PCAP_HEADER_SIZE, PcapReader, readPcapHeader } from "./pcap.js";
import { BLOCK_OVERHEAD, SECTION_HEADER, sectionIsLittleEndian } from "./pcapng-blocks.js";
import { PcapngReader } from "./pcapng.js";
import { readU32 } from "./read-u32.js";
import { ZSTD_MAGIC, isSkippableFrame } from "./zstd.js";

/** Bytes that decide: a whole pcap header. */
export const DETECT_BYTES = PCAP_HEADER_SIZE;

/** The compression that these first bytes announce; null for none. */
export function detectCompression(bytes: Buffer): Compression | null {
  if (bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  if (bytes.length < 4) return null;
  const magic = readU32(bytes, 0, true);
  if (magic === ZSTD_MAGIC || isSkippableFrame(magic)) return "zstd";
  return null;
}

/** Makes the reader that these bytes ask for. They are not used up: feed them to it. */
export type MakeReader = (epochNs: bigint, damage: DamageReport) => CaptureReader;

export interface Detected {
  readonly format: CaptureFormat;
  readonly makeReader: MakeReader;
}

/**
 * The format of an input that begins with `bytes`, which are all there is where fewer than DETECT_BYTES.
 * @throws CaptureError for what is no capture
 */
export function detectFormat(file: string, bytes: Buffer, compression: Compression | null): Detected {
  const header = readPcapHeader(bytes);
  if (header !== null)
    return { format: "pcap", makeReader: (epochNs, damage) => new PcapReader(header, epochNs, damage) };
  if (
    bytes.length >= BLOCK_OVERHEAD &&
    readU32(bytes, 0, true) === SECTION_HEADER &&
    sectionIsLittleEndian(bytes, 0) !== null
  )
    return { format: "pcapng", makeReader: (epochNs, damage) => new PcapngReader(epochNs, damage) };
  throw unknownFormat(file, bytes, compression);
}

function unknownFormat(file: string, bytes: Buffer, compression: Compression | null): CaptureError {
  const padded = Buffer.alloc(PCAP_HEADER_SIZE);
  bytes.copy(padded);
  if (bytes.length === 0) {
    const hint =
      compression === null ? "is empty: 0 bytes" : `holds nothing: its ${compression} data is empty`;
    return new CaptureError("capture.empty", { file, offset: 0, hint });
  }
  if (bytes.length >= 4 && (readPcapHeader(padded) !== null || readU32(bytes, 0, true) === SECTION_HEADER)) {
    const hint =
      bytes.length < DETECT_BYTES
        ? `ends inside its file header, after ${bytes.length} bytes; there is no packet in it`
        : "begins like pcapng, but with a byte order that is neither; its first block is damaged";
    return new CaptureError("capture.unknown-format", { file, offset: 0, hint });
  }
  const content = compression === null ? "it begins" : `its ${compression} data begins`;
  const hint = `is not a capture (${content} with ${showStart(bytes)}); pcap and pcapng are read, plain, gzip or zstd`;
  return new CaptureError("capture.unknown-format", { file, offset: 0, hint });
}

const SHOWN_BYTES = 8;

/** `"Dear al"` for text, `50 4b 03 04` for anything else. */
function showStart(bytes: Buffer): string {
  const start = bytes.subarray(0, SHOWN_BYTES);
  const isText = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText
    ? JSON.stringify(start.toString("latin1").trimEnd())
    : start.toString("hex").replace(/..(?=.)/g, "$& ");
}
