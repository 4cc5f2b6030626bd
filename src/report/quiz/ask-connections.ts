/** Questions about connections: who, when, in which packets, how long. */
import { targetOf, type Ask, type Subject } from "./ask.js";

export const addresses: Ask = (_, { sessions: [first] }) => {
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

export const segments: Ask = (subjects, _, __, speech) => {
  // What is lost, or not kept, came in segments that nobody can count.
  const whole = subjects.filter(
    ({ traced, response }) => response.complete && response.missingBytes === 0 && !traced.packets.isCut,
  );
  const found =
    whole.find(({ response }) => response.bodySize > 1460) ??
    whole.find(({ response }) => response.bodySize > 0);
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
    about: { target: targetOf(request, speech) },
    answer: "quiz.segments.answer",
    says: { count: carrying.length, first: Math.min(...frames), last: Math.max(...frames) },
  };
};

export const connections: Ask = (subjects, _, { summary }, speech) => ({
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
  if (subjects.some(({ traced }) => traced.session.pipelined > 1)) return true;
  const inOrder = subjects.toSorted((a, b) => a.request.first.timeNs - b.request.first.timeNs);
  return inOrder.some(({ request }, i) => {
    const before = inOrder[i - 1];
    return before !== undefined && request.first.timeNs < before.response.last.timeNs;
  });
}

export const frames: Ask = ([first]) =>
  first === undefined
    ? null
    : {
        question: "quiz.frames",
        answer: "quiz.frames.answer",
        says: { request: first.request.first.frame, response: first.response.first.frame },
      };

export const roundTrip: Ask = (_, { sessions }, __, speech) => {
  const rtt = sessions.map(({ session }) => session.rtt).find((ms) => ms !== null);
  return rtt === undefined || rtt === null
    ? null
    : { question: "quiz.rtt", answer: "quiz.rtt.answer", says: { rtt: speech.duration(rtt) } };
};

export const waiting: Ask = ([first], _, __, speech) =>
  first === undefined || first.transaction.timings.wait === null
    ? null
    : {
        question: "quiz.wait",
        answer: "quiz.wait.answer",
        says: { wait: speech.duration(first.transaction.timings.wait) },
      };

export const closing: Ask = (_, { sessions: [first] }, __, speech) => {
  if (first === undefined || first.session.closedBy === null) return null;
  const side = speech.say(`side.${first.session.closedBy}`);
  return { question: "quiz.close", answer: "quiz.close.answer", says: { side } };
};
