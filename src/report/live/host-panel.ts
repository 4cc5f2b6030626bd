/** Hosts: how often each was asked, and how it did. Enter shows its transactions. */
import { LIVE_ENTRIES } from "../../core/limits.js";
import { formatCount, formatMs, formatShortSize } from "../units.js";
import type { HostCount } from "./host-counts.js";
import { descending, listingOf, sorted, timeOfDay, type Order, type Panel } from "./listing.js";

const ORDERS: readonly Order<HostCount>[] = [
  { by: "transactions", compare: (a, b) => b.transactions - a.transactions },
  { by: "errors", compare: (a, b) => b.errors - a.errors },
  { by: "mean wait", compare: (a, b) => descending(meanWaitMs(a), meanWaitMs(b)) },
  { by: "body", compare: (a, b) => b.bodyBytes - a.bodyBytes },
  { by: "last seen", compare: (a, b) => b.lastNs - a.lastNs },
];

export const HOSTS: Panel = {
  title: "hosts",
  sorts: ORDERS.map(({ by }) => by),
  list: ({ snapshot, filter, style, clock }, sort) => {
    const right = "right" as const;
    return listingOf({
      columns: [
        { title: "host", shrinkTo: 12, wants: 26, cut: "middle", grows: true },
        { title: "     tx", align: right },
        { title: "4xx 5xx", align: right, spare: 4 },
        { title: "body", align: right, spare: 3 },
        { title: "mean wait ms", align: right, shrinkTo: 7, wants: 7 },
        { title: "max ms", align: right, spare: 2 },
        { title: "last", spare: 1 },
      ],
      items: sorted(
        snapshot.hosts.filter(({ name }) => filter.hasText(name)),
        ORDERS,
        sort,
      ),
      total: snapshot.hosts.length,
      leftOut: snapshot.hasMoreHosts ? `the first ${formatCount(LIVE_ENTRIES)} hosts; there were more` : "",
      keyOf: ({ number }) => number,
      cellsOf: (host) => {
        const mean = meanWaitMs(host);
        return [
          style.text(host.name),
          formatCount(host.transactions),
          formatCount(host.errors),
          formatShortSize(host.bodyBytes),
          mean === null ? style.none : formatMs(mean),
          mean === null ? style.none : formatMs(host.waitMaxMs),
          timeOfDay(host.lastNs, clock),
        ];
      },
      open: ({ name }) => ({ kind: "filter", text: name }),
    });
  },
};

const meanWaitMs = ({ waits, waitSumMs }: HostCount): number | null =>
  waits === 0 ? null : waitSumMs / waits;
