/**
 * What the heads of one transaction, and those before it, give to remark on. Each lint says by bits which fields it
 * asks for, so that an ordinary transaction passes all of them without any text being made.
 */
import type { SessionView, TransactionView } from "../http/views.js";
import type { Collector, Raise } from "./collector.js";
import type { WallClock } from "../core/time.js";
import { Dates } from "./dates.js";
import { lintAccept } from "./lint-accept.js";
import { AuthLint } from "./lint-auth.js";
import { ConnectionLint } from "./lint-connection.js";
import { ContentLint } from "./lint-content.js";
import { lintUrls } from "./lint-cookies.js";
import { DateLint } from "./lint-dates.js";
import { FreshnessLint } from "./lint-freshness.js";
import { lintIgnored } from "./lint-ignored.js";
import { lintLogins } from "./lint-logins.js";
import { MediaLint } from "./lint-media.js";
import { NameLint } from "./lint-names.js";
import { RedirectLint } from "./lint-redirects.js";
import { RepeatLint } from "./lint-repeats.js";
import { lintScripts } from "./lint-scripts.js";
import { lintStatus } from "./lint-status.js";
import { LintSubject } from "./lint-subject.js";
import { UpdateLint } from "./lint-updates.js";
import { lintUri } from "./lint-uri.js";
import { ValidatorLint } from "./lint-validators.js";
import { VariantLint } from "./lint-variants.js";
import { lintVia } from "./lint-via.js";
import { WaitLint } from "./lint-waits.js";

export class MessageLint implements Collector<null> {
  /** Field names and targets are looked at in all. */
  readonly headers = [];
  readonly #subject: LintSubject;
  readonly #names = new NameLint();
  readonly #connections = new ConnectionLint();
  readonly #repeats = new RepeatLint();
  readonly #media = new MediaLint();
  readonly #contents = new ContentLint();
  readonly #variants = new VariantLint();
  readonly #updates = new UpdateLint();
  readonly #auth = new AuthLint();
  readonly #redirects = new RedirectLint();
  readonly #waits = new WaitLint();
  readonly #dates: DateLint;
  readonly #freshness: FreshnessLint;
  readonly #validators: ValidatorLint;

  /** @param clock of the packets */
  constructor(clock: WallClock) {
    const dates = new Dates(clock);
    this.#subject = new LintSubject(clock);
    this.#dates = new DateLint(dates);
    this.#freshness = new FreshnessLint(dates);
    this.#validators = new ValidatorLint(dates);
  }

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
    this.#auth.lint(subject, transaction);
    lintLogins(subject);
    lintUrls(transaction, raise);
    this.#freshness.lint(subject, transaction);
    this.#validators.lint(subject, transaction);
    this.#redirects.lint(subject, transaction, raise);
    this.#dates.lint(subject, transaction);
    this.#waits.lint(subject, transaction);
  }

  onSession({ session }: SessionView): void {
    this.#connections.endSession(session);
    this.#repeats.endSession(session);
    this.#freshness.endSession(session);
  }

  onFinding(): void {}

  onEnd(raise: Raise): void {
    this.#redirects.onEnd(raise);
  }

  result(): null {
    return null;
  }
}
