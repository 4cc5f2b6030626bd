/**
 * Redirects (RFC 9110 §15.4): where a client is sent, whether it goes there, on whichever connection, and what changes
 * on the way. A redirect waits for its client, by address, for a minute of the capture.
 */
import { FINDINGS } from "../core/findings.js";
import { quoted } from "../core/quoted.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { Raise } from "./collector.js";
import { KeyedHash, keyOf } from "./keyed-hash.js";
import { fieldMask } from "./lint-fields.js";
import { withoutSecrets, type LintSubject } from "./lint-subject.js";
import { siteOf } from "./sites.js";

const LOCATION = fieldMask("location");

const PATIENCE_NS = 60e9;
/** Clients that redirects wait for, and redirects of one. A memory, not a result: beyond, the oldest is forgotten. */
const CLIENTS = 1_024;
const REDIRECTS = 16;
/** Requests of one chain that a loop is looked for in. */
const CHAIN = 32;
const LOCATION_SIZE = 2_048;

/** A redirect that waits for its client. */
interface Waiting {
  readonly id: string;
  readonly session: number;
  readonly frame: number;
  readonly method: string;
  /** A print of where to: host and port as hosts are counted, then path and query. */
  readonly place: number;
  /** Of path and query alone, for requests whose Host is not in the capture. */
  readonly path: number;
  readonly location: string;
  readonly atNs: number;
  readonly chain: Chain;
}

/** Redirects in a row. */
interface Chain {
  readonly first: string;
  readonly fromNs: number;
  readonly hops: number;
  /** Prints of the requests that were sent elsewhere, method and place. */
  readonly asked: readonly number[];
  readonly isLoop: boolean;
}

export class RedirectLint {
  /** By the client's address. */
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #hash = new KeyedHash();

  lint(subject: LintSubject, transaction: TransactionView, raise: Raise): void {
    const { client, request, response } = transaction;
    const redirects = this.#waiting.size === 0 ? undefined : this.#waiting.get(client.ip);
    const followed =
      redirects === undefined || request === null
        ? null
        : this.#follow(subject, transaction, request, redirects, raise);
    if (response === null || response.status === null) return;
    if (isRedirect(response.status)) this.#lintRedirect(subject, transaction, response, followed);
    else if (followed !== null && followed.chain.hops > 1) tellChain(subject, followed.chain, response);
  }

  /** Whoever still waits was not followed. */
  onEnd(raise: Raise): void {
    for (const redirects of this.#waiting.values())
      for (const redirect of redirects) raise(unfollowed(redirect));
    this.#waiting.clear();
  }

  /** The redirect that this request follows; null for none. Those that waited too long are told. */
  #follow(
    subject: LintSubject,
    { id, client }: TransactionView,
    request: RequestView,
    redirects: Waiting[],
    raise: Raise,
  ): Waiting | null {
    const now = request.first.timeNs;
    while (redirects.length > 0 && now - redirects[0]!.atNs > PATIENCE_NS)
      raise(unfollowed(redirects.shift()!));
    const isHostCut = request.hostAndPort === null && request.head.mayLackFields;
    const print = this.#printOf(isHostCut ? pathAndQuery(request.target) : placeOf(request));
    const index = redirects.findLastIndex(
      ({ id: from, place, path, atNs }) => (isHostCut ? path : place) === print && atNs <= now && from !== id,
    );
    const [redirect = null] = index < 0 ? [] : redirects.splice(index, 1);
    if (redirects.length === 0) this.#waiting.delete(client.ip);
    // Whether it was followed is not known, so neither is told.
    if (redirect === null || isHostCut) return null;
    subject.tell("redirect.followed", "request", { from: redirect.id }, false);
    if (request.method !== redirect.method) {
      const change = { before: quoted(redirect.method), after: quoted(request.method) };
      subject.tell("redirect.method-changed", "request", change, false);
    }
    return redirect;
  }

  #lintRedirect(
    subject: LintSubject,
    transaction: TransactionView,
    response: ResponseView,
    followed: Waiting | null,
  ): void {
    const { request } = transaction;
    if (!subject.responseFields.has(LOCATION)) {
      if (subject.responseFields.lacks(LOCATION))
        subject.tell("redirect.no-location", "response", { status: response.status });
      return;
    }
    const text = subject.responseFields.value(LOCATION);
    const shown = quoted(withoutSecrets(text));
    const why = problemOf(text);
    if (why !== null) {
      subject.tell("redirect.bad-location", "response", { location: shown, why });
      return;
    }
    subject.tell("redirect.location", "response", { status: response.status, location: shown });
    const from = request?.hostAndPort ?? null;
    const base = from === null ? null : `http://${from}${pathAndQuery(request?.target ?? "/")}`;
    const url = base === null ? parse(text) : parse(text, base);
    if (url === null || request === null) return;
    const host = request.host ?? "";
    if (from !== null && siteOf(url.hostname) !== siteOf(host))
      subject.tell("redirect.cross-site", "response", { host: quoted(host), target: quoted(url.hostname) });
    if (url.protocol === "https:")
      subject.tell("redirect.to-https", "response", { host: quoted(url.hostname) });
    // What is sent over TLS the capture does not show.
    if (url.protocol !== "http:" || !response.last.hasTime) return;
    const place = `${url.host}${url.pathname}${url.search}`;
    if (Math.max(place.length, text.length) > LOCATION_SIZE) return;
    this.#await(transaction, response, {
      place: this.#printOf(place),
      path: this.#printOf(url.pathname + url.search),
      location: copyOf(shown),
      method: request.method,
      chain: this.#lengthen(subject, transaction.id, request, followed),
    });
  }

  /**
   * A loop is one when the client asks once more for what it was sent away from, and is sent away again: a form that is
   * sent to its own address, and a check whether cookies come back, end with the second answer.
   */
  #lengthen(subject: LintSubject, id: string, request: RequestView, followed: Waiting | null): Chain {
    const print = this.#hash.start().text(request.method).text(placeOf(request)).end();
    const asked = keyOf(print);
    if (followed === null)
      return { first: id, fromNs: request.first.timeNs, hops: 1, asked: [asked], isLoop: false };
    const { chain, location } = followed;
    const isBack = chain.asked.includes(asked);
    if (isBack && !chain.isLoop)
      subject.tell("redirect.loop", "response", { location, hops: chain.hops }, false);
    return {
      first: chain.first,
      fromNs: chain.fromNs,
      hops: chain.hops + 1,
      asked: [...chain.asked, asked].slice(-CHAIN),
      isLoop: chain.isLoop || isBack,
    };
  }

  #printOf(place: string): number {
    return keyOf(this.#hash.start().text(place).end());
  }

  #await(
    { id, session, client }: TransactionView,
    response: ResponseView,
    where: Pick<Waiting, "place" | "path" | "location" | "chain" | "method">,
  ): void {
    const redirects = this.#waiting.get(client.ip);
    const redirect = { id, session, frame: response.first.frame, atNs: response.first.timeNs, ...where };
    if (redirects !== undefined) {
      if (redirects.length === REDIRECTS) redirects.shift();
      redirects.push(redirect);
      return;
    }
    if (this.#waiting.size === CLIENTS) {
      const [oldest = ""] = this.#waiting.keys();
      this.#waiting.delete(oldest);
    }
    this.#waiting.set(client.ip, [redirect]);
  }
}

const isRedirect = (status: number): boolean =>
  status >= 301 && status <= 308 && status !== 304 && status !== 305 && status !== 306;

function tellChain(subject: LintSubject, { first, fromNs, hops }: Chain, response: ResponseView): void {
  const ms = (response.last.timeNs - fromNs) / 1e6;
  subject.tell("redirect.chain", "response", { first, hops, ms }, false);
}

/** A line of its own: the transaction's has long been told. */
const unfollowed = ({ id, session, frame, location }: Waiting) => ({
  code: "redirect.unfollowed" as const,
  severity: FINDINGS["redirect.unfollowed"].severity,
  session,
  transaction: id,
  frame,
  data: { location },
});

/** As ownCopy(), of text that may end in an ellipsis. */
const copyOf = (text: string): string => Buffer.from(text).toString();

const placeOf = (request: RequestView): string =>
  `${request.hostAndPort ?? ""}${pathAndQuery(request.target)}`;

/** Of a target in any form. */
function pathAndQuery(target: string): string {
  if (target.startsWith("/")) return target;
  const authority = target.indexOf("://");
  const slash = authority < 0 ? -1 : target.indexOf("/", authority + 3);
  return slash < 0 ? "/" : target.slice(slash);
}

/** What RFC 3986 lets stand in a URI; browsers mend much else, each in its way. */
const OUTSIDE_URI = /[^\w\-.~:/?#[\]@!$&'()*+,;=%]/;
const BAD_ESCAPE = /%(?![0-9A-Fa-f]{2})/;

function problemOf(location: string): string | null {
  if (location === "") return "it is empty";
  const outside = OUTSIDE_URI.exec(location)?.[0];
  if (outside === " ") return "it has blanks in it";
  if (outside !== undefined) return "it has characters that must be percent-encoded";
  if (BAD_ESCAPE.test(location)) return "a percent sign without two hexadecimal digits";
  return parse(location, "http://localhost/") === null ? "no host and port" : null;
}

function parse(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}
