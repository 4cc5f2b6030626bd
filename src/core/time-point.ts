/**
 * A point in time as somebody types it: an instant (RFC 3339, where a zone may be left out and then is UTC, or
 * seconds since 1970), a time of day on the capture's first day, or a distance from its first packet. The last two
 * mean something only once the capture is open, so reading the text and placing it are two steps.
 */
import { UsageError } from "./errors.js";
import type { WallClock } from "./time.js";

export type TimePoint =
  | { readonly kind: "instant"; readonly epochNs: bigint }
  | { readonly kind: "time-of-day"; readonly sinceMidnightNs: bigint }
  | { readonly kind: "offset"; readonly sinceStartNs: bigint };

/** @throws UsageError in one line for anything else */
export function parseTimePoint(text: string): TimePoint {
  const point = parseInstant(text) ?? parseSeconds(text) ?? parseTimeOfDay(text) ?? parseOffset(text);
  if (point === null)
    throw new UsageError(
      `"${text}" is no time, such as 2010-10-09T14:28:02Z, 14:28:02, +90s, or seconds since 1970`,
    );
  return point;
}

/** Nanoseconds since the capture's first packet; exact for 104 days on either side of it. */
export function placeTimePoint(point: TimePoint, clock: WallClock): number {
  switch (point.kind) {
    case "instant":
      return Number(point.epochNs - clock.epochNs);
    case "time-of-day": {
      const midnightNs = floorTo(clock.epochNs, NS_PER_DAY);
      return Number(midnightNs + point.sinceMidnightNs - clock.epochNs);
    }
    case "offset":
      return Number(point.sinceStartNs);
    default:
      return point satisfies never;
  }
}

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_DAY = 86_400n * NS_PER_SECOND;

const INSTANT =
  /^(?<date>\d{4}-\d\d-\d\d)[Tt ](?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,9}))?(?<zone>[Zz]|[+-]\d\d:\d\d)?$/;

function parseInstant(text: string): TimePoint | null {
  const { date, time, fraction, zone } = INSTANT.exec(text)?.groups ?? {};
  if (date === undefined || time === undefined) return null;
  const local = `${date}T${time}`;
  const ms = Date.parse(`${local}Z`);
  // A 30th of February is moved to March, not refused.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== local) return null;
  const zoneMinutes = readZone(zone);
  if (zoneMinutes === null) return null;
  const epochNs = BigInt(ms - zoneMinutes * 60_000) * 1_000_000n + fractionNs(fraction);
  return { kind: "instant", epochNs };
}

/** Minutes ahead of UTC; null for what no zone can be. */
function readZone(zone: string | undefined): number | null {
  if (zone === undefined || zone.toUpperCase() === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** As many digits as seconds of the years that RFC 3339 can write have. */
const SECONDS = /^(?<seconds>\d{1,12})(?:\.(?<fraction>\d{1,9}))?$/;

function parseSeconds(text: string): TimePoint | null {
  const { seconds, fraction } = SECONDS.exec(text)?.groups ?? {};
  if (seconds === undefined) return null;
  return { kind: "instant", epochNs: BigInt(seconds) * NS_PER_SECOND + fractionNs(fraction) };
}

const TIME_OF_DAY =
  /^(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d)(?::(?<seconds>[0-5]\d)(?:\.(?<fraction>\d{1,9}))?)?$/;

function parseTimeOfDay(text: string): TimePoint | null {
  const { hours, minutes, seconds, fraction } = TIME_OF_DAY.exec(text)?.groups ?? {};
  if (hours === undefined || minutes === undefined) return null;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds ?? 0);
  return { kind: "time-of-day", sinceMidnightNs: BigInt(whole) * NS_PER_SECOND + fractionNs(fraction) };
}

const UNIT_NS: Readonly<Record<string, bigint>> = {
  ms: 1_000_000n,
  s: NS_PER_SECOND,
  m: 60n * NS_PER_SECOND,
  h: 3_600n * NS_PER_SECOND,
};

const OFFSET = /^\+(?<whole>\d{1,9})(?:\.(?<fraction>\d{1,9}))?(?<unit>ms|s|m|h)$/;

function parseOffset(text: string): TimePoint | null {
  const { whole, fraction, unit = "" } = OFFSET.exec(text)?.groups ?? {};
  const unitNs = UNIT_NS[unit];
  if (whole === undefined || unitNs === undefined) return null;
  const parts = BigInt(whole) * NS_PER_SECOND + fractionNs(fraction);
  return { kind: "offset", sinceStartNs: (parts * unitNs) / NS_PER_SECOND };
}

/** Of the digits behind the point of a second. */
const fractionNs = (digits: string | undefined): bigint => BigInt((digits ?? "").padEnd(9, "0"));

/** The multiple of `unit` at or below. */
function floorTo(value: bigint, unit: bigint): bigint {
  const rest = value % unit;
  return value - (rest < 0n ? rest + unit : rest);
}
