/**
 * The six kinds of traffic that speed is measured on, made from a seed and of any size, each with the number of
 * transactions that is in it. What is lost, repeated or reordered never touches a start line, so that there is one
 * right answer.
 */
import { Conversation, SEGMENT_BYTES, SYN } from "./conversation.js";
import { PacketFile, type End, type TcpPacket } from "./packet-file.js";
import { Random } from "../support/random.js";

export const KINDS = ["many-small", "large-bodies", "pipelined", "one-each", "mixed", "hostile"] as const;
export type Kind = (typeof KINDS)[number];

/** What is in a capture. */
export interface Truth {
  readonly kind: Kind;
  readonly seed: number;
  readonly bytes: number;
  readonly packets: number;
  readonly transactions: number;
}

/** Of a packet's record, Ethernet, IP and TCP. */
const HEADERS_BYTES = 70;
/** Connections that take turns. */
const CONCURRENT = 64;

/** Writes one capture of at least `bytes`. */
export function makeCapture(kind: Kind, path: string, bytes: number, seed: number): Truth {
  const file = new PacketFile(path);
  const traffic = new Traffic(new Random(seed));
  const next = CONVERSATIONS[kind];
  const open: { readonly packets: readonly TcpPacket[]; sent: number }[] = [];
  let planned = 0;
  while (planned < bytes || open.length > 0) {
    while (planned < bytes && open.length < CONCURRENT) {
      const packets = next(traffic);
      planned += packets.reduce((sum, { payload }) => sum + HEADERS_BYTES + payload.length, 0);
      open.push({ packets, sent: 0 });
    }
    const turn = traffic.random.between(0, open.length - 1);
    const conversation = open[turn]!;
    // A few packets in a row, as a window lets through.
    for (let burst = traffic.random.between(1, 4); burst > 0; burst--) {
      const packet = conversation.packets[conversation.sent++];
      if (packet === undefined) break;
      file.tcp(packet);
    }
    if (kind === "mixed" && traffic.random.chance(0.2)) nameLookup(file, traffic);
    if (conversation.sent < conversation.packets.length) continue;
    open[turn] = open[open.length - 1]!;
    open.pop();
  }
  file.close();
  return { kind, seed, bytes: file.bytes, packets: file.packets, transactions: traffic.transactions };
}

/** What the conversations of one capture share. */
class Traffic {
  transactions = 0;
  #conversations = 0;

  constructor(readonly random: Random) {}

  conversation(port = 80): Conversation {
    const number = this.#conversations++;
    const client = { address: 0x0a000000 + (number % 1_000_003), port: 1_024 + (number % 60_000) };
    const server = { address: 0xc6336400 | (number % 200) | 0, port };
    return new Conversation(client, server, this.random.between(0, 2 ** 31));
  }

  /** Of whoever began the last conversation: one visitor, who stays on one site. */
  request(): Buffer {
    const number = this.transactions++;
    const visitor = this.#conversations;
    return Buffer.from(
      `GET /shop/item/${number}?page=${number % 977}&view=full HTTP/1.1\r\n` +
        `Host: www${visitor % 50}.example.com\r\n` +
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n" +
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n" +
        "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n" +
        `Referer: http://www${visitor % 50}.example.com/shop/list?from=${number % 31}\r\n` +
        `Cookie: sid=31d4d96e407aad42${visitor % 1_000}; theme=dark; _ga=GA1.2.1234567890.1286634482\r\n\r\n`,
      "latin1",
    );
  }

  /** @param bodySize of a body with a length; chunked in pieces of `chunkSize` where that is given */
  response(bodySize: number, chunkSize = 0): Buffer {
    const head =
      "HTTP/1.1 200 OK\r\nDate: Sat, 09 Oct 2010 14:28:02 GMT\r\nServer: Apache/2.4.59 (Debian)\r\n" +
      "Last-Modified: Tue, 01 Dec 2009 20:18:22 GMT\r\n" +
      'ETag: "51142bc1-7449-479b075b2891b"\r\nAccept-Ranges: bytes\r\n' +
      "Cache-Control: max-age=0, must-revalidate\r\nVary: Accept-Encoding\r\nKeep-Alive: timeout=5, max=100\r\n" +
      "Connection: Keep-Alive\r\nContent-Type: text/html; charset=utf-8\r\n";
    const body = PAGE.subarray(0, bodySize);
    if (chunkSize === 0)
      return Buffer.concat([Buffer.from(`${head}Content-Length: ${bodySize}\r\n\r\n`, "latin1"), body]);
    const parts = [Buffer.from(`${head}Transfer-Encoding: chunked\r\n\r\n`, "latin1")];
    for (let start = 0; start < bodySize; start += chunkSize) {
      const piece = body.subarray(start, start + chunkSize);
      parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`, "latin1"), piece, CRLF);
    }
    parts.push(Buffer.from("0\r\n\r\n", "latin1"));
    return Buffer.concat(parts);
  }
}

const CRLF = Buffer.from("\r\n", "latin1");
const LARGE_BODY_BYTES = 1_000_000;
/** The largest body; never random, so that a capture is the same for the same seed. */
const PAGE = Buffer.alloc(LARGE_BODY_BYTES, "<p>What the quick brown fox did to the lazy dog.</p>\n");
/** Payload that no reader can make sense of, behind what begins a TLS record. */
const NOISE = noise(0x4000);

function noise(size: number): Buffer {
  const bytes = new Random(size).bytes(size);
  bytes.writeUIntBE(0x160301, 0, 3);
  return bytes;
}

const CONVERSATIONS: Record<Kind, (traffic: Traffic) => readonly TcpPacket[]> = {
  "many-small": (traffic) => inTurn(traffic, traffic.random.between(10, 30), () => 300),
  "large-bodies": (traffic) => inTurn(traffic, 2, () => LARGE_BODY_BYTES),
  pipelined: (traffic) => pipelined(traffic, 4, 16),
  "one-each": (traffic) => inTurn(traffic, 1, () => 300),
  mixed,
  hostile,
};

function inTurn(traffic: Traffic, count: number, bodySize: () => number): readonly TcpPacket[] {
  const conversation = traffic.conversation().open();
  for (let i = 0; i < count; i++) {
    conversation.send(true, traffic.request()).send(false, traffic.response(bodySize()));
    conversation.acknowledge(true);
  }
  return conversation.close().packets;
}

/** Bursts of requests and then their responses, packed into full segments: heads straddle them. */
function pipelined(traffic: Traffic, bursts: number, depth: number): readonly TcpPacket[] {
  const conversation = traffic.conversation().open();
  for (let burst = 0; burst < bursts; burst++) {
    const requests = Array.from({ length: depth }, () => traffic.request());
    const responses = Array.from({ length: depth }, () => traffic.response(300));
    conversation.send(true, Buffer.concat(requests)).acknowledge(false);
    conversation.send(false, Buffer.concat(responses)).acknowledge(true);
  }
  return conversation.close().packets;
}

/** Half of it HTTP of all sizes, with bodies that lost packets, repetition and wrong order; half of it TLS. */
function mixed(traffic: Traffic): readonly TcpPacket[] {
  const { random } = traffic;
  if (random.chance(0.5)) {
    const conversation = traffic.conversation(443).open();
    for (let i = random.between(2, 20); i > 0; i--) {
      conversation.send(true, NOISE.subarray(0, random.between(100, 1_000)));
      conversation.send(false, NOISE.subarray(0, random.between(1_000, NOISE.length)));
    }
    return conversation.close().packets;
  }
  const conversation = traffic.conversation().open();
  for (let i = random.between(1, 12); i > 0; i--) {
    const bodySize = random.chance(0.2) ? random.between(20_000, 200_000) : random.between(0, 4_000);
    const chunkSize = random.chance(0.3) ? 4_096 : 0;
    conversation.send(true, traffic.request()).send(false, traffic.response(bodySize, chunkSize));
    conversation.acknowledge(true);
  }
  return disturbed(conversation.close().packets, random);
}

/** Loses some full segments of counted bodies, repeats some, and swaps some neighbours of one direction. */
function disturbed(packets: readonly TcpPacket[], random: Random): readonly TcpPacket[] {
  const seen: TcpPacket[] = [];
  for (const packet of packets) {
    const isMiddle = packet.payload.length === SEGMENT_BYTES && isOfPage(packet.payload);
    if (isMiddle && random.chance(0.005)) continue;
    const last = seen[seen.length - 1];
    const isSwapped = packet.payload.length > 0 && last?.from === packet.from && random.chance(0.01);
    if (isSwapped) seen.splice(-1, 0, packet);
    else seen.push(packet);
    if (packet.payload.length > 0 && random.chance(0.01)) seen.push(packet);
  }
  return seen;
}

/** Nothing but page: no head, and no chunk line to lose one's place at. */
const isOfPage = (payload: Buffer): boolean =>
  payload[0] !== 0x48 && payload.indexOf("\r\n", 0, "latin1") < 0;

/** What an attacker, or a broken tap, makes a reader work for. */
function hostile(traffic: Traffic): readonly TcpPacket[] {
  const { random } = traffic;
  const kind = random.between(0, 5);
  const conversation = traffic.conversation();
  if (kind === 0) return synFlood(traffic);
  conversation.open();
  if (kind === 1) {
    // One byte a segment.
    conversation.send(true, traffic.request(), 1).send(false, traffic.response(100), 1);
  } else if (kind === 2) {
    // Chunks of one byte.
    conversation.send(true, traffic.request()).send(false, traffic.response(2_000, 1));
  } else if (kind === 3) {
    // A head of a thousand fields.
    const fields = Array.from({ length: 900 }, (_, i) => `X-Field-${i}: ${"v".repeat(40)}\r\n`).join("");
    const head = `GET /${traffic.transactions++} HTTP/1.1\r\nHost: a.example\r\n${fields}\r\n`;
    conversation.send(true, Buffer.from(head, "latin1")).send(false, traffic.response(100));
  } else if (kind === 4) {
    // The whole response backwards, and then again.
    conversation.send(true, traffic.request()).send(false, traffic.response(30_000));
    const forward = conversation.packets.splice(4);
    const data = forward.filter(({ payload }) => payload.length > 0);
    conversation.packets.push(...data.toReversed(), ...data);
  } else {
    // Neither HTTP nor anything else, in small pieces.
    conversation.send(true, NOISE.subarray(5, 3_000), 40);
  }
  return conversation.close().packets;
}

function synFlood(traffic: Traffic): readonly TcpPacket[] {
  return Array.from({ length: 200 }, () => {
    const { client, server } = traffic.conversation();
    const from: End = { address: traffic.random.between(0, 2 ** 31), port: client.port };
    return { from, to: server, seq: 1, ack: 0, flags: SYN, payload: Buffer.alloc(0) };
  });
}

/** A question and an answer on port 53, of plausible size and no meaning. */
function nameLookup(file: PacketFile, { random }: Traffic): void {
  const client = { address: 0x0a000000 + random.between(0, 1_000), port: random.between(1_024, 65_000) };
  const server = { address: 0x0a0000fe, port: 53 };
  file.udp(client, server, NOISE.subarray(0, random.between(30, 60)));
  file.udp(server, client, NOISE.subarray(0, random.between(60, 300)));
}
