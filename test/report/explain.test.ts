/** Every fixture, explained and shown in every language: nothing is left unfilled, and every line fits the page. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { tellStory } from "../../src/report/explain/story.js";
import { drawChapter } from "../../src/report/page.js";
import { makeQuestions } from "../../src/report/quiz/questions.js";
import { Secrets } from "../../src/report/secrets.js";
import { showSession } from "../../src/report/show/show-page.js";
import { cellWidth } from "../../src/report/text-width.js";
import { LANGUAGES } from "../../src/report/words/words.js";
import { withFiles } from "../support/capture-files.js";
import { snapped } from "../support/snapped.js";
import { sample, speechIn, STUDY_COLUMNS as COLUMNS, studyStyle as style } from "../support/study.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/", import.meta.url));
const CAPTURES = readdirSync(FIXTURES).filter((name) => /\.pcap(ng)?$/.test(name));
describe.each(CAPTURES)("%s", async (name) => {
  const { whole, traced } = await sample(join(FIXTURES, name));

  test.each(LANGUAGES)("in %s", async (language) => {
    const lines: string[] = [];
    const speech = await speechIn(language);
    const told = { lines: 0 };
    for (const chapter of tellStory(traced, whole, speech, told)) {
      lines.push(...drawChapter(chapter, style));
      told.lines = lines.length;
    }
    for (const { question, answer } of makeQuestions(traced, whole, speech))
      lines.push(question.slice(0, COLUMNS / 2), answer.slice(0, COLUMNS / 2));
    for (const session of traced.sessions) {
      const showing = {
        traced: session,
        speech: await speechIn(language),
        style,
        secrets: new Secrets(true),
      };
      for await (const block of showSession(showing)) lines.push(...block);
    }
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => cellWidth(line) > COLUMNS)).toEqual([]);
    expect(lines.filter((line) => /\{[a-zA-Z]+\}/.test(line))).toEqual([]);
  });
});

test("of a head that is cut off nothing is said to lack, and nothing is asked", async () => {
  const complete = readFileSync(join(FIXTURES, "if-modified-since.pcap"));
  await withFiles([snapped(complete, 100)], async ([file]) => {
    const { whole, traced } = await sample(file!);
    const speech = await speechIn("en");
    const page = [...tellStory(traced, whole, speech, { lines: 0 })].flatMap((chapter) =>
      drawChapter(chapter, style),
    );
    expect(page.join("\n")).toContain("The rest of the head is not in the capture");
    expect(page.join("\n")).not.toContain("no body follows");
    const topics = makeQuestions(traced, whole, speech).map(({ topic }) => topic);
    expect(topics).toContain("connections");
    expect(topics).not.toContain("conditional");
  });
});
