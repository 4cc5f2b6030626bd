/** An explanation claims nothing that the capture does not show: what is cut off, lost or another's is not told as known. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Net } from "../support/build.js";
import { snapped } from "../support/snapped.js";
import { explained } from "../support/study.js";

const fixture = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../../fixtures/${name}.pcap`, import.meta.url)));

const SERVER = "198.51.100.9:80";
const get = (target: string, more = "", host = "a.example"): string =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${more}\r\n`;
const ok = (body = "ok", more = ""): string =>
  `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${more}\r\n${body}`;

describe("requests are called stateless", () => {
  test("where nothing ties them together", async () => {
    expect(await explained(fixture("connectionless"))).toContain("Each stands alone (stateless)");
  });

  test("not where credentials may stand in what was cut off", async () => {
    expect(await explained(snapped(fixture("basic"), 100))).not.toContain("stateless");
  });

  test("not where an answer that was lost may have set a cookie", async () => {
    expect(await explained(fixture("loss-pipelined"))).not.toContain("stateless");
  });
});

function asksTwice(net: Net, second: { client?: string; host?: string; value?: string }): void {
  const { client = "192.0.2.5", host = "a.example", value = "1" } = second;
  net
    .flow("192.0.2.5:40000", SERVER)
    .handshake()
    .client(get("/"))
    .server(ok("ok", "Set-Cookie: sid=1\r\n"))
    .close();
  const flow = net.flow(`${client}:40001`, SERVER).handshake();
  flow
    .client(get("/", `Cookie: sid=${value}\r\n`, host))
    .server(ok())
    .close();
}

describe("a cookie comes back", () => {
  test.each([
    ["to the client and the host that it is of", {}, true],
    ["not to another client", { client: "192.0.2.6" }, false],
    ["not to another host", { host: "b.example" }, false],
    ["not with another value", { value: "2" }, false],
  ])("%s", async (_, second, isBack) => {
    const text = await explained((net) => asksTwice(net, second));
    expect(text.includes("It sends the cookie sid back, which the server gave it")).toBe(isBack);
    expect(text.includes("It sends the cookie sid, which no step here has set.")).toBe(!isBack);
  });

  test("to the hosts of its domain", async () => {
    const text = await explained((net) => {
      const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
      flow.client(get("/", "", "www.a.example")).server(ok("ok", "Set-Cookie: sid=1; Domain=.A.example\r\n"));
      flow
        .client(get("/", "Cookie: sid=1\r\n", "img.a.example"))
        .server(ok())
        .close();
    });
    expect(text).toContain("It sends the cookie sid back");
  });
});

test("cookies that no step gave are told in one sentence", async () => {
  const text = await explained((net) => {
    const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
    flow.client(get("/", "Cookie: a=1; b=2; c=3\r\n")).server(ok()).close();
  });
  expect(text).toContain("It sends the cookies a, b, c, which no step here has set.");
});

describe("credentials", () => {
  const basic = "Authorization: Basic eW9oZWk6cGFzcw==\r\n";
  const refused =
    'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="r"\r\nContent-Length: 0\r\n\r\n';

  test("answer a demand only of the same request", async () => {
    const text = await explained((net) => {
      const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
      flow.client(get("/a")).server(refused).client(get("/b", basic)).server(ok()).close();
    });
    expect(text).not.toContain("It asks again");
    expect(text).toContain("It sends credentials (Basic)");
  });

  test("answer a demand on another connection", async () => {
    const text = await explained((net) => {
      net.flow("192.0.2.5:40000", SERVER).handshake().client(get("/a")).server(refused).close();
      net.flow("192.0.2.5:40001", SERVER).handshake().client(get("/a", basic)).server(ok()).close();
    });
    expect(text).toContain("It asks again, now with credentials (Basic), as step 3 demanded.");
  });

  test("are told once where they are sent again and again", async () => {
    const text = await explained((net) => {
      const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
      for (const target of ["/a", "/b", "/c"]) flow.client(get(target, basic)).server(ok());
      flow.close();
    });
    expect(text.match(/It sends credentials/g)).toHaveLength(1);
  });

  test("are demanded by proxies in a field of their own", async () => {
    const text = await explained((net) => {
      net
        .flow("192.0.2.5:40000", SERVER)
        .handshake()
        .client(get("/"))
        .server(
          'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="p"\r\nContent-Length: 0\r\n\r\n',
        )
        .client(get("/", "Proxy-Authorization: Basic eW9oZWk6cGFzcw==\r\n"))
        .server(ok())
        .close();
    });
    expect(text).toContain("protected (Basic, realm p)");
    expect(text).toContain(
      "It asks again, now with credentials (Basic), as step 3 demanded. The user is yohei.",
    );
  });
});

test("a redirect that nobody follows is not said to be followed", async () => {
  const text = await explained(fixture("moved"));
  expect(text).toContain("has to ask a second time");
  expect(text).not.toContain("request follows");
});

function redirected(net: Net): void {
  const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
  flow
    .client(get("/"))
    .server("HTTP/1.1 302 Found\r\nLocation: /b?token=geheim\r\nContent-Length: 0\r\n\r\n");
  flow.close();
}

test("a Location has no secret where secrets are tokens", async () => {
  expect(await explained(redirected)).toContain("geheim");
  expect(await explained(redirected, true)).not.toContain("geheim");
});

test("the first sentence counts requests and responses apart, and gives a session its own time", async () => {
  const several = await explained((net) => {
    net.flow("192.0.2.5:40000", SERVER).handshake().client(get("/")).close();
    net.flow("192.0.2.5:40001", SERVER).handshake().client(get("/")).server(ok()).close();
  });
  expect(several).toContain("with 2 requests and one response.");
  const single = await explained((net) => {
    net.flow("192.0.2.5:40000", SERVER).handshake().client(get("/")).server(ok()).close();
    net.wait(60_000).udp("192.0.2.5:5353", "192.0.2.53:53", "x");
  });
  expect(single).toMatch(/in one session of \d+\.\d ms/);
});

describe("a body", () => {
  test("begins the same in however many segments it comes", async () => {
    const text = await explained((net) => {
      const page = ok("Hello, world", "Content-Type: text/plain\r\n");
      const head = page.indexOf("Hello");
      const flow = net.flow("192.0.2.5:40000", SERVER).handshake().client(get("/"));
      flow.server(page, { split: [head + 2, head + 7] }).close();
    });
    expect(text).toContain("It begins: Hello, world");
  });

  test("does not begin behind a gap", async () => {
    const text = await explained((net) => {
      const page = ok("x".repeat(3000), "Content-Type: text/plain\r\n");
      const head = page.indexOf("xxx");
      net
        .flow("192.0.2.5:40000", SERVER)
        .handshake()
        .client(get("/"))
        .server(page, { split: [head, head + 100] })
        .lose(2)
        .close();
    });
    expect(text).toContain("are not in the capture");
    expect(text).not.toContain("It begins");
  });

  test("is no form where a part of it is lost", async () => {
    const form = `a=1&b=${"x".repeat(50)}&c=3`;
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n`;
    const posted = (net: Net, isLost: boolean): void => {
      const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
      flow.client(head + form, { split: [head.length + 2, head.length + 30] });
      if (isLost) flow.lose(2);
      flow.server(ok()).close();
    };
    expect(await explained((net) => posted(net, false))).toContain("The body is a form");
    expect(await explained((net) => posted(net, true))).not.toContain("The body is a form");
  });

  test("in chunks is explained once, has its beginning, and what came behind it", async () => {
    const chunked = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n`;
    const text = await explained((net) => {
      const flow = net.flow("192.0.2.5:40000", SERVER).handshake();
      flow.client(get("/a")).server(chunked).client(get("/b")).server(chunked).close();
    });
    expect(text.match(/A chunk of size 0 is the end/g)).toHaveLength(1);
    expect(text).toContain("It begins: Hello world");
    expect(text).toContain("Behind the last chunk: X-Sum: 11.");
  });
});

describe("the time of an answer", () => {
  test("has no more of the way than lies between the tap and the server", async () => {
    const text = await explained((net) => {
      const flow = net.flow("192.0.2.5:40000", SERVER).syn().wait(1).synAck().wait(50).ack("client");
      flow.client(get("/")).wait(100).server(ok()).close();
    });
    expect(text).toContain("13.1 ms of it are round trips; the other 86.9 ms");
  });

  test("that is not known is not told as one in which nobody asks", async () => {
    expect(await explained(snapped(fixture("basic"), 100))).not.toContain("nobody asks anything");
  });
});

test("weights are explained once", async () => {
  const text = await explained((net) => {
    const weighed = "Accept: a/b;q=0.5, c/d\r\nAccept-Language: fr, en;q=0.5\r\n";
    net.flow("192.0.2.5:40000", SERVER).handshake().client(get("/", weighed)).server(ok()).close();
  });
  expect(text.match(/0 is never/g)).toHaveLength(1);
  expect(text).toContain("Accept-Language, in the same way: fr (1), en (0.5).");
});

const oneWay = (): Promise<string> =>
  explained((net) => {
    const flow = net.flow("192.0.2.5:40000", SERVER).syn().wait(20);
    flow.client(get("/"), { acks: false }).wait(20).fin("client");
  });

describe("of a connection with one direction in the capture", () => {
  test("nobody is said to follow", async () => {
    expect(await oneWay()).not.toContain("The other side follows");
  });

  test("no time is called vain", async () => {
    expect(await oneWay()).not.toContain("in vain");
  });
});

function lossy(net: Net, isLost: boolean): void {
  const flow = net.flow("192.0.2.5:40000", SERVER).handshake().client(get("/"));
  flow.server(ok("x".repeat(2000)));
  if (isLost) flow.lose(2);
  flow.close();
}

describe("segments", () => {
  test("are counted as those that it came in where none is lost", async () => {
    expect(await explained((net) => lossy(net, false))).toContain("It came in 2 segments");
  });

  test("are else those that are in the capture, and one is not all", async () => {
    const text = await explained((net) => lossy(net, true));
    expect(text).toContain("One segment of it is in the capture");
    expect(text).not.toContain("in one packet");
  });
});
