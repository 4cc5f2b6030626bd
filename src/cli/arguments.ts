/**
 * Arguments told apart: options, their values, and words. yargs does it and writes the help, behind a guard: by
 * itself it drops a bare `-`, takes `2010` for a number and the capture `true` for the value of a switch, reads
 * `-rFILE` as five switches, and fails with a stack on `--toString`.
 */
import type { Argv } from "yargs";
import { UsageError } from "../core/errors.js";
import { SEVERITIES } from "../core/findings.js";
import { FORMATS } from "../report/formats.js";

interface OptionSpec {
  readonly name: string;
  readonly letter: string | null;
  /** What its value is called; null for a switch. */
  readonly value: string | null;
  readonly says: string;
}

const OPTIONS = [
  { name: "read", letter: "r", value: "FILE", says: "one more capture, as in tcpdump and tshark" },
  { name: "format", letter: "T", value: "FORMAT", says: `${FORMATS.join(", ")}; a table where not given` },
  { name: "output", letter: "o", value: "FILE", says: "write there; a file appears whole or not at all" },
  { name: "verify", letter: null, value: null, says: "read again with an independent reader, compare" },
  { name: "decode", letter: null, value: null, says: "undo Content-Encoding: size and digest of contents" },
  { name: "from", letter: null, value: "TIME", says: "packets from then on: 14:28:02, RFC 3339, +90s" },
  { name: "to", letter: null, value: "TIME", says: "packets up to then, the moment itself included" },
  { name: "host", letter: null, value: "HOST", says: "packets of these addresses or prefixes" },
  { name: "port", letter: null, value: "PORT", says: "packets of these ports, such as 80,8080" },
  {
    name: "fail-on",
    letter: null,
    value: "LEVEL",
    says: `exit 1 for findings from LEVEL up: ${SEVERITIES.join(", ")}`,
  },
  { name: "jobs", letter: null, value: "N", says: "threads, 1 to 16; as many as pay where not given" },
  { name: "all", letter: null, value: null, says: "every row of the table's lists" },
  { name: "limit", letter: null, value: "N", says: "so many rows of the table's lists" },
  { name: "lang", letter: null, value: "LANG", says: "explain, show, quiz: en, ko or ja; else the locale's" },
  { name: "redact", letter: null, value: null, says: "explain, show, quiz: secrets as tokens" },
  { name: "answers", letter: null, value: null, says: "quiz: the key as well" },
  { name: "raw", letter: null, value: "SIDE", says: "show: the bytes of the request or the response" },
  { name: "quiet", letter: "q", value: null, says: "no progress, no hints" },
  { name: "no-color", letter: null, value: null, says: "plain text, as with NO_COLOR set" },
  { name: "help", letter: "h", value: null, says: "this text" },
  { name: "version", letter: "V", value: null, says: "the version" },
] as const satisfies readonly OptionSpec[];

export type OptionName = (typeof OPTIONS)[number]["name"];

export const isOptionName = (name: string): name is OptionName =>
  OPTIONS.some((option) => option.name === name);

/** Options that were given, with their values as written; none for a switch. */
export type Values = ReadonlyMap<OptionName, readonly string[]>;

export interface SplitArguments {
  readonly values: Values;
  readonly words: readonly string[];
  /** What stands behind `--`: captures, whatever they are called. */
  readonly wordsBehindDashes: readonly string[];
}

/** @throws UsageError in one line */
export async function splitArguments(
  args: readonly string[],
): Promise<SplitArguments | { readonly help: string }> {
  const dashes = args.indexOf("--");
  const before = dashes < 0 ? args : args.slice(0, dashes);
  const wordsBehindDashes = dashes < 0 ? [] : args.slice(dashes + 1);
  // Captures alone need no parser, and loading it takes longer than reading most of them.
  if (!before.some(isOption)) return { values: new Map(), words: before, wordsBehindDashes };
  const guarded = before.flatMap(guard);
  const { default: yargs } = await import("yargs");
  const parser = describe(yargs(guarded, process.cwd()));
  const parsed = parser.parseSync();
  const values = new Map<OptionName, readonly string[]>();
  for (const { name } of OPTIONS) {
    const value = parsed[name];
    if (value === undefined) continue;
    // One option gives a string, several an array of them, a switch true.
    const given = [value].flat().filter((each) => typeof each === "string");
    if (given.includes("")) throw new UsageError(`--${name} needs a value`);
    values.set(name, given.map(unguard));
  }
  if (values.has("help")) return { help: withoutTypes(await parser.getHelp()) };
  return { values, words: parsed["_"].map((word) => unguard(String(word))), wordsBehindDashes };
}

const isOption = (arg: string): boolean => arg.startsWith("-") && arg !== "-";

/** No argument can contain it, so no guarded word can be mistaken for anything. */
const GUARD = "\0";
const unguard = (text: string): string => (text.startsWith(GUARD) ? text.slice(GUARD.length) : text);

/** One argument as yargs cannot misread it: letters apart, words guarded. */
function guard(arg: string): string[] {
  if (!isOption(arg)) return [GUARD + arg];
  if (!arg.startsWith("--")) return guardLetters(arg);
  const [name] = arg.slice(2).split("=", 1);
  const known = OPTIONS.find((each) => each.name === name);
  if (known === undefined) throw new UsageError(`unknown option --${name}; httpscope --help lists them`);
  if (known.value === null && arg.includes("="))
    throw new UsageError(`--${name} is a switch and takes no value`);
  return [arg];
}

/** `-qrFILE` is `-q -r FILE`. */
function guardLetters(arg: string): string[] {
  const guarded: string[] = [];
  for (let at = 1; at < arg.length; at++) {
    const letter = arg.charAt(at);
    const option = OPTIONS.find((each) => each.letter === letter);
    if (option === undefined) throw new UsageError(`unknown option -${letter}; httpscope --help lists them`);
    guarded.push(`--${option.name}`);
    if (option.value === null) continue;
    const value = arg.slice(at + 1);
    if (value !== "") guarded.push(GUARD + value);
    break;
  }
  return guarded;
}

/** Wider than any line of the help, which is written to fit 80 columns once the types are off. */
const HELP_COLUMNS = 160;

/** That an option takes a string is said better by what its value is called. */
const withoutTypes = (help: string): string => help.replace(/ +\[(?:string|boolean)\]$/gm, "");

function describe(parser: Argv): Argv<Record<string, unknown>> {
  parser
    .parserConfiguration({ "camel-case-expansion": false, "boolean-negation": false, "greedy-arrays": false })
    .detectLocale(false)
    .help(false)
    .version(false)
    .exitProcess(false)
    .scriptName("httpscope")
    .usage(
      [
        "Usage: httpscope [options] captures..",
        "   or: httpscope explain [options] capture",
        "   or: httpscope show [options] capture ID",
        "   or: httpscope quiz [options] capture",
        "",
        "Reports on the HTTP in pcap and pcapng files, plain, gzip or zstd. Several are",
        "read as one, in order of time; - is standard input. `explain` walks through a",
        "capture in words, for somebody who learns HTTP.",
      ].join("\n"),
    )
    .example("httpscope office.pcap", "what is in here?")
    .example("httpscope explain office.pcap", "what happens there, and why?")
    .example("httpscope show office.pcap 3.2", "one transaction in full")
    .example("httpscope quiz --answers office.pcap", "questions for a class")
    .example("tcpdump -w - port 80 | httpscope -", "what passes, until Ctrl-C")
    .example("httpscope -T ndjson a.pcap b.gz | jq .", "one JSON object a line")
    .example("httpscope --host 192.0.2.5 --to 14:30 a.pcap", "one client, until then")
    .example("httpscope -q --fail-on alert *.pcap", "for scripts: exit 1 for an alert")
    .epilogue(
      "Exit status: 0 done, 1 done, with a finding that --fail-on asks for, 2 not done,\n130 interrupted.",
    )
    .wrap(HELP_COLUMNS)
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    });
  for (const { name, letter, value, says } of OPTIONS) {
    const alias = letter === null ? {} : { alias: letter };
    const type = value === null ? "boolean" : "string";
    parser.option(name, { ...alias, type, describe: value === null ? says : `${value}: ${says}` });
  }
  return parser;
}
