/** What is used of pcap-parser, which has no types of its own. */
declare module "pcap-parser" {
  import type { EventEmitter } from "node:events";

  export interface PacketHeader {
    readonly timestampSeconds: number;
    readonly timestampMicroseconds: number;
    readonly capturedLength: number;
    readonly originalLength: number;
  }

  export interface Packet {
    readonly header: PacketHeader;
    readonly data: Buffer;
  }

  export interface Parser extends EventEmitter {
    on(event: "packet", listener: (packet: Packet) => void): this;
    on(event: "error", listener: (error: Error) => void): this;
  }

  /** All that it asks of a stream: these, and "data" events. */
  export interface Input extends EventEmitter {
    pause(): void;
    resume(): void;
  }

  export function parse(input: Input): Parser;
}
