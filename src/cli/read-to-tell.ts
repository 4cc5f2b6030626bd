/** Reads captures twice for what tells of them as a whole: once to choose what teaches most, once to keep it. */
import { TOLD_SHARE } from "../core/limits.js";
import { run } from "../pipeline.js";
import { Sampler } from "../report/explain/sampler.js";
import type { Whole } from "../report/explain/story.js";
import type { Traced } from "../trace/traced-session.js";
import { traceSessions } from "../tracing.js";
import { collectGarbage } from "./memory.js";
import type { Study } from "./study.js";

export interface Told {
  readonly traced: Traced;
  readonly whole: Whole;
}

/** null where it was interrupted. */
export async function readToTell({ files, signal, onProgress }: Study): Promise<Told | null> {
  const reading = { files, signal, onProgress };
  const sampler = new Sampler();
  const { complete } = await run({ ...reading, verify: false, decode: true }, sampler);
  const { whole, chosen } = sampler;
  if (whole === null || !complete) return null;
  collectGarbage();
  return { traced: await traceSessions(reading, chosen, TOLD_SHARE), whole };
}
