/** `httpscope explain CAPTURE`: a walk through the capture in words, for somebody who learns HTTP. */
import { run } from "../pipeline.js";
import { Sampler } from "../report/explain/sampler.js";
import { Speech } from "../report/explain/speech.js";
import { tellStory } from "../report/explain/story.js";
import { drawChapter } from "../report/page.js";
import { Secrets } from "../report/secrets.js";
import { TableStyle } from "../report/table-style.js";
import { loadFindingSentences, loadWords } from "../report/words/words.js";
import { placeOf, traceSessions } from "../tracing.js";
import type { Study } from "./study.js";

export async function explain({
  files,
  language,
  redact,
  page,
  output,
  signal,
  onProgress,
}: Study): Promise<boolean> {
  const reading = { files, signal, onProgress };
  const sampler = new Sampler();
  const first = await run({ ...reading, verify: false, decode: true }, sampler);
  const { whole } = sampler;
  if (whole === null || !first.complete) return false;
  const traced = await traceSessions(reading, sampler.chosen.map(placeOf));
  const style = new TableStyle(page);
  const speech = new Speech(
    await loadWords(language),
    style,
    new Secrets(redact),
    await loadFindingSentences(language),
  );
  let isFirst = true;
  for (const chapter of tellStory(traced, whole, speech)) {
    const lines = drawChapter(chapter, style);
    if (lines.length === 0) continue;
    output.write(`${isFirst ? "" : "\n"}${lines.join("\n")}\n`);
    isFirst = false;
    await output.drained();
  }
  return true;
}
