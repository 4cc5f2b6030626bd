/** What a report for a person depends on besides its content. */
export interface ReportOptions {
  /** Width of the terminal in cells. */
  readonly columns: number;
  readonly color: boolean;
  /** Whether bars and boxes may use characters beyond ASCII. */
  readonly unicode: boolean;
  /** Every row of every list; transactions are printed as they complete, ahead of the summary. */
  readonly all: boolean;
  /** Rows of a list; null: the usual number. */
  readonly limit: number | null;
  /** Whether to say what to try next. */
  readonly hints: boolean;
}
