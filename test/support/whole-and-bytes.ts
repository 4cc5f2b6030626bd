/** One exchange told twice, whole and byte by byte: but for packet numbers and times the reports must agree. */
import { expect } from "vitest";
import type { TransactionRecord } from "../../src/core/records.js";
import { analyse, codesOf, ledgerSum, type Analysed } from "./analyse.js";
import type { MessageOptions } from "./flow.js";

export type Ask = readonly [request: string, response: string];

export async function wholeAndByteByByte([request, response]: Ask): Promise<Analysed> {
  const told = (options: MessageOptions) =>
    analyse((net) =>
      net
        .flow("192.0.2.5:49152", "198.51.100.9:80")
        .handshake()
        .client(request, options)
        .server(response, options)
        .close("server"),
    );
  const whole = await told({});
  const bytes = await told({ split: Array.from({ length: 2_000 }, (_, i) => i + 1) });
  expect(bytes.transactions.map(timeless)).toEqual(whole.transactions.map(timeless));
  expect(codesOf(bytes).toSorted()).toEqual(codesOf(whole).toSorted());
  expect({ ...bytes.summary.ledger }).toEqual({ ...whole.summary.ledger });
  expect(ledgerSum(whole.summary.ledger)).toBe(whole.summary.ledger.tcpPayloadBytes);
  return whole;
}

const timeless = ({ request, response, pairing, findings }: TransactionRecord) => ({
  pairing,
  findings: findings.toSorted(),
  request: request && { ...request, time: 0, frame: 0, lastFrame: 0 },
  response: response && { ...response, time: 0, frame: 0, lastFrame: 0 },
});
