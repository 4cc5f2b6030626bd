/**
 * What is counted over the whole capture: requests and responses, methods, statuses, hosts, content types,
 * sessions, findings by code.
 */
import type { Finding } from "../core/findings.js";
import type { SummaryRecord } from "../core/records.js";
import type { RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { Collector, Raise } from "./collector.js";
import { Tally, type TableBudget } from "./tables.js";

/** Its part of the summary. */
export type Totals = Pick<
  SummaryRecord,
  | "sessions"
  | "transactions"
  | "requests"
  | "responses"
  | "unansweredRequests"
  | "orphanResponses"
  | "methods"
  | "statuses"
  | "statusClasses"
  | "hosts"
  | "hostCount"
  | "contentTypes"
  | "findings"
>;

export class TotalsCollector implements Collector<Totals> {
  readonly headers = [];
  #sessions = 0;
  #transactions = 0;
  #requests = 0;
  #responses = 0;
  #unansweredRequests = 0;
  #orphanResponses = 0;
  readonly #methods: Tally;
  readonly #statuses: Tally;
  /** Responses of the statuses 100 to 599, by their hundreds. */
  readonly #hundreds = new Float64Array(6);
  readonly #hosts: Tally;
  readonly #contentTypes: Tally;
  /** Codes are ours, so they need no bound. */
  readonly #findings = new Map<string, number>();

  constructor(budget: TableBudget) {
    this.#methods = new Tally("methods", budget);
    this.#statuses = new Tally("statuses", budget);
    this.#hosts = new Tally("hosts", budget);
    this.#contentTypes = new Tally("contentTypes", budget);
  }

  onTransaction(transaction: TransactionView, raise: Raise): void {
    const { request, response } = transaction;
    this.#transactions += 1;
    if (request === null) this.#orphanResponses += 1;
    else this.#addRequest(request, raise);
    if (response === null) this.#unansweredRequests += 1;
    else this.#addResponse(response, raise);
  }

  onEnd(): void {}

  onSession(): void {
    this.#sessions += 1;
  }

  onFinding(finding: Finding): void {
    this.#findings.set(finding.code, (this.#findings.get(finding.code) ?? 0) + 1);
  }

  result(): Totals {
    const [, informational = 0, success = 0, redirection = 0, clientError = 0, serverError = 0] =
      this.#hundreds;
    return {
      sessions: this.#sessions,
      transactions: this.#transactions,
      requests: this.#requests,
      responses: this.#responses,
      unansweredRequests: this.#unansweredRequests,
      orphanResponses: this.#orphanResponses,
      methods: this.#methods.toRecord(),
      statuses: this.#statuses.toRecord(),
      statusClasses: {
        "1xx": informational,
        "2xx": success,
        "3xx": redirection,
        "4xx": clientError,
        "5xx": serverError,
      },
      hosts: Array.from(this.#hosts.entries(), ([host, transactions]) => ({ host, transactions })),
      hostCount: this.#hosts.size,
      contentTypes: this.#contentTypes.toRecord(),
      findings: Object.fromEntries(this.#findings),
    };
  }

  #addRequest(request: RequestView, raise: Raise): void {
    this.#requests += 1;
    this.#methods.add(request.method, raise);
    if (request.hostAndPort !== null) this.#hosts.add(request.hostAndPort, raise);
  }

  #addResponse(response: ResponseView, raise: Raise): void {
    this.#responses += 1;
    const { status } = response;
    if (status !== null) {
      this.#statuses.add(String(status), raise);
      if (status >= 100 && status <= 599) this.#hundreds[Math.floor(status / 100)]! += 1;
    }
    if (response.contentType !== null) this.#contentTypes.add(response.contentType, raise);
  }
}
