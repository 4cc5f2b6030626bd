/** Floods: captures that are nothing but an attack on memory, each of one kind. */
import { PacketFile, type End } from "../bench/packet-file.js";
import { ACK, SYN } from "./raw-segments.js";

type Send = (client: number, seq: number, flags: number, payload?: string) => void;

interface Flood {
  readonly connections: number;
  /** true: each comes from an address of its own. */
  readonly fromMany?: boolean;
  /** Code of the limit that it reaches, where one says so. */
  readonly raises?: string;
  /** What each client sends; `answer` is the server's side. */
  readonly tell: (client: number, send: Send, answer: Send) => void;
}

const GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
const CONNECT = "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n";
const NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
const FILLER = "a".repeat(1_400);

const LONG_BYTES = 60_000;
const CREDENTIALS = "\r\nAuthorization: Basic dTpw\r\n\r\n";
/** Of another day, with a tag that tells of a file. */
const MOVED =
  "HTTP/1.1 302 Found\r\nLocation: http://h/next\r\nDate: Fri, 08 Oct 2010 10:00:00 GMT\r\n" +
  'ETag: "1-5-48"\r\nLast-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 5\r\n\r\nhello';

const piecesOf = (text: string, size: number): string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));

/** Cookies with names of the client's own. */
const namesOf = (client: number, prefix: string, count: number): string =>
  Array.from({ length: count }, (_, each) => `${prefix}${client}.${each}=v`).join("; ");

export const FLOODS: Readonly<Record<string, Flood>> = {
  "connections that are only begun": { connections: 90_000, tell: (client, send) => send(client, 0, SYN) },
  "requests that nobody answers": { connections: 22_000, tell: (client, send) => send(client, 1, ACK, GET) },
  "requests that nobody answers, and others that were lost between them": {
    connections: 40_000,
    raises: "limit.flows",
    tell: (client, send) => {
      for (const place of [0, 1, 4, 7]) send(client, 1 + place * GET.length, ACK, GET);
    },
  },
  "heads without end": {
    connections: 22_000,
    tell: (client, send) => send(client, 1, ACK, `${GET.slice(0, -2)}X: ${FILLER}`),
  },
  "start lines without end": {
    connections: 22_000,
    tell: (client, send) => send(client, 1, ACK, `GET /${FILLER}`),
  },
  "bytes far ahead of a hole": {
    connections: 20_000,
    tell: (client, send) => {
      send(client, 0, SYN);
      send(client, 5_000, ACK, FILLER);
    },
  },
  "single bytes, each behind a hole": {
    connections: 300,
    tell: (client, send) => {
      for (let at = 0; at < 400; at++) send(client, 1 + 2 * at, ACK, "x");
    },
  },
  "bytes behind a request to become a tunnel": {
    connections: 18_000,
    tell: (client, send) => {
      send(client, 1, ACK, CONNECT);
      send(client, 1 + CONNECT.length, ACK, FILLER);
    },
  },
  "as many requests as may wait, on each connection": {
    connections: 50,
    tell: (client, send) => {
      for (let each = 0; each < 1_024; each++) send(client, 1 + each * GET.length, ACK, GET);
    },
  },
  "interim responses": {
    connections: 3_000,
    tell: (client, send, answer) => {
      const hint = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
      send(client, 1, ACK, GET);
      for (let each = 0; each < 20; each++) answer(client, 1 + each * hint.length, ACK, hint);
    },
  },
  "responses that stop in a chunk line": {
    connections: 18_000,
    tell: (client, send, answer) => {
      send(client, 1, ACK, GET);
      answer(client, 1, ACK, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5");
    },
  },
  "cookies without number": {
    connections: 2_000,
    raises: "limit.table",
    tell: (client, send, answer) => {
      send(client, 1, ACK, `${GET.slice(0, -2)}Cookie: ${namesOf(client, "n", 60)}\r\n\r\n`);
      const set = Array.from({ length: 20 }, (_, each) => `Set-Cookie: s${client}.${each}=v; Path=/\r\n`);
      answer(client, 1, ACK, `HTTP/1.1 204 No Content\r\n${set.join("")}\r\n`);
    },
  },
  "hosts without number": {
    connections: 3_000,
    raises: "limit.table",
    tell: (client, send, answer) => {
      let seq = 1;
      for (let each = 0; each < 10; each++) {
        const request = `GET / HTTP/1.1\r\nHost: h${client}-${each}.example\r\n\r\n`;
        send(client, seq, ACK, request);
        seq += request.length;
        answer(client, 1 + each * NO_CONTENT.length, ACK, NO_CONTENT);
      }
    },
  },
  "one cookie on many transactions": {
    connections: 1_000,
    raises: "limit.list",
    tell: (client, send, answer) => {
      const request = `${GET.slice(0, -2)}Cookie: sid=1\r\n\r\n`;
      for (let each = 0; each < 40; each++) {
        send(client, 1 + each * request.length, ACK, request);
        answer(client, 1 + each * NO_CONTENT.length, ACK, NO_CONTENT);
      }
    },
  },
  "user sessions without number": {
    connections: 7_000,
    raises: "limit.table",
    tell: (client, send, answer) => {
      for (let each = 0; each < 4; each++) {
        const request = `GET / HTTP/1.1\r\nHost: h\r\nCookie: JSESSIONID=${client}A${each}\r\n\r\n`;
        send(client, 1 + each * request.length, ACK, request);
        answer(client, 1 + each * NO_CONTENT.length, ACK, NO_CONTENT);
      }
    },
  },
  "hosts and targets as long as they may be": {
    connections: 450,
    fromMany: true,
    tell: (client, send, answer) => {
      const target = `/${client}${"t".repeat(LONG_BYTES)}`;
      const host = `${client}${"h".repeat(LONG_BYTES * 3)}`;
      const parts = [`GET ${target} HTTP/1.1\r\nHost: `, ...piecesOf(host, LONG_BYTES), CREDENTIALS];
      let seq = 1;
      for (const part of parts) {
        send(client, seq, ACK, part);
        seq += part.length;
      }
      answer(client, 1, ACK, MOVED);
    },
  },
  "the same bytes again and again": {
    connections: 2_000,
    tell: (client, send) => {
      for (let each = 0; each < 50; each++) send(client, 1, ACK, GET);
    },
  },
};

const endOf = (client: number, fromMany: boolean): End => ({
  address: 0x0a000000 + (fromMany ? client : Math.floor(client / 60_000)),
  port: 1_024 + (client % 60_000),
});

/** Each client has a four-tuple of its own; packets of one are together. */
export function writeFlood(path: string, { connections, tell, fromMany = false }: Flood): void {
  const file = new PacketFile(path);
  const server = { address: 0xc6336409 | 0, port: 80 };
  const send: Send = (client, seq, flags, payload = "") =>
    file.tcp({
      from: endOf(client, fromMany),
      to: server,
      seq,
      ack: 1,
      flags,
      payload: Buffer.from(payload, "latin1"),
    });
  const answer: Send = (client, seq, flags, payload = "") =>
    file.tcp({
      from: server,
      to: endOf(client, fromMany),
      seq,
      ack: 1 + GET.length,
      flags,
      payload: Buffer.from(payload, "latin1"),
    });
  for (let client = 0; client < connections; client++) tell(client, send, answer);
  file.close();
}
