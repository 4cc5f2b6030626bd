/**
 * Authentication as HTTP frames it (RFC 9110 §11): what servers ask for, what clients send, how that ends; and what is
 * readable or used twice on the way. A finding names the user, never the secret.
 */
import { ownCopy } from "../core/own-copy.js";
import { quoted } from "../core/quoted.js";
import type { TransactionView } from "../http/views.js";
import { basicUser, readChallenges, readCredentials, type Challenge } from "./auth-fields.js";
import { KeyedHash, keyOf } from "./keyed-hash.js";
import { fieldMask, type FieldPlaces } from "./lint-fields.js";
import { withoutSecrets, type LintSubject } from "./lint-subject.js";

const PROXY_AUTHORIZATION = fieldMask("proxy-authorization");
const PROXY_AUTHENTICATE = fieldMask("proxy-authenticate");
const WSSE = fieldMask("x-wsse");

/** Refusals in a row that make a series; told again at ten times as many. */
const SERIES = 3;
/** Clients and servers whose attempts are remembered, and nonces. A memory, not a result: beyond, it starts anew. */
const ATTEMPTS = 4_096;
const NONCES = 4_096;
const NONCE_SIZE = 256;

/** How one client fares at one server. */
interface Attempts {
  failures: number;
  /** The user whose credentials were accepted last. */
  accepted: string | null;
}

/** What is sent, as the findings name it. */
interface Sent {
  /** null where the field holds a bare key. */
  readonly scheme: string | null;
  readonly user: string | null;
}

export class AuthLint {
  /** By a print of the client and the server: a Host may be as long as a head. */
  readonly #attempts = new Map<number, Attempts>();
  readonly #hash = new KeyedHash();
  /** The transaction in which a nonce was first used, by scheme, nonce and count. */
  readonly #nonces = new Map<string, string>();

  lint(subject: LintSubject, transaction: TransactionView): void {
    const { requestFields, responseFields } = subject;
    const status = transaction.response?.status ?? null;
    if (status === 401 || status === 407) this.#lintChallenge(subject, responseFields, status);
    const isToProxy = requestFields.has(PROXY_AUTHORIZATION);
    const isSent = isToProxy || requestFields.has(WSSE) || requestFields.head?.has("authorization") === true;
    if (!isSent) return;
    const sent = this.#lintCredentials(subject, transaction, requestFields);
    if (sent !== null && status !== null) this.#lintOutcome(subject, transaction, sent, status, isToProxy);
  }

  #lintChallenge(subject: LintSubject, fields: FieldPlaces, status: 401 | 407): void {
    const asked = challengeIn(fields, status);
    if (asked === null) {
      const isSure = fields.head !== null && !fields.head.mayLackFields;
      if (isSure) subject.tell("auth.bad-challenge", "response", { why: `a ${status} must have one` });
      return;
    }
    const { list, problem } = readChallenges(asked);
    if (problem !== null) subject.tell("auth.bad-challenge", "response", { why: problem });
    for (const { scheme, parameters } of list) {
      const realm = parameters.get("realm");
      const told = realm === undefined || realm === "" ? null : quoted(realm);
      subject.tell("auth.challenge", "response", { scheme: quoted(scheme), realm: told });
    }
  }

  #lintCredentials(subject: LintSubject, transaction: TransactionView, fields: FieldPlaces): Sent | null {
    if (fields.has(WSSE)) return this.#lintWsse(subject, transaction, fields.value(WSSE));
    const field = fields.head?.value("authorization") ?? fields.value(PROXY_AUTHORIZATION);
    const credentials = readCredentials(field);
    if (credentials === null) return field === "" ? null : { scheme: null, user: null };
    switch (credentials.scheme.toLowerCase()) {
      case "basic": {
        const user = userOf(basicUser(credentials.token ?? ""));
        subject.tell("auth.basic-cleartext", "request", { user });
        return { scheme: "Basic", user };
      }
      case "digest":
        return this.#lintDigest(subject, transaction, credentials.parameters);
      case "bearer":
        subject.tell("auth.bearer-cleartext", "request", {});
        return { scheme: "Bearer", user: null };
      default:
        return { scheme: quoted(credentials.scheme), user: userOf(credentials.parameters.get("username")) };
    }
  }

  #lintDigest(subject: LintSubject, transaction: TransactionView, parameters: Challenge["parameters"]): Sent {
    const user = userOf(parameters.get("username"));
    const algorithm = parameters.get("algorithm") ?? null;
    const qop = parameters.get("qop") ?? null;
    const named = quoted(algorithm ?? "MD5");
    subject.tell("auth.digest", "request", {
      user,
      algorithm: named,
      qop: qop === null ? null : quoted(qop),
    });
    if (algorithm === null || /^MD5(?:-sess)?$/i.test(algorithm))
      subject.tell("auth.digest-md5", "request", { user, algorithm: named });
    const uri = parameters.get("uri");
    const target = transaction.request?.target ?? "";
    // A proxy may have turned the one form of the target into the other.
    if (uri !== undefined && uri !== target && !uri.endsWith(target) && !target.endsWith(uri)) {
      const [before, after] = [withoutQuery(uri), withoutQuery(target)];
      subject.tell("auth.digest-uri-mismatch", "request", {
        uri: quoted(before),
        target: before === after ? `${quoted(after)} with another query` : quoted(after),
      });
    }
    const nonce = parameters.get("nonce");
    const count = parameters.get("nc");
    // Without a count a nonce is for many requests.
    if (nonce !== undefined && count !== undefined)
      this.#lintNonce(subject, transaction.id, "Digest", user, `${nonce}\n${count}`);
    return { scheme: "Digest", user };
  }

  #lintWsse(subject: LintSubject, transaction: TransactionView, field: string): Sent {
    const parameters = readCredentials(field)?.parameters ?? new Map<string, string>();
    const user = userOf(parameters.get("username"));
    const created = secondsOf(parameters.get("created") ?? "");
    const at = subject.epochSeconds(transaction.request?.first ?? null);
    const age = created === null || at === null ? null : at - created;
    subject.tell("auth.wsse", "request", { user, age });
    const nonce = parameters.get("nonce");
    if (nonce !== undefined) this.#lintNonce(subject, transaction.id, "WSSE", user, nonce);
    return { scheme: "WSSE", user };
  }

  #lintNonce(subject: LintSubject, id: string, scheme: string, user: string | null, nonce: string): void {
    if (nonce.length > NONCE_SIZE) return;
    const key = `${scheme}\n${nonce}`;
    const first = this.#nonces.get(key);
    if (first !== undefined) {
      subject.tell("auth.nonce-replayed", "request", { scheme, user, first }, false);
      return;
    }
    if (this.#nonces.size >= NONCES) this.#nonces.clear();
    this.#nonces.set(ownCopy(key), id);
  }

  #lintOutcome(
    subject: LintSubject,
    { client, server, request }: TransactionView,
    { scheme, user }: Sent,
    status: number,
    isToProxy: boolean,
  ): void {
    const at = isToProxy ? `${server.ip}:${server.port}` : (request?.hostAndPort ?? server.ip);
    const key = keyOf(this.#hash.start().text(client.ip).text(at).end());
    const attempts = this.#attempts.get(key) ?? { failures: 0, accepted: null };
    if (status === 401 || status === 407) {
      // One more leg of a handshake, or a nonce that was too old, is no refusal; nor is what the other one asks for.
      if (isNextStep(subject.responseFields, status) || isToProxy !== (status === 407)) return;
      // Basic has one step; of the others the challenge that tells may stand behind the cut.
      if (scheme !== "Basic" && subject.response?.head?.mayLackFields === true) return;
      attempts.failures += 1;
      attempts.accepted = null;
      subject.tell("auth.failed", "response", { scheme, user, status });
      const { failures } = attempts;
      if (failures >= SERIES && Number.isInteger(Math.log10(failures / SERIES)))
        subject.tell("auth.repeated-failure", "response", { client: client.ip, count: failures }, false);
    } else {
      if (status >= 400) return;
      const who = ownCopy(`${scheme ?? ""}\n${user ?? ""}`);
      if (attempts.accepted !== who)
        subject.tell("auth.succeeded", "response", { scheme, user, status }, false);
      attempts.failures = 0;
      attempts.accepted = who;
    }
    if (this.#attempts.size >= ATTEMPTS && !this.#attempts.has(key)) this.#attempts.clear();
    this.#attempts.set(key, attempts);
  }
}

const userOf = (name: string | null | undefined): string | null =>
  name === null || name === undefined || name === "" ? null : quoted(name);

/** Says that there is one. */
const withoutQuery = (uri: string): string => withoutSecrets(uri) + (uri.includes("?") ? "?\u2026" : "");

/** All challenges of a response; null for none. */
function challengeIn(fields: FieldPlaces, status: 401 | 407): string | null {
  if (status === 407) return fields.has(PROXY_AUTHENTICATE) ? fields.list(PROXY_AUTHENTICATE) : null;
  const values = fields.head?.values("www-authenticate") ?? [];
  return values.length === 0 ? null : values.join(", ");
}

function isNextStep(fields: FieldPlaces, status: 401 | 407): boolean {
  return readChallenges(challengeIn(fields, status) ?? "").list.some(
    ({ scheme, token, parameters }) =>
      parameters.get("stale")?.toLowerCase() === "true" ||
      (token !== null && /^(?:NTLM|Negotiate)$/i.test(scheme)),
  );
}

/** Seconds since 1970 of an RFC 3339 time in UTC; null for another text. */
function secondsOf(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
}
