/** `explain` of captures that are long, several, or hold more than HTTP: the page stays short, and says what it leaves out. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { build, type Net } from "../support/build.js";
import { httpscope } from "../support/cli.js";

const PAGE_LINES = 250;
const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url));

function captured(name: string, tell: (net: Net) => void): string {
  const file = join(folder, `${name}.pcap`);
  writeFileSync(file, build(tell).toPcap());
  return file;
}

async function explained(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await httpscope(["explain", ...args]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

/** The text as one line, as a person reads it over the line ends. */
const read = (text: string): string => text.replaceAll(/\s+/g, " ");

const end = (text: string): string => read(text.slice(text.indexOf("Where the time went")));

/** Forty of them, whose values are those of no other request. */
const longFields = (each: number): string =>
  Array.from({ length: 40 }, (_, i) => `X-Field-${i}: ${each} ${"v".repeat(110)}`).join("\r\n");

describe("a long capture", () => {
  const long = captured("long", (net) => {
    for (let i = 0; i < 6; i++) {
      const flow = net.flow(`192.0.2.5:${40_000 + i}`, "198.51.100.9:80").handshake();
      for (let each = 0; each < 60; each++) {
        const status = each === 50 && i === 5 ? "418 I'm a teapot" : "200 OK";
        flow
          .client(`GET /${i}/${each}?password=x HTTP/1.1\r\nHost: x\r\n${longFields(each)}\r\n\r\n`)
          .server(`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n${longFields(each)}\r\n\r\nok`);
      }
      flow.close();
    }
  });

  test.each(["en", "ko", "ja"])("makes no long page in %s", async (language) => {
    const text = await explained("--lang", language, long);
    expect(text.split("\n").length).toBeLessThanOrEqual(PAGE_LINES);
  });

  test("is told by what teaches most, and says how much is left out", async () => {
    const text = read(await explained(long));
    expect(text).toMatch(/\d+ more transactions of this session are not told/);
    expect(text).toContain("more of these sessions would make the page too long");
    expect(text).toContain("Where the time went");
  });

  test("tells the one answer that differs from three hundred others", async () => {
    const file = captured("one-odd", (net) => {
      const flow = net.flow("192.0.2.5:40000", "198.51.100.9:80").handshake();
      for (let each = 0; each < 300; each++)
        flow
          .client(`GET /${each} HTTP/1.1\r\nHost: x\r\n\r\n`)
          .server(`HTTP/1.1 ${each === 250 ? "418 Teapot" : "204 No Content"}\r\nContent-Length: 0\r\n\r\n`);
      flow.close();
    });
    const text = await explained(file);
    expect(text).toContain("GET /250 HTTP/1.1");
    expect(text).toContain("HTTP/1.1 418 Teapot");
    expect(text.split("\n").length).toBeLessThan(PAGE_LINES / 2);
  });
});

describe("where the time went", () => {
  test("is the server, where it thinks longer than the way takes", async () => {
    expect(end(await explained(fixture("where-the-time-goes")))).toContain(
      "the largest part was wait: 67 %. 12.1 ms of it are round trips; the other 33.1 ms the server needed",
    );
  });

  test("is the way, where the server answers at once", async () => {
    const file = captured("far", (net) => {
      const flow = net.flow("192.0.2.5:40000", "198.51.100.9:80").handshake(180);
      for (const path of ["/a", "/b"])
        flow
          .client(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
          .wait(182)
          .server("HTTP/1.1 204 No Content\r\n\r\n");
    });
    expect(end(await explained(file))).toContain("Round trips alone are 360 ms");
  });

  test("is the way of the body, and what was sent twice", async () => {
    const text = end(await explained(fixture("where-the-time-goes-slow-download")));
    expect(text).toContain("the largest part was receive: 84 %. The bodies, 12 000 bytes in all");
    expect(text).toContain("1 460 bytes were lost on the way or late, and TCP sent them again");
  });

  test("means nothing where all of it is less than a millisecond", async () => {
    const file = captured("near", (net) => {
      const flow = net.flow("127.0.0.1:40000", "127.0.0.1:8080").handshake(0.04);
      flow.client("GET / HTTP/1.1\r\nHost: x\r\n\r\n").wait(0.2).server("HTTP/1.1 204 No Content\r\n\r\n");
    });
    const text = end(await explained(file));
    expect(text).toContain("connect 0.04 ms");
    expect(text).not.toContain("the largest part");
  });

  test("names the longest wait only where it stands out", async () => {
    expect(end(await explained(fixture("where-the-time-goes-slow-server")))).toContain(
      "1.11 waited longest: 902 ms",
    );
    expect(end(await explained(fixture("post-or-put")))).not.toContain("waited longest");
  });

  test("is the request, where that came in two pieces", async () => {
    expect(end(await explained(fixture("where-the-time-goes-two-pieces")))).toContain(
      "the largest part was send: 60 %.",
    );
  });

  test("is the handshake, where the SYN had to be repeated", async () => {
    expect(end(await explained(fixture("where-the-time-goes-syn-repeated")))).toContain(
      "the largest part was connect: 95 %. That is the handshake",
    );
  });

  test("does not split a wait into way and work where requests wait behind others", async () => {
    const text = end(await explained(fixture("pipelining")));
    expect(text).toContain("how much of each, this capture does not show");
    expect(text).not.toContain("round trips");
  });
});

describe("an idea", () => {
  test("of each method stands where it is first used, also in the last session", async () => {
    const text = read(await explained(fixture("eight-methods")));
    for (const method of ["GET", "HEAD", "OPTIONS", "TRACE"]) expect(text).toContain(`${method} is safe`);
    for (const method of ["PUT", "DELETE"])
      expect(text).toContain(`${method} changes something, but is idempotent`);
    for (const method of ["POST", "CONNECT"])
      expect(text).toContain(`${method} is neither safe nor idempotent`);
  });

  test("is explained once: later steps are short", async () => {
    const text = read(await explained(fixture("ask-first-polling")));
    expect(text.match(/the body need not be sent again/g)).toHaveLength(1);
    expect(text.match(/Again only if its copy is no longer good/g)).toHaveLength(3);
    expect(text.match(/a 304 never has one/g)).toHaveLength(1);
    expect(text.match(/the way there and back included/g)).toHaveLength(1);
  });
});

describe("a lesson", () => {
  test.each([
    [
      "shared-cache",
      "A shared cache may use it again for 5 min without asking; a browser asks each time (max-age and s-maxage).",
    ],
    ["cache-control", "It may be used again for 1 d without asking (max-age)."],
    ["lost-update", "only if nobody has changed the resource in the meantime (If-Match)"],
    ["wsse", "It asks again, now with credentials (WSSE), as step 3 demanded. The user is yohei."],
    ["basic", "credentials (Basic), as step 3 demanded. The user is yohei. "],
    ["post-form", "- name = Joe User - request = Send me one of your catalogue"],
    ["chunked", "46 bytes in 3 chunks (10, 10, e)"],
    ["accept-and-406", "text/html (1), application/xhtml+xml (1), application/xml (0.9), */* (0.8)"],
    [
      "keep-alive-fields",
      "The server closes first (FIN): it has nothing more to send. The other side follows. Before that, 15.0 s of silence.",
    ],
    [
      "connectionless-kept",
      "4 requests went over this one connection. With one for each, 3 more handshakes, 36.3 ms, would have been spent.",
    ],
    ["stateless", "Nothing on the wire ties these requests together"],
    ["redirect-or-forward", "a forward inside the server would show nothing on the wire"],
    ["cookie-lifetimes", "both has Expires and Max-Age: Max-Age counts"],
  ])("%s says what it is there for", async (name, sentence) => {
    expect(read(await explained(fixture(name)))).toContain(sentence);
  });

  test("on cookies does not say that nothing ties the requests", async () => {
    expect(read(await explained(fixture("cookie-lifetimes")))).not.toContain("Nothing on the wire ties");
  });

  test("with an answer that nobody asked for counts no request for it", async () => {
    expect(read(await explained(fixture("chunked-printed")))).not.toContain(
      "requests went over this one connection",
    );
  });
});

test("an answer that waited behind others is not timed from its request", async () => {
  const text = read(await explained(fixture("pipelining")));
  expect(text).toContain("It waited 300 ms behind the answers before it.");
  expect(text).toContain("It came 5 ms after the end of the answer before it, in one packet.");
  expect(text).not.toContain("came 5 ms after the request");
});

test("a request without an answer was waited for in vain", async () => {
  const text = end(await explained(fixture("no-empty-line-printed")));
  expect(text).toContain("Most of the time is spent in vain: one request has no answer here.");
  expect(text).not.toContain("the largest part");
});

test("a tunnel is not called idle", async () => {
  expect(end(await explained(fixture("ask-first-websocket")))).not.toContain("idle");
});

describe("what is not HTTP", () => {
  test("is told by what it lacks, where it is nearly that", async () => {
    const text = read(await explained(fixture("names-and-case-printed")));
    expect(text).toContain("nearly a request line, but for its method, get and its version, http/1.1");
    expect(text).toContain("(http.not-http, packet 4)");
  });

  test("is named, and the lookup of the name in its place before the connection", async () => {
    const text = read(await explained(fixture("where-the-time-goes")));
    expect(text).toContain("2 packets are UDP, not TCP: names are looked up that way (DNS)");
    expect(text).toContain("the address of example.com is looked up beforehand (DNS)");
  });

  test("goes unsaid of a server that is asked by its address", async () => {
    const file = captured("by-address", (net) => {
      const flow = net.flow("192.0.2.5:40000", "198.51.100.9:80").handshake();
      flow.client("GET / HTTP/1.1\r\nHost: 198.51.100.9\r\n\r\n").server("HTTP/1.1 204 No Content\r\n\r\n");
    });
    expect(read(await explained(file))).not.toContain("looked up");
  });
});

describe("what was noted", () => {
  test("stands in the step where it happened", async () => {
    const text = read(await explained(fixture("post-or-put")));
    expect(text).toMatch(
      / 1\.1, packet 6 .*created \/tweets\/1024, as the server named it.* 1\.2, packet 8 /,
    );
    expect(text).toContain("created /wiki/HTTP, as the client named it (http.created)");
    expect(read(await explained(fixture("accept-language")))).toContain(
      "asked for fr; fr came (http.negotiated)",
    );
  });

  test("is told three times of one kind, not of each request", async () => {
    const file = captured("notes", (net) => {
      const flow = net.flow("192.0.2.5:40000", "198.51.100.9:80").handshake();
      for (let each = 0; each < 9; each++)
        flow
          .client(`OPTIONS /${each} HTTP/1.1\r\nHost: x\r\n\r\n`)
          .server(`HTTP/1.1 204 No Content\r\nAllow: GET, X-${each}\r\n\r\n`);
    });
    expect((await explained(file)).match(/http\.allow\)/g)).toHaveLength(3);
  });

  test("is not said a second time where a step has words of its own", async () => {
    const text = await explained(fixture("kept-open"));
    expect(text).not.toMatch(/http\.connection-reused|redirect\.location|http\.client-error/);
  });
});

test("the first URL with a query or another port is taken apart, once", async () => {
  const text = read(await explained(fixture("uri-parts")));
  expect(text).toContain(
    "scheme http, host blog.example.com, port 8000, path /search, query q=test&debug=true. A fragment",
  );
  expect(text.match(/Host and target together/g)).toHaveLength(1);
  expect(read(await explained(fixture("three-steps")))).not.toContain("Host and target together");
});

test.each([
  ["explain", []],
  ["quiz", []],
  ["show", ["1.1"]],
])("%s says that several captures are one", async (command, id) => {
  const [first, second] = [fixture("kept-open"), fixture("two-clients")];
  const both = read((await httpscope([command, first, second, ...id])).stdout);
  expect(both).toContain("2 captures are told as one, in order of time");
  expect(both).toContain("kept-open.pcap");
  expect(both).toContain("packets are numbered through all of them");
  expect((await httpscope([command, first, ...id])).stdout).not.toContain("told as one");
});
