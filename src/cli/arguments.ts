/**
 * Arguments told apart: options, their values, and words. yargs does it and writes the help, behind a guard: by
 * itself it drops a bare `-`, takes `2010` for a number and the capture `true` for the value of a switch, reads
 * `-rFILE` as five switches, and fails with a stack on `--toString`.
 */
import type { Argv } from "yargs";
import { UsageError } from "../core/errors.js";
import { SEVERITIES } from "../core/findings.js";
import { FORMATS } from "../report/formats.js";
import { COMMANDS, isCommand, type CommandSpec, type Help } from "./commands.js";
import { nearestWord } from "./nearest.js";

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
    says: `exit 1 at findings from LEVEL up: ${SEVERITIES.join(", ")}`,
  },
  { name: "jobs", letter: null, value: "N", says: "threads, 1 to 16; as many as pay where not given" },
  { name: "all", letter: null, value: null, says: "every row of the table's lists" },
  { name: "limit", letter: null, value: "N", says: "so many rows of the table's lists" },
  { name: "lang", letter: null, value: "LANG", says: "explain, show, quiz: en, ko or ja; else the locale's" },
  { name: "redact", letter: null, value: null, says: "explain, show, quiz: secrets as tokens" },
  { name: "answers", letter: null, value: null, says: "quiz: the key as well" },
  { name: "raw", letter: null, value: "SIDE", says: "show: the bytes of the request or the response" },
  { name: "follow", letter: null, value: null, says: "read on as the capture grows, and through rotation" },
  { name: "interface", letter: "i", value: "NAME", says: "live: where to capture" },
  { name: "bpf", letter: "f", value: "FILTER", says: "live: packets of this pcap-filter(7) only" },
  { name: "write", letter: null, value: "FILE", says: "live: keep the packets as well" },
  { name: "ring", letter: null, value: "COUNT:SIZE", says: "live: in so many files of that size, 10:100M" },
  { name: "list", letter: null, value: null, says: "live: the interfaces there are" },
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
  const parser = describe(yargs(guarded, process.cwd()), null);
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
  const words = parsed["_"].map((word) => unguard(String(word)));
  if (!values.has("help")) return { values, words, wordsBehindDashes };
  const [first] = words;
  const helper = isCommand(first) ? describe(yargs([], process.cwd()), COMMANDS[first]) : parser;
  return { help: withoutTypes(await helper.getHelp()) };
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
  if (known === undefined) throw new UsageError(`unknown option --${name}; ${hint(name ?? "")}`);
  if (known.value === null && arg.includes("="))
    throw new UsageError(`--${name} is a switch and takes no value`);
  return [arg];
}

function hint(name: string): string {
  const meant = nearestWord(
    name,
    OPTIONS.map((option) => option.name),
  );
  return meant === null ? "httpscope --help lists them" : `did you mean --${meant}?`;
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

/** What there is in all. */
const HELP: Help = {
  usage: [
    "Usage: httpscope [options] captures..",
    "   or: httpscope live [options] -i INTERFACE",
    "   or: httpscope explain [options] captures..",
    "   or: httpscope show [options] captures.. ID",
    "   or: httpscope quiz [options] captures..",
    "",
    "Reports on the HTTP in pcap and pcapng files, plain, gzip or zstd. Several are",
    "read as one, in order of time; - is standard input. `explain` walks through a",
    "capture in words, for somebody who learns HTTP; `httpscope explain --help` says",
    "more of it, and likewise of the others.",
  ],
  examples: [
    ["httpscope office.pcap", "what is in here?"],
    ["httpscope explain office.pcap", "what happens there, and why?"],
    ["httpscope show office.pcap 3.2", "one transaction in full"],
    ["httpscope quiz --answers office.pcap", "questions for a class"],
    ["httpscope live -i eth0", "what passes, until Ctrl-C"],
    ["ssh gw tcpdump -U -w - | httpscope --all -", "the same over there"],
    ["httpscope --follow growing.pcap", "a capture that is being written"],
    ["httpscope -T ndjson a.pcap b.gz | jq .", "one JSON object a line"],
    ["httpscope --host 192.0.2.5 --to 14:30 a.pcap", "one client, until then"],
    ["httpscope -q --fail-on alert *.pcap", "for scripts: exit 1 for an alert"],
  ],
  exitStatus:
    "Exit status: 0 done, 1 done, with a finding that --fail-on asks for, 2 not done,\n130 interrupted; live ends with Ctrl-C, and that is 0.",
};

/** @param command null: all options, and what there is in all */
function describe(parser: Argv, command: CommandSpec | null): Argv<Record<string, unknown>> {
  const { usage, examples, exitStatus } = command ?? HELP;
  parser
    .parserConfiguration({ "camel-case-expansion": false, "boolean-negation": false, "greedy-arrays": false })
    .detectLocale(false)
    .help(false)
    .version(false)
    .exitProcess(false)
    .scriptName("httpscope")
    .usage(usage.join("\n"))
    .epilogue(exitStatus)
    .wrap(HELP_COLUMNS)
    .fail((message: string, error: Error | undefined) => {
      throw error ?? new UsageError(message);
    });
  for (const [example, says] of examples) parser.example(example, says);
  for (const { name, letter, value, says } of OPTIONS) {
    if (command !== null && !command.options.has(name)) continue;
    const alias = letter === null ? {} : { alias: letter };
    const type = value === null ? "boolean" : "string";
    const own = command === null ? says : (command.says[name] ?? says);
    parser.option(name, { ...alias, type, describe: value === null ? own : `${value}: ${own}` });
  }
  return parser;
}
