/**
 * `-T table`: the capture for a person. First what one screen can say of it, in the order of the questions that a
 * person has: what was read, can it be trusted, how did it go, who talked, what ties userSessions together, what is wrong,
 * what was slow; then the first transactions. Where more are asked for than memory should hold, they are printed as
 * they complete, ahead of the summary.
 */
import type { Results } from "../analysis/analyses.js";
import type { Finding } from "../core/findings.js";
import { LINE_LIST_ENTRIES } from "../core/limits.js";
import type { CaptureRecord } from "../core/records.js";
import type { SessionView, TransactionView } from "../http/views.js";
import type { ReportOptions } from "./options.js";
import type { Output } from "./output.js";
import type { Reporter } from "./reporter.js";
import { drawCookies, drawHosts, drawSlowest, drawStatuses, drawUserSessions } from "./table-blocks.js";
import { TableDigest } from "./table-digest.js";
import { FindingsDigest } from "./table-findings.js";
import { drawHeader, drawOverview } from "./table-overview.js";
import { TableStyle } from "./table-style.js";
import { TransactionList } from "./table-transactions.js";
import { formatCount } from "./units.js";

/** Rows that a list has unless asked otherwise: the summary is to fit one screen. */
const TRANSACTIONS = 20;
const ROWS = 5;
const SLOWEST = 3;

export class TableReporter implements Reporter {
  readonly #output: Output;
  readonly #options: ReportOptions;
  readonly #style: TableStyle;
  readonly #digest: TableDigest;
  readonly #findings: FindingsDigest;
  readonly #transactions: TransactionList;
  /** Rows of the list of transactions, and of the others. */
  readonly #transactionLimit: number;
  readonly #rowLimit: number;
  /** Whether transactions are printed as they complete. */
  readonly #streams: boolean;
  #capture: CaptureRecord | null = null;
  #isListBegun = false;

  constructor(output: Output, options: ReportOptions) {
    this.#output = output;
    this.#options = options;
    this.#style = new TableStyle(options);
    const isLog = options.log === true;
    this.#transactionLimit =
      isLog || options.all ? Number.POSITIVE_INFINITY : (options.limit ?? TRANSACTIONS);
    this.#rowLimit = options.all ? LINE_LIST_ENTRIES : Math.min(options.limit ?? ROWS, LINE_LIST_ENTRIES);
    this.#streams = this.#transactionLimit > LINE_LIST_ENTRIES;
    this.#digest = new TableDigest(
      options.limit === null ? SLOWEST : Math.min(options.limit, LINE_LIST_ENTRIES),
      this.#style,
    );
    this.#findings = new FindingsDigest(options.all, this.#style);
    this.#transactions = new TransactionList(this.#style);
  }

  onCapture(capture: CaptureRecord): void {
    this.#capture = capture;
  }

  onFinding(finding: Finding): void {
    this.#findings.add(finding);
  }

  onTransaction(transaction: TransactionView): void {
    this.#digest.addTransaction(transaction);
    if (this.#transactions.count >= this.#transactionLimit) return;
    if (this.#transactions.add(transaction) && this.#streams) this.#printList();
  }

  onSession(session: SessionView): void {
    this.#digest.addSession(session);
  }

  onResults(results: Results): void {
    const { summary } = results;
    const style = this.#style;
    if (this.#streams) this.#printList();
    // The tables of the analyses bound both lists.
    const cookies = [...results.cookies].toSorted(
      (a, b) => b.setCount + b.sentCount - a.setCount - a.sentCount,
    );
    const userSessions = [...results.userSessions].toSorted((a, b) => b.transactions - a.transactions);
    const blocks = [
      this.#capture === null ? [] : drawHeader(this.#capture, summary, style),
      drawOverview(summary, this.#digest, style),
      drawStatuses(summary, this.#digest, style),
      drawHosts(this.#digest.hosts, this.#rowLimit, style),
      drawCookies(cookies, this.#rowLimit, style),
      drawUserSessions(userSessions, this.#rowLimit, style),
      this.#findings.draw(this.#rowLimit),
      drawSlowest(this.#digest.slowest, style),
      this.#streams ? [] : this.#drawList(summary.transactions),
    ].filter((block) => block.length > 0);
    const lead = this.#isListBegun ? "\n" : "";
    this.#output.write(`${lead}${blocks.map((block) => block.join("\n")).join("\n\n")}\n`);
  }

  flush(): void {
    if (this.#streams) this.#printList();
  }

  drain(): Promise<void> {
    return this.#output.drained();
  }

  #printList(): void {
    const lines = this.#transactions.draw();
    if (lines.length === 0) return;
    if (!this.#isListBegun) lines.unshift(this.#style.title("Transactions"));
    this.#isListBegun = true;
    this.#output.write(`${lines.join("\n")}\n`);
  }

  #drawList(total: number): string[] {
    const shown = this.#transactions.count;
    if (shown === 0) return [];
    const style = this.#style;
    const hint = this.#options.hints ? "; --all for every one" : "";
    const part = shown < total ? ` (first ${formatCount(shown)} of ${formatCount(total)}${hint})` : "";
    return [style.title("Transactions") + style.faint(part), ...this.#transactions.draw()];
  }
}
