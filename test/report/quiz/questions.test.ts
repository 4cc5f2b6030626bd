/** Questions are asked only where the capture has the answer, and the key says nothing that it does not show. */
import { describe, expect, test } from "vitest";
import type { Question } from "../../../src/report/quiz/questions.js";
import type { Net } from "../../support/build.js";
import { asked } from "../../support/study.js";

const server = "198.51.100.9:80";

const about = (questions: readonly Question[], topic: string): Question | undefined =>
  questions.find((each) => each.topic === topic);

const get = (target: string, more = ""): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n${more}\r\n`;
const ok = (body: string, size = body.length): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${body}`;

describe("how many bytes of content", () => {
  test("is asked of a body that came to its end, not of one before it that did not", async () => {
    const questions = await asked((net) => {
      net.flow("192.0.2.5:40000", server).handshake().client(get("/short")).server(ok("cut", 100)).close();
      net.flow("192.0.2.5:40001", server).handshake().client(get("/whole")).server(ok("whole")).close();
    });
    expect(about(questions, "size")?.question).toContain("/whole");
    expect(about(questions, "segments")?.question).toContain("/whole");
  });

  test("is not asked where every body was cut short", async () => {
    const questions = await asked((net) => {
      net.flow("192.0.2.5:40000", server).handshake().client(get("/")).server(ok("cut", 100)).close();
    });
    expect(about(questions, "size")).toBeUndefined();
    expect(about(questions, "segments")).toBeUndefined();
  });
});

test("segments are not counted where one of them was lost", async () => {
  const questions = await asked((net) => {
    net
      .flow("192.0.2.5:40000", server)
      .handshake()
      .client(get("/"))
      .server(ok("x".repeat(6000)))
      .lose(2)
      .close();
  });
  expect(about(questions, "size")?.answer).toContain("bytes");
  expect(about(questions, "segments")).toBeUndefined();
});

describe("conditional requests", () => {
  test("are asked of two GETs for the same resource", async () => {
    const questions = await asked((net) => {
      net
        .flow("192.0.2.5:40000", server)
        .handshake()
        .client(get("/a"))
        .server(ok("a"))
        .client(get("/b"))
        .server(ok("b"))
        .client(get("/b", 'If-None-Match: "1"\r\n'))
        .server('HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')
        .close();
    });
    expect(about(questions, "conditional")).toMatchObject({
      question: expect.stringContaining("GETs for /b"),
      answer: expect.stringContaining('Second GET: If-None-Match: "1"'),
    });
  });

  test("are not asked of GETs for different ones", async () => {
    const questions = await asked((net) => {
      const flow = net.flow("192.0.2.5:40000", server).handshake();
      flow.client(get("/a")).server(ok("a")).client(get("/b")).server(ok("b")).close();
    });
    expect(about(questions, "conditional")).toBeUndefined();
  });
});

test("a header is new behind a 401 only where the next request has it", async () => {
  const questions = await asked((net) => {
    net
      .flow("192.0.2.5:40000", server)
      .handshake()
      .client(get("/secret"))
      .server('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n')
      .client(get("/public"))
      .server(ok("public"))
      .client(get("/other", "Authorization: Basic eW9oZWk6cGFzcw==\r\n"))
      .server(ok("other"))
      .close();
  });
  expect(about(questions, "auth")?.question).toContain("Which authentication scheme");
});

function withSecrets(net: Net): void {
  net
    .flow("192.0.2.5:40000", server)
    .handshake()
    .client(get("/a?password=geheim"))
    .server("HTTP/1.1 302 Found\r\nLocation: /b?token=geheim\r\nContent-Length: 2\r\n\r\nok")
    .close();
}

test("targets have no secret where secrets are tokens", async () => {
  expect(JSON.stringify(await asked(withSecrets))).toContain("geheim");
  expect(JSON.stringify(await asked(withSecrets, true))).not.toContain("geheim");
});
