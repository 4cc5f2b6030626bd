/**
 * Passwords in forms, and what looks like a login: a password was sent, and the server led on, with a session identifier
 * that is new (RFC 6265 §8.4). Whether a login it was, only the server knows: the finding says what speaks for it.
 */
import { LINE_LIST_ENTRIES } from "../core/limits.js";
import { quoted } from "../core/quoted.js";
import { parseCookies, parseSetCookie } from "../http/cookie-fields.js";
import type { RequestView, ResponseView } from "../http/views.js";
import { pathOf } from "./cookie-scope.js";
import { readForm, type FormField } from "./form-fields.js";
import type { LintSubject } from "./lint-subject.js";
import { hasSessionName, looksRandom } from "./session-identifiers.js";

const FORM = "application/x-www-form-urlencoded";
/** Names of password fields in the languages of the world's forms: a part is enough. */
const PASSWORD =
  /(?:^|[^a-z]|user|login|new|old|my)pass\d*$|passw|pass_?phrase|passcode|pwd|senha|contrase|mot_?de_?passe|kennwort|salasana|wachtwoord|haslo/i;
/** What a query with such a field has in it. */
const HINT = /pass|pwd|senha|contrase|kennwort|salasana|wachtwoord|haslo/i;
/** Fields about a password without one in them: to remember it, to show it, how good it is; and other passes. */
const ABOUT_PASSWORD = /forgot|remember|show|hint|strength|policy|expir|boarding/i;
/** What boxes and states are, and passwords are not. */
const TICKED = /^(?:[01]|on|off|yes|no|true|false|done|null)$/i;
/** What `pwd` is where it is the working directory. */
const DIRECTORY = /^(?:~?\/|[a-z]:\\)/i;
/** Names of fields with the user in them end so: a token for a login, which is none, does not. */
const USER =
  /(?:user|login|member|account|nick|mail)(?:[_-]?(?:name|id|no|address))?\W*\d*$|^(?:log|uid|usr|id|name|wpname)\W*\d*$/i;
/** The surest of them: buttons are named `login` as well. */
const SURE_USER = /user|mail/i;
const QUESTION = 0x3f;
/** Where a login leads that was refused: to its form once more, or to what says so. */
const REFUSAL = /\/(?:log|sign)[-_]?(?:in|on)\b[^/]*$|error|fail|invalid|incorrect|denied|wrong/i;
/** Random as they are, they identify no session. */
const NO_IDENTIFIER = /[cx]srf/i;

export function lintLogins(subject: LintSubject): void {
  const { request, response } = subject;
  if (request === null) return;
  const isForm = request.contentType === FORM;
  if (!isForm && !mayCarryForm(request)) return;
  const { target } = request;
  const query = target.indexOf("?");
  const inQuery = query < 0 ? null : passwordIn(readForm(target.slice(query + 1)));
  if (inQuery !== null) tellPassword(subject, inQuery, "query");
  const body = isForm ? (subject.transaction?.bodyPrefix("request")?.toString("latin1") ?? "") : "";
  const fields = readForm(body);
  const inBody = passwordIn(fields);
  if (inBody === null) return;
  tellPassword(subject, inBody, "body");
  if (response !== null) lintLogin(subject, request, response, userIn(fields));
}

/** Queries with `pass` or `pw` in them are worth text. */
function mayCarryForm({ head: { bytes, startLineEnd }, method }: RequestView): boolean {
  let at = method.length;
  while (at < startLineEnd && bytes[at] !== QUESTION) at += 1;
  return at < startLineEnd && HINT.test(bytes.toString("latin1", at, startLineEnd));
}

/** Names of the fields that hold a password; null for none. */
function passwordIn(fields: readonly FormField[]): string | null {
  const names = fields.filter(isPassword).map(({ name }) => name);
  return names.length === 0 ? null : names.join(", ");
}

const isPassword = ({ name, value }: FormField): boolean =>
  value !== "" &&
  PASSWORD.test(name) &&
  !ABOUT_PASSWORD.test(name) &&
  !TICKED.test(value) &&
  !(name.toLowerCase() === "pwd" && DIRECTORY.test(value));

function userIn(fields: readonly FormField[]): string | null {
  const users = fields.filter(({ name, value }) => value !== "" && USER.test(name) && !PASSWORD.test(name));
  const sure = users.find(({ name }) => SURE_USER.test(name));
  // Of the others one may be a token, whatever its name.
  const user = sure ?? users.find(({ value }) => !looksRandom(value));
  return user === undefined ? null : quoted(user.value);
}

function tellPassword(subject: LintSubject, field: string, where: "body" | "query"): void {
  subject.tell("auth.form-password-cleartext", "request", { field: quoted(field), where });
}

function lintLogin(
  subject: LintSubject,
  request: RequestView,
  response: ResponseView,
  user: string | null,
): void {
  const { status } = response;
  if (status === null || status >= 400) return;
  const location = response.head?.value("location") ?? "";
  if (REFUSAL.test(location.replace(/^[a-z]+:\/\/[^/]*/i, ""))) return;
  const sent = parseCookies(request.head.values("cookie")).slice(0, LINE_LIST_ENTRIES);
  const set = (response.head?.values("set-cookie") ?? [])
    .slice(0, LINE_LIST_ENTRIES)
    .flatMap((text) => parseSetCookie(text) ?? []);
  const identifiers = set.filter(
    ({ name, value, maxAge }) => value !== "" && maxAge !== 0 && isIdentifier(name, value),
  );
  const before = new Map(sent.toReversed().map(({ name, value }) => [name, value]));
  const renewed = identifiers.find(({ name, value }) => before.has(name) && before.get(name) !== value);
  const kept = sent.find(({ name }) => hasSessionName(name));
  const leadsOn = status >= 301 && status <= 308 && status !== 304 && isElsewhere(request, response);
  // Without a redirect only a new identifier in place of the old one speaks for it: forms that fail are shown again.
  if (!leadsOn && renewed === undefined) return;
  const [first] = identifiers;
  if (first === undefined && kept === undefined) return;
  const mayLackSet = response.head?.mayLackFields === true;
  if (first === undefined && mayLackSet) return;
  const sign =
    first === undefined
      ? `the server leads on with ${quoted(kept?.name ?? "")} as it was`
      : `the server ${leadsOn ? "leads on and " : ""}sets ${quoted(first.name)}`;
  subject.tell("auth.login", "response", { user, sign });
  // Another identifier that is new is what the login made: the one from before may be for other things.
  if (kept === undefined || !leadsOn || mayLackSet || (first !== undefined && first.name !== kept.name))
    return;
  const isRotated = set.some(({ name, value }) => name === kept.name && value !== kept.value);
  if (!isRotated) subject.tell("cookie.not-rotated-at-login", "response", { name: quoted(kept.name) });
}

const isIdentifier = (name: string, value: string): boolean =>
  hasSessionName(name) || (looksRandom(value) && !NO_IDENTIFIER.test(name));

/** Neither back to the form nor to where the form was sent. */
function isElsewhere(request: RequestView, response: ResponseView): boolean {
  const location = response.head?.value("location") ?? null;
  if (location === null) return false;
  const path = pathOf(location);
  const referer = request.head.value("referer");
  return path !== pathOf(request.target) && (referer === null || path !== pathOf(referer));
}
