/** A request, taken apart: what is asked, what is sent along, and why it is asked at all. */
import { readForm } from "../../analysis/form-fields.js";
import { rangesOf } from "../../analysis/lint-ranges.js";
import type { Finding } from "../../core/findings.js";
import type { RequestView, TransactionView } from "../../http/views.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Chapter, NotedLine, Part } from "../page.js";
import { isSecretName } from "../secrets.js";
import type { WordId } from "../words/en.js";
import { bodyParts, hasContent } from "./body.js";
import { cookiesSent } from "./cookie-steps.js";
import { credentialParts } from "./credentials.js";
import { fieldOf } from "./message-fields.js";
import type { HeadMemory } from "./message-lines.js";
import { placeOf } from "./opening.js";
import type { Speech } from "./speech.js";

export interface Asking {
  readonly traced: TracedSession;
  readonly transaction: TransactionView;
  readonly request: RequestView;
  /** Requests that had no answer yet when this one was sent, this one included. */
  readonly outstanding: number;
  /** Steps in which other transactions were answered, by their ids. */
  readonly answeredIn: ReadonlyMap<string, number>;
}

/** Characters of a target that a sentence bears. */
const SHOWN_TARGET = 40;
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
const IDEMPOTENT: ReadonlySet<string> = new Set(["PUT", "DELETE"]);

export function askingChapter(asking: Asking, memory: HeadMemory, speech: Speech): Chapter {
  const { traced, transaction, request } = asking;
  const step = speech.nextStep();
  const { startOffset, endOffset } = request;
  const carrying = traced.packets.list.filter(
    ({ sender, offset, size }) =>
      sender === "client" && size > 0 && offset < endOffset && offset + size > startOffset,
  );
  const parts: Part[] = [{ kind: "lines", lines: headLines(asking, memory, speech) }];
  if (speech.teaches("request-parts"))
    parts.push({ kind: "text", text: speech.say("ask.parts"), sources: ["RFC 9112 §2.1", "RFC 9112 §3"] });
  const { method } = request;
  const trait = traitOf(method);
  if (trait !== null && speech.teaches(`method.${method}`))
    parts.push({ kind: "text", text: speech.say(trait, { method }), sources: ["RFC 9110 §9.2"] });
  parts.push(...urlParts(request, speech), ...reasons(asking, speech));
  if (transaction.depth > 1 && traced.session.rtt !== null && speech.teaches("reused")) {
    const text = speech.say("ask.reused", { rtt: speech.duration(traced.session.rtt) });
    parts.push({ kind: "text", text, sources: ["RFC 9112 §9.3"] });
  }
  if (asking.outstanding > 1) {
    const said = { count: asking.outstanding };
    parts.push(
      speech.teaches("pipelined")
        ? { kind: "text", text: speech.say("ask.pipelined", said), sources: ["RFC 9112 §9.3.2"] }
        : { kind: "text", text: speech.say("ask.pipelined-again", said) },
    );
  }
  parts.push(...bodyParts(request, traced.packets.client, traced.session.closed, speech));
  parts.push(...formParts(asking, speech));
  return {
    step,
    title: speech.say("ask.title"),
    place: speech.placed(transaction.id, placeOf(carrying, speech)),
    parts,
  };
}

function traitOf(method: string): WordId | null {
  if (SAFE.has(method)) return "trait.safe";
  if (IDEMPOTENT.has(method)) return "trait.idempotent";
  if (method === "POST") return "trait.neither";
  return method === "CONNECT" ? "trait.tunnel" : null;
}

function headLines({ request, traced }: Asking, memory: HeadMemory, speech: Speech): NotedLine[] {
  const { head, method, target, httpVersion } = request;
  const named = shortened(target);
  const does = speech.sayOr(`method.${method}`, "method.other", {
    method,
    target: speech.secrets.inPairs(named),
  });
  const start = speech.secrets.inPairs(head.text(0, head.startLineEnd));
  if (httpVersion === "HTTP/0.9")
    return [{ line: speech.text(start), note: speech.say("ask.line-old", { does }) }];
  const lines = [{ line: speech.text(start), note: speech.say("ask.line", { does, version: httpVersion }) }];
  lines.push(...memory.lines(head, speech));
  const hasBody = hasContent(request);
  if (head.hasEnd) {
    const note = speech.say(hasBody ? "ask.end-body" : "ask.end-no-body");
    lines.push({ line: speech.say("ask.empty-line"), note });
  } else {
    const { missingBytes, closed } = traced.session;
    const mayBeLost = missingBytes > 0 || closed === "capture-end";
    lines.push({ line: "", note: speech.say(mayBeLost ? "head.cut" : "ask.no-end") });
  }
  return lines;
}

/** Of the first request that has a query, or goes to another port than 80: what its URL is made of. */
function urlParts({ target, url, host, hostAndPort }: RequestView, speech: Speech): Part[] {
  if (url === null || host === null || hostAndPort === null || !target.startsWith("/")) return [];
  const port = hostAndPort.slice(host.length + 1) || "80";
  const [path = "", query] = shortened(target).split("?", 2);
  if ((query === undefined && port === "80") || !speech.teaches("url-parts")) return [];
  const said = { host, port, path };
  const text =
    query === undefined
      ? speech.say("ask.url", said)
      : speech.say("ask.url-query", { ...said, query: speech.secrets.inPairs(query) });
  return [{ kind: "text", text, sources: ["RFC 3986 §3"] }];
}

const shortened = (target: string): string =>
  target.length > SHOWN_TARGET ? `${target.slice(0, SHOWN_TARGET)}\u2026` : target;

/** Why it is sent, and what it tells of the client. */
function reasons({ traced, transaction, request, answeredIn }: Asking, speech: Speech): Part[] {
  const parts: Part[] = [];
  const followed = dataOf(traced.findings, transaction.id, "redirect.followed");
  const from = followed === null ? undefined : answeredIn.get(String(followed["from"]));
  if (from !== undefined)
    parts.push({
      kind: "text",
      text: speech.say("ask.redirected", { step: speech.step(from) }),
      sources: ["RFC 9110 §15.4"],
    });
  parts.push(
    ...rankingParts(request, speech),
    ...credentialParts(traced, transaction, request, answeredIn, speech),
    ...cookiesSent(traced, transaction, request, speech),
  );
  const condition = ["If-None-Match", "If-Modified-Since"].find((name) =>
    hasField(request, name.toLowerCase()),
  );
  if (condition !== undefined && request.method === "GET") {
    const said = { field: condition };
    parts.push(
      speech.teaches("condition")
        ? { kind: "text", text: speech.say("ask.condition", said), sources: ["RFC 9110 §13.1"] }
        : { kind: "text", text: speech.say("ask.condition-again", said) },
    );
  }
  const precondition = ["If-Match", "If-Unmodified-Since"].find((name) =>
    hasField(request, name.toLowerCase()),
  );
  if (precondition !== undefined && speech.teaches("precondition")) {
    const text = speech.say("ask.precondition", { field: precondition });
    parts.push({ kind: "text", text, sources: ["RFC 9110 §13.1.1"] });
  }
  if (request.head.has("upgrade")) {
    const text = speech.say("ask.upgrade", { protocol: request.head.value("upgrade") ?? "" });
    parts.push({ kind: "text", text, sources: ["RFC 9110 §7.8"] });
  }
  if (request.head.has("expect"))
    parts.push({ kind: "text", text: speech.say("ask.expect"), sources: ["RFC 9110 §10.1.1"] });
  return parts;
}

const RANKED = ["Accept", "Accept-Language", "Accept-Encoding"] as const;
/** Ranges of one field that are named. */
const NAMED_RANGES = 8;

/** What the client weighs, best first: each list once. */
function rankingParts(request: RequestView, speech: Speech): Part[] {
  return RANKED.flatMap((field): Part[] => {
    const value = fieldOf(request, field.toLowerCase()) ?? "";
    const ranges = rangesOf(value);
    if (ranges.length < 2 || ranges.every(({ q }) => q === 1) || !speech.teaches(`ranked.${field}.${value}`))
      return [];
    const best = ranges.toSorted((a, b) => b.q - a.q).slice(0, NAMED_RANGES);
    const list = best.map(({ name, q }) => `${name} (${q})`).join(", ");
    if (!speech.teaches("ranked"))
      return [{ kind: "text", text: speech.say("ask.ranked-again", { field, list }) }];
    return [{ kind: "text", text: speech.say("ask.ranked", { field, list }), sources: ["RFC 9110 §12.4.2"] }];
  });
}

/** Fields of a form that are shown, and characters of each value. */
const FORM_FIELDS = 16;
const FORM_VALUE = 100;

function formParts({ traced, request }: Asking, speech: Speech): Part[] {
  const { contentType, framing, missingBytes } = request;
  if (contentType !== "application/x-www-form-urlencoded" || framing !== "content-length") return [];
  // Around a gap the end of one value would be told as that of another.
  if (missingBytes > 0) return [];
  const start = request.startOffset + request.headersSize;
  const fields = readForm(traced.packets.client.bytes(start, request.endOffset).toString("latin1"));
  if (fields.length === 0) return [];
  const items = fields.slice(0, FORM_FIELDS).map(({ name, value }) => {
    const isSecret = isSecretName(name);
    const given = isSecret ? speech.secrets.of(value) : value;
    const shown = speech.say("ask.form-field", { name, value: given.slice(0, FORM_VALUE) });
    return isSecret && value !== "" ? `${shown}  ${speech.say("ask.form-secret")}` : shown;
  });
  return [
    { kind: "text", text: speech.say("ask.form") },
    { kind: "list", items },
  ];
}

const hasField = ({ head }: RequestView, name: string): boolean =>
  head.headers().some((field) => field.name.toLowerCase() === name);

/** Data of the first finding of a code about a transaction. */
export function dataOf(findings: readonly Finding[], id: string, code: string): Finding["data"] | null {
  return findings.find((finding) => finding.transaction === id && finding.code === code)?.data ?? null;
}
