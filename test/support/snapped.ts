/** Captures that lack the end of their packets. */
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const CAPTURED_SIZE = 8;

/** A little-endian pcap as a tap with this snap length would have written it. */
export function snapped(pcap: Buffer, size: number): Buffer {
  const parts = [pcap.subarray(0, FILE_HEADER)];
  for (let at = FILE_HEADER; at < pcap.length;) {
    const start = at + RECORD_HEADER;
    const captured = pcap.readUInt32LE(at + CAPTURED_SIZE);
    const header = Buffer.from(pcap.subarray(at, start));
    header.writeUInt32LE(Math.min(captured, size), CAPTURED_SIZE);
    parts.push(header, pcap.subarray(start, start + Math.min(captured, size)));
    at = start + captured;
  }
  return Buffer.concat(parts);
}
