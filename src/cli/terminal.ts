/**
 * What the report may ask of its reader: how wide, in colour or not, in which characters.
 */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The report goes to a terminal. */
  readonly isTerminal: boolean;
  /** Columns of the terminal at standard output or, where that is a pipe into a pager, at standard error. */
  readonly terminalColumns: number | null;
}

const USUAL_COLUMNS = 80;
const FEWEST_COLUMNS = 40;
const MOST_COLUMNS = 1_000;

/** What COLUMNS asks for, else the terminal's width, else 80: the same report in every pipe and file. */
export function pageColumns({ env, terminalColumns }: Surroundings): number {
  const asked = /^[0-9]{1,6}$/.test(env["COLUMNS"] ?? "") ? Number(env["COLUMNS"]) : 0;
  const columns = asked > 0 ? asked : (terminalColumns ?? USUAL_COLUMNS);
  return Math.min(MOST_COLUMNS, Math.max(FEWEST_COLUMNS, columns));
}

/** Colour is for terminals that have it, unless NO_COLOR is set to anything (https://no-color.org). */
export function hasColor({ env, isTerminal }: Surroundings): boolean {
  return isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
}

/**
 * The language of the locale's messages, where it is one of `languages`; else the first of them, as where the locale is not
 * UTF-8, which the words of the others are.
 */
export function languageOf<Language extends string>(
  { env }: Pick<Surroundings, "env">,
  languages: readonly [Language, ...Language[]],
): Language {
  if (!hasUnicode({ env })) return languages[0];
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => (value ?? "") !== "");
  return (
    languages.find((language) => new RegExp(`^${language}(?:[_.@-]|$)`, "i").test(locale ?? "")) ??
    languages[0]
  );
}

/** Whether the locale's characters are UTF-8; the first variable that is set decides, as everywhere. */
export function hasUnicode({ env }: Pick<Surroundings, "env">): boolean {
  const locale = [env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => (value ?? "") !== "");
  return /utf-?8/i.test(locale ?? "");
}
