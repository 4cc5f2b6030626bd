/** `explain`, `show` and `quiz` as a person calls them. Goldens: `npx vitest run test/cli/study.test.ts -u` writes them anew. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cellWidth } from "../../src/report/text-width.js";
import { build } from "../support/build.js";
import { httpscope, shell } from "../support/cli.js";

const fixture = (name: string, format = "pcap"): string =>
  fileURLToPath(new URL(`../../fixtures/${name}.${format}`, import.meta.url));
const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}.txt`, import.meta.url));

async function said(...args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await httpscope(args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

describe("explain", () => {
  test("tells the three steps of a session", async () => {
    await expect(await said("explain", fixture("until-close"))).toMatchFileSnapshot(
      golden("explain-until-close"),
    );
  });

  test("explains an idea once, then says where it did", async () => {
    const text = await said("explain", fixture("cookie-round-trip"));
    expect(text.match(/it is stateless/g)).toHaveLength(1);
    expect(text).toContain("which the server gave it in step 3");
    expect(text).toContain("As in step 1: SYN, SYN-ACK, ACK");
  });

  test.each(["en", "ko", "ja"])("fits 80 columns in %s", async (language) => {
    for (const name of ["pipelining", "basic", "redirect-or-forward", "if-none-match"]) {
      const lines = (await said("explain", "--lang", language, fixture(name))).split("\n");
      expect(lines.filter((line) => cellWidth(line) > 80)).toEqual([]);
    }
  });

  test.each(["en", "ko", "ja"])("fits 40 columns in %s, and show and quiz do", async (language) => {
    const env = { LC_ALL: "C.UTF-8", COLUMNS: "40" };
    const pages = [
      ["explain", fixture("cookie-round-trip")],
      ["show", fixture("content-coding"), "1"],
      ["show", fixture("where-the-time-goes-slow-download"), "1"],
      ["quiz", "--answers", fixture("basic")],
    ];
    for (const page of pages) {
      const { stdout } = await httpscope([...page, "--lang", language], { env });
      expect(stdout.split("\n").filter((line) => cellWidth(line) > 40)).toEqual([]);
    }
  });

  test("speaks the language of the locale", async () => {
    const { stdout } = await httpscope(["explain", fixture("three-steps")], {
      env: { LC_ALL: "ko_KR.UTF-8" },
    });
    expect(stdout).toMatch(/[\uac00-\ud7a3]/);
  });

  test("is ASCII where the locale is, citations and findings too", async () => {
    const shows = [["explain"], ["show", "1"], ["quiz", "--answers"]] as const;
    for (const [command, ...rest] of shows) {
      const { stdout } = await httpscope([command, fixture("smuggling"), ...rest], { env: { LC_ALL: "C" } });
      expect(stdout).not.toMatch(/[^\n -~]|\\u\{/);
    }
  });

  test.each(["ko", "ja"])("is whole in %s where the locale is not said", async (language) => {
    const env = { LC_ALL: "" };
    for (const [command, ...rest] of [["explain"], ["show", "1.2"], ["quiz", "--answers"]] as const) {
      const { stdout } = await httpscope([command, fixture("basic"), ...rest, "--lang", language], { env });
      expect(stdout).not.toContain("\\u{");
    }
  });

  test("says of a capture without HTTP that there is none", async () => {
    expect(await said("explain", fixture("names-and-case-printed"))).toContain(
      "There is no HTTP in this capture",
    );
  });

  test("tells the sessions of a long capture that teach most", async () => {
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    const file = join(folder, "long.pcap");
    const capture = build((net) => {
      for (let i = 0; i < 40; i++) {
        const method = i === 30 ? "DELETE" : "GET";
        net
          .flow(`192.0.2.5:${40_000 + i}`, "198.51.100.9:80")
          .handshake()
          .client(`${method} /${i} HTTP/1.1\r\nHost: x\r\n\r\n`)
          .server("HTTP/1.1 204 No Content\r\n\r\n")
          .close();
      }
    });
    writeFileSync(file, capture.toPcap());
    const text = await said("explain", file);
    rmSync(folder, { recursive: true });
    expect(text).toContain("The capture is long");
    expect(text).toContain("DELETE /30");
    expect(text.match(/^Session /gm)).toHaveLength(4);
  });
});

describe("show", () => {
  test("has one transaction in full", async () => {
    const text = await said("show", fixture("cookie-round-trip"), "1.2");
    await expect(text).toMatchFileSnapshot(golden("show-cookie-round-trip"));
  });

  test("marks what is missing and what came again", async () => {
    expect(await said("show", fixture("loss"), "1.1")).toContain("✕ 1 460 bytes are not in the capture.");
    expect(await said("show", fixture("retransmission"), "1.1")).toContain("sent again");
  });

  test("has a whole session", async () => {
    const text = await said("show", fixture("kept-open"), "1");
    expect(text).toContain("Session 1: 192.0.2.5:49152 to 198.51.100.9:80");
    for (const id of ["1.1", "1.2", "1.3"]) expect(text).toMatch(new RegExp(`^${id}  GET`, "m"));
    expect(text).toContain("FIN");
  });

  test("has a chunked body as it was sent, line by line, and then its text", async () => {
    const text = await said("show", fixture("chunked"), "1.1");
    for (const line of [
      "     10␍␊                size in hexadecimal: 16 bytes follow",
      "      the lazy dog.␍␊",
      "     1A;note=first␍␊               size in hexadecimal: 26 bytes follow",
      "     0␍␊                           size 0: the last chunk",
      "     X-Lines: 1␍␊                  a trailer: a header behind the body",
      " The brown fox jumps quickly over the lazy dog.",
    ])
      expect(text.split("\n")).toContain(line);
    const wrong = await said("show", fixture("chunked-wrong-sizes"), "1.1");
    expect(wrong).toContain("The brow fox ju\\x0d␊");
  });

  test("draws the ends of a long diagram, and what went wrong in its middle", async () => {
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    const file = join(folder, "long.pcap");
    const capture = build((net) => {
      const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
      flow
        .client("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        .server(`HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n${"x".repeat(90_000)}`, { overMs: 500 })
        .lose(20)
        .swap(38, 39)
        .close();
    });
    writeFileSync(file, capture.toPcap());
    const text = await said("show", file, "1.1");
    rmSync(folder, { recursive: true });
    const diagram = text.split("\n").filter((line) => /^ #\d+ |✕|…/.test(line));
    expect(diagram.length).toBeLessThan(30);
    expect(text).toMatch(
      /… \d+ packets like these …\n +✕ 1 460 bytes are not in the capture\.\n … \d+ packets/,
    );
    expect(text).toMatch(/ #\d+ .* out of order ──\n … \d+ packets like these …/);
  });

  test("says ahead of the bodies how many findings stand behind them", async () => {
    const text = await said("show", fixture("chunked-wrong-sizes"), "1.1");
    const ahead = text.indexOf("4 findings, told at the end; gravest: warning, http.bad-chunk");
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThan(text.indexOf("Request\n"));
  });

  test("keeps the blanks of a line as they were sent", async () => {
    expect(await said("show", fixture("date-and-clock"), "4")).toContain("Date: Tue Jul  6 03:21:05 2010␍␊");
  });

  test("joins no two ends of a hole in a body", async () => {
    const text = await said("show", fixture("snap-length", "pcapng"), "1.1");
    expect(text).toContain(
      "Body: 372 bytes, its length was announced\n ✕ 2 628 bytes are not in the capture.",
    );
    expect(text).toContain("<p>Line 00001 o\n ✕ 1 314 bytes are not in the capture.\n /p>");
  });

  test("undoes codings, and lays JSON out", async () => {
    expect(await said("show", fixture("content-coding"), "1.1")).toContain("Line 1 of a page");
    expect(await said("show", fixture("json"), "1.2")).toContain('   "text": "Hello"');
  });

  test("writes the bytes of a message as they were sent", async () => {
    const request = await said("show", "--raw", "request", fixture("chunked"), "1.1");
    expect(request).toMatch(/^POST \/test HTTP\/1\.1\r\n[^]*\r\n10[^]*\r\n0\r\n/);
    const { status } = await shell(
      'httpscope show --raw response "$1" 1.1 | head -c 4 >/dev/null',
      fixture("kept-open"),
    );
    expect(status).toBe(0);
  });

  test("puts tokens in place of secrets, the same for the same", async () => {
    const cookie = await said("show", "--redact", fixture("cookie-round-trip"), "1.2");
    expect(cookie).not.toContain("31d4");
    expect(cookie.match(/<secret 1>/g)).toHaveLength(2);
    expect(await said("show", "--redact", fixture("basic"), "1.2")).not.toContain("eW9oZWk6cGFzcw");
    const login = await said("explain", "--redact", fixture("login-session"));
    expect(login).not.toContain("chicken1");
    expect(login).not.toContain("31d4d96e407aad42");
    expect(await said("quiz", "--redact", "--answers", fixture("basic"))).toContain("password <secret 1>");
  });

  test("shows no part of a secret that chunks cut in two", async () => {
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    const file = join(folder, "chunks.pcap");
    const capture = build((net) => {
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client(
          "POST /login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" +
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n" +
            "f\r\npassword=chicke\r\n2\r\nn1\r\n0\r\nAuthorization: Basic eW9oZWk6\r\n\r\n",
        )
        .server("HTTP/1.1 204 No Content\r\n\r\n")
        .close();
    });
    writeFileSync(file, capture.toPcap());
    const text = await said("show", "--redact", file, "1.1");
    rmSync(folder, { recursive: true });
    expect(text).toContain("password=<secret 2>");
    expect(text).toContain("Authorization: Basic <secret 1>");
    expect(text).not.toMatch(/chicke|eW9oZWk6/);
  });

  test.each([
    [["7"], "there is no session 7: the capture has one HTTP session"],
    [["1.9"], "there is no transaction 1.9: session 1 has 1"],
    [["--raw", "request", "1"], "--raw writes one message: give the id of a transaction, such as 3.2"],
  ])("refuses %j in one line", async (args, line) => {
    const rest = args.slice(0, -1);
    const { status, stderr } = await httpscope(["show", ...rest, fixture("three-steps"), args.at(-1) ?? ""]);
    expect(status).toBe(2);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain(line);
  });

  test("refuses what cannot be read twice", async () => {
    const { status, stderr } = await shell(
      'cat "$1" | httpscope show /dev/stdin 1.1',
      fixture("three-steps"),
    );
    expect(status).toBe(2);
    expect(stderr).toContain("is not a file, and has to be read twice");
  });
});

describe("quiz", () => {
  test("asks ten questions, and has the key to them", async () => {
    await expect(await said("quiz", "--answers", fixture("two-clients"))).toMatchFileSnapshot(
      golden("quiz-two-clients"),
    );
    const questions = await said("quiz", fixture("two-clients"));
    expect(questions.match(/^\d+\. /gm)).toHaveLength(10);
    expect(questions).not.toContain("Answer:");
  });

  test("is an array of objects for the tools of a course", async () => {
    const plain: unknown = JSON.parse(await said("quiz", "-T", "json", fixture("basic")));
    expect(plain).toContainEqual({
      number: expect.any(Number),
      topic: "auth",
      question: expect.stringContaining("which header is new in the next one"),
    });
    const keyed: unknown = JSON.parse(await said("quiz", "-T", "json", "--answers", fixture("basic")));
    expect(keyed).toContainEqual(
      expect.objectContaining({ answer: expect.stringContaining("user yohei, password pass") }),
    );
  });

  test("shows no tool a control or a turn of the writing direction", async () => {
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    const file = join(folder, "hostile.pcap");
    const capture = build((net) => {
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client("GET /\u001b[2J\u202e HTTP/1.1\r\nHost: x\r\nAccept-Language: \u009b31m\r\n\r\n")
        .server("HTTP/1.1 200 \u0007\r\nServer: \u0085\u007f\r\nContent-Length: 0\r\n\r\n")
        .close();
    });
    writeFileSync(file, capture.toPcap());
    for (const format of [["-T", "json"], []]) {
      const text = await said("quiz", ...format, "--answers", file);
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(text).toContain("Accept-Language");
    }
    const plain = await httpscope(["quiz", "-T", "json", "--answers", file], { env: { LC_ALL: "C" } });
    expect(plain.stdout).toBe(await said("quiz", "-T", "json", "--answers", file));
    rmSync(folder, { recursive: true });
  });

  test("goes to a file where it is told to", async () => {
    const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
    const file = join(folder, "quiz.txt");
    expect(await said("quiz", "-o", file, fixture("basic"))).toBe("");
    expect(readFileSync(file, "utf8")).toContain("1.  Which version of HTTP");
    rmSync(folder, { recursive: true });
  });
});
