/**
 * Addresses and prefixes as a person writes them (`192.0.2.5`, `192.0.2.0/24`, `2001:db8::/32`), as words that
 * compare with those of a segment. What cannot be understood is a UsageError: nothing here comes from a capture.
 */
import { isIPv4, isIPv6 } from "node:net";
import { UsageError } from "../core/errors.js";

/** An address is in the prefix where `address & masks[i]` equals `words[i]`, in each of the four words. */
export interface AddressPrefix {
  readonly ipVersion: 4 | 6;
  readonly words: readonly number[];
  readonly masks: readonly number[];
}

/** Bits of the address behind the prefix's length do not matter: 192.0.2.5/24 is 192.0.2.0/24. */
export function parseAddressPrefix(text: string): AddressPrefix {
  const slash = text.indexOf("/");
  const address = slash < 0 ? text : text.slice(0, slash);
  const ipVersion = isIPv4(address) ? 4 : isIPv6(address) && !address.includes("%") ? 6 : null;
  if (ipVersion === null)
    throw new UsageError(
      `"${text}" is no address or prefix, such as 192.0.2.5, 192.0.2.0/24 or 2001:db8::/32`,
    );
  const mostBits = ipVersion === 4 ? 32 : 128;
  const bits = slash < 0 ? mostBits : parseBits(text, slash + 1, mostBits);
  const masks =
    ipVersion === 4 ? [-1, -1, -1, maskWord(bits)] : [0, 32, 64, 96].map((at) => maskWord(bits - at));
  const words = ipVersion === 4 ? [0, 0, 0, ipv4Word(address)] : ipv6Words(address);
  return { ipVersion, words: words.map((word, index) => word & masks[index]!), masks };
}

/** Of a port as text, `--port 8080`. */
export function parsePort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : -1;
  if (port < 0 || port > 65_535) throw new UsageError(`"${text}" is no port, a number from 0 to 65535`);
  return port;
}

function parseBits(text: string, at: number, mostBits: number): number {
  const digits = text.slice(at);
  const bits = /^[0-9]{1,3}$/.test(digits) ? Number(digits) : -1;
  if (bits < 0 || bits > mostBits)
    throw new UsageError(`"${text}": the length of its prefix is a number from 0 to ${mostBits}`);
  return bits;
}

/** The first `bits` of 32 set; shifts count modulo 32, hence the ends. */
function maskWord(bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? -1 : -1 << (32 - bits);
}

function ipv4Word(address: string): number {
  return address.split(".").reduce((word, part) => (word << 8) | Number(part), 0);
}

/** Of an address that is known to be valid. */
function ipv6Words(address: string): number[] {
  const [head = "", tail = ""] = address.split("::");
  const before = groupsOf(head);
  const behind = groupsOf(tail);
  const zeros = Array.from({ length: 8 - before.length - behind.length }, () => 0);
  const groups = [...before, ...zeros, ...behind];
  return [0, 2, 4, 6].map((at) => (groups[at]! << 16) | groups[at + 1]!);
}

/** Groups of 16 bits; the last two may be written as an IPv4 address. */
function groupsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((part) => {
    if (!part.includes(".")) return [parseInt(part, 16)];
    const word = ipv4Word(part);
    return [word >>> 16, word & 0xffff];
  });
}
