/** The catalogues by language, each loaded when it is asked for, and how their entries are filled in. */
import type { FindingCode } from "../../core/findings.js";
import type { WordId, Words } from "./en.js";

export const LANGUAGES = ["en", "ko", "ja"] as const;
export type Language = (typeof LANGUAGES)[number];

export async function loadWords(language: Language): Promise<Words> {
  if (language === "ko") return (await import("./ko.js")).ko;
  if (language === "ja") return (await import("./ja.js")).ja;
  return (await import("./en.js")).en;
}

/** Sentences of findings, as the `detail` of FINDINGS; null for English, which has them there. */
export async function loadFindingSentences(language: Language): Promise<FindingSentences | null> {
  if (language === "ko") return (await import("./findings-ko.js")).koFindings;
  if (language === "ja") return (await import("./findings-ja.js")).jaFindings;
  return null;
}

export type FindingSentences = Readonly<Record<FindingCode, string>>;

export type Parameters = Readonly<Record<string, string | number>>;

/** The entry, with its `{names}` filled in. */
export function fill(words: Words, id: WordId, parameters: Parameters): string {
  return words[id].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

/** The entry under a name that may have none of its own. */
export const idOr = (words: Words, id: string, otherwise: WordId): WordId =>
  isId(words, id) ? id : otherwise;

function isId(words: Words, id: string): id is WordId {
  return Object.hasOwn(words, id);
}
