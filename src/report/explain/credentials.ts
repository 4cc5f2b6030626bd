/** Authentication, told from both ends: what a response demands, and the credentials that answer it. */
import { basicUser, readChallenges, readCredentials } from "../../analysis/auth-fields.js";
import type { RequestView, ResponseView, TransactionView } from "../../http/views.js";
import type { TracedSession } from "../../trace/traced-session.js";
import type { Part } from "../page.js";
import { fieldOf, fieldValues } from "./message-fields.js";
import type { Speech } from "./speech.js";

const CHALLENGES: ReadonlyMap<number, string> = new Map([
  [401, "www-authenticate"],
  [407, "proxy-authenticate"],
]);

export function challengeParts(
  { session }: TracedSession,
  { request }: TransactionView,
  response: ResponseView,
  speech: Speech,
): Part[] {
  const field = CHALLENGES.get(response.status ?? 0);
  const [first] = field === undefined ? [] : readChallenges(fieldValues(response, field).join(", ")).list;
  if (first === undefined) return [];
  if (request !== null) speech.teaches(demanded(session.client.ip, request));
  const named = { scheme: first.scheme, realm: first.parameters.get("realm") ?? "" };
  return [{ kind: "text", text: speech.say("answer.challenge", named), sources: ["RFC 9110 §11.6.1"] }];
}

/** The same credentials once a session, unless they answer a demand. */
export function credentialParts(
  traced: TracedSession,
  transaction: TransactionView,
  request: RequestView,
  answeredIn: ReadonlyMap<string, number>,
  speech: Speech,
): Part[] {
  const field = fieldOf(request, "authorization") ?? fieldOf(request, "proxy-authorization");
  const credentials = field === null ? null : readCredentials(field);
  if (credentials === null) return [];
  const challenge = demandedIn(traced, transaction, request, answeredIn, speech);
  const isNew = speech.teaches(`credentials.${transaction.session}.${field}`);
  if (!isNew && challenge === null) return [];
  const scheme = credentials.scheme.toLowerCase();
  const user =
    scheme === "basic"
      ? basicUser(credentials.token ?? "")
      : (credentials.parameters.get("username") ?? userOfToken(request));
  const sent =
    challenge === null
      ? speech.say("ask.credentials-first", { scheme: credentials.scheme })
      : speech.say("ask.credentials", { scheme: credentials.scheme, step: speech.step(challenge) });
  const first = user === null ? sent : speech.join([sent, speech.say("ask.credentials-user", { user })]);
  const parts: Part[] = [{ kind: "text", text: first, sources: ["RFC 9110 §11.6.2"] }];
  if (scheme === "basic" && credentials.token !== null && user !== null) {
    const text = Buffer.from(credentials.token, "base64").toString("latin1");
    const password = speech.secrets.of(text.slice(text.indexOf(":") + 1));
    parts.push({ kind: "text", text: speech.say("ask.decoded", { user, password }) });
  }
  if (speech.has(`ask.${scheme}`) && speech.teaches(`scheme.${scheme}`)) {
    const sources =
      scheme === "basic" ? ["RFC 7617 §4"] : scheme === "digest" ? ["RFC 7616 §3.4"] : ["RFC 6750 §5.3"];
    parts.push({ kind: "text", text: speech.sayOr(`ask.${scheme}`, "ask.basic"), sources });
  }
  return parts;
}

/** The idea that a client was asked for credentials for this resource. */
const demanded = (client: string, { url, target }: RequestView): string =>
  `challenge.${client} ${url ?? target}`;

/** The step in which this very request was refused: just before on its connection, or earlier on another. */
function demandedIn(
  { session, transactions }: TracedSession,
  { depth }: TransactionView,
  request: RequestView,
  answeredIn: ReadonlyMap<string, number>,
  speech: Speech,
): number | null {
  const before = transactions.findLast((each) => each.depth < depth && each.request?.url === request.url);
  if (before !== undefined)
    return CHALLENGES.has(before.response?.status ?? 0) ? (answeredIn.get(before.id) ?? null) : null;
  const idea = demanded(session.client.ip, request);
  const step = speech.taughtIn(idea);
  return step !== null && speech.teaches(`met.${idea}`) ? step : null;
}

/** The user of WSSE, whose token is in a field of its own. */
const userOfToken = (request: RequestView): string | null =>
  readCredentials(fieldOf(request, "x-wsse") ?? "")?.parameters.get("username") ?? null;
