/**
 * The commands beside the report: which options each has, and what its help says. A word that is nearly one of them is
 * taken for a capture, as any word is; so the hint comes where no such capture exists.
 */
import type { OptionName } from "./arguments.js";
import { nearestWord } from "./nearest.js";

export interface Help {
  readonly usage: readonly string[];
  readonly examples: readonly (readonly [command: string, says: string])[];
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

export type StudyCommand = "explain" | "show" | "quiz";

export const COMMANDS: Readonly<Record<StudyCommand, CommandSpec>> = {
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

export const isStudyCommand = (word: string | undefined): word is StudyCommand =>
  word !== undefined && Object.hasOwn(COMMANDS, word);
