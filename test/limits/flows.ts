/** The limits of connections: how many, how long, and what they may hold. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import * as limits from "../../src/core/limits.js";
import type { AnyRecord } from "../../src/core/records.js";
import { PacketFile } from "../bench/packet-file.js";
import { analyse, codesOf } from "../support/analyse.js";
import { ACK, FIN, SYN, handshake, rawPackets, type RawSegment } from "../support/raw-segments.js";
import { runCapture } from "../support/run-capture.js";
import { GET, OK, raises, type Row, type Rows } from "./row.js";

const SERVER = { address: 0xc6336409 | 0, port: 80 };

/** Writes packets for the client with a number, and runs them. */
async function flood(write: (send: Send) => void): Promise<AnyRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), "httpscope-"));
  try {
    const path = join(folder, "flood.pcap");
    const file = new PacketFile(path);
    write((client, seq, flags, payload = "") => {
      const from = { address: 0x0a000000 + Math.floor(client / 60_000), port: 1_024 + (client % 60_000) };
      file.tcp({ from, to: SERVER, seq, ack: 1, flags, payload: Buffer.from(payload, "latin1") });
    });
    file.close();
    return await runCapture(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Send = (client: number, seq: number, flags: number, payload?: string) => void;

const findingsOf = (records: readonly AnyRecord[], code: string) =>
  records.filter((record) => record.type === "finding").filter((finding) => finding.code === code);

/** Connections that are begun by one packet each. */
const open = (count: number, flags: number, payload: string): Promise<AnyRecord[]> =>
  flood((send) => {
    for (let client = 0; client < count; client++) send(client, 1, flags, payload);
  });

/** As many connections as no partition can hold, and so few that any could. */
const tooMany = (limit: number, flags: number, payload: string): Row => ({
  says: "the most idle one is ended: limit.flows",
  test: async () => {
    expect(findingsOf(await open(limit, flags, payload), "limit.flows")).toEqual([]);
    const told = findingsOf(await open(limits.PARTITIONS * limit + 1, flags, payload), "limit.flows");
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told.map(({ data }) => data["limit"]))).toEqual(new Set([limit]));
  },
});

const MS = 1e-6;
const other = (atNs: number): RawSegment => ({
  from: "client",
  clientPort: 50_000,
  seq: 1,
  ack: 1,
  atMs: atNs * MS,
});
/** Another connection's packets, which move the clock: a leap counts when it is confirmed. */
const clockAt = (ns: number): RawSegment[] => [other(ns), other(ns), other(ns)];
const asked: RawSegment[] = [...handshake(), { from: "client", seq: 1, ack: 1, payload: GET, atMs: 3 }];
const answered: RawSegment[] = [
  ...asked,
  { from: "server", seq: 1, ack: 1 + GET.length, payload: OK, atMs: 4 },
];

/** How the connection had ended by the time, in nanoseconds after its last packet. */
const endedAfter = async (segments: readonly RawSegment[], ns: number): Promise<string | undefined> => {
  const lastNs = (segments.at(-1)?.atMs ?? 0) / MS;
  const { sessions } = await analyse(rawPackets([...segments, ...clockAt(lastNs + ns)]));
  return sessions[0]?.closed;
};

const idle = (limit: number, segments: readonly RawSegment[]): Row => ({
  says: "a connection that was quiet for so long has ended",
  test: async () => {
    expect(await endedAfter(segments, limit - 1e6)).toBe("capture-end");
    expect(await endedAfter(segments, limit)).toBe("idle");
  },
});

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n";
const reply = (offset: number, payload: string): RawSegment => ({
  from: "server",
  seq: 1 + offset,
  ack: 1 + GET.length,
  payload,
});

/** A first copy, so much behind it, and the first copy again with other bytes. */
const repeatedAfter = (between: (send: Send) => void) =>
  flood((send) => {
    send(0, 0, SYN);
    send(0, 1, ACK, "GET / HTTP/1.1\r\nX: first\r\n");
    between(send);
    send(0, 1, ACK, "GET / HTTP/1.1\r\nX: other\r\n");
  });

const repeatedBehindOthers = (count: number) =>
  repeatedAfter((send) => {
    for (let each = 0; each < count; each++) send(1 + (each % 64), 1 + Math.floor(each / 64), ACK, "x");
  });
const repeatedBehindItsOwn = (count: number) =>
  repeatedAfter((send) => {
    for (let each = 0; each < count; each++) send(0, 27 + each, ACK, "x");
  });

export const FLOW_ROWS: Rows = {
  PARTITIONS: {
    says: "half of what all of them can hold finds room, for connections spread over them",
    test: async () => {
      const count = (limits.PARTITIONS * limits.FLOWS_WITHOUT_PAYLOAD) / 2;
      const records = await flood((send) => {
        for (let client = 0; client < count; client++) send(client, 1, SYN);
      });
      expect(findingsOf(records, "limit.flows")).toEqual([]);
    },
  },
  PENDING_BYTES: { testedIn: "tcp/pending-syn.test.ts" },
  RESET_FLOWS: { testedIn: "tcp/bounds.test.ts" },
  FLOWS_WITH_PAYLOAD: tooMany(limits.FLOWS_WITH_PAYLOAD, ACK, GET),
  FLOWS_WITHOUT_PAYLOAD: tooMany(limits.FLOWS_WITHOUT_PAYLOAD, SYN, ""),
  HELD_BYTES: {
    says: "the connection that holds most gives up: limit.held",
    test: async () => {
      const part = `X: ${"x".repeat(49_995)}\r\n`;
      const parts = 4;
      const begin = (count: number): Promise<AnyRecord[]> =>
        flood((send) => {
          for (let client = 0; client < count; client++) {
            send(client, 1, ACK, GET.slice(0, -2));
            for (let each = 0; each < parts; each++)
              send(client, 1 + GET.length - 2 + each * part.length, ACK, part);
          }
        });
      const few = Math.floor(limits.HELD_BYTES / (2 * parts * part.length));
      expect(findingsOf(await begin(few), "limit.held")).toEqual([]);
      const many = limits.PARTITIONS * Math.ceil(limits.HELD_BYTES / (parts * part.length)) + 1;
      const told = findingsOf(await begin(many), "limit.held");
      expect(told[0]?.data["limit"]).toBe(limits.HELD_BYTES);
    },
  },
  QUEUE_BYTES: { testedIn: "tcp/reassembly.test.ts" },
  WINDOW_BYTES: raises(
    "tcp.out-of-window",
    limits.WINDOW_BYTES,
    "a segment further ahead is dropped",
    (ahead) => analyse(rawPackets([...asked, reply(0, HEAD), reply(HEAD.length + ahead, "far")])),
  ),
  GAP_PACKETS: {
    says: "after so many packets an acknowledged gap is lost",
    test: async () => {
      const acknowledge: RawSegment = { from: "client", seq: 1 + GET.length, ack: 1 + HEAD.length + 100 };
      const late = async (count: number): Promise<number | undefined> => {
        const quiet = Array.from({ length: count }, () => acknowledge);
        const gap = [...asked, reply(0, HEAD), reply(HEAD.length + 50, "b".repeat(50)), ...quiet];
        const run = await analyse(rawPackets([...gap, reply(HEAD.length, "b".repeat(50))]));
        return run.transactions[0]?.response?.missingBytes;
      };
      expect(await late(limits.GAP_PACKETS)).toBe(0);
      expect(await late(limits.GAP_PACKETS + 1)).toBe(50);
    },
  },
  BEGINNING_PACKETS: raises(
    "tcp.late-data",
    limits.BEGINNING_PACKETS,
    "what came first in mid-stream is the beginning once so many packets stand behind it",
    (between) =>
      analyse(
        rawPackets([
          { from: "client", seq: 1 + GET.length, ack: 1, payload: GET },
          ...Array.from({ length: between }, (): RawSegment => ({ from: "server", seq: 1, ack: 1 })),
          { from: "client", seq: 1, ack: 1, payload: GET },
        ]),
      ),
  ),
  SPARE_BYTES: { testedIn: "core/byte-pool.test.ts" },
  RECENT_SEGMENTS: {
    says: "behind more segments of other connections a first copy is not found again: limit.compare",
    test: async () => {
      expect(
        findingsOf(await repeatedBehindOthers(limits.RECENT_SEGMENTS / 2), "tcp.overlap-conflict"),
      ).toHaveLength(1);
      const lost = await repeatedBehindOthers(2 * limits.PARTITIONS * limits.RECENT_SEGMENTS);
      expect(findingsOf(lost, "limit.compare")).toHaveLength(1);
    },
  },
  COMPARED_SEGMENTS: {
    says: "behind more segments of its own direction a first copy is not looked for: limit.compare",
    test: async () => {
      expect(
        findingsOf(await repeatedBehindItsOwn(limits.COMPARED_SEGMENTS - 1), "tcp.overlap-conflict"),
      ).toHaveLength(1);
      expect(findingsOf(await repeatedBehindItsOwn(limits.COMPARED_SEGMENTS), "limit.compare")).toHaveLength(
        1,
      );
    },
  },
  IDLE_NS: idle(limits.IDLE_NS, answered),
  IDLE_OUTSTANDING_NS: idle(limits.IDLE_OUTSTANDING_NS, asked),
  LINGER_NS: {
    says: "what comes that long after both FINs, or later, is no part of the connection",
    test: async () => {
      const [c, s] = [1 + GET.length, 1 + OK.length];
      const closed: RawSegment[] = [
        ...answered,
        { from: "client", seq: c, ack: s, flags: FIN, atMs: 5 },
        { from: "server", seq: s, ack: c + 1, flags: FIN, atMs: 6 },
        { from: "client", seq: c + 1, ack: s + 1, atMs: 7 },
      ];
      const again = async (afterNs: number) => {
        const late: RawSegment = { from: "server", seq: 1, ack: c, payload: OK, atMs: 7 + afterNs * MS };
        const run = await analyse(rawPackets([...closed, late]));
        expect(codesOf(run)).not.toContain("tcp.gap");
        return { seenAgain: run.summary.ledger.retransmitted, sessions: run.summary.sessions };
      };
      expect(await again(limits.LINGER_NS - 1e6)).toEqual({ seenAgain: OK.length, sessions: 1 });
      expect(await again(limits.LINGER_NS)).toEqual({ seenAgain: 0, sessions: 2 });
    },
  },
};
