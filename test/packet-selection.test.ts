/** `--from`, `--to`, `--host`, `--port` over a whole run: what is looked at, and that the rest is accounted for. */
import { expect, test } from "vitest";
import { UsageError } from "../src/core/errors.js";
import type { PacketSelection } from "../src/decode/packet-filter.js";
import { analyse, ledgerSum } from "./support/analyse.js";
import type { Net } from "./support/build.js";

const ALL: PacketSelection = { from: null, to: null, hosts: [], ports: [] };
const OK = "HTTP/1.1 204 No Content\r\n\r\n";

/** Two clients at 14:28:02 and 14:29:02, one of them on port 8080, and a datagram between. */
function told(net: Net): void {
  net
    .flow("192.0.2.5:49152", "198.51.100.9:80")
    .handshake()
    .client("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
    .server(OK)
    .close();
  net.udp("192.0.2.5:50000", "192.0.2.53:53", "?");
  net.at(60_000);
  net
    .flow("192.0.2.77:49153", "198.51.100.9:8080")
    .handshake()
    .client("GET /b HTTP/1.1\r\nHost: b:8080\r\n\r\n")
    .server(OK)
    .close();
}

const look = (filter: Partial<PacketSelection>) => analyse(told, { filter: { ...ALL, ...filter } });

test.each<[string, Partial<PacketSelection>, string[]]>([
  ["nothing asked for", {}, ["/a", "/b"]],
  ["a time of day", { from: "14:29:02" }, ["/b"]],
  ["an instant", { to: "2010-10-09T14:28:03Z" }, ["/a"]],
  ["distances from the start", { from: "+0s", to: "+1s" }, ["/a"]],
  ["a host", { hosts: ["192.0.2.77"] }, ["/b"]],
  ["a prefix", { hosts: ["192.0.2.0/26"] }, ["/a"]],
  ["a port", { ports: [8080] }, ["/b"]],
  ["nobody's port", { ports: [81] }, []],
])("%s", async (_name, filter, targets) => {
  const { transactions } = await look(filter);
  expect(transactions.map(({ request }) => request?.target)).toEqual(targets);
});

test("the summary counts every packet, what was left out as a kind of its own, and its bytes nowhere", async () => {
  const whole = (await analyse(told)).summary;
  const { summary } = await look({ hosts: ["192.0.2.77"] });
  const { packets, start, end, tcpPackets, packetKinds } = summary;
  expect({ packets, start, end }).toEqual({ packets: whole.packets, start: whole.start, end: whole.end });
  expect(packetKinds).toEqual({ tcp: tcpPackets, udp: 1, filtered: whole.tcpPackets - tcpPackets });
  expect(tcpPackets * 2).toBe(whole.tcpPackets);
  expect(ledgerSum(summary.ledger)).toBe(summary.ledger.tcpPayloadBytes);
  expect(summary.ledger.tcpPayloadBytes).toBeLessThan(whole.ledger.tcpPayloadBytes);
});

test("where nothing is left, no TCP is counted", async () => {
  const { summary } = await look({ ports: [81] });
  expect(summary.tcpPackets).toBe(0);
  expect(Object.keys(summary.packetKinds)).toEqual(["filtered", "udp"]);
});

test("an end before the beginning is told before the report", async () => {
  await expect(look({ from: "14:29", to: "+1s" })).rejects.toEqual(
    new UsageError("--to +1s lies before --from 14:29 in this capture: nothing is between them"),
  );
});
