/**
 * The command line, understood: which request it is and what its options are worth. How words are told from options
 * and values is arguments.ts.
 */
import { resolve } from "node:path";
import { UsageError } from "../core/errors.js";
import type { KeepOptions } from "../capture/packet-keeper.js";
import { SEVERITIES, type Severity } from "../core/findings.js";
import type { PacketSelection } from "../decode/packet-filter.js";
import { FORMATS, type Format } from "../report/formats.js";
import { LANGUAGES, type Language } from "../report/words/words.js";
import { isOptionName, splitArguments, type Values } from "./arguments.js";
import { COMMANDS, isCommand, type CommandName, type StudyCommand } from "./commands.js";
import { jobs, oneOf, readSelection, ring, rows, single } from "./option-values.js";
import type { PageChoices } from "./page-options.js";

/** What may be asked of any report. */
export interface ReportChoices extends PageChoices {
  readonly format: Format;
  readonly decode: boolean;
  /** null: every packet. */
  readonly filter: PacketSelection | null;
  readonly failOn: Severity | null;
}

export interface CommandLine extends ReportChoices {
  readonly files: readonly string[];
  readonly verify: boolean;
  /** Threads; null: as many as pay. */
  readonly jobs: number | null;
}

/** A report on what happens while it happens. */
export interface LiveLine extends ReportChoices {
  readonly networkInterface: string;
  /** Of packets, for the tool that captures; null: all. */
  readonly captureFilter: string | null;
  /** Where packets are kept as well; null: nowhere. */
  readonly keep: KeepOptions | null;
}

/** A report on a capture while somebody writes it. */
export interface FollowLine extends ReportChoices {
  readonly file: string;
}

export type Request =
  | { readonly command: "help"; readonly text: string }
  | { readonly command: "version" }
  | { readonly command: "report"; readonly options: CommandLine }
  | { readonly command: "live"; readonly options: LiveLine }
  | { readonly command: "interfaces" }
  | { readonly command: "follow"; readonly options: FollowLine }
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

/** Options that mean nothing in a report, and what they belong to. */
const NOT_OF_REPORTS = {
  lang: "explain, show and quiz",
  redact: "explain, show and quiz",
  raw: "show",
  answers: "quiz",
  interface: "live",
  bpf: "live",
  list: "live",
  write: "live",
  ring: "live",
} as const;

/** @throws UsageError in one line */
export async function parseArguments(args: readonly string[]): Promise<Request> {
  const split = await splitArguments(args);
  if ("help" in split) return { command: "help", text: split.help };
  const { values, words, wordsBehindDashes } = split;
  if (values.has("version")) return { command: "version" };
  const first = words[0];
  if (isCommand(first)) {
    refuseForeign(first, values);
    const rest = [...words.slice(1), ...wordsBehindDashes];
    return first === "live" ? readLive(values, rest) : readStudy(first, values, rest);
  }
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
  const choices = readReportChoices(values);
  if (values.has("follow"))
    return { command: "follow", options: { ...choices, file: followed(files, values) } };
  return { command: "report", options: { ...choices, files, verify, jobs: jobs(single(values, "jobs")) } };
}

/** The one file that is followed. */
function followed(files: readonly string[], values: Values): string {
  const [file = "", other] = files;
  if (file === "-")
    throw new UsageError("--follow is for files: what comes through a pipe is reported as it comes anyway");
  if (other !== undefined)
    throw new UsageError(`--follow reads one capture while it is written, and ${other} is a second one`);
  for (const name of ["verify", "jobs"] as const)
    if (values.has(name)) throw new UsageError(`--${name} does nothing for a capture that is being written`);
  return file;
}

function readReportChoices(values: Values): ReportChoices {
  const all = values.has("all");
  const limit = single(values, "limit");
  if (all && limit !== null)
    throw new UsageError("--all and --limit contradict each other; give one of them");
  const output = single(values, "output");
  return {
    format: oneOf(FORMATS, values, "format") ?? "table",
    output: output === "-" ? null : output,
    decode: values.has("decode"),
    filter: readSelection(values),
    failOn: oneOf(SEVERITIES, values, "fail-on"),
    all,
    limit: limit === null ? null : rows(limit),
    quiet: values.has("quiet"),
    noColor: values.has("no-color"),
  };
}

function refuseForeign(command: CommandName, values: Values): void {
  const foreign = [...values.keys()].find((name) => !COMMANDS[command].options.has(name));
  if (foreign !== undefined)
    throw new UsageError(
      `--${foreign} does nothing for ${command}; httpscope ${command} --help lists its options`,
    );
}

function readLive(values: Values, words: readonly string[]): Request {
  const [word] = words;
  if (word !== undefined)
    throw new UsageError(
      `live reads no capture, and ${word} is none of its options; an interface is given with -i`,
    );
  if (values.has("list")) return { command: "interfaces" };
  const networkInterface = single(values, "interface");
  // A shell makes "" of a variable that is not set.
  if (networkInterface === null || networkInterface === "")
    throw new UsageError("live needs an interface: httpscope live -i eth0; httpscope live --list names them");
  const choices = readReportChoices(values);
  const captureFilter = single(values, "bpf");
  const keep = readKeeping(values, choices.output);
  return { command: "live", options: { ...choices, networkInterface, captureFilter, keep } };
}

function readKeeping(values: Values, output: string | null): KeepOptions | null {
  const file = single(values, "write");
  const rotation = single(values, "ring");
  if (file === null) {
    if (rotation === null) return null;
    throw new UsageError("--ring says how the packets of --write FILE are kept, and that is not given");
  }
  if (file === "-") throw new UsageError("--write: standard output is for the report; name a file");
  if (output !== null && resolve(file) === resolve(output))
    throw new UsageError(`--write and --output both name ${file}; the report is no capture`);
  return { file, ring: rotation === null ? null : ring(rotation) };
}

function readStudy(command: StudyCommand, values: Values, words: readonly string[]): Request {
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
