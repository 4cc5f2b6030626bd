/** The catalogues of all languages say the same things: no entry is missing, none is unused, none forgets what is filled in. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { FINDINGS } from "../../src/core/findings.js";
import { en } from "../../src/report/words/en.js";
import { LANGUAGES, loadFindingSentences, loadWords } from "../../src/report/words/words.js";

const SRC = fileURLToPath(new URL("../../src/", import.meta.url));
const source = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !/report[\\/]words[\\/]/.test(name))
  .map((name) => readFileSync(join(SRC, name), "utf8"))
  .join("\n");

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
