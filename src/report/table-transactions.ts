/**
 * The list of transactions: the first ones behind the summary, or every one as it completes, ahead of it. Rows are
 * drawn in batches, each at least as wide as those before, so that memory is bounded and columns stay in line.
 */
import type { TransactionView } from "../http/views.js";
import { shown } from "./escape.js";
import { columnWidths, drawTable, type Column } from "./table-layout.js";
import type { TableStyle } from "./table-style.js";
import { formatMs, formatShortSize } from "./units.js";

/** `GET example.org/path`; the host's name as the request gives it, else the server's address. */
export function describeRequest({ request, response, server }: TransactionView): string {
  if (request === null) return response === null ? "" : "(request not captured)";
  const { method, target, hostAndPort } = request;
  if (!target.startsWith("/")) return shown(`${method} ${target}`);
  return shown(`${method} ${hostAndPort ?? server.ip}${target}`);
}

/** Rows drawn at a time. */
const BATCH = 200;

export class TransactionList {
  readonly #style: TableStyle;
  readonly #columns: readonly Column[];
  #rows: string[][] = [];
  #widths: readonly number[] = [];
  #count = 0;

  constructor(style: TableStyle) {
    this.#style = style;
    const paint = (cell: string): string => style.status(cell, Number(cell) || null);
    this.#columns = [
      { title: "id", align: "right" },
      { title: "time s", align: "right" },
      { title: "client", shrinkTo: 15, cut: "middle" },
      { title: "request", shrinkTo: 24 },
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
    const first = request?.first ?? response?.first;
    this.#count += 1;
    this.#rows.push([
      id,
      first === undefined ? this.#style.none : (first.timeNs / 1e9).toFixed(3),
      client.ip.includes(":") ? `[${client.ip}]:${client.port}` : `${client.ip}:${client.port}`,
      describeRequest(transaction),
      response === null ? "none" : String(response.status ?? this.#style.none),
      response === null ? this.#style.none : formatShortSize(response.bodySize),
      timings.total === null ? this.#style.none : formatMs(timings.total),
    ]);
    return this.#rows.length >= BATCH;
  }

  /** The rows that wait, under the column titles the first time. */
  draw(): string[] {
    if (this.#rows.length === 0) return [];
    const isFirst = this.#widths.length === 0;
    // The request gives way when a later batch has a longer id or client, so it keeps no width.
    const least = this.#widths.map((width, i) => (this.#columns[i]?.shrinkTo === undefined ? width : 0));
    const lines = drawTable(this.#columns, this.#rows, this.#style, least);
    this.#widths = columnWidths(this.#columns, this.#rows, this.#style.columns, least);
    this.#rows = [];
    return isFirst ? lines : lines.slice(1);
  }
}
