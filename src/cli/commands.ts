/**
 * The commands beside the report: which options each has, and what its help says. A word that is nearly one of them is
 * taken for a capture, as any word is; so the hint comes where no such capture exists.
 */
import type { OptionName } from "./arguments.js";
import { nearestWord } from "./nearest.js";

export interface Help {
  readonly usage: readonly string[];
  readonly examples: readonly (readonly [command: string, says: string])[];
  readonly exitStatus: string;
}

export interface CommandSpec extends Help {
  /** In the order of the table of options. */
  readonly options: ReadonlySet<OptionName>;
  /** What its help says of an option in words of its own. */
  readonly says: Readonly<Partial<Record<OptionName, string>>>;
}

/** Of the commands that read captures twice and tell of them in words. */
const STUDY_OPTIONS = ["read", "output", "lang", "redact", "quiet", "no-color", "help"] as const;
const STUDY_SAYS = {
  lang: "en, ko or ja; that of the locale where not given",
  redact: "secrets as tokens, the same secret the same token",
} as const;

const STUDY_EXIT_STATUS = "Exit status: 0 done, 2 not done, 130 interrupted.";

export type StudyCommand = "explain" | "show" | "quiz";
export type CommandName = StudyCommand | "live";

export const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  live: {
    usage: [
      "Usage: httpscope live [options] -i INTERFACE",
      "   or: httpscope live --list",
      "",
      "The report of what passes at an interface, while it passes: on a terminal a",
      "screen (? says what its keys do), else each transaction as it completes; the",
      "summary at the end, which is Ctrl-C. dumpcap or tcpdump does the capturing, with",
      "its privileges: httpscope itself needs none.",
    ],
    examples: [
      ["httpscope live --list", "which interfaces are there?"],
      ["httpscope live -i eth0", "what passes, until Ctrl-C"],
      ["httpscope live -i any -f 'tcp port 8080'", "everywhere, that port only"],
      ["httpscope live -i lo -T ndjson | jq .", "one JSON object a line"],
    ],
    exitStatus:
      "Exit status: 0 done, 1 done, with a finding that --fail-on asks for, 2 not done,\nor the tap ended by itself.",
    options: new Set([
      ...(["format", "output", "decode", "host", "port", "fail-on", "all", "limit", "interface"] as const),
      ...(["bpf", "write", "ring", "list", "quiet", "no-color", "help"] as const),
    ]),
    says: {
      all: "every row of the lists in the summary; no screen",
      limit: "so many rows of the lists in the summary",
      interface: "where to capture; any is all of them",
      bpf: "packets of this pcap-filter(7); all where not given",
      write: "keep the packets as well, as the tool captured them",
      ring: "in so many files, each of that size: 10:100M",
      list: "the interfaces there are, their state and addresses",
    },
  },
  explain: {
    usage: [
      "Usage: httpscope explain [options] captures..",
      "",
      "Walks through a capture in words, for somebody who learns HTTP: how the",
      "connection was opened, each request and response taken apart, why the next one",
      "came, and where the time went. Of a long capture, the sessions that teach most.",
      "Several captures are told as one, in order of time.",
    ],
    examples: [
      ["httpscope explain office.pcap", "what happens there, and why?"],
      ["httpscope explain --lang ko office.pcap", "the same in Korean"],
      ["httpscope explain --redact office.pcap", "secrets as tokens, to hand it on"],
      ["httpscope explain -o talk.txt office.pcap", "into a file"],
    ],
    exitStatus: STUDY_EXIT_STATUS,
    options: new Set(STUDY_OPTIONS),
    says: STUDY_SAYS,
  },
  show: {
    usage: [
      "Usage: httpscope show [options] captures.. ID",
      "",
      "One transaction in full: its packets as a diagram, its messages as they were",
      "sent with line ends made visible, each field with its meaning, the body, the",
      "times, the findings. ID is that of the report: 3.2 is the second transaction of",
      "session 3, and 3 the whole session.",
    ],
    examples: [
      ["httpscope show office.pcap 3.2", "one transaction"],
      ["httpscope show office.pcap 3", "all of one connection"],
      ["httpscope show --raw response office.pcap 3.2 >page", "its bytes as sent"],
      ["httpscope show --redact office.pcap 3.2", "secrets as tokens"],
    ],
    exitStatus: STUDY_EXIT_STATUS,
    options: new Set([...STUDY_OPTIONS, "raw"]),
    says: { ...STUDY_SAYS, raw: "no page, but the bytes of the request or the response" },
  },
  quiz: {
    usage: [
      "Usage: httpscope quiz [options] captures..",
      "",
      "Ten questions on a capture for a class, made from what is in it, as teachers of",
      "HTTP ask them: which version, which languages, how many bytes, which packets.",
    ],
    examples: [
      ["httpscope quiz office.pcap", "the questions"],
      ["httpscope quiz --answers office.pcap", "with the key"],
      ["httpscope quiz -T json --answers office.pcap", "for the tools of a course"],
      ["httpscope quiz --lang ja office.pcap", "in Japanese"],
    ],
    exitStatus: STUDY_EXIT_STATUS,
    options: new Set([...STUDY_OPTIONS, "answers", "format"]),
    says: { ...STUDY_SAYS, answers: "the key as well", format: "json; text where not given" },
  },
};

/** What somebody may mean who names a capture that does not exist; null for nothing of ours. */
export function commandMeant(word: string): string | null {
  if (word === "help") return "httpscope --help";
  const meant = nearestWord(word, Object.keys(COMMANDS));
  return meant === null ? null : `httpscope ${meant}`;
}

export const isCommand = (word: string | undefined): word is CommandName =>
  word !== undefined && Object.hasOwn(COMMANDS, word);
