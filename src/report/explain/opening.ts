/** How a connection began, and how it ended. */
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "../../decode/segment.js";
import { elapsedMs } from "../../core/time.js";
import type { TracedPacket } from "../../trace/session-packets.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Chapter, Part } from "../page.js";
import type { Speech } from "./speech.js";

export function openingChapter(traced: TracedSession, speech: Speech): Chapter {
  const { session, packets } = traced;
  const step = speech.nextStep();
  const client = session.client.ip;
  const { port } = session.server;
  if (session.opened === "midstream") {
    const text = speech.say("open.midstream");
    return { step, title: speech.say("open.midstream.title"), place: "", parts: [{ kind: "text", text }] };
  }
  const syns = packets.list.filter(({ sender, flags }) => sender === "client" && isSet(flags, TCP_SYN));
  const answer = packets.list.find(({ sender, flags }) => sender === "server" && isSet(flags, TCP_SYN));
  const third = packets.list.find(
    ({ sender, flags, at }) =>
      sender === "client" &&
      isSet(flags, TCP_ACK) &&
      !isSet(flags, TCP_SYN) &&
      at.frame > (answer?.at.frame ?? 0),
  );
  const shown = [syns[0], answer, third].filter((packet) => packet !== undefined);
  const place = placeOf(shown, speech);
  const parts: Part[] = [];
  const rtt = session.rtt === null ? null : speech.duration(session.rtt);
  if (speech.taughtIn("handshake") !== null && rtt !== null) {
    const before = speech.step(speech.taughtIn("handshake")!);
    parts.push({ kind: "text", text: speech.say("open.again", { step: before, rtt }) });
  } else {
    const isWhole = answer !== undefined && third !== undefined;
    const sentences = [
      speech.say(isWhole ? "open.handshake" : "open.no-answer", { client, port: String(port) }),
    ];
    if (rtt !== null) sentences.push(speech.say("open.rtt", { rtt }));
    sentences.push(speech.say("open.only-client"));
    parts.push({ kind: "text", text: speech.join(sentences), sources: ["RFC 9293 §3.5", "RFC 9112 §9"] });
    if (rtt !== null) speech.teaches("handshake");
  }
  const portIdea = port === 80 ? "open.default-port" : "open.other-port";
  if (speech.teaches(portIdea))
    parts.push({
      kind: "text",
      text: speech.say(portIdea, { port: String(port) }),
      sources: ["RFC 9110 §4.2.1"],
    });
  const host = nameAsked(traced);
  if (host !== null && speech.teaches("lookup"))
    parts.push({ kind: "text", text: speech.say("open.lookup", { host }), sources: ["RFC 1035 §2.2"] });
  const [first, second] = syns;
  if (first !== undefined && second !== undefined) {
    const duration = speech.duration(elapsedMs(first.at, second.at) ?? 0);
    parts.push({ kind: "text", text: speech.say("open.repeated", { count: syns.length, duration }) });
  }
  return { step, title: speech.say("open.title"), place, parts };
}

/** The name of the server whose address the client had to know; null where it asks by address, or through a proxy. */
function nameAsked({ transactions }: TracedSession): string | null {
  const request = transactions[0]?.request ?? null;
  if (request === null || request.host === null || !request.target.startsWith("/")) return null;
  return /^[a-z\d.-]*[a-z][a-z\d-]*\.?$/.test(request.host) ? request.host : null;
}

export function closingChapter(traced: TracedSession, speech: Speech): Chapter {
  const { session, transactions, packets } = traced;
  const step = speech.nextStep();
  const ends = packets.list.filter(({ flags }) => isSet(flags, TCP_FIN) || isSet(flags, TCP_RST));
  const sentences: string[] = [];
  const side = session.closedBy === null ? "" : speech.say(`side.${session.closedBy}`);
  switch (session.closed) {
    case "fin":
      sentences.push(
        speech.say(hasBothEnds(ends) ? "close.fin" : "close.fin-one", { side }),
        ...beforeClose(traced, ends[0], speech),
      );
      if (!hasBothEnds(ends)) sentences.push(speech.say("close.other-unknown"));
      break;
    case "rst":
      sentences.push(speech.say("close.rst", { side }));
      break;
    case "idle":
      sentences.push(speech.say("close.timeout"));
      break;
    case "reused":
      sentences.push(speech.say("close.reused"));
      break;
    case "limit":
      sentences.push(speech.say("close.limit"));
      break;
    case "capture-end":
      sentences.push(speech.say("close.open"));
  }
  const parts: Part[] = [{ kind: "text", text: speech.join(sentences), sources: ["RFC 9112 §9.6"] }];
  const unasked = transactions.filter(({ request }) => request === null).length;
  const requests = session.transactions - unasked;
  const saved = requests - 1;
  if (saved > 0 && session.rtt !== null && speech.teaches("kept")) {
    const duration = speech.duration(saved * session.rtt);
    const text = speech.say("close.kept", { transactions: requests, count: saved, duration });
    parts.push({ kind: "text", text, sources: ["RFC 9112 §9.3"] });
  }
  return { step, title: speech.say("close.title"), place: placeOf(ends.slice(0, 4), speech), parts };
}

const hasBothEnds = (ends: readonly TracedPacket[]): boolean =>
  new Set(ends.map(({ sender }) => sender)).size > 1;

/** A silence before the end, and whether the end was announced. */
function beforeClose(
  { packets, transactions }: TracedSession,
  fin: TracedPacket | undefined,
  speech: Speech,
): string[] {
  const said: string[] = [];
  const isAnnounced = transactions.at(-1)?.findings.includes("http.connection-close") === true;
  if (isAnnounced) said.push(speech.say("close.announced"));
  const before =
    fin === undefined
      ? undefined
      : packets.list.findLast(({ at, size }) => size > 0 && at.frame < fin.at.frame);
  const silence = fin === undefined || before === undefined ? null : elapsedMs(before.at, fin.at);
  if (silence !== null && silence >= LONG_SILENCE_MS)
    said.push(speech.say("close.idle", { duration: speech.duration(silence) }));
  return said;
}

/** What a user would call a wait. */
const LONG_SILENCE_MS = 1_000;

const isSet = (flags: number, bit: number): boolean => (flags & bit) !== 0;

/** The first and the last of some packets. */
export function placeOf(packets: readonly TracedPacket[], speech: Speech): string {
  const frames = packets.map(({ at }) => at.frame);
  return frames.length === 0 ? "" : speech.packets(Math.min(...frames), Math.max(...frames));
}
