/** One transaction as the lints of messages see it, and how they tell what they find. */
import { FINDINGS, type FindingCode, type FindingData } from "../core/findings.js";
import type { Direction } from "../http/direction.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { Raise } from "./collector.js";
import { FieldPlaces } from "./lint-fields.js";

/** One for a run: valid until the next transaction is taken up. */
export class LintSubject {
  readonly requestFields = new FieldPlaces();
  readonly responseFields = new FieldPlaces();
  #transaction: TransactionView | null = null;
  #raise: Raise = () => {};

  take(transaction: TransactionView, raise: Raise): void {
    this.#transaction = transaction;
    this.#raise = raise;
    this.requestFields.read(transaction.request?.head ?? null);
    this.responseFields.read(transaction.response?.head ?? null);
  }

  get transaction(): TransactionView | null {
    return this.#transaction;
  }

  get request(): RequestView | null {
    return this.#transaction === null ? null : this.#transaction.request;
  }

  get response(): ResponseView | null {
    return this.#transaction === null ? null : this.#transaction.response;
  }

  /** @param direction of the message that shows it: the finding lies at its first packet */
  tell(code: FindingCode, direction: Direction, data: FindingData): void {
    const transaction = this.#transaction;
    if (transaction === null) return;
    const message = direction === "request" ? transaction.request : transaction.response;
    transaction.addFinding(code);
    this.#raise({
      code,
      severity: FINDINGS[code].severity,
      session: transaction.session,
      transaction: transaction.id,
      frame: message?.first.frame ?? null,
      data,
    });
  }
}

/** Characters of a value that a finding quotes. */
const SHOWN = 100;

export function shown(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}\u2026`;
}

/** Without user information, query and fragment: any of them may hold what a finding does not repeat. */
export function withoutSecrets(uri: string): string {
  const [path = ""] = uri.split(/[?#]/, 1);
  const authority = path.indexOf("//");
  if (authority < 0) return path;
  const slash = path.indexOf("/", authority + 2);
  const at = path.lastIndexOf("@", slash < 0 ? path.length : slash);
  return at < authority ? path : path.slice(0, authority + 2) + path.slice(at + 1);
}
