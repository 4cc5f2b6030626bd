/**
 * `--redact`: secrets as tokens, the same secret the same token, so that what belongs together still does. Secrets are
 * credentials, values of cookies, and what forms send in fields that look like passwords.
 */
import { parseCookies, parseSetCookie } from "../http/cookie-fields.js";

const CREDENTIALS: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "x-wsse",
  "x-api-key",
  "x-auth-token",
]);
const SECRET_NAME = /pass|pwd|secret|token|api_?key|senha|contrase|kennwort/i;

export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

export class Secrets {
  readonly #tokens = new Map<string, string>();
  readonly #isHidden: boolean;

  /** @param isHidden false: everything is shown as it was sent */
  constructor(isHidden: boolean) {
    this.#isHidden = isHidden;
  }

  /** What stands for the secret. */
  of(secret: string): string {
    if (!this.#isHidden || secret === "") return secret;
    let token = this.#tokens.get(secret);
    if (token === undefined) this.#tokens.set(secret, (token = `<secret ${this.#tokens.size + 1}>`));
    return token;
  }

  /** The value of a field, with what is secret in it replaced. */
  inField(name: string, value: string): string {
    if (!this.#isHidden) return value;
    const lower = name.toLowerCase();
    if (CREDENTIALS.has(lower)) {
      const blank = value.indexOf(" ");
      return blank < 0 ? this.of(value) : `${value.slice(0, blank)} ${this.of(value.slice(blank + 1))}`;
    }
    if (lower === "cookie")
      return parseCookies([value])
        .map((pair) => `${pair.name}=${this.of(pair.value)}`)
        .join("; ");
    if (lower === "set-cookie") {
      const cookie = parseSetCookie(value);
      if (cookie === null || cookie.value === "") return value;
      const equals = value.indexOf("=");
      const semicolon = value.indexOf(";", equals);
      return `${value.slice(0, equals + 1)}${this.of(cookie.value)}${semicolon < 0 ? "" : value.slice(semicolon)}`;
    }
    return this.inPairs(value, /([?&;])([^=&?#;]+)=([^&#;]*)/g);
  }

  /** A form, a query or any text with pairs in it. */
  inPairs(text: string, pairs = /(^|[?&])([^=&?#]+)=([^&#\s]*)/g): string {
    if (!this.#isHidden) return text;
    return text.replace(pairs, (whole: string, before: string, name: string, value: string) =>
      isSecretName(name) ? `${before}${name}=${this.of(value)}` : whole,
    );
  }
}
