import { expect, it } from "vitest";
import { TRACED_PACKETS } from "../../src/core/limits.js";
import { TCP_ACK, type SegmentView } from "../../src/decode/segment.js";
import { PacketTrace, type TracedPacket } from "../../src/trace/session-packets.js";

const CLIENT = { ip: "192.0.2.5", port: 49_152 };
const SERVER = { ip: "198.51.100.9", port: 80 };
const PLACE = {
  session: 1,
  client: CLIENT,
  server: SERVER,
  firstFrame: 1,
  lastFrame: 1e9,
  clientSeq: -5,
  serverSeq: 100,
};

const words = (ip: string): Int32Array =>
  Int32Array.of(0, 0, 0, Buffer.from(ip.split(".").map(Number)).readInt32BE());

function sent(frame: number, seq: number, payload: string, source = CLIENT, target = SERVER): SegmentView {
  return {
    frame,
    timeNs: frame,
    timeDigits: 9,
    hasTime: true,
    ipVersion: 4,
    vlanId: -1,
    source: words(source.ip),
    target: words(target.ip),
    sourcePort: source.port,
    targetPort: target.port,
    seq,
    ack: 100,
    flags: TCP_ACK,
    data: Buffer.from(payload),
    start: 0,
    end: payload.length,
    chunk: -1,
    oldestChunk: 0,
    cutSize: 0,
  };
}

function traced(...segments: readonly SegmentView[]): readonly TracedPacket[] {
  const trace = new PacketTrace([PLACE]);
  for (const segment of segments) trace.onSegment(segment);
  return trace.sessions[0]?.list ?? [];
}

it("tells what came late and what came again, across the end of the numbers", () => {
  const packets = traced(
    sent(1, -5, "abcd"),
    sent(2, 3, "ijkl"),
    sent(3, -1, "efgh"),
    sent(4, -3, "cdef"),
    sent(5, 7, "m"),
  );
  expect(
    packets.map(({ offset, size, repeatedSize, isLate }) => [offset, size, repeatedSize, isLate]),
  ).toEqual([
    [0, 4, 0, false],
    [8, 4, 0, false],
    [4, 4, 0, true],
    [2, 4, 4, false],
    [12, 1, 0, false],
  ]);
});

it("keeps to its own session", () => {
  const other = { ip: "192.0.2.6", port: CLIENT.port };
  expect(traced(sent(1, -5, "a", other), sent(2, -5, "b"), sent(3, 100, "c", SERVER, CLIENT))).toMatchObject([
    { sender: "client", offset: 0, acked: 0 },
    { sender: "server", offset: 0 },
  ]);
});

it("keeps so many packets, and says that there were more", () => {
  const trace = new PacketTrace([PLACE]);
  const segment = sent(1, -5, "");
  for (let i = 0; i < TRACED_PACKETS; i++) trace.onSegment(segment);
  expect(trace.sessions[0]?.isCut).toBe(false);
  trace.onSegment(segment);
  expect(trace.sessions[0]?.isCut).toBe(true);
  expect(trace.sessions[0]?.list).toHaveLength(TRACED_PACKETS);
});
