/**
 * What is to be said of a cookie: of the way it is set (RFC 6265 §4.1.2 and its successor), and of the life of session
 * identifiers (§8.4). All of it compares transactions, so each finding is a line of its own. What a cookie lacks is
 * told once a cookie, not once a response.
 */
import type { FindingCode, FindingData } from "../core/findings.js";
import { FINDINGS } from "../core/findings.js";
import { quoted } from "../core/quoted.js";
import type { SetCookieRecord } from "../core/records.js";
import { Remembered } from "../core/remembered.js";
import type { TransactionView } from "../http/views.js";
import type { Raise } from "./collector.js";
import type { CookieEntry, CookieLife } from "./cookie-entry.js";
import { hasKnownSessionName, hasSessionName } from "./session-identifiers.js";
import { hostOfUri, siteOf } from "./sites.js";
import type { UserSession } from "./user-sessions.js";
import type { Visitor } from "./visitors.js";

/** What browsers cut lifetimes to (rfc6265bis §5.5). */
const LONGEST_DAYS = 400;
const DAY_SECONDS = 86_400;

/** A finding about what a transaction showed of a cookie. */
export function tellCookie(
  code: FindingCode,
  transaction: TransactionView,
  direction: "request" | "response",
  data: FindingData,
  raise: Raise,
): void {
  const frame = transaction[direction]?.first.frame ?? null;
  const { session, id } = transaction;
  raise({ code, severity: FINDINGS[code].severity, session, transaction: id, frame, data });
}

/** What was on its way on another connection when the end came does not know of it. */
const ON_ITS_WAY_NS = 500e6;

/** A Set-Cookie for a cookie that the client takes. */
export interface CookieSetting {
  readonly transaction: TransactionView;
  readonly cookie: SetCookieRecord;
  readonly entry: CookieEntry;
  readonly life: CookieLife;
  /** What the request carried under its name; null for nothing. */
  readonly sent: string | null;
  /** How often it was set before. */
  readonly setCount: number;
  /** Seconds since 1970. */
  readonly now: number;
}

export function lintSetting(setting: CookieSetting, raise: Raise): void {
  const { transaction, cookie, entry, life, sent, setCount } = setting;
  const { domain } = entry;
  const name = quoted(cookie.name);
  const tell = (code: FindingCode, data: FindingData): void => {
    entry.note(code);
    tellCookie(code, transaction, "response", data, raise);
  };
  if (life.isDeletion) {
    if (setCount > 0 || sent !== null) tell("cookie.deleted", { name });
    return;
  }
  if (setCount === 0) tell("cookie.first-set", { name, domain: quoted(domain) });
  if (sent !== null && sent !== cookie.value) tell("cookie.value-changed", { name });
  for (const [code, data] of shortcomings(setting))
    if (entry.note(code)) tellCookie(code, transaction, "response", data, raise);
}

function* shortcomings({
  transaction,
  cookie,
  life,
  now,
}: CookieSetting): Iterable<readonly [FindingCode, FindingData]> {
  const name = quoted(cookie.name);
  const isIdentifier = hasSessionName(cookie.name);
  if (isIdentifier && !cookie.httpOnly) yield ["cookie.no-httponly", { name }];
  if (isIdentifier && !cookie.secure) yield ["cookie.no-secure", { name }];
  if (cookie.sameSite === null) yield ["cookie.no-samesite", { name }];
  else if (!cookie.secure && cookie.sameSite.toLowerCase() === "none")
    yield ["cookie.samesite-none-insecure", { name }];
  // Everything that is read here came in clear.
  if (cookie.secure) yield ["cookie.secure-over-cleartext", { name }];
  if (cookie.expires !== null && cookie.maxAge !== null) yield ["cookie.expires-and-max-age", { name }];
  const days = life.expires === null ? 0 : Math.floor((Date.parse(life.expires) / 1000 - now) / DAY_SECONDS);
  if (days > LONGEST_DAYS) yield ["cookie.very-long", { name, days }];
  const host = transaction.request?.host ?? null;
  const referer = transaction.request?.head.value("referer") ?? null;
  const from = referer === null ? null : hostOfUri(referer);
  if (host !== null && from !== null && siteOf(from) !== siteOf(host))
    yield ["cookie.third-party", { name, host: quoted(host), from: quoted(from) }];
}

/** A cookie for somebody else's domain, which clients refuse. */
export function tellForeignDomain(
  transaction: TransactionView,
  cookie: SetCookieRecord,
  host: string,
  raise: Raise,
): void {
  const data = { name: quoted(cookie.name), domain: quoted(cookie.domain ?? ""), host: quoted(host) };
  tellCookie("cookie.domain-mismatch", transaction, "response", data, raise);
}

/** A session identifier is shown: after its end, or by another client than before. */
export function lintVisit(
  transaction: TransactionView,
  visit: UserSession,
  visitor: Visitor,
  raise: Raise,
): void {
  const { request, response } = transaction;
  const name = quoted(visit.cookie);
  const { ended, firstClient } = visit;
  const status = response?.status ?? null;
  if (
    ended !== null &&
    request !== null &&
    status !== null &&
    status < 300 &&
    request.first.timeNs > ended.atNs + ON_ITS_WAY_NS
  ) {
    if (visit.note("cookie.used-after-delete"))
      tellCookie(
        "cookie.used-after-delete",
        transaction,
        "request",
        { name, deleted: ended.id, status },
        raise,
      );
  }
  if (firstClient === null || visit.clientCount < 2) return;
  const { ip, agent } = visitor;
  if (ip !== firstClient.ip) {
    if (!visit.note("cookie.shared-between-clients")) return;
    const data = { name, client: ip, first: firstClient.ip };
    tellCookie("cookie.shared-between-clients", transaction, "request", data, raise);
  } else if (agent.text !== null && firstClient.userAgent !== null && agent.text !== firstClient.userAgent) {
    if (!visit.note("cookie.shared-between-programs")) return;
    const data = { name, agent: quoted(agent.text), first: quoted(firstClient.userAgent) };
    tellCookie("cookie.shared-between-programs", transaction, "request", data, raise);
  }
}

const SEMICOLON = 0x3b;
const QUESTION = 0x3f;
const PARAMETER_STARTS = ";?&";
/** A shorter value is a number of a page or a thing. */
const IDENTIFIER_SIZE = 4;
/** No identifier has a longer name. */
const NAME_SIZE = 64;
const isIdentifierName = new Remembered((name) => ({ is: hasKnownSessionName(name) }));

/** Session identifiers in the target or in Referer. */
export function lintUrls(transaction: TransactionView, raise: Raise): void {
  const { request } = transaction;
  if (request === null) return;
  const { bytes, startLineEnd } = request.head;
  let at = request.method.length;
  while (at < startLineEnd && bytes[at] !== SEMICOLON && bytes[at] !== QUESTION) at += 1;
  if (at < startLineEnd) lintUrl(transaction, bytes.toString("latin1", at, startLineEnd), "target", raise);
  if (!request.head.has("referer")) return;
  lintUrl(transaction, request.head.value("referer") ?? "", "Referer", raise);
}

function lintUrl(transaction: TransactionView, url: string, where: string, raise: Raise): void {
  for (let equals = url.indexOf("="); equals > 0; equals = url.indexOf("=", equals + 1)) {
    let start = equals;
    const earliest = Math.max(0, equals - NAME_SIZE);
    while (start > earliest && !PARAMETER_STARTS.includes(url[start - 1]!)) start -= 1;
    if (start === earliest) continue;
    const name = url.slice(start, equals);
    if (!isIdentifierName.of(name).is || valueSize(url, equals + 1) < IDENTIFIER_SIZE) continue;
    tellCookie("cookie.session-id-in-url", transaction, "request", { name: quoted(name), where }, raise);
    return;
  }
}

/** As far as it matters. */
function valueSize(url: string, start: number): number {
  let end = start;
  while (end < url.length && end - start < IDENTIFIER_SIZE && !";&#/ ".includes(url[end]!)) end += 1;
  return end - start;
}
