/** What is kept of connections is counted, and stays at its bounds, however many there are. */
import { describe, expect, test } from "vitest";
import { Ledger } from "../../src/core/ledger.js";
import {
  FLOWS_WITH_PAYLOAD,
  FLOWS_WITHOUT_PAYLOAD,
  HELD_BYTES,
  LINGER_NS,
  RESET_FLOWS,
} from "../../src/core/limits.js";
import { TCP_ACK, TCP_RST, TCP_SYN, type SegmentView } from "../../src/decode/segment.js";
import { HttpConnection, type ConnectionHost } from "../../src/http/connection.js";
import type { Flow } from "../../src/tcp/flow.js";
import { FlowTable, type FlowTableHost } from "../../src/tcp/flow-table.js";
import { hashEnds } from "../../src/tcp/four-tuple.js";

const PARTITIONS = 16;
/** A segment is taken before the bound is looked at, and so is what is made of it. */
const SLACK_BYTES = 16_384;

const GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

/** Segments to one server, all in the same partition, with what is kept of their connections. */
class OnePartition implements FlowTableHost, ConnectionHost {
  readonly ledger = new Ledger();
  readonly decoding = null;
  readonly events = { onFinding() {}, onTransaction() {}, onSession() {} };
  readonly open = new Set<Flow>();
  opened = 0;
  mostHeldBytes = 0;
  readonly #flows = new FlowTable(this);
  readonly #clients: number[] = [];
  #frame = 0;
  #timeNs = 0;

  pause(ns: number): void {
    this.#timeNs += ns;
  }

  send(client: number, seq: number, flags: number, payload = ""): void {
    this.#frame += 1;
    this.#timeNs += 1_000;
    const segment = segmentOf(this.#addressOf(client), this.#frame, seq, flags, payload);
    this.#flows.onSegment({ ...segment, timeNs: this.#timeNs });
    let heldBytes = 0;
    // Looking at all of them each time would take longer than all else.
    if (this.#frame % 64 !== 0) return;
    for (const flow of this.open) heldBytes += flow.heldBytes;
    this.mostHeldBytes = Math.max(this.mostHeldBytes, heldBytes);
  }

  consume(flow: Flow): HttpConnection {
    this.open.add(flow);
    this.opened += 1;
    return new HttpConnection(flow, this);
  }

  onFlowEnd(flow: Flow): void {
    this.open.delete(flow);
  }

  nextSession = () => 1;
  endpoints = (flow: Flow) => this.#flows.endpoints(flow);
  tell(): void {}
  onLeftAlone(): void {}
  onServerName(): void {}

  #addressOf(client: number): number {
    let address = this.#clients.at(-1) ?? 0x0a000000;
    while (this.#clients.length <= client) {
      address += 1;
      const segment = segmentOf(address, 1, 0, 0, "");
      if ((hashEnds(segment, false, 0) & (PARTITIONS - 1)) === 0) this.#clients.push(address);
    }
    return this.#clients[client]!;
  }
}

function segmentOf(address: number, frame: number, seq: number, flags: number, text: string): SegmentView {
  const data = Buffer.from(text, "latin1");
  return {
    frame,
    timeNs: 0,
    timeDigits: 6,
    hasTime: true,
    ipVersion: 4,
    vlanId: -1,
    source: Int32Array.of(0, 0, 0, address),
    target: Int32Array.of(0, 0, 0, 0x7f000001),
    sourcePort: 50_000,
    targetPort: 80,
    seq,
    ack: 1,
    flags,
    data,
    start: 0,
    end: data.length,
    chunk: -1,
    oldestChunk: 0,
    cutSize: 0,
  };
}

describe("of one partition", () => {
  test("so many connections with payload are open, and no more", () => {
    const partition = new OnePartition();
    for (let client = 0; client < 3 * FLOWS_WITH_PAYLOAD; client++)
      partition.send(client, 1, TCP_ACK, "GET / HTTP/1.1\r\n\r\n");
    expect(partition.opened).toBe(3 * FLOWS_WITH_PAYLOAD);
    expect(partition.open.size).toBe(FLOWS_WITH_PAYLOAD);
  });

  test("few of those that were reset live on to see whether they go on, the latest ones", () => {
    const partition = new OnePartition();
    const client = 3 * RESET_FLOWS;
    for (let each = 0; each < client; each++) {
      partition.send(each, 1, TCP_ACK, GET);
      partition.send(each, 1 + GET.length, TCP_RST);
    }
    expect(partition.open.size).toBe(client);
    partition.pause(LINGER_NS);
    partition.send(client, 1, TCP_ACK, GET);
    expect(partition.open.size).toBe(RESET_FLOWS + 1);
    partition.send(client - 1, 1 + GET.length, TCP_ACK, GET);
    expect(partition.opened).toBe(client + 1);
    partition.send(0, 1 + GET.length, TCP_ACK, GET);
    expect(partition.opened).toBe(client + 2);
  });

  test("those that were reset and lived on give way to others first", () => {
    const partition = new OnePartition();
    for (let each = 0; each < RESET_FLOWS; each++) {
      partition.send(each, 1, TCP_ACK, GET);
      partition.send(each, 1 + GET.length, TCP_RST);
    }
    partition.pause(LINGER_NS);
    for (let each = 0; each < FLOWS_WITH_PAYLOAD; each++) partition.send(RESET_FLOWS + each, 1, TCP_ACK, GET);
    expect(partition.open.size).toBe(FLOWS_WITH_PAYLOAD);
    partition.send(RESET_FLOWS, 1 + GET.length, TCP_ACK, GET);
    expect(partition.opened).toBe(RESET_FLOWS + FLOWS_WITH_PAYLOAD);
  });

  test("connections without payload push out each other and none that has some", () => {
    const partition = new OnePartition();
    partition.send(0, 1, TCP_ACK, GET);
    for (let client = 1; client < 2 * FLOWS_WITHOUT_PAYLOAD; client++) partition.send(client, 1, TCP_SYN);
    expect(partition.open.size).toBe(1);
  });

  test.each<readonly [string, (partition: OnePartition, client: number) => void]>([
    [
      "heads without end",
      (to, client) => to.send(client, 1, TCP_ACK, `GET / HTTP/1.1\r\nX: ${"a".repeat(4000)}`),
    ],
    ["start lines without end", (to, client) => to.send(client, 1, TCP_ACK, `GET /${"a".repeat(4000)}`)],
    [
      "single bytes behind gaps",
      (to, client) => {
        for (let at = 0; at < 20; at++) to.send(client, 1 + 2 * at, TCP_ACK, "x");
      },
    ],
    [
      "requests that wait",
      (to, client) => {
        for (let each = 0; each < 10; each++) to.send(client, 1 + each * GET.length, TCP_ACK, GET);
      },
    ],
    [
      "bytes behind a CONNECT",
      (to, client) =>
        to.send(client, 1, TCP_ACK, `CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n${"a".repeat(4000)}`),
    ],
    [
      "segments behind a SYN that nobody answers",
      (to, client) => {
        to.send(client, 1, TCP_ACK, "GET / HTTP/1.1\r\n\r\n");
        to.send(client, 900_000, TCP_SYN);
        to.send(client, 900_001, TCP_ACK, "a".repeat(4000));
      },
    ],
    [
      "findings of the connection",
      (to, client) => {
        for (let each = 0; each < 20; each++) to.send(client, 1, TCP_ACK, GET);
      },
    ],
  ])("%s never hold more than their share", (_name, tell) => {
    const partition = new OnePartition();
    for (let client = 0; client < FLOWS_WITH_PAYLOAD; client++) tell(partition, client);
    expect(partition.mostHeldBytes).toBeGreaterThan(HELD_BYTES / 2);
    expect(partition.mostHeldBytes).toBeLessThan(HELD_BYTES + SLACK_BYTES);
  });

  test("a connection that follows one that has ended begins from nothing", () => {
    const partition = new OnePartition();
    for (let client = 0; client < 2 * FLOWS_WITH_PAYLOAD; client++)
      partition.send(client, 5000, TCP_ACK, GET);
    for (const flow of partition.open)
      expect(flow.halves[0].payloadBytes + flow.halves[1].payloadBytes).toBe(GET.length);
  });
});
