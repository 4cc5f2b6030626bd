import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { captureFinding, toFindingRecord } from "../../src/core/findings.js";
import type { SummaryRecord } from "../../src/core/records.js";
import { Moment, WallClock } from "../../src/core/time.js";
import type { TransactionView } from "../../src/http/views.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import { TextOutput } from "../support/text-output.js";
import { emptySummary } from "../support/summary.js";
import { session, transaction } from "../support/views.js";

const clock = new WallClock(1_286_634_482_123_456_000n);
const capture = { type: "capture", httpscope: "0.1.0", files: [] } as const;

function report(write: (reporter: NdjsonReporter) => void): string[] {
  const output = new TextOutput();
  const reporter = new NdjsonReporter(output);
  reporter.onCapture(capture, clock);
  write(reporter);
  reporter.onResults({ cookies: [], userSessions: [], summary: emptySummary() });
  return output.lines.slice(1, -1);
}

const lineOf = (view: TransactionView): string | undefined => report((to) => to.onTransaction(view))[0];
/** As JSON.stringify writes it, and DEL and the C1 controls by their numbers. */
const expected = (view: TransactionView): string =>
  JSON.stringify(view.toRecord(clock)).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
  );

describe("a transaction's line is what JSON.stringify makes of its record, without raw controls", () => {
  it("for an ordinary one", () => {
    const view = transaction({
      id: "3.2",
      request: 'GET /a?b="c" HTTP/1.1\nHost: example.org:8080\nCookie: sid=31d4; q="x"\nAccept: */*\n',
      response:
        "HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nSet-Cookie: sid=31d4; path=/; HttpOnly\nSet-Cookie: broken\n",
      interim: ["HTTP/1.1 100 Continue\n", "HTTP/1.1 103 Early Hints\nLink: </a.css>\n"],
      findings: ["http.connection-reused", "http.bare-lf"],
      bodySize: 29769,
      waitMs: 45.2,
    });
    expect(lineOf(view)).toBe(expected(view));
  });

  it("for a side that is missing, for one without a head and for folded and broken fields", () => {
    for (const view of [
      transaction({ request: null }),
      transaction({ response: null }),
      transaction({ responseView: { head: null, status: null, statusText: "", httpVersion: "HTTP/0.9" } }),
      transaction({ request: "GET / HTTP/1.1\nno colon here\nX-Long: one,\n  two\n : nameless\nEmpty:\n" }),
      transaction({ responseView: { trailers: [{ name: "x\0", value: null }], complete: false } }),
    ]) {
      expect(lineOf(view)).toBe(expected(view));
    }
  });

  it("for any bytes in names, values, targets and for any numbers", () => {
    const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
    const bytes = fc.string({ unit: byte, maxLength: 80 });
    const near = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
    // Beyond 104 days single nanoseconds are lost, but no clock's own digits.
    const years = fc.nat(2 ** 32).map((seconds) => seconds * 1e9 + 962_619_000);
    const timeNs = fc.oneof(near, years);
    const milliseconds = fc.oneof(
      fc.constant(null),
      fc.nat(2 ** 31 - 1).map((ns) => ns / 1e6),
      fc.maxSafeNat().map((ns) => ns / 1e6),
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(
        fc.record({
          bytes: fc.array(bytes, { maxLength: 6 }),
          timeNs,
          digits: fc.nat(9),
          milliseconds,
          size: fc.maxSafeNat(),
        }),
        ({ bytes, timeNs, digits, milliseconds, size }) => {
          const [target = "/", ...fields] = bytes;
          const at = new Moment(timeNs, digits, true, 7);
          const view = transaction({
            request: `GET / HTTP/1.1\n${fields.join("\n")}\nCookie: ${fields.join(";")}\n`,
            response: `HTTP/1.1 200 OK\nSet-Cookie: ${fields.join("=")}\n`,
            requestView: { target, host: target, url: target, bodySize: size, first: at },
            responseView: { first: new Moment(timeNs + 999_999_999, digits, true, 8), statusText: target },
            waitMs: milliseconds,
            view: { client: { ip: "2001:db8::5", port: 65535 } },
          });
          expect(lineOf(view)).toBe(expected(view));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("for heads larger than a write, so that a line falls into several", () => {
    const value = '"é\x01'.repeat(80_000);
    const view = transaction({ request: `GET / HTTP/1.1\nX: ${value}\nY: ${value}\nZ: ${value}\n` });
    expect(lineOf(view)).toBe(expected(view));
  });
});

it("writes sessions and findings as their records", () => {
  const view = session({ vlan: [7, 12], rtt: null, closedBy: null, findings: ["tcp.gap"] });
  const finding = captureFinding("capture.corrupt", 3, {
    file: "kö😀\u2028.pcap",
    what: 'a "record"',
    from: 12,
    outcome: "on",
  });
  expect(
    report((to) => {
      to.onFinding(finding);
      to.onSession(view);
    }),
  ).toEqual([JSON.stringify(toFindingRecord(finding)), JSON.stringify(view.toRecord(clock))]);
});

it("writes the maps of the summary in byte order of their keys, whatever the keys look like", () => {
  const keys = ["é", "zebra", "__proto__", "2010", "GET", "constructor", '"', "10", "~"];
  const map = Object.fromEntries(keys.map((key, index) => [key, index]));
  const summary: SummaryRecord = { ...emptySummary(), methods: map };
  const output = new TextOutput();
  const reporter = new NdjsonReporter(output);
  reporter.onCapture(capture, clock);
  reporter.onResults({ cookies: [], userSessions: [], summary });
  const line = output.lines.at(-1) ?? "";
  expect(line).toContain(
    '"methods":{"\\"":6,"10":7,"2010":3,"GET":4,"__proto__":2,"constructor":5,"zebra":1,"~":8,"é":0}',
  );
  const parsed: unknown = JSON.parse(line);
  expect(Object.keys(parsed ?? {})).toEqual(Object.keys(emptySummary()));
});

it("hands over large buffers, each once, with nothing lost between them", () => {
  const view = transaction({ request: `GET / HTTP/1.1\nX: ${"x".repeat(2000)}\n` });
  const output = new TextOutput();
  const reporter = new NdjsonReporter(output);
  reporter.onCapture(capture, clock);
  for (let i = 0; i < 2000; i++) reporter.onTransaction(view);
  reporter.onResults({ cookies: [], userSessions: [], summary: emptySummary() });
  expect(output.lines.slice(1, -1)).toEqual(Array.from({ length: 2000 }, () => expected(view)));
  for (const chunk of output.chunks.slice(0, -1)) expect(chunk.length).toBeGreaterThanOrEqual(768 * 1024);
});
