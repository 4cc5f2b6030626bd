/** Sessions, open ones first. Enter shows one with those of its transactions that are held. */
import { formatEndpoint } from "../../core/address.js";
import { formatCount, formatDuration, formatShortSize } from "../units.js";
import { descending, listingOf, sorted, timeOfDay, type Order, type Panel } from "./listing.js";
import type { SessionRow } from "./session-list.js";

const ORDERS: readonly Order<SessionRow>[] = [
  { by: "newest", compare: () => 0 },
  { by: "transactions", compare: (a, b) => b.transactions - a.transactions },
  { by: "last seen", compare: (a, b) => b.lastNs - a.lastNs },
  { by: "bytes", compare: (a, b) => descending(bytesOf(a), bytesOf(b)) },
];

export const SESSIONS: Panel = {
  title: "sessions",
  sorts: ORDERS.map(({ by }) => by),
  list: ({ snapshot, filter, style, clock }, sort) => {
    const right = "right" as const;
    return listingOf({
      columns: [
        { title: "session", align: right },
        { title: "client", shrinkTo: 9, wants: 16, cut: "middle" },
        { title: "server", shrinkTo: 9, wants: 16, cut: "middle", grows: true, spare: 4 },
        { title: "    tx", align: right },
        { title: "bytes", align: right, spare: 3 },
        { title: "lasted", spare: 1 },
        { title: "last", spare: 2 },
        { title: "closed" },
      ],
      items: sorted(
        snapshot.sessions.filter(({ client, server, end }) =>
          filter.hasText(formatEndpoint(client), formatEndpoint(server), stateOf(end)),
        ),
        ORDERS,
        sort,
      ),
      total: snapshot.sessions.length,
      leftOut:
        snapshot.unlistedSessions > 0
          ? `${formatCount(snapshot.unlistedSessions)} more are open: no transaction of theirs has ended yet, or they are too many`
          : "",
      keyOf: ({ session }) => session,
      cellsOf: (row) => {
        const { session, client, server, transactions, startNs, lastNs, end } = row;
        const bytes = bytesOf(row);
        return [
          String(session),
          formatEndpoint(client),
          formatEndpoint(server),
          formatCount(transactions),
          bytes === null ? style.none : formatShortSize(bytes),
          formatDuration(Math.max(0, lastNs - startNs) / 1e6),
          timeOfDay(lastNs, clock),
          stateOf(end),
        ];
      },
      open: (row) => ({ kind: "session", row }),
    });
  },
};

export const stateOf = (end: SessionRow["end"]): string => (end === null ? "open" : end.closed);

const bytesOf = ({ end }: SessionRow): number | null =>
  end === null ? null : end.clientBytes + end.serverBytes;
