/**
 * The order of the lines: what one packet brought about goes by the flow's first packet, inside a flow as it
 * happened (of a packet that brings about thousands, some thousands at a time). While content is decoded (`--decode`)
 * all lines wait for the end of the chunk of input, where it is known, and go out in the same order.
 */
import { PACKET_LINES, WAITING_LINES } from "../core/limits.js";
import type { Finding } from "../core/findings.js";
import type { LateFindings } from "../http/session-findings.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { LineListener } from "./listener.js";
import { unreachable } from "../core/unreachable.js";

type Line =
  | { readonly order: number; readonly kind: "finding"; readonly finding: Finding }
  | { readonly order: number; readonly kind: "server name"; readonly name: string }
  | {
      readonly order: number;
      readonly kind: "transaction";
      readonly transaction: TransactionView;
      readonly late: LateFindings | null;
    }
  | { readonly order: number; readonly kind: "session"; readonly session: SessionView };

export class Outbox {
  readonly #listener: LineListener;
  /** Lines of one packet, until all that it brought about is known. */
  #lines: Line[] = [];
  /** Lines of one chunk, in order; null where none has to wait. */
  #waiting: Line[] | null;

  constructor(listener: LineListener, waitsForContent: boolean) {
    this.#listener = listener;
    this.#waiting = waitsForContent ? [] : null;
  }

  /** @param order the flow's first packet */
  addFinding(order: number, finding: Finding): void {
    this.#add({ order, kind: "finding", finding });
  }

  /** @param late what is known of it only when it goes out */
  addTransaction(order: number, transaction: TransactionView, late: LateFindings | null): void {
    this.#add({ order, kind: "transaction", transaction, late });
  }

  addSession(order: number, session: SessionView): void {
    this.#add({ order, kind: "session", session });
  }

  /** A finding of no flow, ahead of what else the packet brings about. */
  readonly tell = (finding: Finding): void => {
    if (this.#waiting === null) this.#listener.onFinding(finding);
    else this.#waiting.push({ order: 0, kind: "finding", finding });
  };

  /** A name that a TLS connection asked for; at once as well. */
  tellServerName(name: string): void {
    if (this.#waiting === null) this.#listener.onServerName(name);
    else this.#waiting.push({ order: 0, kind: "server name", name });
  }

  /** All that the packet brought about is known. */
  endPacket(): void {
    if (this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 1) lines.sort((a, b) => a.order - b.order);
    if (this.#waiting === null) this.#tellAll(lines);
    else for (const line of lines) this.#waiting.push(line);
  }

  /** So many lines wait that they had better go out before the chunk is through. */
  get isFull(): boolean {
    return this.#waiting !== null && this.#waiting.length >= WAITING_LINES;
  }

  /** The content of all that has ended is known. */
  release(): void {
    if (this.#waiting === null) return;
    const lines = this.#waiting;
    this.#waiting = [];
    this.#tellAll(lines);
  }

  /** A packet that lets a whole queue go brings about more lines than shall wait for each other. */
  #add(line: Line): void {
    this.#lines.push(line);
    if (this.#lines.length >= PACKET_LINES) this.endPacket();
  }

  #tellAll(lines: readonly Line[]): void {
    for (const line of lines) this.#tell(line);
  }

  #tell(line: Line): void {
    const listener = this.#listener;
    switch (line.kind) {
      case "finding":
        listener.onFinding(line.finding);
        break;
      case "server name":
        listener.onServerName(line.name);
        break;
      case "session":
        listener.onSession(line.session);
        break;
      case "transaction":
        if (line.late !== null) for (const finding of line.late()) listener.onFinding(finding);
        listener.onTransaction(line.transaction);
        break;
      default:
        unreachable(line);
    }
  }
}
