/**
 * Headers of packets, built from their fields with lengths and checksums that are right: Ethernet, IPv4, IPv6, TCP,
 * UDP. The inverse of src/decode, written on its own from the RFCs so that the two check each other.
 */

export interface TcpFields {
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly seq: number;
  readonly ack?: number;
  readonly flags: number;
  readonly window?: number;
  /** Padded to a multiple of four bytes with "end of options". */
  readonly options?: Uint8Array;
}

export interface Ipv4Fields {
  readonly source: string;
  readonly target: string;
  readonly protocol: number;
  readonly id?: number;
  readonly dontFragment?: boolean;
  readonly moreFragments?: boolean;
  /** Bytes, a multiple of 8. */
  readonly fragmentOffset?: number;
  readonly options?: Uint8Array;
  /** What the length field says, where it is not to be the truth. */
  readonly totalLength?: number;
}

export interface Ipv6Fields {
  readonly source: string;
  readonly target: string;
  readonly nextHeader: number;
  readonly payloadLength?: number;
}

export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_IPV6 = 0x86dd;
export const ETHERTYPE_VLAN = 0x8100;

/** Header, VLAN tags from the outermost in, payload. MAC addresses as `00:00:5e:00:53:01`. */
export function ethernetFrame(
  fields: { source: string; target: string; etherType: number; vlanIds?: readonly number[] },
  payload: Uint8Array,
): Buffer {
  const tags = (fields.vlanIds ?? []).flatMap((id) => [uint16(ETHERTYPE_VLAN), uint16(id)]);
  return Buffer.concat([
    macBytes(fields.target),
    macBytes(fields.source),
    ...tags,
    uint16(fields.etherType),
    payload,
  ]);
}

export function ipv4Packet(fields: Ipv4Fields, payload: Uint8Array): Buffer {
  const options = padTo4(fields.options ?? new Uint8Array(0));
  const header = Buffer.alloc(20 + options.length);
  header[0] = 0x40 | (header.length / 4);
  header.writeUInt16BE(fields.totalLength ?? header.length + payload.length, 2);
  // Hosts count their packets here, and begin anew.
  header.writeUInt16BE((fields.id ?? 0) & 0xffff, 4);
  const flags = (fields.dontFragment ? 0x4000 : 0) | (fields.moreFragments ? 0x2000 : 0);
  header.writeUInt16BE(flags | ((fields.fragmentOffset ?? 0) >> 3), 6);
  header[8] = 64;
  header[9] = fields.protocol;
  header.set(addressBytes(fields.source), 12);
  header.set(addressBytes(fields.target), 16);
  header.set(options, 20);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([header, payload]);
}

export function ipv6Packet(fields: Ipv6Fields, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(fields.payloadLength ?? payload.length, 4);
  header[6] = fields.nextHeader;
  header[7] = 64;
  header.set(addressBytes(fields.source), 8);
  header.set(addressBytes(fields.target), 24);
  return Buffer.concat([header, payload]);
}

/** The addresses are needed for the checksum alone. */
export function tcpSegment(source: string, target: string, fields: TcpFields, payload: Uint8Array): Buffer {
  const options = padTo4(fields.options ?? new Uint8Array(0));
  const header = Buffer.alloc(20 + options.length);
  header.writeUInt16BE(fields.sourcePort, 0);
  header.writeUInt16BE(fields.targetPort, 2);
  header.writeUInt32BE(fields.seq >>> 0, 4);
  header.writeUInt32BE((fields.ack ?? 0) >>> 0, 8);
  header[12] = (header.length / 4) << 4;
  header[13] = fields.flags;
  header.writeUInt16BE(fields.window ?? 64_240, 14);
  header.set(options, 20);
  const segment = Buffer.concat([header, payload]);
  segment.writeUInt16BE(
    checksum(Buffer.concat([pseudoHeader(source, target, PROTOCOL_TCP, segment.length), segment])),
    16,
  );
  return segment;
}

export function udpDatagram(
  source: string,
  target: string,
  ports: { source: number; target: number },
  payload: Uint8Array,
): Buffer {
  const length = 8 + payload.length;
  const header = Buffer.concat([uint16(ports.source), uint16(ports.target), uint16(length), uint16(0)]);
  const datagram = Buffer.concat([header, payload]);
  const sum = checksum(Buffer.concat([pseudoHeader(source, target, PROTOCOL_UDP, length), datagram]));
  datagram.writeUInt16BE(sum === 0 ? 0xffff : sum, 6);
  return datagram;
}

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function isIpv6(address: string): boolean {
  return address.includes(":");
}

/** 4 bytes of `192.0.2.5`, 16 of `2001:db8::5`. */
export function addressBytes(address: string): Buffer {
  if (!isIpv6(address)) {
    const parts = address.split(".").map(Number);
    if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255)))
      throw new Error(`no address: ${address}`);
    return Buffer.from(parts);
  }
  const [head = "", tail] = address.split("::");
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => 0);
  const all = [...before, ...zeros, ...after];
  if (all.length !== 8 || all.some((group) => !(group >= 0 && group <= 0xffff)))
    throw new Error(`no address: ${address}`);
  return Buffer.concat(all.map((group) => uint16(group)));
}

function groups(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => parseInt(group, 16));
}

function macBytes(address: string): Buffer {
  return Buffer.from(address.split(":").map((part) => parseInt(part, 16)));
}

function pseudoHeader(source: string, target: string, protocol: number, length: number): Buffer {
  return Buffer.concat([
    addressBytes(source),
    addressBytes(target),
    Buffer.from([0, protocol]),
    uint16(length),
  ]);
}

/** RFC 1071. */
function checksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function padTo4(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
