/**
 * What the list of transactions is narrowed to: words, all of which a transaction must have in its method, host,
 * target, client or status. `4xx` is a class of statuses.
 */
import { authorityOf } from "../table-transactions.js";
import type { LiveRow } from "./live-row.js";

/** Characters of a filter: what fits the line where it is typed. */
export const FILTER_SIZE = 60;

export class LiveFilter {
  /** As typed. */
  readonly text: string;
  /** As the wire would have them: bytes of UTF-8 as latin-1, like all text that is compared with them. */
  readonly #words: readonly string[];

  constructor(text: string) {
    this.text = text;
    this.#words = Buffer.from(text, "utf8")
      .toString("latin1")
      .toLowerCase()
      .split(" ")
      .filter((word) => word !== "");
  }

  get isEmpty(): boolean {
    return this.#words.length === 0;
  }

  hasRow(row: LiveRow): boolean {
    if (this.isEmpty) return true;
    const { request, client, status } = row;
    const method = request?.method.toLowerCase() ?? "";
    const target = request?.target.toLowerCase() ?? "";
    const authority = authorityOf(row);
    const statusText = status === null ? "" : String(status);
    return this.#words.every(
      (word) =>
        target.includes(word) ||
        authority.includes(word) ||
        method.includes(word) ||
        client.ip.includes(word) ||
        isStatus(word, statusText),
    );
  }

  /** Whether the words are all in one of these texts, which are latin-1. */
  hasText(...texts: readonly string[]): boolean {
    if (this.isEmpty) return true;
    const lower = texts.map((text) => text.toLowerCase());
    return this.#words.every((word) => lower.some((text) => text.includes(word)));
  }
}

function isStatus(word: string, status: string): boolean {
  if (status === "") return false;
  return /^[1-5]xx$/.test(word) ? word[0] === status[0] : word === status;
}
