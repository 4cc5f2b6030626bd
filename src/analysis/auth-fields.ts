/**
 * Challenges and credentials (RFC 9110 §11.3 to §11.6): a scheme, then one token or a list of parameters. Several
 * challenges share a field, with the same comma between them as between parameters.
 */
import { trimText } from "../http/octets.js";

export interface Challenge {
  /** As sent. */
  readonly scheme: string;
  /** null where there are parameters, or nothing. */
  readonly token: string | null;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface Challenges {
  readonly list: readonly Challenge[];
  /** What is not to grammar; null for nothing. */
  readonly problem: string | null;
}

/** Challenges of one field and parameters of one challenge; beyond, nothing is read. */
const MOST = 32;

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}/y;
const PADDING = /=*[ \t]*(?:,|$)/y;
const TOKEN_68 = /[A-Za-z0-9\-._~+/]{1,65536}={0,8}(?=[ \t]*(?:,|$))/y;

/** The challenges in a WWW-Authenticate or Proxy-Authenticate field. */
export function readChallenges(text: string): Challenges {
  const reader = new Reader(text);
  const list: Challenge[] = [];
  while (list.length < MOST && reader.skipCommas()) {
    const challenge = reader.challenge();
    if (challenge !== null) list.push(challenge);
    if (reader.problem !== null) break;
  }
  return { list, problem: reader.problem ?? (list.length === 0 ? "it is empty" : null) };
}

/** A word, then something else: what it is differs by scheme, and is not always to grammar. */
const HAS_SCHEME = /^[,\s]*[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}[ \t]+[^,\s]/;
/** Schemes known by name, whatever stands behind it. */
const KNOWN_SCHEME = /^(?:basic|bearer|digest|negotiate|ntlm)$/i;

/**
 * What an Authorization or Proxy-Authorization field holds; null where it names no scheme. A word with nothing behind
 * it is a bare key, and not the name of a scheme that anybody may read.
 */
export function readCredentials(text: string): Challenge | null {
  const [first] = readChallenges(text).list;
  if (first === undefined) return null;
  return HAS_SCHEME.test(text) || KNOWN_SCHEME.test(first.scheme) ? first : null;
}

class Reader {
  problem: string | null = null;
  #at = 0;

  constructor(private readonly text: string) {}

  /** false at the end. */
  skipCommas(): boolean {
    while (this.#at < this.text.length && /[,\s]/.test(this.text[this.#at]!)) this.#at += 1;
    return this.#at < this.text.length;
  }

  challenge(): Challenge | null {
    const scheme = this.#match(TOKEN);
    if (scheme === null) {
      this.problem = "no scheme";
      return null;
    }
    const parameters = new Map<string, string>();
    const end = this.#at;
    this.#skipBlanks();
    const isApart = this.#at > end;
    const token = !isApart || this.#isParameter() ? null : this.#match(TOKEN_68);
    if (token === null) this.#readParameters(parameters);
    return { scheme, token, parameters };
  }

  #readParameters(parameters: Map<string, string>): void {
    while (parameters.size < MOST && this.#isParameter()) {
      const name = this.#match(TOKEN)!.toLowerCase();
      this.#skipBlanks();
      this.#at += 1;
      this.#skipBlanks();
      const value = this.text[this.#at] === '"' ? this.#quotedString() : this.#match(TOKEN);
      if (value === null) {
        this.problem ??= `the value of ${name} is neither a token nor a quoted string`;
        this.#at = this.text.length;
        // What stands there is still what was meant.
        if (!parameters.has(name)) parameters.set(name, "");
        return;
      }
      if (!parameters.has(name)) parameters.set(name, value);
      this.#skipBlanks();
      if (this.#at < this.text.length && this.text[this.#at] !== ",") {
        this.problem ??= `no comma behind ${name}`;
        this.#at = this.text.length;
        return;
      }
      const comma = this.#at;
      this.skipCommas();
      if (!this.#isParameter()) {
        this.#at = comma;
        return;
      }
    }
    const isAtEnd = this.#at >= this.text.length || this.text[this.#at] === ",";
    if (!isAtEnd && parameters.size === 0) {
      this.problem ??= "neither a token nor parameters behind the scheme";
      this.#at = this.text.length;
    }
  }

  /** A name and an equals sign with something behind: `YQ==` is a token. */
  #isParameter(): boolean {
    const start = this.#at;
    const name = this.#match(TOKEN);
    this.#skipBlanks();
    const isEquals = name !== null && this.text[this.#at] === "=";
    PADDING.lastIndex = this.#at + 1;
    const isPadding = isEquals && PADDING.test(this.text);
    this.#at = start;
    return isEquals && !isPadding;
  }

  #quotedString(): string | null {
    let value = "";
    for (let at = this.#at + 1; at < this.text.length; at++) {
      const character = this.text[at]!;
      if (character === '"') {
        this.#at = at + 1;
        return value;
      }
      if (character === "\\" && at + 1 < this.text.length) at += 1;
      value += this.text[at]!;
    }
    return null;
  }

  #skipBlanks(): void {
    while (this.text[this.#at] === " " || this.text[this.#at] === "\t") this.#at += 1;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}

/** What stands for a password where the user is the key: nothing, or what the makers of such interfaces ask for. */
const NO_PASSWORD = /^(?:x|x-oauth-basic)?$/i;

/** The user of Basic credentials (RFC 7617 §2), as latin-1; null where the token is none, and where it is a key. */
export function basicUser(token: string): string | null {
  if (!/^[A-Za-z0-9+/]{0,4096}={0,2}$/.test(token)) return null;
  const text = Buffer.from(token, "base64").toString("latin1");
  const colon = text.indexOf(":");
  return colon < 0 || NO_PASSWORD.test(text.slice(colon + 1)) ? null : trimText(text.slice(0, colon));
}
