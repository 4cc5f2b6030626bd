/**
 * IP addresses as text, in the canonical form of RFC 5952. Inside, an address is 4 words in network order read as
 * int32; IPv4 has the last, the others are 0.
 */

import type { Endpoint } from "./records.js";

export function formatAddress(ipVersion: 4 | 6, words: Readonly<ArrayLike<number>>): string {
  return ipVersion === 4 ? formatIpv4(words[3] ?? 0) : formatIpv6(words);
}

/** `192.0.2.5:80`, `[2001:db8::5]:80` (RFC 3986 §3.2.2). */
export const formatEndpoint = ({ ip, port }: Endpoint): string =>
  ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;

function formatIpv4(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

function formatIpv6(words: Readonly<ArrayLike<number>>): string {
  const [first, second, third, last] = [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0];
  // RFC 5952 §5: the dotted form where the prefix says that an IPv4 address is inside.
  if (first === 0 && second === 0 && third === 0xffff) return `::ffff:${formatIpv4(last)}`;
  const groups = [first, second, third, last].flatMap((word) => [word >>> 16, word & 0xffff]);
  const zeros = longestZeros(groups);
  const text = groups.map((group) => group.toString(16));
  if (zeros.size < 2) return text.join(":");
  return `${text.slice(0, zeros.at).join(":")}::${text.slice(zeros.at + zeros.size).join(":")}`;
}

/** The first of the longest runs of zero groups (RFC 5952 §4.2.3). */
function longestZeros(groups: readonly number[]): { at: number; size: number } {
  let longest = { at: 0, size: 0 };
  let size = 0;
  for (const [index, group] of groups.entries()) {
    size = group === 0 ? size + 1 : 0;
    if (size > longest.size) longest = { at: index - size + 1, size };
  }
  return longest;
}
