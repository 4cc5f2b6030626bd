/** The catalogues of all languages say the same things: no entry is missing, none is unused, none forgets what is filled in. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FINDINGS } from "../../src/core/findings.js";
import { Speech } from "../../src/report/explain/speech.js";
import { Secrets } from "../../src/report/secrets.js";
import { en } from "../../src/report/words/en.js";
import { LANGUAGES, loadFindingSentences, loadWords } from "../../src/report/words/words.js";
import { studyStyle as style } from "../support/study.js";

const SRC = fileURLToPath(new URL("../../src/", import.meta.url));
const sourceOf = (isAsked: (name: string) => boolean): string =>
  readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && isAsked(name))
    .map((name) => readFileSync(join(SRC, name), "utf8"))
    .join("\n");
const source = sourceOf((name) => !/report[\\/]words[\\/]/.test(name));

/** Entries that are asked for by a name that is put together: the part that stands in the code. */
const MADE = [...source.matchAll(/`([a-z]+\.(?:[a-z]+[.-])*)\$\{/g)]
  .map(([, start = ""]) => start)
  .filter((start) => start !== "ask." && start !== "show.");
/** What `ask.${scheme}` and `show.${direction}-head` stand for. */
const NAMED = new Set(["ask.basic", "ask.digest", "ask.bearer", "show.request-head", "show.response-head"]);
/** Of one thing, the number may be a word. */
const placeholders = (id: string, text: string): string =>
  [...new Set(text.match(/\{\w+\}/g))]
    .filter((name) => name !== "{count}" || !id.endsWith(".one"))
    .toSorted()
    .join(" ");

const filled = (texts: object): string[] =>
  Object.entries(texts).map(([id, text]) => `${id} ${placeholders(id, String(text))}`);

describe.each(LANGUAGES)("%s", async (language) => {
  const words = await loadWords(language);

  test("has every entry and no other", () => {
    expect(Object.keys(words).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(Object.entries(words).filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  test("fills in the same things", () => {
    expect(filled(words).toSorted()).toEqual(filled(en).toSorted());
  });
});

const fields = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g))].toSorted();

test.each(LANGUAGES)("findings in %s have their fields", async (language) => {
  const sentences = (await loadFindingSentences(language)) ?? {};
  for (const [code, sentence] of Object.entries<string>(sentences)) {
    const spec = Object.entries(FINDINGS).find(([known]) => known === code)?.[1];
    expect([code, fields(sentence)]).toEqual([code, fields(spec?.detail ?? "")]);
  }
});

test("every entry is used", () => {
  const isUsed = (id: string): boolean =>
    source.includes(`"${id}"`) ||
    NAMED.has(id) ||
    MADE.some((start) => id.startsWith(start)) ||
    (id.endsWith(".one") && isUsed(id.slice(0, -4)));
  expect(Object.keys(en).filter((id) => !isUsed(id))).toEqual([]);
});

test("what the analysis says in its fields is in the language where it is always the same", async () => {
  const code = "http.incomplete-message";
  const data = { direction: "request", part: "its head", why: "the empty line is missing" };
  const finding = { code, severity: "warning", session: 1, transaction: "1.1", frame: 4, data } as const;
  for (const language of ["ko", "ja"] as const) {
    const sentences = await loadFindingSentences(language);
    const speech = new Speech(await loadWords(language), style, new Secrets(false), sentences);
    expect(speech.finding(finding)).not.toMatch(/[a-z]{3}/);
  }
});

test("every reason that the analysis has word for word is an entry", () => {
  const fixed = /(?:why: |by: |oddity = |IS_CUT = |#closeUnanswered\(\w+, )"([^"]+)"/g;
  const analysis = sourceOf((name) => /^(?:http|analysis)[\\/]/.test(name));
  const reasons = [...analysis.matchAll(fixed)].map(([, reason]) => `value.${reason}`);
  expect(reasons).toContain("value.its response was lost");
  expect(reasons.filter((id) => !Object.hasOwn(en, id))).toEqual([]);
});

describe("units and grades", () => {
  /** Rows of figures, as the table has them. */
  const ROWS = new Set(["show.timing", "show.timing-connect"]);
  const LATIN_UNIT = /(?<![A-Za-z])(?:ms|s|min|h|d|bytes?|kB|MB|seconds?|milliseconds?)(?![A-Za-z-])/;

  test.each(["ko", "ja"] as const)("sentences in %s have units in its own words", async (language) => {
    const texts = { ...(await loadWords(language)), ...(await loadFindingSentences(language)) };
    const bare = Object.entries(texts).filter(
      ([id, text]) => !ROWS.has(id) && LATIN_UNIT.test(text.replaceAll(/\{\w+\}/g, "{}")),
    );
    expect(bare).toEqual([]);
  });

  test.each(LANGUAGES)("durations and sizes in %s are of one kind", async (language) => {
    const speech = new Speech(await loadWords(language), style, new Secrets(false));
    const unit = {
      en: /^[\d. ]+ (?:ms|s|min|h|d)/,
      ko: /^[\d. ]+(?:밀리초|초|분|시간|일)/,
      ja: /^[\d. ]+(?:ミリ秒|秒|分|時間|日)/,
    };
    for (const ms of [0, 0.02, 45.2, 902, 1_204, 12_400, 200_000, 7_500_000, 360_000_000])
      expect(speech.duration(ms)).toMatch(unit[language]);
    expect(speech.bytes(1_400)).toBe({ en: "1 400 bytes", ko: "1 400바이트", ja: "1 400バイト" }[language]);
  });

  test("grades have the words of the field, worst last", async () => {
    expect(gradesIn(await loadWords("en"))).toEqual(["note", "warning", "alert"]);
    expect(gradesIn(await loadWords("ko"))).toEqual(["참고", "주의", "경고"]);
    expect(gradesIn(await loadWords("ja"))).toEqual(["参考", "注意", "警告"]);
  });
});

const gradesIn = (words: Awaited<ReturnType<typeof loadWords>>): readonly string[] => [
  words["severity.note"],
  words["severity.warning"],
  words["severity.alert"],
];
