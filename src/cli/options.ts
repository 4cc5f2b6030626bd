/**
 * The command line, understood: which request it is and what its options are worth. How words are told from options
 * and values is arguments.ts.
 */
import { UsageError } from "../core/errors.js";
import { SEVERITIES, type Severity } from "../core/findings.js";
import { parseTimePoint } from "../core/time-point.js";
import { parseAddressPrefix, parsePort } from "../decode/address-prefix.js";
import type { PacketSelection } from "../decode/packet-filter.js";
import { FORMATS, type Format } from "../report/formats.js";
import { LANGUAGES, type Language } from "../report/words/words.js";
import type { PageChoices } from "./page-options.js";
import { COMMANDS, isStudyCommand, type StudyCommand } from "./commands.js";
import { isOptionName, splitArguments, type OptionName, type Values } from "./arguments.js";

export interface CommandLine {
  readonly files: readonly string[];
  readonly format: Format;
  /** null: standard output. */
  readonly output: string | null;
  readonly verify: boolean;
  readonly decode: boolean;
  /** null: every packet. */
  readonly filter: PacketSelection | null;
  readonly failOn: Severity | null;
  readonly all: boolean;
  readonly limit: number | null;
  readonly quiet: boolean;
  readonly noColor: boolean;
  /** Threads; null: as many as pay. */
  readonly jobs: number | null;
}

export type Request =
  | { readonly command: "help"; readonly text: string }
  | { readonly command: "version" }
  | { readonly command: "report"; readonly options: CommandLine }
  | { readonly command: "explain"; readonly options: StudyLine }
  | { readonly command: "show"; readonly options: ShowLine }
  | { readonly command: "quiz"; readonly options: QuizLine };

/** Commands that tell of a capture to somebody who learns. */
export interface StudyLine extends PageChoices {
  readonly files: readonly string[];
  /** null: that of the locale. */
  readonly language: Language | null;
  /** Secrets as tokens. */
  readonly redact: boolean;
}

export interface ShowLine extends StudyLine {
  /** Of a transaction, `3.2`, or a session, `3`. */
  readonly id: string;
  /** The message whose bytes are written as they are; null: a page. */
  readonly raw: "request" | "response" | null;
}

export interface QuizLine extends StudyLine {
  /** The key is printed as well. */
  readonly answers: boolean;
  readonly format: "text" | "json";
}

/** Words that later versions understand. */
const COMMANDS_TO_COME = new Set(["live"]);
/** Options that mean nothing in a report, and what they belong to. */
const NOT_OF_REPORTS = {
  lang: "explain, show and quiz",
  redact: "explain, show and quiz",
  raw: "show",
  answers: "quiz",
} as const;

/** @throws UsageError in one line */
export async function parseArguments(args: readonly string[]): Promise<Request> {
  const split = await splitArguments(args);
  if ("help" in split) return { command: "help", text: split.help };
  const { values, words, wordsBehindDashes } = split;
  if (values.has("version")) return { command: "version" };
  const first = words[0];
  if (first !== undefined && COMMANDS_TO_COME.has(first))
    throw new UsageError(
      `this version has no command ${first}; a capture of that name is given as ./${first}`,
    );
  if (isStudyCommand(first)) return readStudy(first, values, [...words.slice(1), ...wordsBehindDashes]);
  for (const [name, command] of Object.entries(NOT_OF_REPORTS))
    if (isOptionName(name) && values.has(name))
      throw new UsageError(`--${name} belongs to ${command}; httpscope --help says how they are called`);
  const files = [...(values.get("read") ?? []), ...words, ...wordsBehindDashes];
  if (files.length === 0)
    throw new UsageError(
      "no capture given: httpscope FILE.., or - for standard input; httpscope --help says more",
    );
  if (files.includes("")) throw new UsageError("a capture's name is empty");
  const verify = values.has("verify");
  if (verify && files.includes("-"))
    throw new UsageError("--verify reads a capture twice and standard input comes once; give it as a file");
  const all = values.has("all");
  const limit = single(values, "limit");
  if (all && limit !== null)
    throw new UsageError("--all and --limit contradict each other; give one of them");
  const output = single(values, "output");
  return {
    command: "report",
    options: {
      files,
      format: oneOf(FORMATS, values, "format") ?? "table",
      output: output === "-" ? null : output,
      verify,
      decode: values.has("decode"),
      filter: readSelection(values),
      failOn: oneOf(SEVERITIES, values, "fail-on"),
      all,
      limit: limit === null ? null : rows(limit),
      quiet: values.has("quiet"),
      noColor: values.has("no-color"),
      jobs: jobs(single(values, "jobs")),
    },
  };
}

function readStudy(command: StudyCommand, values: Values, words: readonly string[]): Request {
  const foreign = [...values.keys()].find((name) => !COMMANDS[command].options.has(name));
  if (foreign !== undefined)
    throw new UsageError(
      `--${foreign} does nothing for ${command}; httpscope ${command} --help lists its options`,
    );
  const read = values.get("read") ?? [];
  const id = command === "show" ? words.at(-1) : null;
  const files = [...read, ...(command === "show" ? words.slice(0, -1) : words)];
  if (files.length === 0)
    throw new UsageError(
      command === "show"
        ? "show needs a capture and an id: httpscope show FILE 3.2"
        : `no capture given: httpscope ${command} FILE`,
    );
  if (files.includes("")) throw new UsageError("a capture's name is empty");
  if (files.includes("-"))
    throw new UsageError(`${command} reads a capture twice and standard input comes once; give it as a file`);
  const output = single(values, "output");
  const options: StudyLine = {
    files,
    output: output === "-" ? null : output,
    language: oneOf(LANGUAGES, values, "lang"),
    redact: values.has("redact"),
    all: false,
    limit: null,
    quiet: values.has("quiet"),
    noColor: values.has("no-color"),
  };
  if (command === "explain") return { command, options };
  if (command === "quiz") {
    const format = oneOf(["json"], values, "format") ?? "text";
    return { command, options: { ...options, answers: values.has("answers"), format } };
  }
  if (id === undefined || id === null || !/^[1-9][0-9]{0,8}(?:\.[1-9][0-9]{0,8})?$/.test(id))
    throw new UsageError(
      `"${id ?? ""}" is no id: 3.2 is the second transaction of session 3, 3 the whole session`,
    );
  return { command, options: { ...options, id, raw: oneOf(SIDES, values, "raw") } };
}

const SIDES = ["request", "response"] as const;

/** The value of an option that may be given once; null where it is not. */
function single(values: Values, name: SingleOption): string | null {
  const given = values.get(name) ?? [];
  if (given.length > 1) throw new UsageError(`--${name} is given ${given.length} times; once is enough`);
  return given[0] ?? null;
}

type SingleOption = "format" | "output" | "fail-on" | "limit" | "from" | "to" | "jobs" | "lang" | "raw";

function oneOf<Choice extends string>(
  choices: readonly Choice[],
  values: Values,
  name: SingleOption,
): Choice | null {
  const given = single(values, name);
  if (given === null) return null;
  const chosen = choices.find((choice) => choice === given);
  if (chosen === undefined) throw new UsageError(`--${name}: "${given}" is not one of ${choices.join(", ")}`);
  return chosen;
}

/** More rows than anybody reads, and few enough to be counted exactly. */
const MOST_ROWS = 1_000_000_000;

function rows(given: string): number {
  const count = /^[0-9]{1,10}$/.test(given) ? Number(given) : 0;
  if (count < 1 || count > MOST_ROWS)
    throw new UsageError(`--limit: "${given}" is not a number from 1 to ${MOST_ROWS}`);
  return count;
}

const MOST_JOBS = 16;

function jobs(given: string | null): number | null {
  if (given === null) return null;
  const count = /^[0-9]{1,2}$/.test(given) ? Number(given) : 0;
  if (count < 1 || count > MOST_JOBS)
    throw new UsageError(`--jobs: "${given}" is not a number from 1 to ${MOST_JOBS}`);
  return count;
}

/** What is wrong with a time, an address or a port is told before any capture is opened. */
function readSelection(values: Values): PacketSelection | null {
  const [from, to] = [single(values, "from"), single(values, "to")];
  const [hosts, ports] = [listed(values, "host"), listed(values, "port")];
  if (from === null && to === null && hosts.length === 0 && ports.length === 0) return null;
  if (from !== null) named("from", () => parseTimePoint(from));
  if (to !== null) named("to", () => parseTimePoint(to));
  for (const host of hosts) named("host", () => parseAddressPrefix(host));
  return { from, to, hosts, ports: ports.map((port) => named("port", () => parsePort(port))) };
}

/** An option that may repeat and whose values may be lists with commas. */
function listed(values: Values, name: "host" | "port"): string[] {
  return (values.get(name) ?? []).flatMap((value) => value.split(",")).map((value) => value.trim());
}

/** Says which option it was that could not be understood. */
function named<Value>(name: OptionName, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`--${name}: ${error.message}`) : error;
  }
}
