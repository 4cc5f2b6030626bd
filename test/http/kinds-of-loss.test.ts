/** Each way in which a capture lacks bytes, on a conversation of three exchanges, and what is left to say. */
import { describe, expect, test } from "vitest";
import { analyse, codesOf, ledgerSum, type Analysed } from "../support/analyse.js";
import { build, type Built } from "../support/build.js";
import type { BuiltPacket, SegmentNote } from "../support/tap.js";

const ask = (name: string, body = ""): string =>
  `POST /${name} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const answer = (name: string, body: string): string =>
  `HTTP/1.1 200 OK\r\nX-Answers: /${name}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const UP = "u".repeat(1_000);
const DOWN = "d".repeat(2_500);
const NAMES = ["a", "b", "c"];

/** Three requests with a body of 1,000 bytes, each answered with 2,500, in segments of 500. */
const CONVERSATION: Built = build((net) => {
  const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss: 500 }).handshake();
  for (const name of NAMES) flow.client(ask(name, UP)).server(answer(name, DOWN));
  flow.close();
});

type Keep = (packet: BuiltPacket, note: SegmentNote, index: number) => boolean;

/** The conversation as a capture that has these packets only. */
async function captured(keep: Keep): Promise<Analysed> {
  const packets = CONVERSATION.packets.filter(
    (packet, index) => packet.segment !== null && keep(packet, packet.segment, index),
  );
  const run = await analyse(packets);
  expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
  return run;
}

/** Target, status, sizes of both bodies, what is missing of both, and how sure the pair is. */
const said = ({ transactions }: Analysed) =>
  transactions.map(({ request, response, pairing }) => [
    request?.target ?? null,
    response?.status ?? null,
    request?.bodySize ?? null,
    response?.bodySize ?? null,
    (request?.missingBytes ?? 0) + (response?.missingBytes ?? 0),
    pairing,
  ]);

const methodsOf = ({ transactions }: Analysed): string[] =>
  transactions.flatMap(({ request }) => (request === null ? [] : [request.method]));

/** Numbers of the segments with payload of one side, from 0. */
const payloadOf = (side: "client" | "server"): readonly BuiltPacket[] =>
  CONVERSATION.packets.filter(({ segment }) => segment?.side === side && segment.payloadSize > 0);
const [FIRST_UP, SECOND_UP] = [payloadOf("client")[0], payloadOf("client")[1]];
const SECOND_DOWN = payloadOf("server")[1];

const indexOf = (packet: BuiltPacket | undefined): number =>
  CONVERSATION.packets.findIndex((each) => each === packet);

const ALL = NAMES.map((name) => [`/${name}`, 200, 1_000, 2_500, 0, "exact"]);
const [A, B, C] = ALL;
/** Where the capture begins with it: who knows whether others waited before. */
const [FIRST_A, FIRST_B] = [A!, B!].map((each) => [...each.slice(0, -1), "inferred"]);

test("nothing lost", async () => {
  expect(said(await captured(() => true))).toEqual(ALL);
});

describe("packets lost", () => {
  test("on the request side, inside a body: what they held is missing there", async () => {
    expect(said(await captured((packet) => packet !== SECOND_UP))).toEqual([
      ["/a", 200, 500, 2_500, 500, "exact"],
      B,
      C,
    ]);
  });

  test("on the request side, with a head: that request is not known, its response is nobody's", async () => {
    const run = await captured((packet) => packet !== FIRST_UP);
    expect(said(run)).toEqual([
      [null, 200, null, 2_500, 0, "none"],
      ["/b", 200, 1_000, 2_500, 0, "inferred"],
      ["/c", 200, 1_000, 2_500, 0, "inferred"],
    ]);
  });

  test("on the response side, inside a body", async () => {
    expect(said(await captured((packet) => packet !== SECOND_DOWN))).toEqual([
      ["/a", 200, 1_000, 2_000, 500, "exact"],
      B,
      C,
    ]);
  });

  test("on both sides", async () => {
    const run = await captured((packet) => packet !== SECOND_UP && packet !== SECOND_DOWN);
    expect(said(run)).toEqual([["/a", 200, 500, 2_000, 1_000, "exact"], B, C]);
    expect(run.summary.ledger.missing).toBe(1_000);
  });
});

describe("a handshake lost", () => {
  test.each([
    ["its SYN", [0], A],
    ["its SYN-ACK", [1], A],
    ["both", [0, 1], FIRST_A],
    ["all three packets", [0, 1, 2], FIRST_A],
  ])("%s: no exchange is harmed", async (_name, lost, first) => {
    const run = await captured((_packet, _note, index) => !lost.includes(index));
    expect(said(run)).toEqual([first, B, C]);
    expect(run.sessions[0]).toMatchObject({ client: { port: 49_152 }, missingBytes: 0 });
  });
});

describe("one direction only", () => {
  test("of the client: the requests are whole, and nobody knows the answers", async () => {
    const run = await captured((_packet, { side }) => side === "client");
    expect(said(run)).toEqual(NAMES.map((name) => [`/${name}`, null, 1_000, null, 0, "none"]));
    expect(run.summary).toMatchObject({ unansweredRequests: 3, orphanResponses: 0 });
  });

  test("of the server: the responses are whole, and nobody knows the requests", async () => {
    const run = await captured((_packet, { side }) => side === "server");
    expect(said(run)).toEqual(NAMES.map(() => [null, 200, null, 2_500, 0, "none"]));
    expect(run.summary).toMatchObject({ unansweredRequests: 0, orphanResponses: 3 });
    expect(run.sessions[0]?.client.port).toBe(49_152);
  });
});

describe("a capture that begins in the middle", () => {
  test("of a method: what is left of the word is no method", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80");
      flow.client("UT /a HTTP/1.1\r\nHost: x\r\n\r\n").server(answer("a", ""));
      flow.client(ask("b")).server(answer("b", "")).close();
    });
    expect(run.transactions.map(({ request }) => request?.method ?? null)).toEqual([null, "POST"]);
  });

  test("before the end of a body whose last line the next method stands in: the method is what it was", async () => {
    const lines = "bb\nbbbb";
    const first = `POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ${500 + lines.length}\r\n\r\n`;
    const text = `${"b".repeat(500)}${lines}POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`;
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss: 500 }).handshake();
      flow.client(first).lose(1).client(text);
      flow.server("HTTP/1.1 204 No Content\r\n\r\n".repeat(2)).close();
    });
    expect(run.transactions.map(({ request }) => request?.method ?? null)).not.toContain("bbbbPOST");
    expect(run.transactions.map(({ request }) => request?.target ?? null)).toContain("/b");
  });

  test("with the end of a body and a request right behind it: its method is what it was", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80");
      flow
        .client(`${"b".repeat(21)}GET /b HTTP/1.1\r\nHost: x\r\n\r\n`)
        .server(answer("b", ""))
        .close();
    });
    expect(methodsOf(run)).toEqual(["GET"]);
    expect(run.summary.ledger.notHttp).toBe(21);
  });

  test("with the rest of a torn head, and behind its body a request: no method is made of both", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss: 45 }).handshake();
      const [begin, torn] = ["POST /a HTTP/1.1\r\nHost: x\r\nContent-", "Length: 8\r\n\r\nbbbb"];
      const next = "bbbbPOST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
      flow.client(begin + torn + next, { split: [26, begin.length, begin.length + torn.length] }).lose(2);
      flow.server(`${answer("a", "")}${answer("b", "")}`).close();
    });
    expect(methodsOf(run)).toEqual(["POST", "POST"]);
  });

  test("before a method that nobody has registered: that is one", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80");
      flow.client("OFFER /a HTTP/1.1\r\nHost: x\r\n\r\n").server(answer("a", "")).close();
    });
    expect(run.transactions.map(({ request }) => request?.method)).toEqual(["OFFER"]);
  });

  test("of a request: its rest is no HTTP, its response is nobody's, all others are as sent", async () => {
    const run = await captured((_packet, _note, index) => index >= indexOf(SECOND_UP));
    expect(said(run).slice(-2)).toEqual([B, C]);
    expect(said(run)[0]?.slice(0, 2)).toEqual([null, 200]);
    expect(run.sessions[0]?.opened).toBe("midstream");
  });

  test("of a response: its rest is no HTTP, all others are as sent", async () => {
    const run = await captured((_packet, _note, index) => index >= indexOf(SECOND_DOWN));
    expect(said(run)).toEqual([FIRST_B, C]);
    expect(run.summary.ledger.notHttp).toBeGreaterThan(1_000);
  });
});

describe("a capture that ends in the middle", () => {
  test("of a request: it is there as far as it goes, and unanswered", async () => {
    const last = payloadOf("client").at(-1);
    const run = await captured((_packet, _note, index) => index < indexOf(last));
    const size = 1_000 - (last?.segment?.payloadSize ?? 0);
    expect(said(run)).toEqual([ALL[0], B, ["/c", null, size, null, 0, "none"]]);
    expect(run.transactions[2]?.request?.complete).toBe(false);
  });

  test("of a response: it is there as far as it goes", async () => {
    const last = payloadOf("server").at(-1);
    const run = await captured((_packet, _note, index) => index < indexOf(last));
    expect(said(run).slice(0, 2)).toEqual([ALL[0], B]);
    expect(run.transactions[2]).toMatchObject({
      pairing: "exact",
      response: { status: 200, complete: false },
    });
    expect(run.sessions[0]?.closed).toBe("capture-end");
  });
});

describe("whole exchanges that are lost between others", () => {
  const NAMED = ["a", "b", "c", "d"];
  const { packets } = build((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    for (const name of NAMED) flow.client(ask(name)).server(answer(name, "ok"));
    flow.close();
  });
  const payload = packets.filter(({ segment }) => segment !== null && segment.payloadSize > 0);

  test.each([
    ["one", [2, 3], ["/a exact", "/c inferred", "/d inferred"]],
    ["two in a row", [2, 3, 4, 5], ["/a exact", "/d inferred"]],
    ["the first", [0, 1], ["/b inferred", "/c inferred", "/d inferred"]],
  ])("%s: each of the others has its response", async (_, lost, expected) => {
    const gone = new Set(lost.map((index) => payload[index]));
    const run = await analyse(packets.filter((packet) => !gone.has(packet)));
    const pairs = run.transactions.map(({ request, response, pairing }) => {
      const answers = response?.headers.find(({ name }) => name === "X-Answers")?.value;
      return request?.target === answers
        ? `${answers} ${pairing}`
        : `${request?.target} is answered by ${answers}`;
    });
    expect(pairs).toEqual(expected);
  });
});

describe("a snap length", () => {
  test("behind the heads: all are there, and every byte of the bodies is known to be missing", async () => {
    const cut = CONVERSATION.packets.map((packet) => ({
      ...packet,
      data: packet.data.subarray(0, 54 + 200),
    }));
    const run = await analyse(cut);
    expect(said(run).map(([target, status, , , , pairing]) => [target, status, pairing])).toEqual(
      NAMES.map((name) => [`/${name}`, 200, "exact"]),
    );
    const { ledger } = run.summary;
    const sent = NAMES.length * (ask("a", UP).length + answer("a", DOWN).length);
    expect(ledger.tcpPayloadBytes + ledger.missing).toBe(sent);
    expect(ledgerSum(ledger)).toBe(ledger.tcpPayloadBytes);
  });

  test("inside the heads: what is left of them is told as incomplete, and nothing is made up", async () => {
    const cut = CONVERSATION.packets.map((packet) => ({ ...packet, data: packet.data.subarray(0, 54 + 30) }));
    const run = await analyse(cut);
    expect(run.transactions.map(({ request }) => request?.target)).toEqual(["/a", "/b", "/c"]);
    expect(run.transactions.every(({ request }) => request?.complete === false)).toBe(true);
    expect(codesOf(run)).toContain("http.incomplete-message");
  });

  test("inside the start lines: none of them counts, and that they begin is said", async () => {
    const cut = CONVERSATION.packets.map((packet) => ({ ...packet, data: packet.data.subarray(0, 54 + 10) }));
    const run = await analyse(cut);
    expect(run.transactions).toEqual([]);
    expect(run.findings.find(({ code }) => code === "capture.snapped")?.data).toMatchObject({
      all: cut.length,
      longest: 54 + 10,
      bytes: run.summary.ledger.missing,
    });
    const skipped = run.findings.filter(({ code }) => code === "http.not-http").map(({ data }) => data);
    expect(skipped).toContainEqual(
      expect.objectContaining({ direction: "request", why: expect.stringContaining("begin a start line") }),
    );
  });

  test("inside a head whose body ends in words: the request behind it keeps its method", async () => {
    const head = `POST /a HTTP/1.1\r\nHost: x\r\nX-Padding: ${"p".repeat(100)}\r\nContent-Length: 10\r\n\r\n`;
    const { packets } = build((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow.client(head).client("Http Body!").client("GET /b HTTP/1.1\r\nHost: x\r\n\r\n").close();
    });
    const cut = packets.map((packet) => ({ ...packet, data: packet.data.subarray(0, 54 + 60) }));
    const methods = (await analyse(cut)).transactions.map(({ request }) => request?.method);
    expect(methods).toEqual(["POST", "GET"]);
  });

  test("inside the head of an upload that holds SSDP: no request is made of a part of a method", async () => {
    const head = `POST /a HTTP/1.1\r\nHost: x\r\nX-Padding: ${"p".repeat(100)}\r\nContent-Length: 40\r\n\r\n`;
    const { packets } = build((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow.client(head).client("\x00\x01M-SEARCH * HTTP/1.1\r\nMAN: discover\r\n\r\n").close();
    });
    const cut = packets.map((packet) => ({ ...packet, data: packet.data.subarray(0, 54 + 60) }));
    const methods = (await analyse(cut)).transactions.map(({ request }) => request?.method);
    expect(methods).toEqual(["POST"]);
  });
});
