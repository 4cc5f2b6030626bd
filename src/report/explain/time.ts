/** Where the time went: the parts of all that was waited for, and what the largest of them means. */
import { elapsedMs } from "../../core/time.js";
import { TCP_SYN } from "../../decode/segment.js";
import type { TransactionView } from "../../http/views.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { BarRow, Chapter, Part } from "../page.js";
import type { Speech } from "./speech.js";

const PARTS = ["connect", "send", "wait", "receive", "rest"] as const;
type TimePart = (typeof PARTS)[number];
type Spent = Readonly<Record<TimePart, number>>;

/** A wait of so many round trips is the way there and back, and little else. */
const NEARLY_A_ROUND_TRIP = 1.3;
/** Nobody waits for less, as on the loopback: what takes most of it means nothing. */
const NOTICED_MS = 1;
/** The rest is worth a line from this share on. */
const WORTH_A_LINE = 0.02;

/** null where no duration is known. */
export function timeChapter(
  sessions: readonly TracedSession[],
  isWhole: boolean,
  speech: Speech,
): Chapter | null {
  const transactions = sessions.flatMap((session) => session.transactions);
  const spent = spentIn(sessions, transactions);
  const total = PARTS.reduce((sum, part) => sum + spent[part], 0);
  if (total === 0) return null;
  const rows = PARTS.flatMap((part): BarRow[] => {
    const share = spent[part] / total;
    if (part === "rest" ? share < WORTH_A_LINE : spent[part] === 0) return [];
    return [{ label: speech.say(`time.${part}`), value: speech.duration(spent[part]), share }];
  });
  const parts: Part[] = [{ kind: "bars", rows }];
  if (!isWhole) parts.push({ kind: "text", text: speech.say("time.told", { count: sessions.length }) });
  else if (sessions.length > 1)
    parts.push({ kind: "text", text: speech.say("time.added", { count: sessions.length }) });
  parts.push(...meaning(sessions, transactions, spent, total, speech));
  return { step: null, title: speech.say("time.title"), place: "", parts };
}

/**
 * A wait behind the answers before it is counted there. Only of a single connection is it known when nobody asked, of a
 * tunnel not what goes through it, and nothing where an answer has a time that is not known: it may have been the rest.
 */
function spentIn(sessions: readonly TracedSession[], transactions: readonly TransactionView[]): Spent {
  const sum = (part: "connect" | "send" | "wait" | "receive"): number =>
    transactions.reduce((all, { timings }) => all + (timings[part] ?? 0), 0);
  const spent = { connect: sum("connect"), send: sum("send"), wait: sum("wait"), receive: sum("receive") };
  const [only, ...others] = sessions;
  const isAsking = only !== undefined && others.length === 0 && !hasTunnel(only) && isTimed(only);
  const lasted = isAsking ? elapsedMs(only.session.start, only.session.end) : null;
  const known = spent.connect + spent.send + spent.wait + spent.receive;
  return { ...spent, rest: Math.max(0, (lasted ?? 0) - known) };
}

function meaning(
  sessions: readonly TracedSession[],
  transactions: readonly TransactionView[],
  spent: Spent,
  total: number,
  speech: Speech,
): Part[] {
  const said: string[] = [];
  const unanswered = transactions.filter(({ response }) => response === null).length;
  if (spent.rest > total / 2)
    said.push(
      unanswered > 0 ? speech.say("time.most-vain", { count: unanswered }) : speech.say("time.most-rest"),
    );
  const asked = PARTS.filter((part) => part !== "rest");
  const slowest = asked.reduce((most, part) => (spent[part] > spent[most] ? part : most));
  // A handshake alone is not what anybody waited for.
  const isAnswered = transactions.some(({ timings }) => timings.wait !== null);
  if (total - spent.rest < NOTICED_MS || !isAnswered) return said.map((text) => ({ kind: "text", text }));
  const share = String(Math.round((spent[slowest] / (total - spent.rest)) * 100));
  const named = { part: speech.say(`time.${slowest}`), share };
  said.push(speech.say("time.most", named));
  if (slowest === "connect") said.push(speech.say("time.most-connect"));
  else if (slowest === "send") said.push(speech.say("time.most-send"));
  else if (slowest === "wait") said.push(...waitMeaning(sessions, transactions, spent.wait, speech));
  else said.push(...receiveMeaning(sessions, transactions, speech));
  return [{ kind: "text", text: speech.join(said) }];
}

function waitMeaning(
  sessions: readonly TracedSession[],
  transactions: readonly TransactionView[],
  wait: number,
  speech: Speech,
): string[] {
  const said: string[] = [];
  // Requests that wait behind others share the way: each answer after the first is on its way already.
  const ways = sessions.filter(({ session }) => session.pipelined <= 1);
  const way = ways.reduce(
    (sum, session) => sum + (wayOf(session) ?? 0) * session.transactions.filter(hasWait).length,
    0,
  );
  const isKnown =
    sessions.every(({ session }) => session.pipelined <= 1) && sessions.every((each) => wayOf(each) !== null);
  if (isKnown && wait <= way * NEARLY_A_ROUND_TRIP)
    said.push(speech.say("time.most-way", { way: speech.duration(way) }));
  else if (isKnown)
    said.push(
      speech.say("time.most-server", { way: speech.duration(way), rest: speech.duration(wait - way) }),
    );
  else said.push(speech.say("time.most-wait"));
  const longest = longestOf(transactions, "wait");
  if (longest !== null && transactions.filter(hasWait).length > 1)
    said.push(speech.say("time.longest-wait", longestNamed(longest, "wait", speech)));
  return said;
}

/**
 * The way from the tap to the server and back, ms: from SYN to SYN-ACK. The whole round trip is in no wait where the tap
 * stands at the server. null where it is not known.
 */
function wayOf({ session, packets }: TracedSession): number | null {
  if (session.rtt === null) return null;
  const syn = packets.list.find(({ sender, flags }) => sender === "client" && (flags & TCP_SYN) !== 0);
  const answer = packets.list.find(({ sender, flags }) => sender === "server" && (flags & TCP_SYN) !== 0);
  return syn === undefined || answer === undefined ? null : elapsedMs(syn.at, answer.at);
}

function receiveMeaning(
  sessions: readonly TracedSession[],
  transactions: readonly TransactionView[],
  speech: Speech,
): string[] {
  const bytes = transactions.reduce((sum, { response }) => sum + (response?.bodySize ?? 0), 0);
  const said = [speech.say("time.most-receive", { bytes: speech.bytes(bytes) })];
  const again = sessions.reduce((sum, { session }) => sum + session.retransmittedBytes, 0);
  if (again > 0) said.push(speech.say("time.most-again", { bytes: speech.bytes(again) }));
  const longest = longestOf(transactions, "receive");
  if (longest !== null && transactions.length > 1)
    said.push(speech.say("time.longest-receive", longestNamed(longest, "receive", speech)));
  return said;
}

/** A longest is worth a word where it is well above the others. */
const WELL_ABOVE = 1.5;

const hasWait = ({ timings }: TransactionView): boolean => timings.wait !== null;

/** Every time that could be a part is known; an answer that is missing because the tap lost it has one that is not. */
const isTimed = ({ session, transactions, packets }: TracedSession): boolean =>
  transactions.every(({ response, timings }) =>
    response === null
      ? session.missingBytes === 0 && packets.list.some(({ sender }) => sender === "server")
      : timings.wait !== null && timings.receive !== null,
  );

const hasTunnel = ({ transactions }: TracedSession): boolean =>
  transactions.some(({ response }) => response?.framing === "tunnel");

/** null where none stands out. */
function longestOf(
  transactions: readonly TransactionView[],
  part: "wait" | "receive",
): TransactionView | null {
  const longest = transactions.reduce<TransactionView | null>(
    (most, each) => ((each.timings[part] ?? 0) > (most?.timings[part] ?? 0) ? each : most),
    null,
  );
  const sum = transactions.reduce((all, { timings }) => all + (timings[part] ?? 0), 0);
  const mean = sum / transactions.filter(({ timings }) => (timings[part] ?? 0) > 0).length;
  return longest === null || (longest.timings[part] ?? 0) < WELL_ABOVE * mean ? null : longest;
}

const longestNamed = ({ id, timings }: TransactionView, part: "wait" | "receive", speech: Speech) => ({
  id,
  duration: speech.duration(timings[part] ?? 0),
});
