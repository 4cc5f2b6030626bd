/** Between the reader of messages and the parser that it reads for. */
import type { Ledger } from "../core/ledger.js";
import type { Stamp } from "../tcp/stream.js";
import type { Direction } from "./direction.js";
import type { StartDoubt } from "./head-reader.js";
import type { Message } from "./message.js";
import type { MessageSink } from "./message-sink.js";

/** What the reader tells the parser, besides the messages that it tells the sink. */
export interface ReaderHost {
  readonly direction: Direction;
  readonly ledger: Ledger;
  readonly sink: MessageSink;
  /** Offset in the stream of the bytes that are being read. */
  readonly offset: number;
  /** Whether bytes before them are missing, which may have been the beginning of a line. */
  readonly startDoubt: StartDoubt;
  /** The head that is read was found by looking for one, and may be none. */
  readonly isSearching: boolean;
  /** Bytes were passed over since the last message. */
  readonly hasSkipped: boolean;
  /** A message begins: all before it is told. */
  onMessageBegin(): void;
  /** Before the sink is told; the reader is ready for the next one. */
  onMessageEnd(message: Message): void;
  /** What was gathered of a head, if anything, is none, and the line that it began goes on. */
  onRefused(begun: Buffer | null, at: Stamp): void;
  /** A head proved to be none when it was whole. */
  onNoMessage(head: Buffer, at: Stamp): void;
  /** A body ended before its time. @param pending bytes that are nothing @param line what is read once more */
  onFailed(pending: number, line: Buffer, at: Stamp): void;
  /** A head is too large. @param isInLine it is given up inside a line, which goes on */
  onTooLarge(isInLine: boolean, at: Stamp): void;
  /** Bytes that were read for what they proved not to be are read once more. */
  again(bytes: Buffer, at: Stamp): void;
}
