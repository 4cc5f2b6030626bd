/** What `explain`, `show` and `quiz` work with, made from a capture without the command line: a plain page, 80 wide. */
import { run } from "../../src/pipeline.js";
import { Sampler } from "../../src/report/explain/sampler.js";
import { Speech } from "../../src/report/explain/speech.js";
import { tellStory, type Whole } from "../../src/report/explain/story.js";
import { drawChapter } from "../../src/report/page.js";
import { makeQuestions, type Question } from "../../src/report/quiz/questions.js";
import { Secrets } from "../../src/report/secrets.js";
import { TableStyle } from "../../src/report/table-style.js";
import { loadFindingSentences, loadWords, type Language } from "../../src/report/words/words.js";
import type { Traced } from "../../src/trace/traced-session.js";
import { traceSessions } from "../../src/tracing.js";
import { build, type Net } from "./build.js";
import { withFiles } from "./capture-files.js";

export const STUDY_COLUMNS = 80;

export const studyStyle = new TableStyle({
  columns: STUDY_COLUMNS,
  color: false,
  unicode: true,
  all: false,
  limit: null,
  hints: false,
});

export async function speechIn(language: Language, isRedacted = true): Promise<Speech> {
  return new Speech(
    await loadWords(language),
    studyStyle,
    new Secrets(isRedacted),
    await loadFindingSentences(language),
  );
}

export async function sample(file: string): Promise<{ readonly whole: Whole; readonly traced: Traced }> {
  const reading = { files: [file] };
  const sampler = new Sampler();
  await run({ ...reading, verify: false, decode: true }, sampler);
  return { whole: sampler.whole!, traced: await traceSessions(reading, sampler.chosen) };
}

/** The explanation of a capture as one line, as a person reads it over the line ends. */
export async function explained(capture: ((net: Net) => void) | Buffer, isRedacted = false): Promise<string> {
  let text = "";
  await withFiles([typeof capture === "function" ? build(capture).toPcap() : capture], async ([file]) => {
    const { whole, traced } = await sample(file!);
    const speech = await speechIn("en", isRedacted);
    const chapters = tellStory(traced, whole, speech, { lines: 0 });
    text = [...chapters].flatMap((chapter) => drawChapter(chapter, studyStyle)).join("\n");
  });
  return text.replaceAll(/\s+/g, " ");
}

/** The questions on a capture, with their answers. */
export async function asked(tell: (net: Net) => void, isRedacted = false): Promise<readonly Question[]> {
  const questions: Question[] = [];
  await withFiles([build(tell).toPcap()], async ([file]) => {
    const { whole, traced } = await sample(file!);
    questions.push(...makeQuestions(traced, whole, await speechIn("en", isRedacted)));
  });
  return questions;
}
