/** The packets of an exchange as a diagram: client on the left, server on the right, time from top to bottom. */
import { formatEndpoint } from "../../core/address.js";
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from "../../decode/segment.js";
import type { TransactionView } from "../../http/views.js";
import type { SessionPackets, TracedPacket } from "../../trace/session-packets.js";
import type { Speech } from "../explain/speech.js";
import type { TableStyle } from "../table-style.js";
import { cellWidth, cutToWidth } from "../text-width.js";
import { formatMs } from "../units.js";

/** Rows at either end of a diagram, and of a loss, a repeat or a packet out of order between them; others are counted. */
const END_ROWS = 10;
const TELLING_ROWS = 16;

interface Row {
  readonly text: string;
  /** A packet, rather than a remark on one. */
  readonly isPacket: boolean;
  /** More than one more packet of a body. */
  readonly isTelling: boolean;
}

export function drawSequence(
  traced: SessionPackets,
  shown: readonly TracedPacket[],
  transactions: readonly TransactionView[],
  speech: Speech,
  style: TableStyle,
): string[] {
  const [first] = shown;
  if (first === undefined) return [];
  const { client, server } = traced.place;
  const left = formatEndpoint(client);
  const right = formatEndpoint(server);
  const gap = Math.max(2, style.columns - 1 - cellWidth(left) - cellWidth(right));
  const lines = [` ${style.title(left)}${" ".repeat(gap)}${style.title(right)}`];
  const highest = { client: startOf(shown, "client"), server: startOf(shown, "server") };
  const numbers = Math.max(...shown.map(({ at }) => String(at.frame).length));
  const rows: Row[] = [];
  for (const packet of shown) {
    const before = highest[packet.sender];
    const missing =
      packet.size > 0 && packet.offset > before
        ? missingBytes(traced, packet.sender, before, packet.offset)
        : 0;
    if (missing > 0) rows.push(crossRow(missing, numbers, speech, style));
    highest[packet.sender] = Math.max(before, packet.offset + packet.size + packet.cutSize);
    const ms =
      first.at.hasTime && packet.at.hasTime
        ? formatMs((packet.at.timeNs - first.at.timeNs) / 1e6)
        : style.none;
    const head = ` #${String(packet.at.frame).padEnd(numbers)} ${ms.padStart(9)} ms  `;
    rows.push({
      text: head + arrow(packet, labelOf(packet, transactions, speech), style.columns - head.length, style),
      isPacket: true,
      isTelling: packet.repeatedSize > 0 || packet.isLate,
    });
    if (packet.cutSize > 0) rows.push(crossRow(packet.cutSize, numbers, speech, style));
  }
  return [...lines, ...shortened(rows, speech, style)];
}

/** The ends of a long diagram and what tells more in its middle. */
function shortened(rows: readonly Row[], speech: Speech, style: TableStyle): string[] {
  if (rows.length <= 2 * END_ROWS + 1) return rows.map(({ text }) => text);
  const lines: string[] = [];
  let telling = 0;
  let untold = 0;
  const countUntold = (): void => {
    if (untold > 0) lines.push(` ${style.faint(speech.say("show.more-packets", { count: untold }))}`);
    untold = 0;
  };
  rows.forEach(({ text, isPacket, isTelling }, i) => {
    const isEnd = i < END_ROWS || i >= rows.length - END_ROWS;
    if (isEnd || (isTelling && telling < TELLING_ROWS)) {
      countUntold();
      lines.push(text);
      if (!isEnd) telling += 1;
    } else if (isPacket) untold += 1;
  });
  return lines;
}

/** Offset of the first payload that is shown of a direction. */
function startOf(shown: readonly TracedPacket[], sender: "client" | "server"): number {
  const offsets = shown
    .filter((packet) => packet.sender === sender && packet.size > 0)
    .map(({ offset }) => offset);
  return offsets.length === 0 ? 0 : Math.min(...offsets);
}

function missingBytes(
  traced: SessionPackets,
  sender: "client" | "server",
  start: number,
  end: number,
): number {
  return traced[sender]
    .pieces(start, end)
    .reduce((sum, piece) => sum + (piece.kind === "missing" ? piece.size : 0), 0);
}

function crossRow(missing: number, numbers: number, speech: Speech, style: TableStyle): Row {
  const said = style.status(speech.say("tcp.missing", { bytes: speech.bytes(missing) }), 500);
  return {
    text: `${" ".repeat(numbers + 16)}${style.cross} ${said}`,
    isPacket: false,
    isTelling: true,
  };
}

function arrow(packet: TracedPacket, label: string, width: number, style: TableStyle): string {
  const isToServer = packet.sender === "client";
  const text = cutToWidth(` ${label} `, Math.max(4, width - 5), style.ellipsis);
  const rest = Math.max(0, width - 3 - cellWidth(text));
  const { line, leftHead, rightHead } = style.arrow;
  return isToServer
    ? line.repeat(2) + text + line.repeat(rest) + rightHead
    : leftHead + line.repeat(rest) + text + line.repeat(2);
}

function labelOf(packet: TracedPacket, transactions: readonly TransactionView[], speech: Speech): string {
  const parts = flagsOf(packet.flags);
  const { offset, size, sender } = packet;
  if (size > 0) {
    const carried = sender === "client" ? "request" : "response";
    const found: string[] = [];
    for (const transaction of transactions) {
      const message = transaction[carried];
      if (message === null || message.endOffset <= offset || message.startOffset >= offset + size) continue;
      const headEnd = message.startOffset + message.headersSize;
      const inHead = Math.min(offset + size, headEnd) - Math.max(offset, message.startOffset);
      const inBody = Math.min(offset + size, message.endOffset) - Math.max(offset, headEnd);
      const id = transactions.length > 1 ? `${transaction.id} ` : "";
      if (inHead > 0) found.push(id + speech.say(`show.${carried}-head`, { bytes: speech.bytes(inHead) }));
      if (inBody > 0)
        found.push((inHead > 0 ? "" : id) + speech.say("show.body", { bytes: speech.bytes(inBody) }));
    }
    parts.push(found.length > 0 ? found.join(" + ") : speech.bytes(size));
  }
  if (parts.length === 0) parts.push("ACK");
  if (packet.repeatedSize > 0)
    parts.push(
      packet.repeatedSize >= size
        ? speech.say("show.again")
        : speech.say("show.again-part", { bytes: speech.bytes(packet.repeatedSize) }),
    );
  if (packet.isLate) parts.push(speech.say("show.late"));
  return parts.join(", ");
}

function flagsOf(flags: number): string[] {
  const named: string[] = [];
  if ((flags & TCP_SYN) !== 0) named.push((flags & TCP_ACK) === 0 ? "SYN" : "SYN-ACK");
  if ((flags & TCP_FIN) !== 0) named.push("FIN");
  if ((flags & TCP_RST) !== 0) named.push("RST");
  return named;
}

/** The packets that carry an exchange, with the acknowledgements between them. */
export function packetsOf(traced: SessionPackets, transaction: TransactionView): TracedPacket[] {
  const { request, response, depth } = transaction;
  const carries = ({ sender, offset, size }: TracedPacket): boolean => {
    const message = sender === "client" ? request : response;
    return message !== null && size > 0 && offset < message.endOffset && offset + size > message.startOffset;
  };
  const first = traced.list.findIndex(carries);
  const last = traced.list.findLastIndex(carries);
  if (first < 0) return [];
  const within = traced.list.slice(first, last + 2);
  const kept = within.filter((packet) => carries(packet) || packet.size === 0);
  if (depth > 1) return kept;
  return [...traced.list.slice(0, first), ...kept];
}
