/** Numbers as a person reads them, the same in every locale. */

/** `4 213` */
export function formatCount(count: number): string {
  const digits = String(Math.round(count));
  let text = "";
  for (let end = digits.length; end > 0; end -= 3) {
    text = digits.slice(Math.max(0, end - 3), end) + (text === "" ? "" : ` ${text}`);
  }
  return text;
}

const SIZE_UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"] as const;

/** `1 400 bytes`, `18 kB`, `3.1 MB`: below 10,000 to the byte, then to two digits or the unit. */
export function formatSize(bytes: number): string {
  if (bytes === 1) return "1 byte";
  if (bytes < 10_000) return `${formatCount(bytes)} bytes`;
  const { value, unit } = scaled(bytes);
  return `${value} ${SIZE_UNITS[unit]}`;
}

const SHORT_UNITS = ["", "k", "M", "G", "T", "P"] as const;

/** The same in a narrow column: `246`, `30k`, `1.9M`. */
export function formatShortSize(bytes: number): string {
  if (bytes < 1000) return String(bytes);
  const { value, unit } = scaled(bytes);
  return `${value}${SHORT_UNITS[unit]}`;
}

function scaled(bytes: number): { readonly value: string; readonly unit: number } {
  let value = bytes;
  let unit = 0;
  // 999.5 would be rounded to 1000.
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return { value: value < 9.95 ? value.toFixed(1) : value.toFixed(0), unit };
}

/** Milliseconds with the digits that say something: `0.02`, `4.1`, `45.2`, `1 204`. */
export function formatMs(ms: number): string {
  if (ms >= 99.5) return formatCount(ms);
  return ms === 0 ? "0" : ms.toFixed(ms < 0.995 ? 2 : 1);
}

/** Milliseconds between two times as RFC 3339 in UTC, to the nanosecond: Date knows milliseconds only. */
export function elapsedBetween(start: string, end: string): number {
  const seconds = Date.parse(`${end.slice(0, 19)}Z`) - Date.parse(`${start.slice(0, 19)}Z`);
  return seconds + (fractionNs(end) - fractionNs(start)) / 1e6;
}

function fractionNs(time: string): number {
  return Number(time.slice(20, -1).padEnd(9, "0"));
}

/** `70 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h` */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${ms < 9.95 ? formatMs(ms) : formatCount(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `91 %`; what is there but rounds to nothing is `<1 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0 %";
  const percent = (part / whole) * 100;
  return percent < 0.5 ? "<1 %" : `${percent.toFixed(0)} %`;
}

/** `1 host`, `5 hosts` */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
