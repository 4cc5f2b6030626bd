/** Questions about what the messages say. */
import { basicUser, readCredentials } from "../../analysis/auth-fields.js";
import { parseSetCookie } from "../../http/cookie-fields.js";
import type { RequestView } from "../../http/views.js";
import { fieldOf } from "../explain/message-fields.js";
import type { Speech } from "../explain/speech.js";
import { targetOf, type Ask, type Asked, type Subject } from "./ask.js";

export const versions: Ask = ([first]) =>
  first === undefined
    ? null
    : {
        question: "quiz.versions",
        answer: "quiz.versions.answer",
        says: { client: first.request.httpVersion, server: first.response.httpVersion },
      };

export const languages: Ask = (subjects) => {
  const found = subjects.find(({ request }) => fieldOf(request, "accept-language") !== null);
  if (found === undefined) return null;
  const got = fieldOf(found.response, "content-language");
  const asked = fieldOf(found.request, "accept-language") ?? "";
  return got === null
    ? { question: "quiz.languages", answer: "quiz.languages.unsaid", says: { asked } }
    : { question: "quiz.languages", answer: "quiz.languages.answer", says: { asked, got } };
};

export const status: Ask = ([first], _, __, speech) => {
  if (first === undefined || first.response.status === null) return null;
  const { status: code, statusText } = first.response;
  const ofClass = speech.sayOr(`class.${Math.floor(code / 100)}`, "class.other");
  return {
    question: "quiz.status",
    about: { method: first.request.method, target: targetOf(first.request, speech) },
    answer: "quiz.status.answer",
    says: { status: `${code} ${statusText}`.trim(), class: ofClass },
  };
};

export const lastModified: Ask = (subjects, _, __, speech) => {
  const found = subjects.find(
    ({ response }) => response.status === 200 && fieldOf(response, "last-modified") !== null,
  );
  return found === undefined
    ? null
    : {
        question: "quiz.modified",
        about: { target: targetOf(found.request, speech) },
        answer: "quiz.modified.answer",
        says: { date: fieldOf(found.response, "last-modified") ?? "" },
      };
};

export const size: Ask = (subjects, _, __, speech) => {
  const found = subjects.find(({ response }) => response.bodySize > 0 && response.complete);
  if (found === undefined) return null;
  const { bodySize, missingBytes, framing } = found.response;
  return {
    question: "quiz.size",
    about: { target: targetOf(found.request, speech) },
    answer: `quiz.size.${framing === "content-length" || framing === "chunked" ? framing : "until-close"}`,
    says: { bytes: speech.bytes(bodySize + missingBytes) },
  };
};

export const conditional: Ask = (subjects, _, __, speech) => {
  const gets = subjects.filter(({ request }) => request.method === "GET" && request.url !== null);
  const asked = new Map<string, Subject>();
  for (const second of gets) {
    const page = `${second.traced.session.client.ip} ${second.request.url}`;
    const first = asked.get(page);
    if (first !== undefined) return askedTwice(first, second, speech);
    asked.set(page, second);
  }
  return null;
};

function askedTwice(first: Subject, second: Subject, speech: Speech): Asked | null {
  if (!second.response.complete) return null;
  return {
    question: "quiz.conditional",
    about: { target: targetOf(first.request, speech) },
    answer: "quiz.conditional.answer",
    says: {
      first: conditionOf(first.request) ?? speech.say("quiz.conditional.none"),
      second: conditionOf(second.request) ?? speech.say("quiz.conditional.none"),
      status: String(second.response.status ?? "?"),
      bytes: speech.bytes(second.response.bodySize + second.response.missingBytes),
    },
  };
}

/** `If-None-Match: "1"`; null without a condition. */
function conditionOf(request: RequestView): string | null {
  for (const name of ["If-None-Match", "If-Modified-Since"]) {
    const value = fieldOf(request, name.toLowerCase());
    if (value !== null) return `${name}: ${value}`;
  }
  return null;
}

export const authentication: Ask = (subjects, _, __, speech) => {
  const [first, next] = subjects;
  const isChallenged =
    first?.response.status === 401 &&
    !first.request.head.has("authorization") &&
    next?.request.head.has("authorization") === true;
  const question = isChallenged ? "quiz.auth.challenged" : "quiz.auth";
  for (const { request } of subjects) {
    const credentials = readCredentials(request.head.value("authorization") ?? "");
    if (credentials === null || credentials.scheme === "") continue;
    const { scheme, token, parameters } = credentials;
    if (scheme.toLowerCase() !== "basic" || token === null) {
      const user = parameters.get("username") ?? "?";
      return {
        question,
        answer: isChallenged ? "quiz.auth.other-challenged" : "quiz.auth.other",
        says: { scheme, user },
      };
    }
    const text = Buffer.from(token, "base64").toString("latin1");
    const user = basicUser(token) ?? "";
    const password = speech.secrets.of(text.slice(text.indexOf(":") + 1));
    return {
      question,
      answer: isChallenged ? "quiz.auth.basic-challenged" : "quiz.auth.basic",
      says: { user, password },
    };
  }
  return null;
};

export const cookies: Ask = (subjects) => {
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

export const redirect: Ask = (subjects, _, __, speech) => {
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
        about: { target: targetOf(found.request, speech) },
        answer: "quiz.redirect.answer",
        says: { location: speech.secrets.inPairs(fieldOf(found.response, "location") ?? "") },
      };
};

export const program: Ask = (subjects) => {
  const found = subjects.find(({ response }) => fieldOf(response, "server") !== null);
  return found === undefined
    ? null
    : {
        question: "quiz.server",
        answer: "quiz.server.answer",
        says: { server: fieldOf(found.response, "server") ?? "" },
      };
};
