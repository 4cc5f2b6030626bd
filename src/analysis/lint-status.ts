/**
 * What a status says together with its method: what was created, methods allowed, errors (RFC 9110 §15), and TRACE
 * that echoes what it got (§9.3.8).
 */
import { quoted } from "../core/quoted.js";
import type { RequestView } from "../http/views.js";
import { fieldMask } from "./lint-fields.js";
import { withoutSecrets, type LintSubject } from "./lint-subject.js";

const ALLOW = fieldMask("allow");
const LOCATION = fieldMask("location");

export function lintStatus(subject: LintSubject): void {
  const { request, response, responseFields } = subject;
  if (response === null || response.status === null) return;
  const { status } = response;
  if (responseFields.has(ALLOW)) {
    subject.tell("http.allow", "response", { methods: quoted(responseFields.value(ALLOW)) });
  }
  if (request !== null && status >= 200 && status < 300) {
    if (status === 201) tellCreated(subject, request);
    if (request.method === "TRACE") subject.tell("http.trace-enabled", "response", { status });
  }
  if (status >= 400) lintError(subject, status);
}

function lintError(subject: LintSubject, status: number): void {
  const { request } = subject;
  const asked = request === null ? null : quoted(`${request.method} ${withoutSecrets(request.target)}`);
  if (status < 500) {
    subject.tell("http.client-error", "response", { status, request: asked });
    if (status === 405 && request !== null) lintNotAllowed(subject, request.method);
  } else if (status < 600) {
    subject.tell("http.server-error", "response", { status, request: asked });
  }
}

function lintNotAllowed(subject: LintSubject, method: string): void {
  const { responseFields } = subject;
  if (!responseFields.has(ALLOW)) {
    if (responseFields.lacks(ALLOW))
      subject.tell("http.allow-wrong", "response", { why: "there is no Allow" });
    return;
  }
  const methods = responseFields.value(ALLOW).split(",");
  // Methods are told apart by case.
  if (!methods.some((allowed) => allowed.trim() === method)) return;
  subject.tell("http.allow-wrong", "response", { why: `Allow has ${quoted(method)}` });
}

/** A PUT names what it makes; otherwise the server does, in Location, or it is the target (§15.3.2). */
function tellCreated(subject: LintSubject, request: RequestView): void {
  const { responseFields } = subject;
  const isServers = responseFields.has(LOCATION) && request.method !== "PUT";
  if (!isServers && request.method !== "PUT" && !responseFields.lacks(LOCATION)) return;
  const uri = isServers ? responseFields.value(LOCATION) : request.target;
  subject.tell("http.created", "response", {
    uri: quoted(withoutSecrets(uri)),
    chosenBy: isServers ? "server" : "client",
  });
}
