/**
 * The account of every TCP payload byte in the capture. Each byte is booked once, where it is consumed;
 * `tcpPayloadBytes` is counted on its own at the door, so that the sum can be tested against it.
 */
import type { LedgerRecord } from "./records.js";

export class Ledger {
  tcpPayloadBytes = 0;
  headers = 0;
  bodies = 0;
  framing = 0;
  tunnel = 0;
  notHttp = 0;
  retransmitted = 0;
  dropped = 0;
  missing = 0;

  toRecord(): LedgerRecord {
    return {
      tcpPayloadBytes: this.tcpPayloadBytes,
      headers: this.headers,
      bodies: this.bodies,
      framing: this.framing,
      tunnel: this.tunnel,
      notHttp: this.notHttp,
      retransmitted: this.retransmitted,
      dropped: this.dropped,
      missing: this.missing,
    };
  }
}
