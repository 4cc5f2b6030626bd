/** Runs the analyses over messages told by a test and gives back what the lints said. */
import type { FindingCode, FindingData } from "../../src/core/findings.js";
import type { TransactionView } from "../../src/http/views.js";
import { analyse } from "../support/analysis-run.js";
import { transaction, type TransactionParts } from "../support/views.js";

/** Codes of the findings about the messages themselves, in order. */
export const codesOf = (...transactions: readonly TransactionView[]): FindingCode[] =>
  analyse(transactions)
    .findings.map(({ code }) => code)
    .filter((code) => code.startsWith("http.") || code.startsWith("uri."));

/** Codes of one area, `cache` for instance, in order. */
export const codesIn = (area: string, ...transactions: readonly TransactionView[]): FindingCode[] =>
  analyse(transactions)
    .findings.map(({ code }) => code)
    .filter((code) => code.startsWith(`${area}.`));

/** Data of the findings of one code. */
export const dataOf = (code: FindingCode, ...transactions: readonly TransactionView[]): FindingData[] =>
  analyse(transactions)
    .findings.filter((finding) => finding.code === code)
    .map(({ data }) => data);

const ended = (text: string | null): string | null => (text === null ? null : `${text}\n`);

/** With the date of its packet, as servers send it, unless the test says something of dates. */
const dated = (text: string | null, atMs: number): string | null =>
  text === null || /^(?:Date|X-No-Date)/m.test(text)
    ? text
    : `${text}\nDate: ${new Date(CAPTURE_MS + atMs).toUTCString()}`;

/** One transaction from its heads: start line and fields, apart by line feeds. */
export function messages(
  request: string | null,
  response: string | null = "HTTP/1.1 200 OK",
  parts: TransactionParts = {},
): TransactionView {
  return transaction({
    request: ended(request),
    response: ended(dated(response, parts.atMs ?? 0)),
    ...parts,
  });
}

/** As the clock of the runs. */
const CAPTURE_MS = Date.UTC(2010, 9, 9, 14, 28, 2);

export const GET = "GET / HTTP/1.1\nHost: example.org";
