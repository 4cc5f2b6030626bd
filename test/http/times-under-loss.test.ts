/** What is known of the times of an exchange whose bodies are in the capture in part. */
import { describe, expect, test } from "vitest";
import { analyse } from "../support/analyse.js";
import { build } from "../support/build.js";
import type { BuiltPacket } from "../support/tap.js";

/** A request and a response with bodies, in segments of 500 bytes. */
const { packets: PACKETS } = build((net) => {
  net
    .flow("192.0.2.5:49152", "198.51.100.9:80", { mss: 500 })
    .handshake()
    .client(`POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n${"u".repeat(1_000)}`)
    .server(`HTTP/1.1 200 OK\r\nContent-Length: 2500\r\n\r\n${"d".repeat(2_500)}`)
    .close();
});

const payloadOf = (side: "client" | "server"): readonly BuiltPacket[] =>
  PACKETS.filter(({ segment }) => segment?.side === side && segment.payloadSize > 0);
const [SECOND_UP, LAST_UP] = [payloadOf("client")[1], payloadOf("client").at(-1)];
const [SECOND_DOWN, LAST_DOWN] = [payloadOf("server")[1], payloadOf("server").at(-1)];

const WHOLE = { send: true, wait: true, receive: true, total: true };
/** Which are known where the capture has these packets only. */
const timesOf = async (keep: (packet: BuiltPacket) => boolean): Promise<Record<string, boolean>> => {
  const { send, wait, receive, total } = (await analyse(PACKETS.filter(keep))).transactions[0]!.timings;
  return { send: send !== null, wait: wait !== null, receive: receive !== null, total: total !== null };
};

describe("the times of an exchange", () => {
  test("are known where what was lost lies inside a body", async () => {
    expect(await timesOf((packet) => packet !== SECOND_UP && packet !== SECOND_DOWN)).toEqual(WHOLE);
  });

  test("that need the end of a request are not where that was lost, though its size is known", async () => {
    expect(await timesOf((packet) => packet !== LAST_UP)).toEqual({ ...WHOLE, send: false, wait: false });
  });

  test("that need the end of a response are not where that was lost", async () => {
    expect(await timesOf((packet) => packet !== LAST_DOWN)).toEqual({
      ...WHOLE,
      receive: false,
      total: false,
    });
  });

  test("are known where a snap length cut the end off: its packet is there", async () => {
    const cut = PACKETS.map((packet: BuiltPacket) =>
      packet === LAST_UP || packet === LAST_DOWN ? { ...packet, data: packet.data.subarray(0, 60) } : packet,
    );
    const { request, response, timings } = (await analyse(cut)).transactions[0]!;
    expect(request!.missingBytes).toBeGreaterThan(0);
    expect(response!.missingBytes).toBeGreaterThan(0);
    for (const key of ["send", "wait", "receive", "total"] as const) expect(timings[key]).not.toBeNull();
  });
});
