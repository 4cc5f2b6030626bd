/** What teaches stays a page, whatever is done to a capture: bounded, filled in, and fit for a terminal. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CaptureError } from "../../src/core/errors.js";
import { tellStory } from "../../src/report/explain/story.js";
import { drawChapter } from "../../src/report/page.js";
import { makeQuestions } from "../../src/report/quiz/questions.js";
import { Secrets } from "../../src/report/secrets.js";
import { showSession } from "../../src/report/show/show-page.js";
import { LANGUAGES } from "../../src/report/words/words.js";
import { sample, speechIn, studyStyle as style } from "../support/study.js";
import { findSeeds, makeInput } from "./inputs.js";

const FIXTURES = findSeeds([join(import.meta.dirname, "..", "..", "fixtures")]);
const INPUTS = 80;
const RUN_SEED = 5;
/** A session of twenty transactions with a body of forty lines on either side. */
const SHOWN_LINES = 6_000;
const LONGEST_QUESTION = 20_000;
const folder = mkdtempSync(join(tmpdir(), "httpscope-pages-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every line that the three commands write about a capture; null where it is refused. */
async function pagesOf(file: string, index: number): Promise<string[] | null> {
  const language = LANGUAGES[index % LANGUAGES.length] ?? "en";
  const isRedacted = index % 2 === 0;
  const sampled = await sample(file).catch((error: unknown) => {
    if (error instanceof CaptureError) return null;
    throw error;
  });
  if (sampled === null) return null;
  const { whole, traced } = sampled;
  const lines: string[] = [];
  const told = { lines: 0 };
  for (const chapter of tellStory(traced, whole, await speechIn(language, isRedacted), told)) {
    lines.push(...drawChapter(chapter, style));
    told.lines = lines.length;
  }
  for (const { question, answer } of makeQuestions(traced, whole, await speechIn(language, isRedacted))) {
    expect(question.length + answer.length).toBeLessThan(LONGEST_QUESTION);
    lines.push(question, answer);
  }
  for (const session of traced.sessions.slice(0, 2)) {
    const shown: string[] = [];
    const showing = {
      traced: session,
      speech: await speechIn(language, isRedacted),
      style,
      secrets: new Secrets(false),
    };
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
