/** How the page is to look: what the command line asks for, and what the terminal can. */
import type { ReportOptions } from "../report/options.js";
import { hasColor, hasUnicode, pageColumns, type Surroundings } from "./terminal.js";

export interface PageChoices {
  /** null: standard output. */
  readonly output: string | null;
  readonly all: boolean;
  readonly limit: number | null;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export function pageOptions({ output, all, limit, quiet, noColor }: PageChoices): ReportOptions {
  const isTerminal = output === null && process.stdout.isTTY;
  const terminal = process.stdout.isTTY ? process.stdout : process.stderr.isTTY ? process.stderr : null;
  const surroundings: Surroundings = {
    env: process.env,
    isTerminal,
    terminalColumns: output === null ? (terminal?.columns ?? null) : null,
  };
  return {
    columns: pageColumns(surroundings),
    color: !noColor && hasColor(surroundings),
    unicode: hasUnicode(surroundings),
    all,
    limit,
    hints: !quiet,
  };
}
