/** One transaction as the lints of messages see it, and how they tell what they find. */
import { FINDINGS, type FindingCode, type FindingData } from "../core/findings.js";
import type { Moment, WallClock } from "../core/time.js";
import type { Direction } from "../http/direction.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { Raise } from "./collector.js";
import { FieldPlaces } from "./lint-fields.js";

/** One for a run: valid until the next transaction is taken up. */
export class LintSubject {
  readonly requestFields = new FieldPlaces();
  readonly responseFields = new FieldPlaces();
  /** Findings told of this transaction. */
  toldCount = 0;
  #transaction: TransactionView | null = null;
  #raise: Raise = () => {};
  #print = 0;

  /** @param clock of the packets */
  constructor(private readonly clock: WallClock) {}

  take(transaction: TransactionView, raise: Raise): void {
    this.#transaction = transaction;
    this.#raise = raise;
    this.#print = 0;
    this.toldCount = 0;
    this.requestFields.read(transaction.request?.head ?? null);
    this.responseFields.read(transaction.response?.head ?? null);
  }

  /** By the capture's clock, since 1970; null where the packet had no time of its own. */
  epochSeconds(at: Readonly<Moment> | null): number | null {
    return at !== null && at.hasTime ? this.clock.epochSeconds(at.timeNs) : null;
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

  /**
   * Stands for the target and its host, whatever the method; never 0. Two that meet in 32 bits are one for those who
   * compare: that is a note too many or too few.
   */
  get resourcePrint(): number {
    if (this.#print === 0 && this.request !== null) this.#print = printOf(this.request) || 1;
    return this.#print;
  }

  /**
   * @param direction of the message that shows it: the finding lies at its first packet
   * @param isOwn false where it comes of a comparison with other connections: their codes are no part of this one's
   */
  tell(code: FindingCode, direction: Direction, data: FindingData, isOwn = true): void {
    const transaction = this.#transaction;
    if (transaction === null) return;
    const message = direction === "request" ? transaction.request : transaction.response;
    this.toldCount += 1;
    if (isOwn) transaction.addFinding(code);
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

/** FNV-1a: sums of what is multiplied by a small number are the same for `Aa` and `BB`. */
export const PRINT_START = 0x811c9dc5 | 0;
export const PRINT_PRIME = 0x01000193;

function printOf({ head: { bytes, startLineEnd }, method, hostAndPort }: RequestView): number {
  let print = PRINT_START;
  for (let at = method.length; at < startLineEnd; at++) print = Math.imul(print ^ bytes[at]!, PRINT_PRIME);
  if (hostAndPort !== null)
    for (let at = 0; at < hostAndPort.length; at++)
      print = Math.imul(print ^ hostAndPort.charCodeAt(at), PRINT_PRIME);
  return print ^ (print >>> 15);
}

/** A scheme and slashes as browsers take them, of either kind and any number; or two slashes and no scheme. */
const BEFORE_AUTHORITY = /^(?:[a-z][a-z0-9+.-]*:[/\\]*|[/\\]{2,})/i;
const PATH_PARAMETERS = /;(?=\S)[^/?#]*/g;

/** Without user information, path parameters, query and fragment: any may hold what a finding does not repeat. */
export function withoutSecrets(uri: string): string {
  const before = BEFORE_AUTHORITY.exec(uri)?.[0] ?? "";
  const rest = uri.slice(before.length);
  // Of a query alone that it is one.
  if (before === "") return pathOnly(rest) || (uri === "" ? "" : `${uri[0]!}\u2026`);
  const slash = rest.search(/[/\\?#]/);
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  // No port: the password of somebody who left its slash as it is.
  if (/^[^[]*:(?!\d*$)/.test(host)) return `${before}\u2026`;
  return before + host + pathOnly(rest.slice(authority.length));
}

function pathOnly(text: string): string {
  const [path = ""] = text.split(/[?#]/, 1);
  return path.includes(";") ? path.replace(PATH_PARAMETERS, "") : path;
}
