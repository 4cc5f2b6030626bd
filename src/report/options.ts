/** How a report is to look. All of it comes from the command line and the terminal; nothing here reads either. */
export interface ReportOptions {
  /** Width of the page in characters. */
  readonly columns: number;
  readonly color: boolean;
  /** Whether the reader's character set is UTF-8; ASCII otherwise. */
  readonly unicode: boolean;
  /** Every row of the lists, transactions as they complete. */
  readonly all: boolean;
  /** Transactions as they complete, whatever else: the capture goes on. Not where not given. */
  readonly log?: boolean;
  /** Rows of a list; null for the usual number. */
  readonly limit: number | null;
  /** Whether to say what else could be asked. */
  readonly hints: boolean;
}
