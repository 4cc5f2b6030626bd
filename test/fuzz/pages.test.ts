/** What teaches stays a page, whatever is done to a capture: bounded, filled in, and fit for a terminal. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CaptureError } from "../../src/core/errors.js";
import { run } from "../../src/pipeline.js";
import { Sampler } from "../../src/report/explain/sampler.js";
import { Speech } from "../../src/report/explain/speech.js";
import { tellStory } from "../../src/report/explain/story.js";
import { drawChapter } from "../../src/report/page.js";
import { makeQuestions } from "../../src/report/quiz/questions.js";
import { Secrets } from "../../src/report/secrets.js";
import { showSession } from "../../src/report/show/show-page.js";
import { TableStyle } from "../../src/report/table-style.js";
import { LANGUAGES, loadFindingSentences, loadWords } from "../../src/report/words/words.js";
import { traceSessions } from "../../src/tracing.js";
import { findSeeds, makeInput } from "./inputs.js";

const FIXTURES = findSeeds([join(import.meta.dirname, "..", "..", "fixtures")]);
const INPUTS = 80;
const RUN_SEED = 5;
/** A session of twenty transactions with a body of forty lines on either side. */
const SHOWN_LINES = 6_000;
const LONGEST_QUESTION = 20_000;
const folder = mkdtempSync(join(tmpdir(), "httpscope-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

const style = new TableStyle({
  columns: 80,
  color: false,
  unicode: true,
  all: false,
  limit: null,
  hints: false,
});

/** Every line that the three commands write about a capture; null where it is refused. */
async function pagesOf(file: string, index: number): Promise<string[] | null> {
  const language = LANGUAGES[index % LANGUAGES.length] ?? "en";
  const [words, sentences] = [await loadWords(language), await loadFindingSentences(language)];
  const speech = (): Speech => new Speech(words, style, new Secrets(index % 2 === 0), sentences);
  const sampler = new Sampler();
  try {
    await run({ files: [file], verify: false, decode: true }, sampler);
  } catch (error) {
    if (error instanceof CaptureError) return null;
    throw error;
  }
  const traced = await traceSessions({ files: [file] }, sampler.chosen);
  const lines: string[] = [];
  const told = { lines: 0 };
  for (const chapter of tellStory(traced, sampler.whole!, speech(), told)) {
    lines.push(...drawChapter(chapter, style));
    told.lines = lines.length;
  }
  for (const { question, answer } of makeQuestions(traced, sampler.whole!, speech())) {
    expect(question.length + answer.length).toBeLessThan(LONGEST_QUESTION);
    lines.push(question, answer);
  }
  for (const session of traced.sessions.slice(0, 2)) {
    const shown: string[] = [];
    const showing = { traced: session, speech: speech(), style, secrets: new Secrets(false) };
    for await (const block of showSession(showing)) shown.push(...block);
    expect(shown.length).toBeLessThan(SHOWN_LINES);
    lines.push(...shown);
  }
  return lines;
}

test("explain, quiz and show of a damaged capture never throw, and show no control character", async () => {
  const faults: string[] = [];
  let told = 0;
  for (let index = 0; index < INPUTS; index++) {
    const { bytes, story } = makeInput(FIXTURES, RUN_SEED, index);
    const file = join(folder, "input");
    writeFileSync(file, bytes);
    try {
      const lines = await pagesOf(file, index);
      if (lines !== null) told += 1;
      const odd = lines?.find((line) => /[\p{Cc}\p{Bidi_Control}]/u.test(line));
      if (odd !== undefined) faults.push(`${index}, ${story}: ${JSON.stringify(odd)}`);
    } catch (error) {
      faults.push(`${index}, ${story}: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  expect(faults).toEqual([]);
  expect(told).toBeGreaterThan(INPUTS / 2);
});
