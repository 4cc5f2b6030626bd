/** The dates of a run, as numbers: each text is read once, and what is wrong with one is told where it stands. */
import { quoted } from "../core/quoted.js";
import { Remembered } from "../core/remembered.js";
import type { WallClock } from "../core/time.js";
import type { Direction } from "../http/direction.js";
import { parseHttpDate, type HttpDate } from "./http-date.js";
import type { FieldPlaces } from "./lint-fields.js";
import type { LintSubject } from "./lint-subject.js";

const NONE = { date: null };

export class Dates {
  readonly #read: Remembered<{ readonly date: HttpDate | null }>;

  /** @param clock of the packets, for years of two digits */
  constructor(clock: WallClock) {
    const year = new Date(clock.epochSeconds(0) * 1000).getUTCFullYear();
    this.#read = new Remembered((text) => {
      const date = parseHttpDate(text, year);
      return date === null ? NONE : { date };
    });
  }

  /** Seconds since 1970; null without the field, and where it is no date. */
  secondsOf(fields: FieldPlaces, mask: number): number | null {
    return fields.has(mask) ? (this.#read.of(fields.value(mask)).date?.seconds ?? null) : null;
  }

  /** The same, with what is to be said of the text: for the first of those who ask. */
  lint(subject: LintSubject, direction: Direction, mask: number, field: string): number | null {
    const fields = direction === "request" ? subject.requestFields : subject.responseFields;
    const text = fields.value(mask);
    const { date } = this.#read.of(text);
    const value = quoted(text);
    if (date === null) {
      subject.tell("time.bad-date", direction, { field, value });
      return null;
    }
    if (date.weekday !== null)
      subject.tell("time.weekday-wrong", direction, { field, value, weekday: date.weekday });
    if (date.isObsolete) subject.tell("time.obsolete-format", direction, { field, value });
    return date.seconds;
  }
}
