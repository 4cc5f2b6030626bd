/**
 * One TCP connection as a list of packets still to be sent, so that many can take turns as on a real link: opened,
 * spoken on, closed, every segment with the numbers it would bear.
 */
import type { End, TcpPacket } from "./packet-file.js";

export const SYN = 0x02;
const PSH_ACK = 0x18;
const ACK = 0x10;
const SYN_ACK = 0x12;
const FIN_ACK = 0x11;

/** Payload of a full segment. */
export const SEGMENT_BYTES = 1_460;
const NOTHING = Buffer.alloc(0);

export class Conversation {
  readonly packets: TcpPacket[] = [];
  #clientNext: number;
  #serverNext: number;

  constructor(
    readonly client: End,
    readonly server: End,
    initial: number,
  ) {
    this.#clientNext = initial | 0;
    this.#serverNext = (initial * 7) | 0;
  }

  open(): this {
    this.#put(true, SYN, NOTHING);
    this.#clientNext += 1;
    this.#put(false, SYN_ACK, NOTHING);
    this.#serverNext += 1;
    return this.acknowledge(true);
  }

  /** What the client, or the server, sends: full segments, and an ACK of the other end for every second one. */
  send(fromClient: boolean, bytes: Buffer, segmentBytes: number = SEGMENT_BYTES): this {
    for (let start = 0, count = 1; start < bytes.length; start += segmentBytes, count++) {
      this.#put(fromClient, PSH_ACK, bytes.subarray(start, start + segmentBytes));
      if (count % 2 === 0) this.acknowledge(!fromClient);
    }
    return this;
  }

  acknowledge(fromClient: boolean): this {
    return this.#put(fromClient, ACK, NOTHING);
  }

  close(): this {
    this.#put(true, FIN_ACK, NOTHING);
    this.#clientNext += 1;
    this.#put(false, FIN_ACK, NOTHING);
    this.#serverNext += 1;
    return this.acknowledge(true);
  }

  #put(fromClient: boolean, flags: number, payload: Buffer): this {
    const isFirst = flags === SYN;
    this.packets.push({
      from: fromClient ? this.client : this.server,
      to: fromClient ? this.server : this.client,
      seq: fromClient ? this.#clientNext : this.#serverNext,
      ack: isFirst ? 0 : fromClient ? this.#serverNext : this.#clientNext,
      flags,
      payload,
    });
    if (fromClient) this.#clientNext += payload.length;
    else this.#serverNext += payload.length;
    return this;
  }
}
