import { describe, expect, it } from "vitest";
import { analyse } from "../support/analysis-run.js";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

const asked = (method: string, response: string, target = "/list") =>
  messages(`${method} ${target} HTTP/1.1\nHost: example.org`, response);

describe("a 201", () => {
  it("says what is new, and who chose its name", () => {
    const made = [
      asked("POST", "HTTP/1.1 201 Created\nLocation: /tweets/1024?key=31d4", "/tweets"),
      asked("PUT", "HTTP/1.1 201 Created\nLocation: /elsewhere", "/wiki/HTTP"),
      asked("POST", "HTTP/1.1 201 Created\nLocation: http://yohei:pass@example.org/a@b", "/tweets"),
      asked("POST", "HTTP/1.1 201 Created", "/tweets#a"),
      asked("POST", "HTTP/1.1 200 OK\nLocation: /tweets/1"),
    ];
    expect(dataOf("http.created", ...made)).toEqual([
      { uri: "/tweets/1024", chosenBy: "server" },
      { uri: "/wiki/HTTP", chosenBy: "client" },
      { uri: "http://example.org/a@b", chosenBy: "server" },
      { uri: "/tweets", chosenBy: "client" },
    ]);
  });
});

describe("Allow", () => {
  it("lists what is permitted", () => {
    const options = asked("OPTIONS", "HTTP/1.1 200 OK\nAllow: GET, HEAD");
    expect(dataOf("http.allow", options)).toEqual([{ methods: "GET, HEAD" }]);
  });

  it("of a 405 is there, without the method that was refused", () => {
    const refused = "HTTP/1.1 405 Method Not Allowed";
    expect(dataOf("http.allow-wrong", asked("DELETE", refused))).toEqual([{ why: "there is no Allow" }]);
    expect(dataOf("http.allow-wrong", asked("DELETE", `${refused}\nAllow: GET, DELETE`))).toEqual([
      { why: "Allow has DELETE" },
    ]);
    expect(codesOf(asked("DELETE", `${refused}\nAllow: GET, delete`))).toEqual([
      "http.allow",
      "http.client-error",
    ]);
  });
});

it("TRACE that is answered, and one that is refused", () => {
  expect(codesOf(asked("TRACE", "HTTP/1.1 200 OK"))).toEqual(["http.trace-enabled"]);
  expect(codesOf(asked("TRACE", "HTTP/1.1 501 Not Implemented"))).toEqual(["http.server-error"]);
});

const status = (code: number) => codesOf(messages(GET, `HTTP/1.1 ${code} x`));

describe("an error", () => {
  it("is told with what was asked, without its query", () => {
    const missing = asked("GET", "HTTP/1.1 404 Not Found", "/a?token=31d4");
    expect(dataOf("http.client-error", missing)).toEqual([{ status: 404, request: "GET /a" }]);
  });

  it("is the client's from 400, the server's from 500, and nobody's from 600", () => {
    expect(status(399)).toEqual([]);
    expect(status(400)).toEqual(["http.client-error"]);
    expect(status(499)).toEqual(["http.client-error"]);
    expect(status(500)).toEqual(["http.server-error"]);
    expect(status(599)).toEqual(["http.server-error"]);
    expect(status(600)).toEqual([]);
  });

  it("lies at the first packet of its message", () => {
    const [finding] = analyse([messages(null, "HTTP/1.1 503 Busy", { id: "3.2" })]).findings;
    expect(finding).toEqual({
      code: "http.server-error",
      severity: "warning",
      session: 3,
      transaction: "3.2",
      frame: 4,
      data: { status: 503, request: null },
    });
  });
});
