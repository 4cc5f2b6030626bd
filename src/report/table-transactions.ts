/**
 * The list of transactions: the first ones behind the summary, or every one as it completes, ahead of it. Rows are
 * drawn in batches, each at least as wide as those before, so that memory is bounded and columns stay in line.
 */
import { formatEndpoint } from "../core/address.js";
import type { Endpoint } from "../core/records.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import { columnWidths, drawRows, drawTitles, type Column } from "./table-layout.js";
import type { TableStyle } from "./table-style.js";
import { cellWidth } from "./text-width.js";
import { formatMs, formatShortSize } from "./units.js";

/** `GET example.org/path`; the host as the request names it, else the server's address. */
export function describeRequest(transaction: Asked, style: TableStyle): string {
  const { request } = transaction;
  if (request === null) return "(request not captured)";
  const { method, target } = request;
  return style.text(
    target.startsWith("/") ? `${method} ${authorityOf(transaction)}${target}` : `${method} ${target}`,
  );
}

/** What of a transaction says which resource was asked for. */
interface Asked {
  readonly request: Pick<RequestView, "method" | "target" | "hostAndPort"> | null;
  readonly server: Endpoint;
}

/** The host as the request names it, with the port unless 80, else the server's address. */
export const authorityOf = ({ request, server }: Asked): string => request?.hostAndPort ?? server.ip;

/** The number, or that there was no response. */
export const responseStatus = (
  { response }: { readonly response: Pick<ResponseView, "status"> | null },
  { none }: TableStyle,
): string => (response === null ? "none" : String(response.status ?? none));

/** Rows drawn at a time. */
const BATCH = 200;
/** From this width on there is room for the client's port. */
const ROOM_FOR_PORTS = 100;

interface Row {
  readonly timeNs: number;
  readonly cells: string[];
  readonly authority: string;
  /** The request without its authority, for a row below one of the same; null where there is nothing to leave out. */
  readonly short: string | null;
}

const REQUEST = 3;

export class TransactionList {
  readonly #style: TableStyle;
  readonly #columns: readonly Column[];
  #rows: Row[] = [];
  #widths: readonly number[] = [];
  #count = 0;

  constructor(style: TableStyle) {
    this.#style = style;
    const paint = (cell: string): string => style.status(cell, Number(cell) || null);
    this.#columns = [
      { title: "id", align: "right" },
      { title: "time s", align: "right" },
      { title: "client", shrinkTo: 13, cut: "middle" },
      { title: "request", shrinkTo: 12 },
      { title: "status", align: "right", paint },
      { title: "body", align: "right" },
      { title: "ms", align: "right" },
    ];
  }

  /** Rows added so far. */
  get count(): number {
    return this.#count;
  }

  /** true where a batch is full: draw it. */
  add(transaction: TransactionView): boolean {
    const { id, client, request, response, timings } = transaction;
    const timeNs = (request?.first ?? response?.first)?.timeNs ?? 0;
    const { none } = this.#style;
    const target = request?.target ?? "";
    this.#count += 1;
    this.#rows.push({
      timeNs,
      authority: authorityOf(transaction),
      short: target.startsWith("/")
        ? `${this.#style.text(request?.method ?? "")} ${this.#style.ellipsis}${this.#style.text(target)}`
        : null,
      cells: [
        id,
        (timeNs / 1e9).toFixed(3),
        this.#style.columns < ROOM_FOR_PORTS ? client.ip : formatEndpoint(client),
        describeRequest(transaction, this.#style),
        responseStatus(transaction, this.#style),
        response === null ? none : formatShortSize(response.bodySize),
        timings.total === null ? none : formatMs(timings.total),
      ],
    });
    return this.#rows.length >= BATCH;
  }

  /** The rows that wait, in order of time, under the column titles the first time. */
  draw(): string[] {
    if (this.#rows.length === 0) return [];
    const isFirst = this.#widths.length === 0;
    const rows = this.#rows.toSorted((a, b) => a.timeNs - b.timeNs);
    this.#rows = [];
    const cells = rows.map((row) => row.cells);
    // Columns that shrink keep no width: they give way when a later batch has longer ids.
    const least = this.#widths.map((width, i) => (this.#columns[i]?.shrinkTo === undefined ? width : 0));
    this.#widths = columnWidths(this.#columns, cells, this.#style.columns, least);
    const room = this.#widths[REQUEST] ?? 0;
    rows.forEach((row, i) => {
      const isRepeated = row.authority === rows[i - 1]?.authority;
      if (isRepeated && row.short !== null && cellWidth(row.cells[REQUEST]!) > room)
        row.cells[REQUEST] = row.short;
    });
    const lines = drawRows(this.#columns, cells, this.#widths, this.#style);
    return isFirst ? [drawTitles(this.#columns, this.#widths, this.#style), ...lines] : lines;
  }
}
