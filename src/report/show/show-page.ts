/** One transaction in full, or a whole session: packets, messages as they were sent, bodies, times, findings. */
import { formatEndpoint } from "../../core/address.js";
import { severityRank, type Finding } from "../../core/findings.js";
import { parseCookies, parseSetCookie } from "../../http/cookie-fields.js";
import type { RequestView, ResponseView, TransactionView } from "../../http/views.js";
import { carriedBody, decodedBody } from "../../trace/body-bytes.js";
import type { ByteStream } from "../../trace/byte-stream.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Speech } from "../explain/speech.js";
import { drawChapter, type Part } from "../page.js";
import type { Secrets } from "../secrets.js";
import type { TableStyle } from "../table-style.js";
import { cellWidth } from "../text-width.js";
import { timingBar } from "../timing-bar.js";
import { formatMs } from "../units.js";
import { wrapText } from "../wrap.js";
import { viewBody, viewRuns, type BodyView } from "./body-view.js";
import { chunkLines } from "./chunk-view.js";
import { headLines } from "./message-text.js";
import { drawSequence, packetsOf } from "./sequence.js";

/** Bytes of a content that are decoded to be shown. */
const SHOWN_CONTENT = 256 * 1024;
/** Transactions of a session that are shown in full. */
const SHOWN_TRANSACTIONS = 20;

export interface Showing {
  readonly traced: TracedSession;
  readonly speech: Speech;
  readonly style: TableStyle;
  readonly secrets: Secrets;
}

/** Blocks of lines, with an empty line between them. */
export async function* showTransaction(
  showing: Showing,
  transaction: TransactionView,
): AsyncIterable<string[]> {
  const { traced, speech, style } = showing;
  yield titleOf(transaction, showing);
  yield drawSequence(traced.packets, packetsOf(traced.packets, transaction), [transaction], speech, style);
  yield* showMessages(showing, transaction);
}

export async function* showSession(showing: Showing): AsyncIterable<string[]> {
  const { traced, speech, style } = showing;
  const { session, transactions, packets } = traced;
  const place = {
    session: session.session,
    client: formatEndpoint(session.client),
    server: formatEndpoint(session.server),
  };
  yield wrapText(speech.say("session.title", place), style.columns).map((line) => style.title(line));
  yield drawSequence(packets, packets.list, transactions, speech, style);
  for (const transaction of transactions.slice(0, SHOWN_TRANSACTIONS)) {
    yield titleOf(transaction, showing);
    yield* showMessages(showing, transaction);
  }
  const more = transactions.length - SHOWN_TRANSACTIONS;
  if (more > 0) yield [speech.say("session.more", { count: more })];
  const own = traced.findings.filter((finding) => finding.transaction === null);
  if (own.length > 0) yield findingLines(own, showing);
}

async function* showMessages(showing: Showing, transaction: TransactionView): AsyncIterable<string[]> {
  const { traced, speech, style, secrets } = showing;
  const { request, response, interim } = transaction;
  const findings = traced.findings.filter((finding) => finding.transaction === transaction.id);
  yield [...timingLines(transaction, showing), ...announced(findings, showing)];
  if (request === null) yield [` ${speech.say("show.no-request")}`];
  else {
    yield [style.title(speech.say("show.request")), ...drawHead(request, showing)];
    yield* showBody(showing, request, traced.packets.client);
  }
  for (const each of interim) {
    const lines = headLines(each.head, speech, secrets, style.lineEnds);
    yield [style.title(speech.say("show.interim")), ...draw([{ kind: "lines", lines }], style)];
  }
  if (response === null) yield [` ${speech.say("show.no-response")}`];
  else {
    yield [style.title(speech.say("show.response")), ...drawHead(response, showing)];
    yield* showBody(showing, response, traced.packets.server);
  }
  const cookies = cookieLines(transaction, showing);
  if (cookies.length > 0) yield [style.title(speech.say("show.cookies")), ...cookies];
  if (findings.length > 0) yield findingLines(findings, showing);
  if (traced.packets.isCut || traced.packets.client.isCut || traced.packets.server.isCut)
    yield [speech.say("show.cut")];
}

function titleOf(transaction: TransactionView, { speech, style, secrets }: Showing): string[] {
  const { id, request, response, pairing } = transaction;
  const asked = request === null ? "" : `${request.method} ${secrets.inPairs(request.url ?? request.target)}`;
  const answered =
    response === null || response.status === null ? "" : `${response.status} ${response.statusText}`;
  const left = `${id}  ${style.text(asked)}${answered === "" ? "" : `  ${style.text(answered)}`}`;
  const right = speech.say(`show.paired-${pairing}`);
  const room = style.columns - cellWidth(left) - cellWidth(right);
  if (room >= 2) return [`${style.title(left)}${" ".repeat(room)}${style.faint(right)}`];
  return [...wrapText(left, style.columns).map((line) => style.title(line)), `     ${style.faint(right)}`];
}

function drawHead(message: RequestView | ResponseView, { speech, style, secrets }: Showing): string[] {
  if (message.head === null) return [];
  return draw([{ kind: "lines", lines: headLines(message.head, speech, secrets, style.lineEnds) }], style);
}

const draw = (parts: readonly Part[], style: TableStyle): string[] =>
  drawChapter({ step: null, title: "", place: "", parts }, style);

async function* showBody(
  { speech, style, secrets }: Showing,
  message: RequestView | ResponseView,
  stream: ByteStream,
): AsyncIterable<string[]> {
  const { bytes, chunks } = carriedBody(message, stream);
  const isForm = message.contentType === "application/x-www-form-urlencoded";
  if (chunks !== null) {
    const lines = chunkLines(chunks, !isForm, { speech, style, secrets });
    const title = style.title(speech.say("show.chunks", { count: chunks.count }));
    if (lines.length > 0) yield [title, ...draw([{ kind: "lines", lines }], style)];
  }
  const { missingBytes } = message;
  if (bytes.length === 0 && missingBytes === 0) return;
  const { bytes: content, isCut, codings, isDamaged } = await decodedBody(message, bytes, SHOWN_CONTENT);
  const title =
    codings.length > 0
      ? speech.say("show.body-decoded", { bytes: speech.bytes(bytes.length), codings: codings.join(", ") })
      : speech.say("show.body-title", {
          bytes: speech.bytes(bytes.length),
          framing: speech.say(`framing.${message.framing}`),
        });
  const missing = (size: number): string =>
    `${style.cross} ${speech.say("tcp.missing", { bytes: speech.bytes(size) })}`;
  const lines = wrapText(title, style.columns).map((line) => style.title(line));
  if (missingBytes > 0) lines.push(` ${missing(missingBytes)}`);
  let view: BodyView;
  // Only as it was carried is it known where the holes are, and a secret may lie on both sides of one.
  if (missingBytes > 0 && chunks === null && codings.length === 0 && !isForm) {
    const start = message.startOffset + message.headersSize;
    view = viewRuns(stream.runs(start, message.endOffset), missing, style);
  } else {
    const shown = isForm ? Buffer.from(secrets.inPairs(content.toString("latin1")), "latin1") : content;
    view = viewBody(shown, message.contentType, style);
  }
  lines.push(...view.lines.map((line) => ` ${line}`));
  if (view.isCut || isCut)
    for (const line of wrapText(speech.say("show.body-cut"), style.columns - 1))
      lines.push(` ${style.faint(line)}`);
  if (isDamaged) lines.push(` ${speech.say("show.body-damaged")}`);
  yield lines;
}

/** The times as numbers, and as a bar: wait full, receive lighter. */
function timingLines({ timings, depth }: TransactionView, { speech, style }: Showing): string[] {
  const shown = (ms: number | null): string => (ms === null ? style.none : formatMs(ms));
  const { blocked, send, wait, receive, total, connect } = timings;
  const line = speech.say("show.timing", {
    blocked: shown(blocked),
    send: shown(send),
    wait: shown(wait),
    receive: shown(receive),
    total: shown(total),
  });
  const lines = wrapText(line, style.columns - 1).map((part) => ` ${part}`);
  const bar = timingBar(timings, Math.min(60, style.columns - 4), style);
  if (bar !== "") lines.push(` ${bar}`);
  if (depth === 1 && connect !== null)
    lines.push(` ${style.faint(speech.say("show.timing-connect", { connect: shown(connect) }))}`);
  return lines;
}

function cookieLines({ request, response }: TransactionView, { speech, style, secrets }: Showing): string[] {
  const said = (name: string, value: string): string =>
    speech.say("show.cookie", { name, value: secrets.of(value) });
  const sent = parseCookies(request?.head.values("cookie") ?? []).map(({ name, value }) => said(name, value));
  const { leftHead, rightHead } = style.arrow;
  const drawn = (mark: string, text: string): string[] =>
    wrapText(text, style.columns - 3).map((line, i) => `${i === 0 ? ` ${mark} ` : "   "}${line}`);
  const lines = sent.flatMap((text) => drawn(rightHead, text));
  for (const text of response?.head?.values("set-cookie") ?? []) {
    const cookie = parseSetCookie(text);
    if (cookie === null) continue;
    const traits = [
      cookie.domain === null ? "" : `Domain ${cookie.domain}`,
      cookie.path === null ? "" : `Path ${cookie.path}`,
      cookie.maxAge === null ? "" : `Max-Age ${cookie.maxAge}`,
      cookie.expires === null ? "" : `Expires ${cookie.expires}`,
      cookie.secure ? "Secure" : "",
      cookie.httpOnly ? "HttpOnly" : "",
      cookie.sameSite === null ? "" : `SameSite ${cookie.sameSite}`,
    ].filter((trait) => trait !== "");
    const told = traits.length === 0 ? "" : `  (${style.text(traits.join(", "))})`;
    lines.push(...drawn(leftHead, said(cookie.name, cookie.value) + told));
  }
  return lines;
}

/** How many findings there are, and the gravest: they themselves stand behind the bodies. */
function announced(findings: readonly Finding[], { speech, style }: Showing): string[] {
  const [first, ...others] = findings;
  if (first === undefined) return [];
  const { code, severity } = others.reduce(
    (gravest, each) => (severityRank(each.severity) > severityRank(gravest.severity) ? each : gravest),
    first,
  );
  const grave = { severity: speech.say(`severity.${severity}`), code };
  const said = speech.say("show.findings-ahead", { count: findings.length, ...grave });
  return wrapText(said, style.columns - 1).map((line) => ` ${style.severity(severity, line)}`);
}

function findingLines(findings: readonly Finding[], { speech, style }: Showing): string[] {
  const items = findings.map(
    (finding) =>
      `${style.severity(finding.severity, speech.say(`severity.${finding.severity}`))} ${finding.code}: ${speech.finding(finding)}`,
  );
  return [style.title(speech.say("show.findings")), ...draw([{ kind: "list", items }], style)];
}
