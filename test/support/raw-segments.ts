/** TCP segments told one by one, with every number: for what no well-behaved host would send. */
import { PROTOCOL_TCP, tcpSegment } from "./headers.js";
import { Tap } from "./tap.js";
import type { CapturePacket } from "./capture-writer.js";

export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const ACK = 0x10;

export interface RawSegment {
  readonly from: "client" | "server";
  readonly seq: number;
  /** Without it the ACK flag is off. */
  readonly ack?: number;
  /** Beside ACK. */
  readonly flags?: number;
  readonly payload?: string | Uint8Array;
  /** Since the first packet; one millisecond behind the segment before it unless told. */
  readonly atMs?: number;
  readonly clientPort?: number;
}

const CLIENT = "192.0.2.5";
const SERVER = "198.51.100.9";
const CLIENT_PORT = 49_152;
const SERVER_PORT = 80;

export function rawPackets(segments: readonly RawSegment[]): CapturePacket[] {
  const tap = new Tap("2010-10-09T14:28:02Z", undefined);
  let atMs = -1;
  return segments.map((segment) => {
    atMs = segment.atMs ?? atMs + 1;
    const isClient = segment.from === "client";
    const clientPort = segment.clientPort ?? CLIENT_PORT;
    const fields = {
      sourcePort: isClient ? clientPort : SERVER_PORT,
      targetPort: isClient ? SERVER_PORT : clientPort,
      seq: segment.seq >>> 0,
      ack: (segment.ack ?? 0) >>> 0,
      flags: (segment.flags ?? 0) | (segment.ack === undefined ? 0 : ACK),
    };
    const [source, target] = isClient ? [CLIENT, SERVER] : [SERVER, CLIENT];
    const { payload = "" } = segment;
    const bytes = typeof payload === "string" ? Buffer.from(payload, "latin1") : payload;
    const data = tap.frame(source, target, PROTOCOL_TCP, tcpSegment(source, target, fields, bytes));
    return { timeNs: 1_286_634_482_000_000_000n + BigInt(Math.round(atMs * 1e6)), data };
  });
}

/** SYN, SYN-ACK, ACK: afterwards the client's next number is `clientSeq` + 1, the server's `serverSeq` + 1. */
export function handshake(clientSeq = 0, serverSeq = 0): RawSegment[] {
  return [
    { from: "client", seq: clientSeq, flags: SYN },
    { from: "server", seq: serverSeq, ack: clientSeq + 1, flags: SYN },
    { from: "client", seq: clientSeq + 1, ack: serverSeq + 1 },
  ];
}

export const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** A GET and its answer, behind `nth` others and a handshake that began at these numbers. */
export function exchange(clientSeq: number, serverSeq: number, nth = 0): RawSegment[] {
  const c = clientSeq + 1 + nth * GET.length;
  const s = serverSeq + 1 + nth * OK.length;
  return [
    { from: "client", seq: c, ack: s, payload: GET },
    { from: "server", seq: s, ack: c + GET.length, payload: OK },
    { from: "client", seq: c + GET.length, ack: s + OK.length },
  ];
}

/** Both ends close behind one exchange. */
export function close(clientSeq: number, serverSeq: number): RawSegment[] {
  const [c, s] = [clientSeq + 1 + GET.length, serverSeq + 1 + OK.length];
  return [
    { from: "client", seq: c, ack: s, flags: FIN },
    { from: "server", seq: s, ack: c + 1, flags: FIN },
    { from: "client", seq: c + 1, ack: s + 1 },
  ];
}

/** Of the client. */
export const reset = (seq: number): RawSegment => ({ from: "client", seq, flags: RST });
