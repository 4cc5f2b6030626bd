/**
 * Content negotiation (RFC 9110 §12): quality values to grammar, and what was asked for beside what came. A range
 * with parameters is taken without them, and a language for its more general one: only what nobody could take for
 * an answer is called ignored.
 */
import { quoted } from "../core/quoted.js";
import type { RequestView, ResponseView } from "../http/views.js";
import { acceptsAll, badQvalue, rangesOf, type Range } from "./lint-ranges.js";
import { fieldMask, type AskedField } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";
import { varyNames } from "./vary.js";

const ACCEPT = fieldMask("accept");
const ACCEPT_ENCODING = fieldMask("accept-encoding");
const ACCEPT_LANGUAGE = fieldMask("accept-language");
const CONTENT_ENCODING = fieldMask("content-encoding");
const CONTENT_LANGUAGE = fieldMask("content-language");
const VARY = fieldMask("vary");

const WEIGHTED: readonly AskedField[] = [
  "accept",
  "accept-charset",
  "accept-encoding",
  "accept-language",
  "te",
];
const WEIGHTED_FIELDS = WEIGHTED.map((field) => ({ field, mask: fieldMask(field) }));
const ANY_WEIGHTED = fieldMask(...WEIGHTED);

export function lintAccept(subject: LintSubject): void {
  const { request, response, requestFields } = subject;
  if (request === null || !requestFields.has(ANY_WEIGHTED)) return;
  lintWeights(subject);
  if (response === null || response.status === null) return;
  const { status } = response;
  if (status === 406) {
    const asked = requestFields.has(ACCEPT) ? ACCEPT : ACCEPT_LANGUAGE;
    subject.tell("http.not-acceptable", "response", { asked: quoted(requestFields.value(asked)) });
  } else if (status >= 200 && status < 300) {
    compareTypes(subject, request, response);
    compareLanguages(subject);
    compareCodings(subject);
  }
}

function lintWeights(subject: LintSubject): void {
  const { head } = subject.requestFields;
  if (head === null) return;
  for (const { field, mask } of WEIGHTED_FIELDS) {
    if (!subject.requestFields.has(mask)) continue;
    const index = subject.requestFields.indexOf(mask);
    if (!head.hasValue(index)) continue;
    const q = badQvalue(head.bytes, head.valueStart(index), head.valueEnd(index));
    if (q !== null) subject.tell("http.bad-qvalue", "request", { field, q: quoted(q) });
  }
}

function compareTypes(subject: LintSubject, request: RequestView, response: ResponseView): void {
  const { requestFields } = subject;
  const got = response.contentType;
  if (got === null || !requestFields.has(ACCEPT)) return;
  const { head } = request;
  const index = requestFields.indexOf(ACCEPT);
  const isAnyFine =
    head.hasValue(index) && acceptsAll(head.bytes, head.valueStart(index), head.valueEnd(index));
  if (isAnyFine && !varies(subject, "accept")) return;
  const asked = requestFields.value(ACCEPT);
  // What is no type at all is told by the lint of media types.
  if (asked.trim() === "" || asked === "*/*" || !got.includes("/")) return;
  const [type = ""] = got.split("/");
  const range = find(rangesOf(asked), [got, `${type}/*`, "*/*"]);
  if (range === undefined || range.q === 0)
    tellCompared(subject, "http.accept-ignored", "Accept", asked, got);
  else if (varies(subject, "accept")) tellCompared(subject, "http.negotiated", "Accept", asked, got);
}

function compareLanguages(subject: LintSubject): void {
  const { requestFields, responseFields } = subject;
  if (!responseFields.has(CONTENT_LANGUAGE) || !requestFields.has(ACCEPT_LANGUAGE)) return;
  const asked = requestFields.value(ACCEPT_LANGUAGE);
  const got = responseFields.value(CONTENT_LANGUAGE);
  const ranges = rangesOf(asked).filter(({ q }) => q > 0);
  if (ranges.length === 0) return;
  const tags = got.split(",").map((tag) => tag.trim().toLowerCase());
  const isMet = tags.some((tag) => ranges.some(({ name }) => speaks(name, tag)));
  tellCompared(subject, isMet ? "http.negotiated" : "http.accept-ignored", "Accept-Language", asked, got);
}

/** Whether a language will do for a range: either may be the more general one (RFC 4647 §3.3.1, §3.4). */
function speaks(range: string, tag: string): boolean {
  return range === "*" || range === tag || tag.startsWith(`${range}-`) || range.startsWith(`${tag}-`);
}

function compareCodings(subject: LintSubject): void {
  const { requestFields, responseFields } = subject;
  if (!responseFields.has(CONTENT_ENCODING) || !requestFields.has(ACCEPT_ENCODING)) return;
  const asked = requestFields.value(ACCEPT_ENCODING);
  const got = responseFields.value(CONTENT_ENCODING);
  const ranges = rangesOf(asked);
  const isRefused = got.split(",").some((text) => {
    const coding = text.trim().toLowerCase().replace(/^x-/, "");
    if (coding === "" || coding === "identity") return false;
    const range = find(ranges, [coding, `x-${coding}`, "*"]);
    return range === undefined || range.q === 0;
  });
  // A coding that was asked for is no news.
  if (isRefused) tellCompared(subject, "http.accept-ignored", "Accept-Encoding", asked, got);
}

/** The most particular range that speaks of it. */
function find(ranges: readonly Range[], names: readonly string[]): Range | undefined {
  for (const name of names) {
    const range = ranges.find((range) => range.name === name);
    if (range !== undefined) return range;
  }
  return undefined;
}

function varies({ responseFields }: LintSubject, name: string): boolean {
  return responseFields.has(VARY) && varyNames(responseFields.value(VARY)).has(name);
}

function tellCompared(
  subject: LintSubject,
  code: "http.negotiated" | "http.accept-ignored",
  field: string,
  asked: string,
  got: string,
): void {
  subject.tell(code, "response", { field, asked: quoted(asked), got: quoted(got) });
}
