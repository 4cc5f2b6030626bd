/**
 * Fields that have no effect where they stand: HSTS over cleartext (RFC 6797 §7.2), and conditions on a method that
 * knows none (RFC 9110 §13.1.3, §13.2.1).
 */
import { quoted } from "../core/quoted.js";
import { fieldMask, type AskedField } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const HSTS = fieldMask("strict-transport-security");
const IF_MODIFIED_SINCE = fieldMask("if-modified-since");
const CONDITIONS: readonly AskedField[] = [
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
];
const CONDITION_FIELDS = CONDITIONS.map((field) => ({ field, mask: fieldMask(field) }));
const ANY_CONDITION = fieldMask(...CONDITIONS);
const UNCONDITIONAL_METHODS: ReadonlySet<string> = new Set(["CONNECT", "OPTIONS", "TRACE"]);

export function lintIgnored(subject: LintSubject): void {
  const { request, requestFields } = subject;
  if (subject.responseFields.has(HSTS)) subject.tell("http.hsts-over-cleartext", "response", {});
  if (request === null || !requestFields.has(ANY_CONDITION)) return;
  const { method } = request;
  if (method === "GET" || method === "HEAD") return;
  for (const { field, mask } of CONDITION_FIELDS) {
    if (!requestFields.has(mask)) continue;
    if (mask === IF_MODIFIED_SINCE || UNCONDITIONAL_METHODS.has(method)) {
      subject.tell("http.condition-on-wrong-method", "request", { field, method: quoted(method) });
    }
  }
}
