import { expect, it } from "vitest";
import { TRACED_LINES } from "../../src/core/limits.js";
import { SessionKeeper } from "../../src/report/session-keeper.js";
import { SessionPackets } from "../../src/trace/session-packets.js";
import { session, transaction } from "../support/views.js";

const END = { ip: "192.0.2.5", port: 80 };
const packets = new SessionPackets({
  session: 2,
  client: END,
  server: END,
  firstFrame: 1,
  lastFrame: 2,
  clientSeq: 0,
  serverSeq: 0,
});

it("keeps its sessions alone, their transactions in order, and so many of them", () => {
  const keeper = new SessionKeeper(new Map([[2, packets]]));
  for (const id of ["1.1", "2.2", "2.1"]) keeper.onTransaction(transaction({ id }));
  keeper.onSession(session({ session: 1 }));
  keeper.onSession(session({ session: 2 }));
  const [kept] = keeper.traced().sessions;
  expect(kept?.session.session).toBe(2);
  expect(kept?.transactions.map(({ id }) => id)).toEqual(["2.1", "2.2"]);
  for (let depth = 3; depth < TRACED_LINES + 9; depth++)
    keeper.onTransaction(transaction({ id: `2.${depth}` }));
  expect(keeper.traced().sessions[0]?.transactions).toHaveLength(TRACED_LINES);
});

it("says nothing of a session whose end it has not seen", () => {
  expect(new SessionKeeper(new Map([[2, packets]])).traced().sessions).toEqual([]);
});
