/** A response, taken apart: what became of the request, what the client is given to keep, what it is to do next. */
import type { Finding } from "../../core/findings.js";
import { elapsedMs, type WallClock } from "../../core/time.js";
import type { InterimView, ResponseView, TransactionView } from "../../http/views.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Chapter, NotedLine, Part } from "../page.js";
import { dataOf } from "./asking.js";
import { bodyParts, hasContent } from "./body.js";
import { cookiesSet } from "./cookie-steps.js";
import { challengeParts } from "./credentials.js";
import type { HeadMemory } from "./message-lines.js";
import { notedParts } from "./noted.js";
import { placeOf } from "./opening.js";
import type { Speech } from "./speech.js";

export interface Answering {
  readonly traced: TracedSession;
  readonly transaction: TransactionView;
  readonly response: ResponseView;
  readonly clock: WallClock;
}

export function answeringChapter(answering: Answering, memory: HeadMemory, speech: Speech): Chapter {
  const { traced, transaction, response } = answering;
  const step = speech.nextStep();
  const carrying = traced.packets.list.filter(
    ({ sender, offset, size }) =>
      sender === "server" && size > 0 && offset < response.endOffset && offset + size > response.startOffset,
  );
  const parts: Part[] = [];
  if (response.head !== null) parts.push({ kind: "lines", lines: headLines(response, memory, speech) });
  if (speech.teaches("response-parts"))
    parts.push({ kind: "text", text: speech.say("answer.parts"), sources: ["RFC 9112 §4"] });
  if (speech.teaches("classes"))
    parts.push({ kind: "text", text: speech.say("answer.classes"), sources: ["RFC 9110 §15"] });
  parts.push(...pairingParts(transaction, traced, speech));
  parts.push(...consequences(answering, speech));
  parts.push(...noBodyParts(transaction, response, speech));
  parts.push(...bodyParts(response, traced.packets.server, traced.session.closed, speech));
  const isWhole = response.missingBytes <= carrying.reduce((sum, { cutSize }) => sum + cutSize, 0);
  if (carrying.length > 1 || !isWhole) {
    const said = { count: carrying.length, packets: placeOf(carrying, speech) };
    parts.push({ kind: "text", text: speech.say(isWhole ? "tcp.segments" : "tcp.segments-seen", said) });
  }
  const timing = timingText(transaction, response, carrying.length === 1 && isWhole, speech);
  if (timing !== null) parts.push({ kind: "text", text: timing });
  const repeated = carrying.reduce((sum, { repeatedSize }) => sum + repeatedSize, 0);
  if (repeated > 0)
    parts.push({
      kind: "text",
      text: speech.say("tcp.retransmitted", { bytes: speech.bytes(repeated) }),
      sources: ["RFC 9293 §3.8"],
    });
  const late = carrying.filter(({ isLate }) => isLate).length;
  if (late > 0)
    parts.push({ kind: "text", text: speech.say("tcp.late", { count: late }), sources: ["RFC 9293 §3.10"] });
  parts.push(...notedParts(traced, transaction.id, speech));
  const title = transaction.request === null ? "answer.title-orphan" : "answer.title";
  return {
    step,
    title: speech.say(title),
    place: speech.placed(transaction.id, placeOf(carrying, speech)),
    parts,
  };
}

export function interimChapter(interim: InterimView, id: string, speech: Speech): Chapter {
  const step = speech.nextStep();
  const line = {
    line: speech.text(interim.head.text(0, interim.head.startLineEnd)),
    note: statusNote(interim.status, interim.statusText, speech),
  };
  const parts: Part[] = [{ kind: "lines", lines: [line] }];
  if (interim.status === 100)
    parts.push({ kind: "text", text: speech.say("answer.continue"), sources: ["RFC 9110 §15.2.1"] });
  const { frame } = interim.at;
  return {
    step,
    title: speech.say("answer.title-interim"),
    place: speech.placed(id, speech.packets(frame, frame)),
    parts,
  };
}

function headLines(response: ResponseView, memory: HeadMemory, speech: Speech): NotedLine[] {
  const { head, status, statusText } = response;
  if (head === null) return [];
  const note = status === null ? "" : statusNote(status, statusText, speech);
  const lines: NotedLine[] = [{ line: speech.text(head.text(0, head.startLineEnd)), note }];
  lines.push(...memory.lines(head, speech));
  const end = hasContent(response) ? "answer.end-body" : "answer.end-no-body";
  lines.push(
    head.hasEnd
      ? { line: speech.say("ask.empty-line"), note: speech.say(end) }
      : { line: "", note: speech.say("head.cut") },
  );
  return lines;
}

function statusNote(status: number, reason: string, speech: Speech): string {
  const ofClass = speech.sayOr(`class.${Math.floor(status / 100)}`, "class.other");
  const meaning = speech.sayOr(`status.${status}`, "status.other", { reason });
  return meaning === "" ? ofClass : speech.say("answer.line", { class: ofClass, meaning });
}

function pairingParts(
  { id, pairing, timings }: TransactionView,
  { session }: TracedSession,
  speech: Speech,
): Part[] {
  const parts: Part[] = [];
  if (session.pipelined > 1 && pairing === "exact" && speech.teaches("order"))
    parts.push({ kind: "text", text: speech.say("answer.order", { id }), sources: ["RFC 9112 §9.3.2"] });
  if (pairing === "inferred") parts.push({ kind: "text", text: speech.say("answer.inferred", { id }) });
  if (timings.blocked !== null && timings.blocked > 0) {
    const blocked = speech.duration(timings.blocked);
    parts.push({ kind: "text", text: speech.say("answer.blocked", { blocked }) });
  }
  return parts;
}

/** What it means for what comes after. */
function consequences(answering: Answering, speech: Speech): Part[] {
  const { traced, transaction, response, clock } = answering;
  const parts: Part[] = [...cookiesSet(traced, transaction, response, clock, speech)];
  const { status, head } = response;
  const about = (code: string) => dataOf(traced.findings, transaction.id, code);
  const named = head?.value("location") ?? null;
  const location = named === null ? null : speech.secrets.inPairs(named);
  if (status !== null && status >= 301 && status <= 308 && status !== 304 && location !== null) {
    const isFirst = speech.teaches("redirect");
    parts.push({
      kind: "text",
      text: speech.say(isFirst ? "answer.redirect" : "answer.redirect-again", { location }),
      ...(isFirst && { sources: ["RFC 9110 §15.4"] }),
    });
    const method = transaction.request?.method ?? "GET";
    if (status === 303)
      parts.push({ kind: "text", text: speech.say("answer.redirect-get"), sources: ["RFC 9110 §15.4.4"] });
    else if (status >= 307)
      parts.push({
        kind: "text",
        text: speech.say("answer.redirect-same", { status: String(status), method }),
        sources: ["RFC 9110 §15.4.8"],
      });
    else if (method === "POST")
      parts.push({
        kind: "text",
        text: speech.say("answer.redirect-often", { status: String(status) }),
        sources: ["RFC 9110 §15.4.3"],
      });
    if (about("redirect.to-https") !== null)
      parts.push({ kind: "text", text: speech.say("answer.redirect-tls") });
  }
  parts.push(...challengeParts(traced, transaction, response, speech));
  const saved = about("cache.revalidated")?.["saved"];
  if (status === 304 && about("cache.unconditional-304") !== null) {
    parts.push({ kind: "text", text: speech.say("answer.unasked-304"), sources: ["RFC 9110 §15.4.5"] });
  } else if (status === 304) {
    const text =
      typeof saved === "number"
        ? speech.say("answer.not-modified", { bytes: speech.bytes(saved) })
        : speech.say("answer.not-modified-unknown");
    parts.push({ kind: "text", text, sources: ["RFC 9111 §4.3.3"] });
  }
  if (about("cache.changed") !== null)
    parts.push({ kind: "text", text: speech.say("answer.changed"), sources: ["RFC 9111 §4.3.3"] });
  const lifetime = about("cache.lifetime");
  if (lifetime !== null)
    parts.push({ kind: "text", text: freshness(lifetime, speech), sources: ["RFC 9111 §4.2"] });
  if (about("cache.not-stored") !== null)
    parts.push({ kind: "text", text: speech.say("answer.not-stored"), sources: ["RFC 9111 §5.2.2.5"] });
  if (response.framing === "tunnel") {
    const protocol = transaction.request?.head.value("upgrade") ?? "CONNECT";
    parts.push({ kind: "text", text: speech.say("answer.tunnel", { protocol }), sources: ["RFC 9110 §7.8"] });
  }
  return parts;
}

/** How long caches may use it unasked: the browser's own, and those that many share. */
function freshness(lifetime: Finding["data"], speech: Speech): string {
  const own = Number(lifetime["seconds"]);
  const shared = Number(lifetime["shared"] ?? own);
  const said = {
    source: String(lifetime["source"]),
    duration: speech.duration(own * 1000),
    shared: speech.duration(shared * 1000),
  };
  if (own !== shared) return speech.say(own > 0 ? "answer.fresh-both" : "answer.fresh-shared", said);
  return speech.say(own > 0 ? "answer.fresh" : "answer.stale", said);
}

function noBodyParts(
  { request }: TransactionView,
  { framing, status }: ResponseView,
  speech: Speech,
): Part[] {
  if (framing !== "none") return [];
  const isHead = request?.method === "HEAD";
  const isAlways = status === 204 || status === 304;
  if ((!isHead && !isAlways) || !speech.teaches(`no-body.${isHead ? "HEAD" : status}`)) return [];
  const text = isHead
    ? speech.say("body.none-head")
    : speech.say("body.none-status", { status: String(status) });
  return [{ kind: "text", text, sources: ["RFC 9112 §6.3"] }];
}

function timingText(
  { timings, request }: TransactionView,
  response: ResponseView,
  isOnePacket: boolean,
  speech: Speech,
): string | null {
  if (request === null) return null;
  if (elapsedMs(request.last, response.first) === null) return speech.say("answer.early");
  if (timings.wait === null) return null;
  const wait = speech.duration(timings.wait);
  const receive = timings.receive === null ? null : speech.duration(timings.receive);
  if (receive === null) return speech.say("answer.wait", { wait });
  if (timings.blocked !== null && timings.blocked > 0)
    return isOnePacket
      ? speech.say("answer.one-packet-behind", { wait })
      : speech.say("answer.timing-behind", { wait, receive });
  const isFirst = speech.teaches("timing");
  if (isOnePacket) return speech.say(isFirst ? "answer.one-packet" : "answer.one-packet-again", { wait });
  return speech.say(isFirst ? "answer.timing" : "answer.timing-again", { wait, receive });
}
