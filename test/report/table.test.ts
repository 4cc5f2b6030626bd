import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createAnalyses } from "../../src/analysis/analyses.js";
import type { PipelineFacts } from "../../src/analysis/summary.js";
import { captureFinding, type Finding } from "../../src/core/findings.js";
import { Ledger } from "../../src/core/ledger.js";
import type { CaptureRecord } from "../../src/core/records.js";
import type { TransactionView } from "../../src/http/views.js";
import type { ReportOptions } from "../../src/report/options.js";
import { TableReporter } from "../../src/report/table.js";
import { cellWidth } from "../../src/report/text-width.js";
import { clock, facts } from "../support/analysis-run.js";
import { TextOutput } from "../support/text-output.js";
import { moment, session, transaction } from "../support/views.js";

/** Text that a person can judge; `npx vitest run test/report -u` writes it anew. */
const golden = (name: string): string => fileURLToPath(new URL(`../golden/${name}`, import.meta.url));

const PLAIN: ReportOptions = {
  columns: 80,
  color: false,
  unicode: true,
  all: false,
  limit: null,
  hints: true,
};

interface Told {
  readonly transactions?: Iterable<TransactionView>;
  readonly findings?: readonly Finding[];
  readonly facts?: Partial<PipelineFacts>;
  readonly file?: string;
}

/** Runs the analyses and the table over what is told, as the pipeline does. */
function table(told: Told, options: Partial<ReportOptions> = {}): string {
  const output = new TextOutput();
  const reporter = new TableReporter(output, { ...PLAIN, ...options });
  const analyses = createAnalyses(clock);
  const raise = (finding: Finding): void => {
    for (const collector of analyses.collectors) collector.onFinding(finding);
    reporter.onFinding(finding);
  };
  const name = told.file ?? "office.pcap";
  const capture: CaptureRecord = {
    type: "capture",
    httpscope: "0.1.0",
    files: [{ name, format: "pcap", compression: null }],
  };
  reporter.onCapture(capture);
  for (const finding of told.findings ?? []) raise(finding);
  const sessions = new Set<number>();
  for (const view of told.transactions ?? []) {
    for (const collector of analyses.collectors) collector.onTransaction(view, raise);
    reporter.onTransaction(view);
    sessions.add(view.session);
  }
  for (const number of sessions) {
    const view = session({ session: number, pipelined: number === 2 ? 3 : 1 });
    for (const collector of analyses.collectors) collector.onSession(view, raise);
    reporter.onSession(view);
  }
  const file = { name, format: "pcap" as const, linkTypes: ["ETHERNET"], packets: 4213, bytes: 3_100_000 };
  const start = moment(0);
  const end = moment(12_400);
  const pipeline: PipelineFacts = {
    ...facts,
    files: [{ ...file, start: clock.format(start), end: clock.format(end), truncated: false }],
    packets: 4213,
    tcpPackets: 4003,
    packetKinds: new Map([
      ["tcp", 4003],
      ["udp", 210],
    ]),
    start,
    end,
    ...told.facts,
  };
  reporter.onResults(analyses.finish(pipeline, clock));
  return output.text;
}

/** Bytes of UTF-8 as the wire has them, one character a byte. */
const wire = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

function ledger(parts: Partial<Ledger>): Ledger {
  return Object.assign(new Ledger(), parts);
}

const site = (
  id: string,
  target: string,
  more: Partial<Parameters<typeof transaction>[0]> = {},
): TransactionView =>
  transaction({
    id,
    atMs: Number(id.split(".")[0]) * 1000 + Number(id.split(".")[1]) * 10,
    request: `GET ${target} HTTP/1.1\nHost: developer.mozilla.org\nCookie: sid=31d4; theme=dark\n`,
    bodySize: 29_769,
    waitMs: 45.2,
    ...more,
  });
const api = (id: string, target: string, status: string, waitMs: number): TransactionView =>
  site(id, target, {
    request: `GET ${target} HTTP/1.1\nHost: api.example.com:8080\n`,
    response: `HTTP/1.1 ${status}\n`,
    server: "198.51.100.10:8080",
    client: "192.0.2.77:50000",
    bodySize: 246,
    waitMs,
  });
/** An office: two sites, cookies, a slow report that failed, a lost segment, a password in clear. */
function office(): Told {
  return {
    transactions: [
      site("1.1", "/", {
        request: "GET / HTTP/1.1\nHost: developer.mozilla.org\n",
        response:
          "HTTP/1.1 200 OK\nSet-Cookie: sid=31d4; path=/; HttpOnly\nSet-Cookie: theme=dark; path=/; Expires=Fri, 01 Jan 2038 00:00:00 GMT\n",
      }),
      site("1.2", "/favicon.ico", { response: "HTTP/1.1 404 Not Found\n", bodySize: 0, waitMs: 8 }),
      site("2.1", "/en/docs/Web/HTTP/Basics_of_HTTP/Evolution_of_HTTP", { waitMs: 310 }),
      site("2.2", "/en/docs", { response: "HTTP/1.1 302 Found\n", waitMs: 3.4 }),
      api("3.1", "/report?month=9", "503 Service Unavailable", 902.1),
      api("3.2", "/report?month=8", "200 OK", 12),
      site("4.1", "/upload", { response: null }),
    ],
    findings: [
      captureFinding("tcp.gap", 17, { direction: "response", bytes: 1400, offset: 12 }),
      {
        ...captureFinding("http.no-response", 90, { method: "GET", why: "the capture ends" }),
        transaction: "4.1",
      },
      {
        ...captureFinding("http.bad-content-length", 91, {
          direction: "response",
          value: "4\u001b[31m, 5",
          taken: "4 counts",
        }),
        transaction: "3.1",
      },
      {
        ...captureFinding("http.bad-content-length", 92, {
          direction: "response",
          value: "x",
          taken: "4 counts",
        }),
        transaction: "3.2",
      },
    ],
    facts: {
      notAnalysed: { tls: 12, http2: 0, other: 3 },
      tlsNames: [
        ["example.org", 9],
        ["mail.example.org", 3],
      ],
      ledger: ledger({
        tcpPayloadBytes: 2_900_000,
        headers: 116_000,
        bodies: 2_697_000,
        notHttp: 69_000,
        retransmitted: 18_000,
        missing: 1400,
      }),
      verified: { packets: 4213, bytes: 3_100_000, differences: 0, unverified: 0 },
    },
  };
}

describe("the table of an office", () => {
  it("fits 80 columns", async () => {
    const text = table(office());
    await expect(text).toMatchFileSnapshot(golden("table-80.txt"));
  });

  it("uses 160 columns", async () => {
    const text = table(office(), { columns: 160 });
    await expect(text).toMatchFileSnapshot(golden("table-160.txt"));
  });

  it("needs nothing but ASCII", async () => {
    const text = table(office(), { unicode: false });
    await expect(text).toMatchFileSnapshot(golden("table-ascii.txt"));
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it("says the same in colour", () => {
    const text = table(office(), { color: true });
    expect(text).toContain("\u001b[");
    expect(text.replaceAll(/\u001b\[[\d;]*m/g, "")).toBe(table(office()));
  });

  it("prints every transaction as it completes, ahead of the summary, when all are asked for", async () => {
    const text = table(office(), { all: true });
    await expect(text).toMatchFileSnapshot(golden("table-all.txt"));
  });
});

describe("text of any kind", () => {
  const told: Told = {
    file: "사무실.pcap",
    transactions: [
      ["1.1", "한국어.example", "/검색?q=날씨", "세션=값"],
      ["2.1", "日本語.example", "/検索/東京タワー/とても長い道のとても長い名前.html", "名前=値"],
      ["3.1", "\u202eevil\u001b]0;title\u0007.example", "/\u001b[2J\u009b31mred", "\u001bX=\u200b"],
      ["4.1", "plain.example", "/ascii", "a=b"],
    ].map(([id = "", host = "", target = "", cookie = ""]) =>
      transaction({
        id,
        atMs: Number(id) * 10,
        request: `GET ${wire(target)} HTTP/1.1\nHost: ${wire(host)}\nCookie: ${wire(cookie)}\n`,
        response: `HTTP/1.1 200 OK\nSet-Cookie: ${wire(cookie)}; path=/\n`,
      }),
    ),
  };

  it("lines up, and none of it reaches the terminal as a command", async () => {
    const text = table(told);
    await expect(text).toMatchFileSnapshot(golden("table-hostile.txt"));
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
  });

  it("never makes a line wider than the terminal", () => {
    for (const columns of [60, 72, 80, 100, 132, 160, 240]) {
      for (const line of [
        ...table(told, { columns }).split("\n"),
        ...table(office(), { columns }).split("\n"),
      ]) {
        expect({ line, fits: cellWidth(line) <= columns }).toEqual({ line, fits: true });
      }
    }
  });
});

describe("a capture without HTTP", () => {
  it("says what is there instead", async () => {
    const tls = {
      notAnalysed: { tls: 12, http2: 0, other: 0 },
      tlsNames: [["example.org", 12]] as const,
      ledger: ledger({ tcpPayloadBytes: 90_000, notHttp: 90_000 }),
    };
    const udp = { tcpPackets: 0, packetKinds: new Map([["udp", 4213]]) };
    const empty = {
      packets: 0,
      tcpPackets: 0,
      packetKinds: new Map<string, number>(),
      start: null,
      end: null,
    };
    const text = [tls, udp, empty].map((facts) => table({ facts })).join("\n");
    await expect(text).toMatchFileSnapshot(golden("table-no-http.txt"));
  });
});

it("shows as many rows as it is asked for, and offers no more than there is", () => {
  const text = table(office(), { limit: 2 });
  expect(text).toContain("Transactions (first 2 of 7; --all for every one)");
  expect(table(office(), { limit: 2, hints: false })).toContain("Transactions (first 2 of 7)\n");
  expect(table(office(), { limit: 7 })).toContain("Transactions\n");
});

it("holds a bounded part of a million findings and hosts", () => {
  const base = transaction();
  const finding = captureFinding("http.obs-fold", 1, { name: "x", direction: "request" });
  const text = table(
    {
      transactions: (function* (): Iterable<TransactionView> {
        for (let i = 0; i < 100_000; i++) {
          yield { ...base, id: `${i}.1`, session: i, request: { ...base.request!, hostAndPort: `h${i}` } };
        }
      })(),
      findings: Array.from({ length: 100_000 }, () => finding),
    },
    { all: true },
  );
  expect(text).toContain("note     100 000  http.obs-fold");
  expect(text).toContain("and 99 900 more");
});
