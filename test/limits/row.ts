/** How the tests of limits are told: one row for each constant of src/core/limits.ts. */
import { expect } from "vitest";
import type { FindingCode } from "../../src/core/findings.js";
import type * as limits from "../../src/core/limits.js";
import { analyse, codesOf, ledgerSum, type Analysed } from "../support/analyse.js";

export type LimitName = keyof typeof limits;

/** Either what reaches the limit, or the test that does, by its path under test/. */
export type Row =
  { readonly says: string; readonly test: () => void | Promise<void> } | { readonly testedIn: string };

export type Rows = { readonly [Name in LimitName]?: Row };

/** A row whose finding is raised by one more than the limit, and not by the limit itself. */
export function raises(
  code: FindingCode,
  limit: number,
  says: string,
  run: (size: number) => Promise<Analysed>,
): Row {
  return {
    says: `${says}: ${code}`,
    test: async () => {
      const within = await run(limit);
      expect(codesOf(within)).not.toContain(code);
      const beyond = await run(limit + 1);
      const told = beyond.findings.filter((finding) => finding.code === code);
      expect(told.length).toBeGreaterThan(0);
      // A sentence with a field that its data lacks says "unknown".
      expect(told.map(({ detail }) => detail).join()).not.toContain("unknown");
      for (const { summary } of [within, beyond])
        expect(ledgerSum(summary.ledger)).toBe(summary.ledger.tcpPayloadBytes);
    },
  };
}

/** One connection with a handshake on which the client says this, and the server that. */
export const talk = (requests: string, responses = "", settings = {}): Promise<Analysed> =>
  analyse((net) => {
    const flow = net.flow("192.0.2.5:49152", "198.51.100.9:80").handshake();
    flow.client(Buffer.from(requests, "latin1"));
    if (responses !== "") flow.server(Buffer.from(responses, "latin1"));
    flow.close("server");
  }, settings);

export const GET = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n";
export const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
