/** Between a parser and its session: messages of one direction, as they begin and end. */
import type { FindingCode, FindingData } from "../core/findings.js";
import type { Direction } from "./direction.js";
import type { Head } from "./head.js";
import type { Message, MessageStart } from "./message.js";
import type { StartLine } from "./start-line.js";

/** What a parser tells. Calls come in stream order. */
export interface MessageSink {
  /**
   * The head of a message. The sink decides how its body is framed.
   * @param isWhole false where the head was cut off: then the message ends here
   */
  onHead(line: StartLine, head: Head, start: MessageStart, isWhole: boolean): Message;
  /** Bytes where a response without a head (HTTP/0.9) may begin. null: none is expected. */
  onHeadless(direction: Direction, start: MessageStart): Message | null;
  onMessageEnd(direction: Direction, message: Message): void;
  /**
   * Bytes from `offset` on were not captured: some messages may be lost.
   * @param isBoundary a message began in the loss for certain: all before it was whole, or its end was known
   */
  onLoss(direction: Direction, offset: number, isBoundary: boolean): void;
  /** `message`: the one in progress in that direction; null between messages. */
  onFinding(
    direction: Direction,
    message: Message | null,
    code: FindingCode,
    frame: number,
    data: FindingData,
  ): void;
}
