/** Which response answers which request, above all where that is in doubt: exact must mean right. */
import { describe, expect, test } from "vitest";
import { GAP_PACKETS, PENDING_REQUESTS } from "../../src/core/limits.js";
import { analyse, codesOf, ledgerSum, type Analysed } from "../support/analyse.js";
import { handshake, rawPackets } from "../support/raw-segments.js";

const ask = (name: string, fields = ""): string => `GET /${name} HTTP/1.1\r\nHost: x\r\n${fields}\r\n`;
/** A response that names the request it answers. */
const answer = (name: string): string =>
  `HTTP/1.1 200 OK\r\nX-Answers: /${name}\r\nContent-Length: 2\r\n\r\nok`;

/** Pairs that are called exact and are wrong. */
function wrongPairs({ transactions }: Analysed): string[] {
  return transactions.flatMap(({ pairing, request, response }) => {
    const answered = response?.headers.find(({ name }) => name === "X-Answers")?.value ?? null;
    return pairing === "exact" && request !== null && answered !== request.target
      ? [`${request.target} ${answered}`]
      : [];
  });
}

const talk = (requests: string, responses: string) =>
  analyse((net) => {
    net
      .flow("192.0.2.5:49152", "198.51.100.9:80")
      .handshake()
      .client(requests)
      .server(responses)
      .close("server");
  });

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `r${i}`);

describe("exact means right", () => {
  test("in a pipeline of any depth that the queue holds", async () => {
    const all = names(50);
    const run = await talk(all.map((name) => ask(name)).join(""), all.map(answer).join(""));
    expect(wrongPairs(run)).toEqual([]);
    expect(run.transactions.every(({ pairing }) => pairing === "exact")).toBe(true);
  });

  test("where more requests wait than are kept: the responses to the oldest are nobody's", async () => {
    const all = names(PENDING_REQUESTS + 2);
    const run = await talk(all.map((name) => ask(name)).join(""), all.map(answer).join(""));
    expect(wrongPairs(run)).toEqual([]);
    expect(codesOf(run)).toContain("limit.pending");
    expect(run.summary).toMatchObject({ requests: all.length, unansweredRequests: 2, orphanResponses: 2 });
  });

  test("behind a chunked body that is broken and holds a status line", async () => {
    const broken = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nHTTP/1.1 404 Invented\r\n\r\n";
    const run = await talk(ask("a") + ask("b"), broken + answer("b"));
    expect(
      run.transactions.filter(({ pairing, response }) => pairing === "exact" && response?.status === 404),
    ).toEqual([]);
  });

  test("where a response was on its way before the server had a byte of the request", async () => {
    const injected = answer("late");
    const run = await analyse(
      rawPackets([
        ...handshake(),
        { from: "client", seq: 1, ack: 1, payload: ask("late") },
        { from: "server", seq: 1, ack: 1, payload: injected },
        { from: "client", seq: 1 + ask("late").length, ack: 1 + injected.length, payload: ask("next") },
        {
          from: "server",
          seq: 1 + injected.length,
          ack: 1 + ask("late").length + ask("next").length,
          payload: answer("next"),
        },
      ]),
    );
    expect(run.transactions.map(({ pairing, request }) => [pairing, request?.target])).toEqual([
      ["inferred", "/late"],
      ["inferred", "/next"],
    ]);
  });

  test("where the capture begins behind a request that waits", async () => {
    const request = ask("b");
    const run = await analyse(
      rawPackets([
        { from: "client", seq: 1, ack: 1, payload: request },
        { from: "server", seq: 1, ack: 1, payload: answer("a") },
        { from: "server", seq: 1 + answer("a").length, ack: 1 + request.length, payload: answer("b") },
      ]),
    );
    expect(wrongPairs(run)).toEqual([]);
    expect(run.summary).toMatchObject({
      requests: 1,
      responses: 2,
      unansweredRequests: 0,
      orphanResponses: 1,
    });
  });

  test("where the capture begins with the last of several requests, and until their sender has had all answers", async () => {
    const [last, next] = [ask("c"), ask("d")];
    const replies = ["a", "b", "c"].map(answer).join("");
    const run = await analyse(
      rawPackets([
        { from: "client", seq: 1, ack: 1, payload: last },
        { from: "server", seq: 1, ack: 1 + last.length, payload: replies },
        { from: "client", seq: 1 + last.length, ack: 1 + replies.length, payload: next },
        {
          from: "server",
          seq: 1 + replies.length,
          ack: 1 + last.length + next.length,
          payload: answer("d"),
        },
      ]),
    );
    expect(wrongPairs(run)).toEqual([]);
    expect(run.transactions.map(({ pairing }) => pairing)).toEqual(["inferred", "none", "none", "exact"]);
    expect(codesOf(run)).not.toContain("http.second-response");
  });

  test.each([
    ["a little", [], ["inferred /r0", "exact /r1", "exact /r2", "exact /r3"]],
    ["far", [{}], ["none", "none /r0", "inferred /r1", "inferred /r2", "inferred /r3"]],
  ])("where the capture begins with a response %s ahead of its request", async (_name, between, pairs) => {
    const turns = names(4).map((name, i, all) => {
      const asked = all.slice(0, i).reduce((sum, before) => sum + ask(before).length, 1);
      const answered = all.slice(0, i).reduce((sum, before) => sum + answer(before).length, 1);
      const request = { from: "client", seq: asked, ack: answered, payload: ask(name) } as const;
      const response = {
        from: "server",
        seq: answered,
        ack: asked + ask(name).length,
        payload: answer(name),
      } as const;
      const passed = between.map(() => ({
        from: "client" as const,
        seq: asked + ask(name).length,
        ack: answered + answer(name).length,
      }));
      return i === 0 ? [response, ...passed, request] : [request, response];
    });
    const run = await analyse(rawPackets(turns.flat()));
    expect(wrongPairs(run)).toEqual([]);
    expect(
      run.transactions.map(({ pairing, request }) => `${pairing} ${request?.target ?? ""}`.trim()),
    ).toEqual(pairs);
  });

  test("behind a response that is none", async () => {
    const run = await talk(ask("a") + ask("b"), `ICY 200 OK\r\nicy-name: x\r\n\r\n${answer("b")}`);
    expect(wrongPairs(run)).toEqual([]);
  });

  test("where the first of two pipelined requests is not in the capture", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow.client(ask("zero")).server(answer("zero"));
      flow.client(ask("a") + ask("b"), { split: [ask("a").length] }).lose(1);
      flow.server(answer("a") + answer("b")).close();
    });
    expect(wrongPairs(run)).toEqual([]);
    expect(run.transactions.find(({ request }) => request?.target === "/b")?.pairing).not.toBe("exact");
  });

  test("where the rest of a request is not in the capture: its response does not overtake it", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow
        .client(ask("a"), { split: [18] })
        .lose(2)
        .server(answer("a"));
      flow.client(ask("b")).server(answer("b")).close();
    });
    expect(wrongPairs(run)).toEqual([]);
    expect(run.transactions).toMatchObject([
      { pairing: "exact", request: { target: "/a", complete: false }, response: { status: 200 } },
      { pairing: "inferred", request: { target: "/b" }, response: { status: 200 } },
    ]);
  });

  test("for requests that came before others were lost", async () => {
    const run = await talk(`${ask("a")}no request at all\r\n`, answer("a"));
    expect(run.transactions[0]).toMatchObject({ pairing: "exact", response: { status: 200 } });
  });
});

describe("what waits for the answer to a tunnel request", () => {
  const upgrade = ask("up", "Upgrade: h2c\r\nConnection: Upgrade\r\n");

  test("is HTTP where the answer was lost", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow.client(upgrade).server(answer("up")).lose(1);
      flow.client(ask("b")).server(answer("b")).client(ask("c")).server(answer("c")).close();
    });
    expect(
      run.transactions.map(({ request, response }) => [request?.target, response?.status ?? null]),
    ).toEqual([
      ["/up", null],
      ["/b", 200],
      ["/c", 200],
    ]);
    expect(run.summary.ledger.tunnel).toBe(0);
  });

  test("keeps until the answer comes, though the client has said that it is done", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow
        .client(upgrade + ask("b"))
        .fin("client")
        .server(answer("up") + answer("b"))
        .fin("server")
        .ack("client");
    });
    expect(run.transactions.map(({ request, response }) => [request?.target, response?.status])).toEqual([
      ["/up", 200],
      ["/b", 200],
    ]);
  });

  test("is read to its end where more such requests wait behind it", async () => {
    const requests = [
      upgrade,
      ask("b"),
      upgrade,
      ask("c"),
      "CONNECT y:1 HTTP/1.1\r\nHost: y:1\r\n\r\n",
      "tunnelled",
    ];
    const run = await analyse((net) => {
      net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake().client(requests.join("")).fin("server");
    });
    expect(run.transactions.map(({ request }) => request?.target)).toEqual(["/up", "/b", "/up", "/c", "y:1"]);
    expect(run.sessions[0]?.transactions).toBe(5);
    expect(run.summary.ledger).toMatchObject({ tunnel: "tunnelled".length, notHttp: 0 });
    expect(ledgerSum(run.summary.ledger)).toBe(run.summary.ledger.tcpPayloadBytes);
  });
});

describe("a request whose response was lost", () => {
  test("goes out when it has ended itself, with its whole body", async () => {
    // So many packets that the loss is certain while the rest of the body still comes.
    const body = "b".repeat(100 * (GAP_PACKETS + 10));
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss: 100 }).handshake();
      flow.client(`POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: ${2 * body.length}\r\n\r\n${body}`);
      flow.server("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n").lose(1).client(body).close();
    });
    expect(run.transactions).toMatchObject([
      { request: { target: "/a", bodySize: 2 * body.length, complete: true }, response: null },
    ]);
    expect(run.summary.ledger.bodies).toBe(2 * body.length);
  });
});

describe("a response to HEAD", () => {
  const headAnswer = "HTTP/1.1 200 OK\r\nX-Answers: /a\r\nContent-Length: 9\r\n\r\n";
  const told = (mss: number, inOneGo: boolean) =>
    analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80", { mss }).handshake();
      const head = ask("a").replace("GET", "HEAD");
      const lost = Array.from({ length: Math.ceil(head.length / mss) }, (_, index) => index + 1);
      if (inOneGo)
        flow
          .client(head)
          .lose(...lost)
          .client(ask("b"))
          .server(headAnswer)
          .server(answer("b"));
      else
        flow
          .client(head)
          .lose(...lost)
          .server(headAnswer)
          .client(ask("b"))
          .server(answer("b"));
      flow.close();
    });

  test.each([1460, 5, 1])(
    "whose request was lost does not swallow the next one, in segments of %i",
    async (mss) => {
      for (const inOneGo of [true, false]) {
        const run = await told(mss, inOneGo);
        expect(run.transactions.map(({ response }) => response?.bodySize ?? null)).toContain(2);
        expect(run.summary.responses).toBe(2);
        expect(wrongPairs(run)).toEqual([]);
      }
    },
  );
});

/** A request in two halves, and what comes behind the first. */
const upload = (...order: ("rest" | "refusal")[]) =>
  analyse((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    flow.client("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nhalf");
    for (const each of order)
      if (each === "rest") flow.client("half");
      else flow.server("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
    flow.close();
  });

describe("a response that does not wait for its request to end", () => {
  test("is told with both packets, and did not wait", async () => {
    const run = await upload("refusal", "rest");
    expect(run.transactions[0]).toMatchObject({ pairing: "exact", timings: { wait: 0 } });
    const early = run.findings.find(({ code }) => code === "http.early-response");
    expect(early?.data).toEqual({
      responseFrame: run.transactions[0]?.response?.frame,
      requestFrame: run.transactions[0]?.request?.lastFrame,
    });
  });

  test("is none where the request had ended", async () => {
    expect(codesOf(await upload("rest", "refusal"))).not.toContain("http.early-response");
  });
});

/** Three requests at once, one of them lost where told, and their answers. */
const three = (...lost: number[]) =>
  analyse((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    const size = ask("a").length;
    flow.client(["a", "b", "c"].map((name) => ask(name)).join(""), { split: [size, 2 * size] }).lose(...lost);
    flow.server(["a", "b", "c"].map(answer).join("")).close();
  });
const pairsOf = ({ transactions }: Analysed): string[] =>
  transactions
    .filter(({ request }) => request !== null)
    .map(({ pairing, request, response }) => {
      const answered = response?.headers.find(({ name }) => name === "X-Answers")?.value ?? null;
      return `${pairing} ${request?.target} ${answered}`;
    });
const basisOf = ({ findings }: Analysed): unknown[] =>
  findings.filter(({ code }) => code === "http.pairing-inferred").map(({ data }) => data["by"]);

describe("after a loss", () => {
  test.each([
    [1, ["inferred /b /b", "inferred /c /c"]],
    [2, ["exact /a /a", "inferred /c /c"]],
    [3, ["exact /a /a", "exact /b /b"]],
  ])(
    "of request %i of three at once its response is nobody's, and the others keep theirs",
    async (lost, pairs) => {
      expect(pairsOf(await three(lost))).toEqual(pairs);
    },
  );

  test("of a response those asked for at once are told apart by their order", async () => {
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow.client(ask("a")).server(answer("a")).lose(1);
      flow.client(ask("b") + ask("c")).server(answer("b") + answer("c"), { split: [answer("b").length] });
      flow.close();
    });
    expect(pairsOf(run)).toEqual(["none /a null", "inferred /b /b", "inferred /c /c"]);
    expect(basisOf(run)).toEqual(["acknowledgement", "order"]);
  });

  test("of part of a response those asked for at once behind it are not taken for answered", async () => {
    const broken = "HTTP/1.1 200 OK\r\nX-Answers: /a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n";
    const run = await analyse((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow
        .client(ask("a"))
        .server(`${broken}2\r\nok\r\n0\r\n\r\n`, { split: [broken.length] })
        .lose(2);
      flow.server("HTTP/1.1 103 Early Hints\r\n\r\n");
      flow.client(["b", "c", "d"].map((name) => ask(name)).join(""));
      flow.server("HTTP/1.1 103 Early Hints\r\n\r\n");
      flow.server(["b", "c", "d"].map(answer).join("")).close();
    });
    expect(pairsOf(run)).toEqual(["exact /a /a", "inferred /b /b", "inferred /c /c", "inferred /d /d"]);
    expect(basisOf(run)).toEqual(["order", "order", "order"]);
  });
});
