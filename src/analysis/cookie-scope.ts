/**
 * Where a cookie belongs: the domain and path it is set for and the requests it is sent with (RFC 6265 §5.1.3,
 * §5.1.4). Hosts are lower case.
 */
import { isIP } from "node:net";
import type { TransactionView } from "../http/views.js";

/** The host a transaction is about; the server's address where the request does not say. */
export const hostOf = (transaction: TransactionView): string =>
  transaction.request?.host ?? transaction.server.ip;

/** DNS has no longer name; a longer Host is an attack. */
const HOST_SIZE = 255;

/** The host as what is remembered by host names it: no text that a client may make as long as a head. */
export function shortHostOf(transaction: TransactionView): string {
  const host = hostOf(transaction);
  return host.length > HOST_SIZE ? transaction.server.ip : host;
}

/** Path of a request target, without query; `/` for one that has none. */
export function pathOf(target: string): string {
  let start = 0;
  if (!target.startsWith("/")) {
    const scheme = target.indexOf("://");
    start = scheme < 0 ? -1 : target.indexOf("/", scheme + 3);
    if (start < 0) return "/";
  }
  let end = start;
  while (end < target.length && target[end] !== "?" && target[end] !== "#") end += 1;
  return target.slice(start, end);
}

/** The path of a cookie that names none: up to the last slash, without it. */
export function defaultPath(requestPath: string): string {
  const last = requestPath.lastIndexOf("/");
  return last <= 0 ? "/" : requestPath.slice(0, last);
}

/** Whether a cookie for `domain` goes to `host`: the same, or a name below it. Addresses match themselves only. */
export function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(domain) && host[host.length - domain.length - 1] === "." && isIP(host) === 0;
}

export function pathMatches(requestPath: string, cookiePath: string): boolean {
  if (!requestPath.startsWith(cookiePath)) return false;
  return (
    requestPath.length === cookiePath.length ||
    cookiePath.endsWith("/") ||
    requestPath[cookiePath.length] === "/"
  );
}

/** Labels of a host that are looked at; DNS allows 127, hosts with more than a few are attacks. */
const DOMAIN_DEPTH = 16;

/** The host and the domains above it that may have set a cookie for it, nearest first. */
export function domainsOf(host: string): string[] {
  const domains = [host];
  if (isIP(host) !== 0) return domains;
  for (
    let dot = host.indexOf(".");
    dot >= 0 && domains.length < DOMAIN_DEPTH;
    dot = host.indexOf(".", dot + 1)
  ) {
    domains.push(host.slice(dot + 1));
  }
  return domains;
}
