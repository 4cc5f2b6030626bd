/** Cookies, told from both ends: what a server gives a client to keep, and where it comes back. */
import type { WallClock } from "../../core/time.js";
import { parseCookies, parseSetCookie } from "../../http/cookie-fields.js";
import type { RequestView, ResponseView, TransactionView } from "../../http/views.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Part } from "../page.js";
import type { Speech } from "./speech.js";

/** Cookies that are named of those that no step gave. */
const NAMED_COOKIES = 8;
const SOURCES = ["RFC 6265 §4.1"];

/** The cookies of a request: each value once a session. */
export function cookiesSent(
  { session }: TracedSession,
  transaction: TransactionView,
  request: RequestView,
  speech: Speech,
): Part[] {
  const parts: Part[] = [];
  const unknown: string[] = [];
  for (const { name, value } of parseCookies(request.head.values("cookie"))) {
    if (!speech.teaches(`sent.${transaction.session}.${name}=${value}`)) continue;
    const setIn = givenIn(session.client.ip, request.host ?? "", name, value, speech);
    if (setIn === null) {
      unknown.push(name);
      continue;
    }
    const id = speech.teaches("sent") ? "ask.cookie" : "ask.cookie-again";
    const text = speech.say(id, { name, step: speech.step(setIn) });
    parts.push({ kind: "text", text, sources: ["RFC 6265 §5.4"] });
  }
  if (unknown.length > 0) {
    const names = unknown.slice(0, NAMED_COOKIES);
    if (unknown.length > names.length) names.push("\u2026");
    const text = speech.say("ask.cookie-unknown", { count: unknown.length, names: names.join(", ") });
    parts.push({ kind: "text", text, sources: ["RFC 6265 §5.4"] });
  }
  return parts;
}

/** What a response gives the client, changes or takes away. */
export function cookiesSet(
  { session }: TracedSession,
  { request }: TransactionView,
  response: ResponseView,
  clock: WallClock,
  speech: Speech,
): Part[] {
  const sent = parseCookies(request?.head.values("cookie") ?? []);
  const now = clock.format(response.first);
  return (response.head?.values("set-cookie") ?? []).flatMap((field): Part[] => {
    const cookie = parseSetCookie(field);
    if (cookie === null) return [];
    const { name, value } = cookie;
    const isDeleted =
      cookie.maxAge !== null ? cookie.maxAge <= 0 : cookie.expires !== null && cookie.expires <= now;
    if (isDeleted)
      return [{ kind: "text", text: speech.say("answer.cookie-deleted", { name }), sources: SOURCES }];
    const site = cookie.domain?.toLowerCase().replace(/^\./, "") ?? request?.host ?? "";
    speech.teaches(given(session.client.ip, site, name, value));
    if (sent.some((pair) => pair.name === name && pair.value !== value))
      return [{ kind: "text", text: speech.say("answer.cookie-changed", { name }), sources: SOURCES }];
    const known = speech.taughtIn("cookie");
    const said =
      known === null
        ? speech.say("answer.new-cookie", { name })
        : speech.say("answer.cookie-again", { name, step: speech.step(known) });
    speech.teaches("cookie");
    const until =
      cookie.maxAge !== null
        ? clock.format({ timeNs: response.first.timeNs + cookie.maxAge * 1e9, timeDigits: 0 })
        : cookie.expires;
    const life =
      until === null
        ? speech.say("answer.cookie-session")
        : speech.say("answer.cookie-persistent", { until });
    return [{ kind: "text", text: speech.join([said, life]), sources: SOURCES }];
  });
}

/** The idea of one value at one client for one site: a cookie of the same name elsewhere is another. */
const given = (client: string, site: string, name: string, value: string): string =>
  `cookie.${client} ${site} ${name}=${value}`;

/** The step that gave it, for the host or a domain that it is in; null where none did. */
function givenIn(client: string, host: string, name: string, value: string, speech: Speech): number | null {
  for (let site = host; ; site = site.slice(site.indexOf(".") + 1)) {
    const step = speech.taughtIn(given(client, site, name, value));
    if (step !== null || !site.includes(".")) return step;
  }
}
