/**
 * What the heads of one transaction, and those before it on its connection, give to remark on. Each lint says by
 * bits which fields it asks for, so that an ordinary transaction passes all of them without any text being made.
 */
import type { SessionView, TransactionView } from "../http/views.js";
import type { Collector, Raise } from "./collector.js";
import { lintAccept } from "./lint-accept.js";
import { ConnectionLint } from "./lint-connection.js";
import { ContentLint } from "./lint-content.js";
import { lintIgnored } from "./lint-ignored.js";
import { MediaLint } from "./lint-media.js";
import { NameLint } from "./lint-names.js";
import { RepeatLint } from "./lint-repeats.js";
import { lintScripts } from "./lint-scripts.js";
import { lintStatus } from "./lint-status.js";
import { LintSubject } from "./lint-subject.js";
import { UpdateLint } from "./lint-updates.js";
import { lintUri } from "./lint-uri.js";
import { VariantLint } from "./lint-variants.js";
import { lintVia } from "./lint-via.js";

export class MessageLint implements Collector<null> {
  /** Field names and targets are looked at in all. */
  readonly headers = [];
  readonly #subject = new LintSubject();
  readonly #names = new NameLint();
  readonly #connections = new ConnectionLint();
  readonly #repeats = new RepeatLint();
  readonly #media = new MediaLint();
  readonly #contents = new ContentLint();
  readonly #variants = new VariantLint();
  readonly #updates = new UpdateLint();

  onTransaction(transaction: TransactionView, raise: Raise): void {
    const subject = this.#subject;
    subject.take(transaction, raise);
    lintUri(subject, transaction.server);
    this.#names.lint(subject, subject.requestFields, "request");
    this.#names.lint(subject, subject.responseFields, "response");
    this.#media.lint(subject);
    this.#contents.lint(subject);
    lintScripts(subject);
    lintAccept(subject);
    lintVia(subject);
    lintStatus(subject);
    lintIgnored(subject);
    this.#connections.lint(subject, transaction);
    this.#repeats.lint(subject, transaction);
    this.#variants.lint(subject, transaction);
    this.#updates.lint(subject, transaction);
  }

  onSession({ session }: SessionView): void {
    this.#connections.endSession(session);
    this.#repeats.endSession(session);
  }

  onFinding(): void {}

  result(): null {
    return null;
  }
}
