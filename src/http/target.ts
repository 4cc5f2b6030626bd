/**
 * Which site and resource a request is for (RFC 9112 §3.2, §3.3), from its target and Host.
 */

import { Remembered } from "../core/remembered.js";

interface Authority {
  /** Lower case, without port. */
  readonly host: string;
  /** The same with its port unless that is 80. */
  readonly hostAndPort: string;
}

/** What Host fields name, null for nothing. A capture is about few hosts, each asked again and again. */
const authorities = new Remembered(readAuthority);

export class Target {
  readonly #authority: Authority | null;
  readonly #hostField: string | null;
  readonly #target: string;

  /** @param hostField null where the target is the whole URL */
  constructor(authority: Authority | null, hostField: string | null, target: string) {
    this.#authority = authority;
    this.#hostField = hostField;
    this.#target = target;
  }

  /** Lower case, without port; null without an absolute target and without a valid Host. */
  get host(): string | null {
    return this.#authority === null ? null : this.#authority.host;
  }

  /** The same with its port unless that is 80. */
  get hostAndPort(): string | null {
    return this.#authority === null ? null : this.#authority.hostAndPort;
  }

  /** The authority is that of the target or Host, never the connection's port; null without host. */
  get url(): string | null {
    if (this.#authority === null) return null;
    if (this.#hostField === null) return this.#target;
    return `http://${this.#hostField}${this.#target === "*" ? "" : this.#target}`;
  }
}

export function readTarget(method: string, target: string, hostField: string | null): Target {
  if (method === "CONNECT") {
    const authority = readAuthority(target);
    // What is none leaves Host, as with any other method.
    if (authority !== null || hostField === null) return new Target(authority, null, target);
  }
  if (!target.startsWith("/")) {
    const schemeEnd = target.indexOf("://");
    if (schemeEnd > 0 && isScheme(target.slice(0, schemeEnd))) {
      const authority = authorityOf(target, schemeEnd + 3);
      const withoutUser = authority.slice(authority.lastIndexOf("@") + 1);
      return new Target(readAuthority(withoutUser), null, target);
    }
  }
  return new Target(hostField === null ? null : authorities.of(hostField), hostField, target);
}

function readAuthority(text: string): Authority | null {
  const host = hostOf(text);
  if (host === null) return null;
  const port = text.slice(hostEnd(text) + 1);
  const lower = host.toLowerCase();
  return {
    host: lower,
    hostAndPort: port === "" || Number(port) === 80 ? lower : `${lower}:${Number(port)}`,
  };
}

/** Host of `host[:port]`; null where it is empty or has characters that no host has (RFC 3986 §3.2.2). */
function hostOf(authority: string): string | null {
  const end = hostEnd(authority);
  if (end <= 0) return null;
  for (let i = end + 1; i < authority.length; i++) {
    const digit = authority.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return null;
  }
  for (let i = 0; i < end; i++) {
    const code = authority.charCodeAt(i);
    if (code <= 0x20 || code === 0x7f || '/?#@\\,"<>'.includes(authority[i]!)) return null;
  }
  return authority.slice(0, end);
}

/** Where the host ends: before the colon of the port, behind the bracket of an IPv6 address. */
function hostEnd(authority: string): number {
  if (authority.startsWith("[")) {
    const bracket = authority.indexOf("]");
    if (bracket < 0) return -1;
    return bracket + 1 === authority.length || authority[bracket + 1] === ":" ? bracket + 1 : -1;
  }
  const colon = authority.indexOf(":");
  return colon < 0 ? authority.length : colon;
}

function authorityOf(target: string, start: number): string {
  let end = start;
  while (end < target.length && !"/?#".includes(target[end]!)) end += 1;
  return target.slice(start, end);
}

/** RFC 3986 §3.1. */
function isScheme(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!.toLowerCase();
    const isLetter = char >= "a" && char <= "z";
    if (
      !isLetter &&
      (i === 0 || !((char >= "0" && char <= "9") || char === "+" || char === "-" || char === "."))
    )
      return false;
  }
  return text.length > 0;
}
