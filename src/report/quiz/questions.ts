/**
 * Questions on a capture, as teachers of HTTP ask them, with their answers: each is asked only where the capture has the
 * answer. The first ten that apply make a quiz.
 */
import { basicUser, readCredentials } from "../../analysis/auth-fields.js";
import { parseSetCookie } from "../../http/cookie-fields.js";
import type { RequestView, ResponseView, TransactionView } from "../../http/views.js";
import type { Traced, TracedSession } from "../../trace/traced-session.js";
import type { Speech } from "../explain/speech.js";
import type { Whole } from "../explain/story.js";
import type { WordId } from "../words/en.js";
import type { Parameters } from "../words/words.js";

export interface Question {
  readonly question: string;
  readonly answer: string;
}

const MOST_QUESTIONS = 10;

interface Asked {
  readonly question: WordId;
  readonly about?: Parameters;
  readonly answer: WordId;
  readonly says: Parameters;
}

/** What a question is about: a session with a transaction that has both sides. */
interface Subject {
  readonly traced: TracedSession;
  readonly transaction: TransactionView;
  readonly request: RequestView;
  readonly response: ResponseView;
}

type Ask = (subjects: readonly Subject[], traced: Traced, whole: Whole, speech: Speech) => Asked | null;

export function makeQuestions(traced: Traced, whole: Whole, speech: Speech): Question[] {
  const subjects = traced.sessions.flatMap((session) =>
    session.transactions.flatMap((transaction): Subject[] => {
      const { request, response } = transaction;
      return request === null || response === null
        ? []
        : [{ traced: session, transaction, request, response }];
    }),
  );
  const questions: Question[] = [];
  for (const ask of ASKS) {
    if (questions.length === MOST_QUESTIONS) break;
    const asked = ask(subjects, traced, whole, speech);
    if (asked === null) continue;
    const { question, about, answer, says } = asked;
    questions.push({ question: speech.say(question, about), answer: speech.say(answer, says) });
  }
  return questions;
}

const versions: Ask = ([first]) =>
  first === undefined
    ? null
    : {
        question: "quiz.versions",
        answer: "quiz.versions.answer",
        says: { client: first.request.httpVersion, server: first.response.httpVersion },
      };

const languages: Ask = (subjects) => {
  const found = subjects.find(({ request }) => fieldOf(request, "accept-language") !== null);
  if (found === undefined) return null;
  const got = fieldOf(found.response, "content-language");
  const asked = fieldOf(found.request, "accept-language") ?? "";
  return got === null
    ? { question: "quiz.languages", answer: "quiz.languages.unsaid", says: { asked } }
    : { question: "quiz.languages", answer: "quiz.languages.answer", says: { asked, got } };
};

const addresses: Ask = (_, { sessions: [first] }) => {
  if (first === undefined) return null;
  const { client, server, opened } = first.session;
  return {
    question: "quiz.addresses",
    answer: opened === "handshake" ? "quiz.addresses.answer" : "quiz.addresses.midstream",
    says: {
      client: client.ip,
      clientPort: String(client.port),
      server: server.ip,
      serverPort: String(server.port),
    },
  };
};

const status: Ask = ([first], _, __, speech) => {
  if (first === undefined || first.response.status === null) return null;
  const { status: code, statusText } = first.response;
  const ofClass = speech.sayOr(`class.${Math.floor(code / 100)}`, "class.other");
  return {
    question: "quiz.status",
    about: { method: first.request.method, target: first.request.target },
    answer: "quiz.status.answer",
    says: { status: `${code} ${statusText}`.trim(), class: ofClass },
  };
};

const lastModified: Ask = (subjects) => {
  const found = subjects.find(({ response }) => fieldOf(response, "last-modified") !== null);
  return found === undefined
    ? null
    : {
        question: "quiz.modified",
        about: { target: found.request.target },
        answer: "quiz.modified.answer",
        says: { date: fieldOf(found.response, "last-modified") ?? "" },
      };
};

const size: Ask = (subjects, _, __, speech) => {
  const found = subjects.find(({ response }) => response.bodySize > 0);
  if (found === undefined) return null;
  const { bodySize, missingBytes, framing } = found.response;
  return {
    question: "quiz.size",
    about: { target: found.request.target },
    answer: `quiz.size.${framing === "content-length" || framing === "chunked" ? framing : "until-close"}`,
    says: { bytes: speech.bytes(bodySize + missingBytes) },
  };
};

const segments: Ask = (subjects) => {
  const found =
    subjects.find(({ response }) => response.bodySize > 1460) ??
    subjects.find(({ response }) => response.bodySize > 0);
  if (found === undefined) return null;
  const { traced, response, request } = found;
  const carrying = traced.packets.list.filter(
    ({ sender, offset, size: bytes, repeatedSize }) =>
      sender === "server" &&
      bytes > repeatedSize &&
      offset < response.endOffset &&
      offset + bytes > response.startOffset,
  );
  const frames = carrying.map(({ at }) => at.frame);
  return {
    question: "quiz.segments",
    about: { target: request.target },
    answer: "quiz.segments.answer",
    says: { count: carrying.length, first: Math.min(...frames), last: Math.max(...frames) },
  };
};

const conditional: Ask = (subjects) => {
  const gets = subjects.filter(({ request }) => request.method === "GET");
  const second = gets[1];
  if (second === undefined) return null;
  const field = ["If-None-Match", "If-Modified-Since"].find(
    (name) => fieldOf(second.request, name.toLowerCase()) !== null,
  );
  if (field === undefined) return { question: "quiz.conditional", answer: "quiz.conditional.no", says: {} };
  return {
    question: "quiz.conditional",
    answer: "quiz.conditional.yes",
    says: {
      field,
      value: fieldOf(second.request, field.toLowerCase()) ?? "",
      status: String(second.response.status ?? ""),
    },
  };
};

const connections: Ask = (subjects, _, { summary }, speech) => ({
  question: "quiz.connections",
  answer:
    summary.requests < 2
      ? "quiz.connections.single"
      : isParallel(subjects)
        ? "quiz.connections.parallel"
        : "quiz.connections.serial",
  says: {
    requests: speech.say("unit.requests", { count: summary.requests }),
    connections: speech.say("unit.connections", { count: summary.sessions }),
  },
});

/** A request was sent before the answer to another had come, on whichever connection. */
function isParallel(subjects: readonly Subject[]): boolean {
  const inOrder = subjects.toSorted((a, b) => a.request.first.timeNs - b.request.first.timeNs);
  return inOrder.some(({ request }, i) => {
    const before = inOrder[i - 1];
    return before !== undefined && request.first.timeNs < before.response.last.timeNs;
  });
}

const authentication: Ask = (subjects, _, __, speech) => {
  for (const { request } of subjects) {
    const credentials = readCredentials(request.head.value("authorization") ?? "");
    if (credentials === null || credentials.scheme === "") continue;
    const { scheme, token, parameters } = credentials;
    if (scheme.toLowerCase() !== "basic" || token === null) {
      const user = parameters.get("username") ?? "?";
      return { question: "quiz.auth", answer: "quiz.auth.other", says: { scheme, user } };
    }
    const text = Buffer.from(token, "base64").toString("latin1");
    const user = basicUser(token) ?? "";
    const password = speech.secrets.of(text.slice(text.indexOf(":") + 1));
    return { question: "quiz.auth", answer: "quiz.auth.basic", says: { user, password } };
  }
  return null;
};

const cookies: Ask = (subjects) => {
  for (const { response, transaction } of subjects) {
    const [text] = response.head?.values("set-cookie") ?? [];
    const cookie = text === undefined ? null : parseSetCookie(text);
    if (cookie === null) continue;
    const isSession = cookie.expires === null && cookie.maxAge === null;
    return {
      question: "quiz.cookie",
      answer: isSession ? "quiz.cookie.session" : "quiz.cookie.persistent",
      says: { name: cookie.name, id: transaction.id },
    };
  }
  return null;
};

const frames: Ask = ([first]) =>
  first === undefined
    ? null
    : {
        question: "quiz.frames",
        answer: "quiz.frames.answer",
        says: { request: first.request.first.frame, response: first.response.first.frame },
      };

const redirect: Ask = (subjects) => {
  const found = subjects.find(
    ({ response }) =>
      response.status !== null &&
      response.status >= 301 &&
      response.status <= 308 &&
      fieldOf(response, "location") !== null,
  );
  return found === undefined
    ? null
    : {
        question: "quiz.redirect",
        about: { target: found.request.target },
        answer: "quiz.redirect.answer",
        says: { location: fieldOf(found.response, "location") ?? "" },
      };
};

const roundTrip: Ask = (_, { sessions }, __, speech) => {
  const rtt = sessions.map(({ session }) => session.rtt).find((ms) => ms !== null);
  return rtt === undefined || rtt === null
    ? null
    : { question: "quiz.rtt", answer: "quiz.rtt.answer", says: { rtt: speech.duration(rtt) } };
};

const waiting: Ask = ([first], _, __, speech) =>
  first === undefined || first.transaction.timings.wait === null
    ? null
    : {
        question: "quiz.wait",
        answer: "quiz.wait.answer",
        says: { wait: speech.duration(first.transaction.timings.wait) },
      };

const closing: Ask = (_, { sessions: [first] }, __, speech) => {
  if (first === undefined || first.session.closedBy === null) return null;
  const side = speech.say(`side.${first.session.closedBy}`);
  return { question: "quiz.close", answer: "quiz.close.answer", says: { side } };
};

const program: Ask = (subjects) => {
  const found = subjects.find(({ response }) => fieldOf(response, "server") !== null);
  return found === undefined
    ? null
    : {
        question: "quiz.server",
        answer: "quiz.server.answer",
        says: { server: fieldOf(found.response, "server") ?? "" },
      };
};

/** The usual ones first. */
const ASKS: readonly Ask[] = [
  versions,
  languages,
  addresses,
  status,
  lastModified,
  size,
  segments,
  conditional,
  connections,
  authentication,
  cookies,
  redirect,
  frames,
  roundTrip,
  waiting,
  closing,
  program,
];

const fieldOf = ({ head }: RequestView | ResponseView, name: string): string | null =>
  head?.headers().find((field) => field.name.toLowerCase() === name)?.value ?? null;
