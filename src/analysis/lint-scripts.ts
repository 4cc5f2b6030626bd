/**
 * Scripts that come from elsewhere: one of another site runs as a part of the page that loads it (RFC 9110 §10.1.3),
 * and JSONP is data made such a script, in a call of the function that the client names.
 */
import { quoted } from "../core/quoted.js";
import type { RequestView } from "../http/views.js";
import { fieldMask } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

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
  const from = hostOf(subject.requestFields.value(REFERER));
  if (subject.response?.contentType === "application/json" || from === null || host === null) return;
  if (siteOf(from) !== siteOf(host))
    subject.tell("http.cross-site", "request", { from: quoted(from), host: quoted(host) });
}

/** Host of an absolute URI, lower case, without user and port; null for another. */
function hostOf(uri: string): string | null {
  const start = uri.indexOf("://");
  if (start < 0) return null;
  const [authority = ""] = uri.slice(start + 3).split(/[/?#]/, 1);
  const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, "");
  return host === "" ? null : host.toLowerCase();
}

/** The last two labels, three where the last but one is as short as in co.uk: who is whose sister is a guess. */
function siteOf(host: string): string {
  if (host.startsWith("[") || /^[\d.]+$/.test(host)) return host;
  const labels = host.split(".");
  const isShort = (labels.at(-2)?.length ?? 0) <= 3 && labels.at(-1)?.length === 2;
  return labels.slice(isShort ? -3 : -2).join(".");
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
