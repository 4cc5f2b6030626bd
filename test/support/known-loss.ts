/**
 * Conversations of which everything is known, with what a capture lacks of them: packets that the tap missed, and
 * packets that it cut. What a report must and must not say follows from where the lost bytes lie.
 */
import { fc } from "@fast-check/vitest";
import type { TransactionRecord } from "../../src/core/records.js";
import type { Analysed } from "./analyse.js";
import type { CapturePacket } from "./capture-writer.js";
import {
  numbered,
  packetsOf,
  segmentsOf,
  type Exchange,
  type Piece,
  type ToldMessage,
} from "./random-streams.js";

/** What the tap did to a packet: undefined for nothing, else how many bytes of payload it kept; -1 for none at all. */
export type Fates = ReadonlyMap<number, number>;

type Side = Piece["side"];

/** A message with its place in the stream of its side. */
export interface PlacedMessage extends ToldMessage {
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
}

interface PlacedExchange extends Exchange {
  readonly request: PlacedMessage;
  readonly response: PlacedMessage;
}

export class KnownLoss {
  readonly exchanges: readonly PlacedExchange[];
  readonly pieces: readonly Piece[];
  readonly #lost: { readonly side: Side; readonly from: number; readonly to: number }[] = [];
  readonly #fates: Fates;

  /** @param fates of the packets with payload, by their number from 0 */
  constructor(told: readonly Exchange[], isPipelined: boolean, sizes: readonly number[], fates: Fates) {
    const exchanges = numbered(told);
    this.pieces = segmentsOf(exchanges, isPipelined, sizes);
    this.#fates = fates;
    let [asked, answered] = [0, 0];
    this.exchanges = exchanges.map((each) => {
      const placed = {
        ...each,
        request: place(each.request, asked),
        response: place(each.response, answered),
      };
      asked = placed.request.end;
      answered = placed.response.end;
      return placed;
    });
    for (const [index, kept] of fates) {
      const piece = this.pieces[index];
      if (piece === undefined || kept >= piece.bytes.length) continue;
      const from = piece.offset + Math.max(0, kept);
      this.#lost.push({ side: piece.side, from, to: piece.offset + piece.bytes.length });
    }
  }

  /** Bytes that were on the wire and are not in the capture. */
  get lostBytes(): number {
    return this.#lost.reduce((sum, { from, to }) => sum + to - from, 0);
  }

  /** The whole connection with handshake and close, as far as it was captured. */
  packets(clientSeq: number, serverSeq: number): CapturePacket[] {
    const all = packetsOf(this.pieces, clientSeq, serverSeq);
    return all.flatMap((packet, number) => {
      const kept = this.#fates.get(number - HANDSHAKE_PACKETS);
      const piece = this.pieces[number - HANDSHAKE_PACKETS];
      if (kept === undefined || piece === undefined || kept >= piece.bytes.length) return [packet];
      if (kept < 0) return [];
      const { length } = packet.data;
      return [
        { ...packet, data: packet.data.subarray(0, length - piece.bytes.length + kept), wireSize: length },
      ];
    });
  }

  /** For the report of a property that does not hold. */
  [fc.toStringMethod](): string {
    return this.pieces
      .map(({ side, offset, acked, bytes }, index) => {
        const kept = this.#fates.get(index);
        const fate = kept === undefined ? "" : kept < 0 ? " lost" : ` cut at ${kept}`;
        return `\n${side} ${offset} acks ${acked}${fate}: ${JSON.stringify(bytes.toString("latin1"))}`;
      })
      .join("");
  }

  lostIn(side: Side, from: number, to: number): number {
    return this.#lost
      .filter((range) => range.side === side)
      .reduce((sum, range) => sum + Math.max(0, Math.min(to, range.to) - Math.max(from, range.from)), 0);
  }

  isWhole(side: Side, { start, end }: PlacedMessage): boolean {
    return this.lostIn(side, start, end) === 0;
  }
}

export const HANDSHAKE_PACKETS = 3;

function place(message: ToldMessage, start: number): PlacedMessage {
  const end = start + message.text.length;
  return { ...message, start, bodyStart: end - message.bodySize, end };
}

/** Which request a response says that it answers; null where that line is not in the capture. */
export function answeredBy({ response }: TransactionRecord): string | null {
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

/** What a report says that cannot be: messages that nobody sent or that came twice, and wrong pairs called exact. */
export function inventions({ transactions }: Analysed, { exchanges }: KnownLoss): string[] {
  const targets = new Set(exchanges.map(({ target }) => target));
  const methods = new Map(exchanges.map(({ target, method }) => [target, method]));
  const seen = new Set<string>();
  const odd = (what: string, name: string | null | undefined): string[] => {
    if (name === undefined || name === null) return [];
    const key = `${what} ${name}`;
    const isNew = !seen.has(key);
    seen.add(key);
    if (targets.has(name) && isNew) return [];
    return [`${key} was ${isNew ? "never sent" : "seen already"}`];
  };
  return transactions.flatMap((each) => {
    const answered = answeredBy(each);
    const target = each.request?.target;
    const isWrong = each.pairing === "exact" && answered !== null && answered !== target;
    return [
      ...odd("request", target),
      ...(target !== undefined && targets.has(target) && methods.get(target) !== each.request?.method
        ? [`${target} was never asked for with ${each.request?.method}`]
        : []),
      ...odd("response", answered),
      ...(isWrong ? [`${target} is said to be answered by that to ${answered}`] : []),
    ];
  });
}
