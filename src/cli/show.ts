/** `httpscope show CAPTURE ID`: one transaction in full, or a whole session; with --raw, the bytes of a message. */
import { UsageError } from "../core/errors.js";
import { run } from "../pipeline.js";
import { mergedLines } from "../report/explain/overview.js";
import { Speech } from "../report/explain/speech.js";
import { Secrets } from "../report/secrets.js";
import { SessionFinder } from "../report/session-finder.js";
import { showSession, showTransaction } from "../report/show/show-page.js";
import { TableStyle } from "../report/table-style.js";
import { loadFindingSentences, loadWords } from "../report/words/words.js";
import type { SessionPlace } from "../trace/session-packets.js";
import type { TracedSession } from "../trace/traced-session.js";
import { traceSessions } from "../tracing.js";
import type { ShowLine } from "./options.js";
import { collectGarbage } from "./memory.js";
import type { Study } from "./study.js";

export function show({ id, raw }: Pick<ShowLine, "id" | "raw">) {
  return async ({ files, language, page, redact, output, signal, onProgress }: Study): Promise<boolean> => {
    const [session = 0, depth = null] = id.split(".").map(Number);
    const reading = { files, signal, onProgress };
    const finder = new SessionFinder(session);
    const outcome = await run({ ...reading, verify: false }, finder);
    if (!outcome.complete) return false;
    collectGarbage();
    const { sessions } = await traceSessions(reading, [found(finder, session)]);
    const [traced] = sessions;
    if (traced === undefined) return false;
    const style = new TableStyle(page);
    const secrets = new Secrets(redact);
    const speech = new Speech(
      await loadWords(language),
      style,
      secrets,
      await loadFindingSentences(language),
    );
    const showing = { traced, speech, style, secrets };
    if (raw !== null) {
      output.write(rawBytes(traced, depth, raw));
      return true;
    }
    const blocks =
      depth === null ? showSession(showing) : showTransaction(showing, transactionOf(traced, depth));
    if (files.length > 1) output.write(`${mergedLines(files, speech, style).join("\n")}\n\n`);
    let isFirst = true;
    for await (const lines of blocks) {
      if (lines.length === 0) continue;
      output.write(`${isFirst ? "" : "\n"}${lines.join("\n")}\n`);
      isFirst = false;
      await output.drained();
    }
    return true;
  };
}

function found({ place, count }: SessionFinder, session: number): SessionPlace {
  if (place !== null) return place;
  const there = count === 0 ? "no HTTP session" : count === 1 ? "one HTTP session" : `${count} HTTP sessions`;
  throw new UsageError(
    `there is no session ${session}: the capture has ${there}; httpscope CAPTURE lists them`,
  );
}

function transactionOf({ session, transactions }: TracedSession, depth: number) {
  const transaction = transactions.find((each) => each.depth === depth);
  if (transaction !== undefined) return transaction;
  const count = session.transactions;
  throw new UsageError(
    `there is no transaction ${session.session}.${depth}: session ${session.session} has ${count}; httpscope show CAPTURE ${session.session} shows them`,
  );
}

/** Exactly as sent: framing and codings on. What the capture lacks is left out. */
function rawBytes(traced: TracedSession, depth: number | null, side: "request" | "response"): Buffer {
  const stream = side === "request" ? traced.packets.client : traced.packets.server;
  if (depth === null)
    throw new UsageError("--raw writes one message: give the id of a transaction, such as 3.2");
  const message = transactionOf(traced, depth)[side];
  if (message === null)
    throw new UsageError(`the ${side} of ${traced.session.session}.${depth} is not in the capture`);
  return stream.bytes(message.startOffset, message.endOffset);
}
