/** What may be kept of traced sessions, of all of them together. */
import { describe, expect, test } from "vitest";
import {
  TOLD_SHARE,
  TRACED_BYTES,
  TRACED_HEAD_BYTES,
  TRACED_LINES,
  TRACED_PACKETS,
} from "../../src/core/limits.js";
import { ByteStream } from "../../src/trace/byte-stream.js";
import { TraceRoom } from "../../src/trace/trace-room.js";

describe("the room of a trace", () => {
  test("has so many bytes of heads, however few lines they are", () => {
    const room = new TraceRoom();
    const long = TRACED_HEAD_BYTES / 4;
    expect([1, 2, 3, 4].map(() => room.takeTransaction(long))).toEqual([true, true, true, true]);
    expect(room.takeTransaction(1)).toBe(false);
  });

  test("is shared by all streams, and for a walk a part of it", () => {
    const room = new TraceRoom(TOLD_SHARE);
    const streams = [1, 2, 3].map(() => new ByteStream(room));
    const piece = Buffer.alloc(TRACED_BYTES * TOLD_SHARE);
    for (const stream of streams) stream.add(0, piece);
    expect(streams.map(({ isCut }) => isCut)).toEqual([false, false, true]);
    let packets = 0;
    while (room.takePacket()) packets += 1;
    expect(packets).toBe(TRACED_PACKETS * TOLD_SHARE);
    let lines = 0;
    while (room.takeTransaction(0)) lines += 1;
    expect(lines).toBe(TRACED_LINES * TOLD_SHARE);
  });
});
