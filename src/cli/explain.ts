/** `httpscope explain CAPTURE`: a walk through the capture in words, for somebody who learns HTTP. */
import { Speech } from "../report/explain/speech.js";
import { LAST_STEP_LINE, tellStory } from "../report/explain/story.js";
import { drawChapter } from "../report/page.js";
import { Secrets } from "../report/secrets.js";
import { TableStyle } from "../report/table-style.js";
import { loadFindingSentences, loadWords } from "../report/words/words.js";
import { readToTell } from "./read-to-tell.js";
import type { Study } from "./study.js";

/** Of a step, however full the page is: its title and the beginning of what it says. */
const LEAST_STEP_LINES = 8;

export async function explain(study: Study): Promise<boolean> {
  const told = await readToTell(study);
  if (told === null) return false;
  const { language, redact, page, output } = study;
  const style = new TableStyle(page);
  const speech = new Speech(
    await loadWords(language),
    style,
    new Secrets(redact),
    await loadFindingSentences(language),
  );
  const progress = { lines: 0 };
  for (const chapter of tellStory(told.traced, told.whole, speech, progress)) {
    const lines = drawChapter(chapter, style);
    if (lines.length === 0) continue;
    const room = Math.max(LEAST_STEP_LINES, LAST_STEP_LINE - progress.lines);
    if (chapter.step !== null && lines.length > room)
      lines.splice(room, lines.length, `   ${style.ellipsis}`);
    const gap = progress.lines === 0 ? "" : "\n";
    output.write(`${gap}${lines.join("\n")}\n`);
    progress.lines += gap.length + lines.length;
    await output.drained();
  }
  return true;
}
