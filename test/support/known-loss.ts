/**
 * Conversations of which everything is known, and captures of them that lack, reorder and repeat things. What a report
 * must and must not say follows from which bytes are in the capture.
 */
import { fc } from "@fast-check/vitest";
import type { TransactionRecord } from "../../src/core/records.js";
import type { Analysed } from "./analyse.js";
import type { CapturePacket } from "./capture-writer.js";
import { numbered, segmentsOf, type Exchange, type ToldMessage } from "./random-streams.js";
import { FIN } from "./raw-segments.js";
import { capturePackets, wireOf, type Side, type WirePacket } from "./wire.js";

/** A message with its place in the stream of its side. */
export interface PlacedMessage extends ToldMessage {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

export interface PlacedExchange extends Exchange {
  readonly request: PlacedMessage;
  readonly response: PlacedMessage;
}

export interface Told {
  readonly exchanges: readonly Exchange[];
  readonly isPipelined: boolean;
  /** Of the segments, in turn. */
  readonly sizes: readonly number[];
  readonly acks: boolean;
}

export class KnownLoss {
  readonly exchanges: readonly PlacedExchange[];
  readonly isPipelined: boolean;
  /** The packets of the capture, in its order. */
  readonly seen: readonly WirePacket[];
  /** How often each byte was captured. */
  readonly #copies: Readonly<Record<Side, Uint8Array>>;

  /** @param tap what is captured of the packets on the wire */
  constructor(
    { exchanges: told, isPipelined, sizes, acks }: Told,
    tap: (wire: readonly WirePacket[]) => readonly WirePacket[],
  ) {
    this.isPipelined = isPipelined;
    const exchanges = numbered(told);
    const wire = wireOf(segmentsOf(exchanges, isPipelined, sizes), acks);
    this.seen = tap(wire);
    let [asked, answered] = [0, 0];
    this.exchanges = exchanges.map((each) => {
      const request = place(each.request, asked);
      const response = place(each.response, answered);
      asked = request.end;
      answered = response.end;
      return { ...each, request, response };
    });
    this.#copies = { client: this.#count("client", wire), server: this.#count("server", wire) };
  }

  /** Bytes that were on the wire and are not in the capture. */
  get lostBytes(): number {
    return this.lostIn("client", 0, Infinity) + this.lostIn("server", 0, Infinity);
  }

  /** Those of them behind the place where their stream begins, as far as the first packets tell, and before its last. */
  get lostBetweenBytes(): number {
    return (["client", "server"] as const).reduce((sum, side) => {
      const first = this.seen.findIndex((packet) => packet.side === side && packet.kept > 0);
      const known = this.seen
        .slice(0, first + 1)
        .map((each) => (each.side === side ? each.offset : each.acked));
      const last = this.#copies[side].findLastIndex((count) => count > 0);
      return sum + this.lostIn(side, Math.max(0, ...known), Math.max(0, last));
    }, 0);
  }

  /** Directions whose FIN was not captured: its number, acknowledged, may be taken for that of a byte. */
  get unseenEnds(): number {
    return (["client", "server"] as const).filter(
      (side) => !this.seen.some((packet) => packet.side === side && packet.flags === FIN),
    ).length;
  }

  /** Bytes that were captured before. */
  get repeatedBytes(): number {
    const copies = [...this.#copies.client, ...this.#copies.server];
    return copies.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  }

  lostIn(side: Side, from: number, to: number): number {
    return this.#copies[side]
      .subarray(from, Math.min(to, this.#copies[side].length))
      .reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  }

  isWhole(side: Side, { start, end }: PlacedMessage): boolean {
    return this.lostIn(side, start, end) === 0;
  }

  /**
   * How many packets lie at most between one that acknowledges a byte, or carries a later one of the same stream, and
   * the byte itself, where it was captured.
   */
  get furthestBehind(): number {
    let furthest = 0;
    for (const side of ["client", "server"] as const) {
      const seenIn = new Map<number, number>();
      for (const [index, packet] of this.seen.entries())
        if (packet.side === side)
          for (let at = packet.offset; at < packet.offset + packet.kept; at++)
            if (!seenIn.has(at)) seenIn.set(at, index);
      for (const [index, packet] of this.seen.entries()) {
        const reach = packet.side === side ? packet.offset : packet.acked;
        for (const [at, first] of seenIn) if (at < reach) furthest = Math.max(furthest, first - index);
      }
    }
    return furthest;
  }

  packets(clientSeq = 0xffffff00, serverSeq = 7): CapturePacket[] {
    return capturePackets(this.seen, clientSeq, serverSeq);
  }

  /** For the report of a property that does not hold: what follows in order is told as one. */
  [fc.toStringMethod](): string {
    const lines: string[] = [];
    let [text, end] = ["", -1];
    let before: WirePacket | undefined;
    for (const packet of this.seen) {
      const { side, offset, acked, flags, bytes, kept } = packet;
      const goesOn =
        side === before?.side &&
        offset === end &&
        acked === before.acked &&
        before.kept === before.bytes.length;
      if (!goesOn) lines.push("");
      text = (goesOn ? text : "") + bytes.toString("latin1", 0, kept);
      const cut = kept < bytes.length ? ` cut by ${bytes.length - kept}` : "";
      const start = offset + kept - text.length;
      lines[lines.length - 1] =
        `\n${side} ${start} acks ${acked} flags ${flags}${cut}: ${JSON.stringify(text)}`;
      [before, end] = [packet, offset + bytes.length];
    }
    return lines.join("");
  }

  /** Of those sent at once, one request lies behind this place in the stream. */
  #count(side: Side, wire: readonly WirePacket[]): Uint8Array {
    const size = wire.reduce((sum, each) => sum + (each.side === side ? each.bytes.length : 0), 0);
    const copies = new Uint8Array(size);
    for (const { side: from, offset, kept } of this.seen)
      if (from === side) for (let at = offset; at < offset + kept; at++) copies[at] = (copies[at] ?? 0) + 1;
    return copies;
  }
}

function place(message: ToldMessage, start: number): PlacedMessage {
  const end = start + message.text.length;
  return { ...message, start, bodyStart: end - message.bodySize, end };
}

/** Which request a response says that it answers; null where that line is not in the capture. */
export function answeredBy({ response }: Pick<TransactionRecord, "response">): string | null {
  return response?.headers.find(({ name }) => name === "X-Answers")?.value ?? null;
}

export interface Reported {
  readonly asked: TransactionRecord | undefined;
  readonly answered: TransactionRecord | undefined;
}

/** Where the messages of an exchange are in the report. */
export const reportOf = ({ transactions }: Analysed, { target }: Exchange): Reported => ({
  asked: transactions.find(({ request }) => request?.target === target),
  answered: transactions.find((each) => answeredBy(each) === target),
});

type MessageRecord = NonNullable<TransactionRecord["request"] | TransactionRecord["response"]>;

/** What a report says that cannot be: messages that nobody sent so or that came twice, and wrong pairs called exact. */
export function inventions({ transactions }: Analysed, { exchanges }: KnownLoss): string[] {
  const seen = new Set<string>();
  const sentAs = (name: string | null | undefined): PlacedExchange | undefined =>
    exchanges.find(({ target }) => target === name);
  const oddName = (key: string, sent: PlacedExchange | undefined): string[] => {
    if (seen.has(key)) return [`${key} was seen already`];
    seen.add(key);
    return sent === undefined ? [`${key} was never sent`] : [];
  };
  return transactions.flatMap(({ request, response, pairing }) => {
    const odd: string[] = [];
    if (request !== null) {
      const sent = sentAs(request.target);
      odd.push(...oddName(`request ${request.target}`, sent));
      if (sent !== undefined && sent.method !== request.method)
        odd.push(`${sent.target} was never asked for with ${request.method}`);
      if (sent !== undefined) odd.push(...oddSizes(request, sent.request));
    }
    const answered = answeredBy({ response });
    if (response === null || answered === null) return odd;
    const sent = sentAs(answered);
    odd.push(...oddName(`response ${answered}`, sent));
    if (sent !== undefined && sent.status !== response.status)
      odd.push(`${answered} was never answered with ${response.status}`);
    // Whether a body follows its head, the request alone can tell.
    const isBodyKnown = answered === request?.target || !isBodyDecidedBy(sent?.method, request?.method);
    if (sent !== undefined && isBodyKnown) odd.push(...oddSizes(response, sent.response));
    if (pairing === "exact" && answered !== request?.target)
      odd.push(`${request?.target} is said to be answered by that to ${answered}`);
    return odd;
  });
}

const isBodyDecidedBy = (...methods: (string | undefined)[]): boolean =>
  methods.includes("HEAD") || methods.includes("CONNECT");

function oddSizes({ bodySize, missingBytes, complete }: MessageRecord, sent: ToldMessage): string[] {
  const isOdd = complete ? bodySize + missingBytes !== sent.bodySize : bodySize > sent.bodySize;
  return isOdd ? [`${bodySize} + ${missingBytes} bytes were never sent in ${sent.text.slice(0, 40)}`] : [];
}
