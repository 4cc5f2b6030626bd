/**
 * Dates of HTTP (RFC 9110 §5.6.7): the one form that is sent, and the two old ones that recipients still read. Text of
 * an attacker, so each form is read by place.
 */

/** A date as it was written. */
export interface HttpDate {
  /** Since 1970. */
  readonly seconds: number;
  /** `Sun, 06 Nov 1994 08:49:37 GMT`; the others are RFC 850's and that of asctime(). */
  readonly isObsolete: boolean;
  /** The day of the week that it was, in English, where the text says another; else null. */
  readonly weekday: string | null;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Longest: `Wednesday, 09-Nov-94 08:49:37 GMT`. */
const LONGEST = 33;

const TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
const FIXED = new RegExp(
  `^(?<day>[A-Z][a-z]{2}), (?<date>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${TIME} GMT$`,
);
const RFC_850 = new RegExp(
  `^(?<day>[A-Z][a-z]{5,8}), (?<date>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${TIME} GMT$`,
);
const ASCTIME = new RegExp(
  `^(?<day>[A-Z][a-z]{2}) (?<month>[A-Z][a-z]{2}) (?<date>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
);

/**
 * Reads a date; null where it is none.
 * @param nowYear of the reading, for years of two digits: one that seems more than 50 years ahead is past
 */
export function parseHttpDate(text: string, nowYear: number): HttpDate | null {
  if (text.length > LONGEST) return null;
  const fixed = FIXED.exec(text);
  const parts = (fixed ?? RFC_850.exec(text) ?? ASCTIME.exec(text))?.groups;
  if (parts === undefined) return null;
  const { day = "", month: monthName = "" } = parts;
  const month = MONTHS.indexOf(monthName);
  const named = DAYS.findIndex((name) => name === day || name.slice(0, 3) === day);
  if (month < 0 || named < 0) return null;
  const [date, hour, minute, second] = [parts["date"], parts["hour"], parts["minute"], parts["second"]].map(
    Number,
  );
  const year = fullYear(Number(parts["year"]), parts["year"]?.length === 2, nowYear);
  // A leap second is legal (§5.6.7).
  if (date! < 1 || hour! > 23 || minute! > 59 || second! > 60) return null;
  const timeMs = Date.UTC(year, month, date, hour, minute, second);
  const dayMs = Date.UTC(year, month, date);
  const exists = new Date(dayMs).getUTCMonth() === month;
  if (!exists || year < 100) return null;
  const weekday = new Date(dayMs).getUTCDay();
  return {
    seconds: timeMs / 1000,
    isObsolete: fixed === null,
    weekday: weekday === named ? null : DAYS[weekday]!,
  };
}

function fullYear(year: number, isShort: boolean, nowYear: number): number {
  if (!isShort) return year;
  const thisCentury = nowYear - (nowYear % 100) + year;
  return thisCentury > nowYear + 50 ? thisCentury - 100 : thisCentury;
}
