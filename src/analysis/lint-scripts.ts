/**
 * Scripts that come from elsewhere: one of another site runs as a part of the page that loads it (RFC 9110 §10.1.3),
 * and JSONP is data made such a script, in a call of the function that the client names.
 */
import { quoted } from "../core/quoted.js";
import type { RequestView } from "../http/views.js";
import { fieldMask } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";
import { hostOfUri, siteOf } from "./sites.js";

const REFERER = fieldMask("referer");

export function lintScripts(subject: LintSubject): void {
  const { request, response } = subject;
  const type = response?.contentType ?? null;
  if (request === null || type === null || type.length < SHORTEST || !isScript(type)) return;
  if (subject.requestFields.has(REFERER)) lintSite(subject, request);
  const prefix = subject.transaction?.bodyPrefix("response") ?? null;
  if (prefix !== null) lintCall(subject, request, prefix);
}

const SHORTEST = "text/javascript".length;

function isScript(type: string): boolean {
  return type.endsWith("javascript") || type.endsWith("ecmascript") || type === "application/json";
}

function lintSite(subject: LintSubject, { host }: RequestView): void {
  const from = hostOfUri(subject.requestFields.value(REFERER));
  if (subject.response?.contentType === "application/json" || from === null || host === null) return;
  if (siteOf(from) !== siteOf(host))
    subject.tell("http.cross-site", "request", { from: quoted(from), host: quoted(host) });
}

const CALL = /^(?:\uFEFF|\xEF\xBB\xBF)?\s{0,20}(?:\/\*\*\/)?([A-Za-z_$][\w$.]{0,100})\(/;

/** The function that is called is the one that the query names. */
function lintCall(subject: LintSubject, { target }: RequestView, prefix: Buffer): void {
  const query = target.indexOf("?");
  if (query < 0) return;
  const name = CALL.exec(prefix.toString("latin1", 0, LONGEST_CALL))?.[1];
  if (name === undefined) return;
  const isNamed = target
    .slice(query + 1)
    .split("&")
    .some((pair) => pair.slice(pair.indexOf("=") + 1) === name);
  if (isNamed) subject.tell("http.jsonp", "response", { name: quoted(name) });
}

const LONGEST_CALL = 150;
