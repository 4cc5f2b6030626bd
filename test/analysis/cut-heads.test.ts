/** A head that the capture does not have to its end: what lacks in it may have been sent, so nothing is said of that. */
import { describe, expect, test } from "vitest";
import { HEAD_FIELDS } from "../../src/core/limits.js";
import type { BuiltPacket } from "../support/tap.js";
import { build } from "../support/build.js";
import { analyse, codesOf } from "../support/analyse.js";

const HEADERS = 54;
/** Longer than what is left of any head here. */
const PADDING = `X-Padding: ${"p".repeat(200)}\r\n`;

type Exchange = readonly [request: string, response: string];

/** The codes of exchanges, and of the same where each packet has so many bytes of payload at most. */
async function codesCut(exchanges: readonly Exchange[], cutSize: number): Promise<[string[], string[]]> {
  const { packets } = build((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    for (const [request, response] of exchanges) flow.client(request).server(response);
    flow.close();
  });
  const cut = packets.map((packet: BuiltPacket) => ({
    ...packet,
    data: packet.data.subarray(0, HEADERS + cutSize),
  }));
  return [codesOf(await analyse(packets)), codesOf(await analyse(cut))];
}

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const post = (key: string): string =>
  `POST /orders HTTP/1.1\r\nHost: x\r\n${PADDING}Idempotency-Key: ${key}\r\n\r\n`;

describe("a head that is cut off", () => {
  test("may have had an Age, so it says nothing of the clock of its server", async () => {
    const get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    const old = `HTTP/1.1 200 OK\r\nDate: Fri, 01 Oct 2010 14:28:02 GMT\r\n${PADDING}Content-Length: 0\r\n\r\n`;
    const [whole, cut] = await codesCut([[get, old]], 80);
    expect(whole).toContain("time.clock-skew");
    expect(cut).not.toContain("time.clock-skew");
  });

  test("is no request again because it begins as the one before", async () => {
    const [whole, cut] = await codesCut(
      [
        [post("a"), OK],
        [post("a"), OK],
      ],
      60,
    );
    expect(whole).toContain("http.retry-unsafe");
    expect(cut).not.toContain("http.retry-unsafe");
  });

  test("is not asked without a condition, nor against what a cache may do", async () => {
    const get = `GET /a HTTP/1.1\r\nHost: x\r\n${PADDING}Accept: text/html\r\n\r\n`;
    const fresh = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 0\r\n\r\n";
    const [whole, cut] = await codesCut(
      [
        [get, fresh],
        [get, fresh],
      ],
      80,
    );
    expect(whole).toContain("cache.fetched-while-fresh");
    expect(cut).not.toContain("cache.fetched-while-fresh");
  });

  test("may have had the Location, the challenge, the Allow and the Host that it lacks", async () => {
    const get = `GET /a HTTP/1.1\r\n${PADDING}Accept: text/html\r\n\r\n`;
    const answer = (status: string): string =>
      `HTTP/1.1 ${status}\r\n${PADDING}Date: Sat, 09 Oct 2010 14:28:02 GMT\r\nContent-Length: 0\r\n\r\n`;
    const exchanges = ["301 Moved Permanently", "401 Unauthorized", "405 Method Not Allowed"].map(
      (status): Exchange => [get, answer(status)],
    );
    const [whole, cut] = await codesCut(exchanges, 60);
    const absent = ["http.missing-host", "redirect.no-location", "auth.bad-challenge", "http.allow-wrong"];
    expect(whole).toEqual(expect.arrayContaining(absent));
    for (const code of absent) expect(cut).not.toContain(code);
  });
});

/** Credentials, refused with a challenge behind the cut. */
const refused = (credentials: string): Exchange => [
  `GET /a HTTP/1.1\r\nHost: x\r\nAuthorization: ${credentials}\r\n\r\n`,
  `HTTP/1.1 401 No\r\n${PADDING}WWW-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n`,
];

describe("behind the cut of a head may stand", () => {
  const cookie = `Cookie: theme=${"d".repeat(200)}\r\n`;

  test("the Location that names what was made", async () => {
    const made = `HTTP/1.1 201 Created\r\n${PADDING}Location: /tweets/1\r\nContent-Length: 0\r\n\r\n`;
    const [whole, cut] = await codesCut([["POST /tweets HTTP/1.1\r\nHost: x\r\n\r\n", made]], 60);
    expect(whole).toContain("http.created");
    expect(cut).not.toContain("http.created");
  });

  test("the Host that a redirect led to", async () => {
    const [, cut] = await codesCut(
      [
        ["GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n"],
        [`GET /b HTTP/1.1\r\n${cookie}Host: x\r\n\r\n`, OK],
      ],
      60,
    );
    expect(cut).toContain("redirect.location");
    expect(cut).not.toContain("redirect.unfollowed");
    expect(cut).not.toContain("redirect.followed");
  });

  test("the next step of a handshake, but not of Basic, which has one step", async () => {
    const [whole, cut] = await codesCut([refused("NTLM TlRM")], 70);
    expect(whole).toContain("auth.failed");
    expect(cut).not.toContain("auth.failed");
    expect((await codesCut([refused("Basic YTpi")], 70))[1]).toContain("auth.failed");
  });
});

/** The codes of a redirect with one field more than these. */
async function codesWith(count: number): Promise<string[]> {
  const head = `HTTP/1.1 301 Moved Permanently\r\nContent-Length: 0\r\n${"X-Field: x\r\n".repeat(count)}\r\n`;
  const run = await analyse((net) =>
    net
      .flow("192.0.2.5:49152", "198.51.100.9:80")
      .handshake()
      .client("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      .server(head)
      .close(),
  );
  return codesOf(run);
}

test("a field behind as many as are listed may be there as well", async () => {
  expect(await codesWith(HEAD_FIELDS - 1)).toContain("redirect.no-location");
  expect(await codesWith(HEAD_FIELDS)).not.toContain("redirect.no-location");
});
