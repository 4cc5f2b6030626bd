/** `httpscope quiz CAPTURE`: questions on the capture for a class; --answers prints the key. */
import { mergedLines } from "../report/explain/overview.js";
import { Speech } from "../report/explain/speech.js";
import { withControlsEscaped } from "../report/json-escapes.js";
import { makeQuestions, type Question } from "../report/quiz/questions.js";
import { Secrets } from "../report/secrets.js";
import { TableStyle } from "../report/table-style.js";
import { wrapText } from "../report/wrap.js";
import { loadWords } from "../report/words/words.js";
import type { QuizLine } from "./options.js";
import { readToTell } from "./read-to-tell.js";
import type { Study } from "./study.js";

export function quiz({ answers, format }: Pick<QuizLine, "answers" | "format">) {
  return async (study: Study): Promise<boolean> => {
    const told = await readToTell(study);
    if (told === null) return false;
    const { traced, whole } = told;
    const { files, language, redact, page, output } = study;
    // Tools read UTF-8, whatever the terminal shows.
    const style = new TableStyle({ ...page, unicode: page.unicode || format === "json" });
    const speech = new Speech(await loadWords(language), style, new Secrets(redact));
    const questions = traced.sessions.length === 0 ? [] : makeQuestions(traced, whole, speech);
    if (format === "json")
      output.write(`${withControlsEscaped(JSON.stringify(asRecords(questions, answers), null, 2))}\n`);
    else if (questions.length === 0) output.write(`${speech.say("overview.none")}\n`);
    else {
      if (files.length > 1) output.write(`${mergedLines(files, speech, style).join("\n")}\n\n`);
      output.write(drawQuiz(questions, answers, speech, style));
    }
    return true;
  };
}

/** For tools of a course: answers only where the key was asked for. */
const asRecords = (questions: readonly Question[], answers: boolean): unknown =>
  questions.map(({ topic, question, answer }, i) => ({
    number: i + 1,
    topic,
    question,
    ...(answers && { answer }),
  }));

function drawQuiz(
  questions: readonly Question[],
  answers: boolean,
  speech: Speech,
  style: TableStyle,
): string {
  const lines = questions.flatMap(({ question, answer }, i) => {
    const number = `${i + 1}.`.padEnd(4);
    const drawn = wrapText(question, style.columns - 4).map(
      (line, at) => (at === 0 ? number : "    ") + line,
    );
    if (!answers) return [...drawn, ""];
    const key = wrapText(`${speech.say("quiz.key")} ${answer}`, style.columns - 4).map(
      (line) => `    ${line}`,
    );
    return [...drawn, ...key, ""];
  });
  if (!answers) lines.push(style.faint(speech.say("quiz.hint")));
  return `${lines.join("\n").trimEnd()}\n`;
}
