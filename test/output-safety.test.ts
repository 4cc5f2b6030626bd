/**
 * Whatever is on the wire or in a name: nothing that a terminal acts on comes out of the program, every line of NDJSON
 * is valid UTF-8, and names that programs use themselves are names like any other.
 */
import { mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { AnyRecord } from "../src/core/records.js";
import { fail } from "../src/cli/exit.js";
import { run } from "../src/pipeline.js";
import { LiveModel } from "../src/report/live/live-model.js";
import { build } from "./support/build.js";
import { withFiles } from "./support/capture-files.js";
import { clientHello } from "./support/client-hello.js";
import { httpscope } from "./support/cli.js";

/** Erase the screen, set the title, turn the writing direction (U+202E), C1 controls raw and in UTF-8, and no UTF-8. */
const EVIL = "\x1b[2J\x1b]0;x\x07\xe2\x80\xae\x9b31m\xc2\x9b31m\x08\x7f\xff\xe2\x80\xa8\xef\xbb\xbf\0";
/** Where bytes end a line or a name, they cannot be part of it. */
const TOKEN = EVIL.replaceAll(/[\0 ;=,]/g, "");

const HOSTILE = build((net) => {
  const a = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
  a.client(
    bytes(
      `G${TOKEN} /${TOKEN}?q=${TOKEN} HTTP/1.1\r\nHost: ${EVIL}\r\nCookie: ${TOKEN}=${TOKEN}\r\n${TOKEN}: ${EVIL}\r\n` +
        `User-Agent: ${EVIL}\r\nContent-Type: ${EVIL}\r\nUpgrade: ${EVIL}\r\n${EVIL}\r\n\r\n`,
    ),
  );
  a.server(
    bytes(
      `HTTP/1.1 200 ${EVIL}\r\nContent-Type: ${EVIL}; charset=${EVIL}\r\nSet-Cookie: ${TOKEN}=${TOKEN}; Path=/${EVIL}; Domain=${EVIL}\r\n` +
        `Content-Encoding: ${EVIL}\r\nContent-Length: ${EVIL}\r\nVia: ${EVIL}\r\nAllow: ${EVIL}\r\nKeep-Alive: timeout=${EVIL}\r\n\r\n${EVIL}`,
    ),
  );
  a.repeat(1, { with: bytes(`HTTP/1.1 200 ${EVIL}${EVIL}${EVIL}`) });
  const b = net.flow("192.0.2.5:49153", "198.51.100.9:80").handshake();
  b.client(bytes(`GET http://${TOKEN}@host/${TOKEN}#${TOKEN} HTTP/1.${TOKEN}\r\n\r\n`)).server(
    bytes(`${EVIL}\r\n${EVIL}`),
  );
  const hello = clientHello(500);
  net
    .flow("192.0.2.5:49154", "198.51.100.9:443")
    .handshake()
    .client(Buffer.concat([hello.subarray(0, -11), bytes(EVIL).subarray(0, 11)]));
}).toPcap();

function bytes(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** Controls (line feeds end the lines), format and bidirectional characters, separators, what is no character. */
const ACTS_ON_TERMINAL = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}\ufffd]/u;
const EVIL_NAME = "a\x1b[2Jb\u202e\u0085\u2028c.pcap";

const WITH_UTF8 = { LC_ALL: "C.UTF-8" };

describe("a terminal is safe", () => {
  test.each([
    ["the table", [], WITH_UTF8],
    ["the table in ASCII", [], { LC_ALL: "C" }],
    ["every row, with contents decoded", ["--all", "--decode"], { ...WITH_UTF8, COLUMNS: "200" }],
    ["on a narrow page", ["--limit", "2"], { ...WITH_UTF8, COLUMNS: "40" }],
    ["verified", ["--verify"], WITH_UTF8],
  ])("from %s, of hostile traffic in a file with a hostile name", async (_name, args, env) => {
    await withFiles([HOSTILE], async ([name], folder) => {
      mkdirSync(join(folder, "in"));
      renameSync(name!, join(folder, "in", EVIL_NAME));
      const run = await httpscope([...args, EVIL_NAME], { cwd: join(folder, "in"), env });
      expect(run).toMatchObject({ status: 0, stderr: "" });
      expect(run.stdout).toContain("\\x1b[2J");
      expect(run.stdout).not.toMatch(ACTS_ON_TERMINAL);
    });
  });

  test("from the live screen, of every list and of everything that can be opened", async () => {
    await withFiles([HOSTILE], async ([name]) => {
      const model = new LiveModel(EVIL_NAME);
      await run(
        { files: [name!], verify: false },
        {
          onCapture: (_capture, clock) => model.onClock(clock),
          onFinding: (finding) => model.onFinding(finding),
          onTransaction: (transaction) => model.onTransaction(transaction),
          onSession: (session) => model.onSession(session),
          onResults: () => {},
          flush: () => {},
          drain: () => Promise.resolve(),
        },
      );
      for (const unicode of [true, false]) {
        const draw = (): string =>
          model.draw(0, { columns: 300, rows: 200 }, { color: false, unicode }).join("\n");
        let drawn = draw();
        for (const text of "123456") {
          model.press({ kind: "typed", text });
          drawn += draw();
          for (let item = 0; item < 20; item++) {
            for (const key of ["down", "enter", "escape"] as const) {
              model.press({ kind: "named", name: key });
              drawn += draw();
            }
          }
        }
        expect(drawn).toContain("\\x1b[2J");
        expect(drawn).not.toMatch(ACTS_ON_TERMINAL);
      }
    });
  });

  test.each([
    ["a capture that is not there", [EVIL_NAME]],
    ["an option", [`--${EVIL_NAME}`]],
    ["a value", ["-T", EVIL_NAME, "x"]],
    ["a time", ["--from", EVIL_NAME, "x"]],
    ["a host", ["--host", EVIL_NAME, "x"]],
    ["an output", ["-o", `/none/${EVIL_NAME}`, "-"]],
    ["a severity", ["--fail-on", EVIL_NAME, "x"]],
  ])("from an error about %s", async (_name, args) => {
    const run = await httpscope(args, { env: WITH_UTF8 });
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(/\n$/);
    expect(run.stderr).not.toMatch(ACTS_ON_TERMINAL);
  });

  test("from an error of the program's own, whatever its message quotes", () => {
    const written: string[] = [];
    const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    expect(fail(new TypeError(`bad ${EVIL_NAME}`))).toBe(2);
    write.mockRestore();
    expect(written.join("")).toContain("please report it");
    expect(written.join("")).not.toMatch(ACTS_ON_TERMINAL);
  });
});

describe("NDJSON and JSON are valid UTF-8", () => {
  test.each(["ndjson", "json"])("-T %s", async (format) => {
    await withFiles([HOSTILE], async ([name]) => {
      const { stdout, status } = await httpscope(["-T", format, name!]);
      expect(status).toBe(0);
      // Decoding puts U+FFFD where bytes are no UTF-8; nothing on the wire is that character.
      expect(stdout).not.toContain("\ufffd");
      // No controls but line ends, be they C0, DEL or C1: a line may be printed as it is.
      expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
      for (const text of format === "json" ? [stdout] : stdout.trimEnd().split("\n"))
        expect(() => void JSON.parse(text)).not.toThrow();
    });
  });
});

describe("names that programs use themselves are names", () => {
  const NAMES = ["__proto__", "constructor", "toString", "2010", "hasOwnProperty", "__defineGetter__"];
  const capture = build((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    for (const name of NAMES) {
      flow.client(
        `${name} /${name} HTTP/1.1\r\nHost: ${name}\r\nCookie: ${name}=${name}\r\n${name}: ${name}\r\n\r\n`,
      );
      flow.server(
        `HTTP/1.1 200 OK\r\nContent-Type: ${name}\r\nSet-Cookie: ${name}2=${name}\r\nContent-Length: 0\r\n${name}: ${name}\r\n\r\n`,
      );
    }
    flow.close();
  }).toPcap();

  test("as method, target, host, field, cookie and content type, through the whole program", async () => {
    await withFiles([capture], async ([file]) => {
      const { stdout } = await httpscope(["-T", "ndjson", file!]);
      const records = stdout
        .trimEnd()
        .split("\n")
        .map((line): AnyRecord => JSON.parse(line));
      const ones = new Map(NAMES.map((name) => [name, 1]));
      const summary = records.find((record) => record.type === "summary");
      expect(new Map(Object.entries(summary?.methods ?? {}))).toEqual(ones);
      expect(new Map(summary?.hosts.map(({ host, transactions }) => [host, transactions]))).toEqual(
        new Map(NAMES.map((name) => [name.toLowerCase(), 1])),
      );
      expect(new Map(Object.entries(summary?.contentTypes ?? {}))).toEqual(
        new Map(NAMES.map((name) => [name.toLowerCase(), 1])),
      );
      const transactions = records.filter((record) => record.type === "transaction");
      expect(
        transactions.map(({ request, response }) => [
          request?.target,
          request?.headers.at(-1),
          request?.cookies,
          response?.headers.at(-1),
        ]),
      ).toEqual(
        NAMES.map((name) => [
          `/${name}`,
          { name, value: name },
          [{ name, value: name }],
          { name, value: name },
        ]),
      );
      const cookies = records.filter((record) => record.type === "cookie").map(({ name }) => name);
      expect(cookies.toSorted()).toEqual(NAMES.flatMap((name) => [name, `${name}2`]).toSorted());
    });
  });

  test("in the table as well", async () => {
    await withFiles([capture], async ([file]) => {
      const { stdout } = await httpscope(["--all", file!], { env: { COLUMNS: "200" } });
      for (const name of NAMES) expect(stdout).toContain(`/${name}`);
    });
  });
});
