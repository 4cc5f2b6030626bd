import { describe, expect, it } from "vitest";
import { analyse } from "../support/analyse.js";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

const kept = (id: string, atMs: number, fields: string) =>
  messages(GET, `HTTP/1.1 200 OK${fields === "" ? "" : `\n${fields}`}`, { id, atMs });

describe("the terms of Keep-Alive", () => {
  it("are told once a connection, and again when they change", () => {
    const told = [
      kept("1.1", 0, "Keep-Alive: timeout=15, max=98"),
      kept("1.2", 1000, "Keep-Alive: timeout=15, max=97"),
      kept("1.3", 2000, "Keep-Alive: timeout=5"),
      kept("2.1", 3000, "Keep-Alive: 300"),
    ];
    expect(dataOf("http.keep-alive", ...told)).toEqual([
      { timeout: 15, max: 98 },
      { timeout: 5, max: null },
      { timeout: null, max: null },
    ]);
  });

  it("are overstepped by a request after the silence they allow", () => {
    const first = kept("1.1", 0, "Keep-Alive: timeout=15");
    expect(dataOf("http.keep-alive-expired", first, kept("1.2", 15_500, ""))).toEqual([
      { idle: 15.49, timeout: 15 },
    ]);
    expect(codesOf(first, kept("1.2", 15_000, ""), kept("1.3", 30_000, ""))).toEqual(["http.keep-alive"]);
    expect(codesOf(first, kept("2.1", 20_000, ""))).toEqual(["http.keep-alive"]);
  });

  it("end with their connection", async () => {
    const ask = "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n";
    const answer = "HTTP/1.1 204 No Content\r\nKeep-Alive: timeout=1\r\n\r\n";
    const { findings } = await analyse((net) => {
      for (let i = 0; i < 2; i++) {
        net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake().client(ask).server(answer).close();
        net.wait(60_000);
      }
    });
    expect(findings.map(({ code }) => code).filter((code) => code.startsWith("http."))).toEqual([
      "http.keep-alive",
      "http.keep-alive",
    ]);
  });
});

describe("the end of a connection", () => {
  it("is announced by the side that says so first", () => {
    const close = "Connection: TE, Close";
    expect(dataOf("http.connection-close", messages(GET, `HTTP/1.1 200 OK\n${close}`))).toEqual([
      { direction: "response" },
    ]);
    expect(
      dataOf("http.connection-close", messages(`${GET}\n${close}`, `HTTP/1.1 200 OK\n${close}`)),
    ).toEqual([{ direction: "request" }]);
  });

  it("is not announced by another option", () => {
    expect(codesOf(messages(`${GET}\nConnection: keep-alive`))).toEqual([]);
    expect(codesOf(messages(`${GET}\nConnection: closed`))).toEqual([]);
  });
});
