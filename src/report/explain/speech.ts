/** What is said in the reader's language, and what was explained already: each idea once, then only where it was. */
import { describeFinding, fillSentence, type Finding } from "../../core/findings.js";
import type { Secrets } from "../secrets.js";
import { formatCount, formatDuration, formatMs } from "../units.js";
import type { TableStyle } from "../table-style.js";
import type { WordId, Words } from "../words/en.js";
import { fill, idOr, type FindingSentences, type Parameters } from "../words/words.js";

/** From here on a tenth of a millisecond says nothing. */
const WHOLE_MS = 99.5;

export class Speech {
  readonly #words: Words;
  readonly #style: TableStyle;
  /** The step in which an idea was explained. */
  readonly #taught = new Map<string, number>();
  #step = 0;

  constructor(
    words: Words,
    style: TableStyle,
    readonly secrets: Secrets,
    private readonly sentences: FindingSentences | null = null,
  ) {
    this.#words = words;
    this.#style = style;
  }

  /**
   * An entry, filled in; where `count` is one, the entry of the same name that ends in `.one`, if there is such.
   * @param parameters text from the wire is made fit for a terminal here
   */
  say(id: WordId, parameters: Parameters = {}): string {
    const fit = Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "string" ? this.#style.text(value) : formatCount(value),
    ]);
    const singular = parameters["count"] === 1 ? idOr(this.#words, `${id}.one`, id) : id;
    return this.#style.words(fill(this.#words, singular, Object.fromEntries(fit)));
  }

  /** The same, where an entry of that name may not be there. */
  sayOr(id: string, otherwise: WordId, parameters: Parameters = {}): string {
    return this.say(idOr(this.#words, id, otherwise), parameters);
  }

  has(id: string): boolean {
    return Object.hasOwn(this.#words, id);
  }

  text(text: string): string {
    return this.#style.text(text);
  }

  unbroken(text: string): string {
    return this.#style.unbroken(text);
  }

  bytes(count: number): string {
    return this.say("unit.bytes", { count });
  }

  packets(first: number, last: number): string {
    return first === last ? this.say("place.packet", { first }) : this.say("place.packets", { first, last });
  }

  /** A transaction, and where it is. */
  placed(id: string, place: string): string {
    return place === "" ? id : this.say("place.of", { id, place });
  }

  /** `70 ms`, `12.1 ms`, `12.4 s`, `3 min 20 s`, in the units of the language; below a second to the digit of `show`. */
  duration(ms: number): string {
    if (ms < WHOLE_MS) return this.say("unit.ms", { ms: formatMs(ms).replace(/\.0$/, "") });
    const [, large = "", unit = "ms", small = ""] =
      /^(.+?) (ms|s|min|h|d)(?: (\d+) (?:s|min|h))?$/.exec(formatDuration(ms)) ?? [];
    switch (unit) {
      case "s":
        return this.say("unit.seconds", { seconds: large });
      case "min":
        return this.say(small === "0" ? "unit.minutes-even" : "unit.minutes", {
          minutes: large,
          seconds: small,
        });
      case "h":
        return this.say(small === "0" ? "unit.hours-even" : "unit.hours", { hours: large, minutes: small });
      case "d":
        return this.say(small === "0" ? "unit.days-even" : "unit.days", { days: large, hours: small });
      default:
        return this.say("unit.ms", { ms: large });
    }
  }

  step(step: number): string {
    return this.say("place.step", { step });
  }

  /** The sentence of a finding. What the analysis says in its fields stays English, but for the words below. */
  finding(finding: Finding): string {
    if (this.sentences === null) return this.#style.text(describeFinding(finding));
    const sentence = fillSentence(this.sentences[finding.code], (field) => {
      const value = finding.data[field];
      if (value === undefined || value === null) return this.say("value.unknown");
      return typeof value === "string"
        ? this.sayOr(`value.${value}`, "value.other", { value })
        : String(value);
    });
    return this.#style.text(sentence);
  }

  /** Sentences one behind the other: with a blank between them, unless the first ends in a full stop that has its own. */
  join(sentences: readonly string[]): string {
    return sentences.reduce((text, next) =>
      /[\u3002\uff01\uff1f]$/.test(text) ? text + next : `${text} ${next}`,
    );
  }

  /** Begins the next step; returns its number. */
  nextStep(): number {
    return (this.#step += 1);
  }

  /** Whether the idea is new, and from now on it is not. */
  teaches(idea: string): boolean {
    if (this.#taught.has(idea)) return false;
    this.#taught.set(idea, this.#step);
    return true;
  }

  /** The step in which an idea was explained; null where it was not. */
  taughtIn(idea: string): number | null {
    return this.#taught.get(idea) ?? null;
  }
}
