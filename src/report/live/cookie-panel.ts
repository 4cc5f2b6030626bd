/** Cookies by name and host, never their values. Enter shows the transactions of the host. */
import { LIVE_ENTRIES } from "../../core/limits.js";
import { formatCount } from "../units.js";
import type { CookieCount } from "./cookie-counts.js";
import { listingOf, sorted, timeOfDay, type Order, type Panel } from "./listing.js";

const ORDERS: readonly Order<CookieCount>[] = [
  { by: "sent", compare: (a, b) => b.sentCount - a.sentCount },
  { by: "set", compare: (a, b) => b.setCount - a.setCount },
  { by: "last seen", compare: (a, b) => b.lastNs - a.lastNs },
];

export const COOKIES: Panel = {
  title: "cookies",
  sorts: ORDERS.map(({ by }) => by),
  list: ({ snapshot, filter, style, clock }, sort) => {
    const right = "right" as const;
    return listingOf({
      columns: [
        { title: "cookie", shrinkTo: 10, wants: 16 },
        { title: "host", shrinkTo: 10, wants: 20, cut: "middle", grows: true },
        { title: "  set", align: right, spare: 2 },
        { title: "   sent", align: right },
        { title: "last", spare: 1 },
      ],
      items: sorted(
        snapshot.cookies.filter(({ name, hostName }) => filter.hasText(name, hostName)),
        ORDERS,
        sort,
      ),
      total: snapshot.cookies.length,
      leftOut: snapshot.hasMoreCookies
        ? `the first ${formatCount(LIVE_ENTRIES)} cookies; there were more`
        : "",
      keyOf: ({ name, hostNumber }) => `${hostNumber} ${name}`,
      cellsOf: ({ name, hostName, setCount, sentCount, lastNs }) => [
        name === "" ? "(no name)" : style.text(name),
        style.text(hostName),
        formatCount(setCount),
        formatCount(sentCount),
        timeOfDay(lastNs, clock),
      ],
      open: ({ hostName }) => ({ kind: "filter", text: hostName }),
    });
  },
};
