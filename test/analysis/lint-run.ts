/** Runs the analyses over messages told by a test and gives back what the lints said. */
import type { FindingCode, FindingData } from "../../src/core/findings.js";
import type { TransactionView } from "../../src/http/views.js";
import { analyse } from "../support/analysis-run.js";
import { transaction, type TransactionParts } from "../support/views.js";

/** Codes of the findings in order. */
export const codesOf = (...transactions: readonly TransactionView[]): FindingCode[] =>
  analyse(transactions).findings.map(({ code }) => code);

/** Data of the findings of one code. */
export const dataOf = (code: FindingCode, ...transactions: readonly TransactionView[]): FindingData[] =>
  analyse(transactions)
    .findings.filter((finding) => finding.code === code)
    .map(({ data }) => data);

const ended = (text: string | null): string | null => (text === null ? null : `${text}\n`);

/** One transaction from its heads: start line and fields, apart by line feeds. */
export function messages(
  request: string | null,
  response: string | null = "HTTP/1.1 200 OK",
  parts: TransactionParts = {},
): TransactionView {
  return transaction({ request: ended(request), response: ended(response), ...parts });
}

export const GET = "GET / HTTP/1.1\nHost: example.org";
